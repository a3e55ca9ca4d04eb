"""The ledger: accounts, entries and postings as transfers; written once, never changed (R1, R2)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.models.ids import Row


class Account(Row):
    """A leaf of the chart of accounts, named by its address; the grammar stands in `settlement.core.chart`."""

    address = models.CharField(max_length=160, unique=True)


class Entry(Row):
    """One event in the books, with the postings that carry its money."""

    class Kind(models.TextChoices):
        MEAL = "meal", pgettext_lazy("one", "供餐")
        TENDER = "tender", _("付款")
        REVERSAL = "reversal", _("冲销")
        APPROPRIATION = "appropriation", _("拨入")
        ALLOTMENT = "allotment", _("额度")
        APPORTIONMENT = "apportionment", _("分担")
        RELEASE = "release", _("退回额度")
        HOLD = "hold", pgettext_lazy("one", "挂起")
        CLEARING = "clearing", _("清理挂起")
        NETTING = "netting", _("垫付清算")

    kind = models.CharField(max_length=14, choices=Kind.choices)
    # The books the entry counts in, and, for a late fact, the month it is about (D16).
    books = models.ForeignKey(
        "settlement.Books", null=True, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    for_month = models.DateField(null=True)
    service_on = models.DateField(null=True)
    order = models.ForeignKey("ordering.Order", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    # 0 for the entry written when the meal was served, one more for each later decision about the same meal.
    revision = models.PositiveSmallIntegerField(default=0)
    policy = models.ForeignKey(
        "settlement.Policy", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    shift = models.ForeignKey("settlement.Shift", null=True, on_delete=models.PROTECT, related_name="entries")
    recorded_at = models.DateTimeField()
    explanation = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "revision"], name="entry_meal_once", condition=Q(kind="meal")),
            models.CheckConstraint(
                name="entry_reversal_names_entry",
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses__isnull=True)),
            ),
            models.CheckConstraint(
                name="entry_meal_names_order",
                condition=~Q(kind="meal") | Q(order__isnull=False, books__isnull=False, service_on__isnull=False),
            ),
        ]
        indexes = [
            # Pages of a month are cut from it by day, in one order (D20).
            models.Index(fields=["books", "service_on", "id"], name="entry_by_day"),
            # An undo looks for all that was held and cleared of one meal.
            models.Index(fields=["order"], name="entry_by_order"),
        ]


class Posting(Row):
    """A transfer of `fen` > 0 from the credited to the debited account; balance = Σ debit − Σ credit (D6)."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings", db_index=False)
    position = models.PositiveSmallIntegerField()
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="debits")
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="credits")
    fen = models.PositiveBigIntegerField()
    # Month first, then canteen: every report reads by them (D20). The entry's books hold the foreign keys.
    month = models.DateField(null=True)
    canteen = models.ForeignKey(
        "canteen.Canteen", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="posting_position_once"),
            models.CheckConstraint(name="posting_fen_positive", condition=Q(fen__gt=0)),
            models.CheckConstraint(name="posting_between_two", condition=~Q(debit=F("credit"))),
        ]
        indexes = [models.Index(fields=["month", "canteen"], name="posting_by_month")]
