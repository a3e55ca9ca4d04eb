"""Uses of a limit, and what cannot be decided yet."""

from django.db import models
from django.db.models import Q

from canteen.models.ids import Row
from settlement.models.ledger import Entry


class Claim(Row):
    """One use of a limit by a person in a period; the unique index has the last word (D8, R8)."""

    person = models.ForeignKey("canteen.Elder", on_delete=models.PROTECT, related_name="+", db_index=False)
    limit_key = models.CharField(max_length=40)
    period = models.CharField(max_length=24)
    ordinal = models.PositiveSmallIntegerField()
    # What it takes of a limit that is a sum; 0 where the limit counts meals alone.
    fen = models.PositiveBigIntegerField(default=0)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="claims")
    released_by = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                # Period before limit: a check-in asks for the periods of one day, not for all she ever claimed.
                fields=["person", "period", "limit_key", "ordinal"],
                name="claim_live_once",
                condition=Q(released_by__isnull=True),
            )
        ]


class Hold(Row):
    """The open item on a share that rests in suspense: the meal stands, its money waits for a person (D5)."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="holds")
    canteen = models.ForeignKey("canteen.Canteen", on_delete=models.PROTECT, related_name="+", db_index=False)
    fen = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=40)  # a HoldCode
    opened_at = models.DateTimeField()
    cleared_by = models.OneToOneField(Entry, null=True, on_delete=models.PROTECT, related_name="clears")

    class Meta:
        constraints = [models.CheckConstraint(name="hold_fen_positive", condition=Q(fen__gt=0))]
        indexes = [
            models.Index(fields=["canteen", "cleared_by"], name="hold_by_canteen"),
            # Open holds of all canteens are listed by age and by size; cleared ones are history and stand in no list.
            models.Index(fields=["opened_at", "id"], name="hold_by_age", condition=Q(cleared_by__isnull=True)),
            models.Index(fields=["fen", "id"], name="hold_by_size", condition=Q(cleared_by__isnull=True)),
            # A reason that is rare among them.
            models.Index(
                fields=["reason", "opened_at", "id"], name="hold_by_reason", condition=Q(cleared_by__isnull=True)
            ),
        ]
