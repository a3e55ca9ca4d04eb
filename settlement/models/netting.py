"""What funds owe one another for visitors: per sealed month of a canteen, and how two of them settled it (D9)."""

from django.db import models
from django.db.models import F, Q

from canteen.models.ids import Row


class Netting(Row):
    """What two funds settle for one month, both directions against each other: one person proposes, another agrees.

    Its entry is written when it is agreed; one that was taken back keeps who did so, and frees what it held.
    """

    month = models.DateField()
    debtor = models.ForeignKey("settlement.Fund", on_delete=models.PROTECT, related_name="+")
    creditor = models.ForeignKey("settlement.Fund", on_delete=models.PROTECT, related_name="+")
    # What the debtor pays; 0 where both advanced as much.
    fen = models.PositiveBigIntegerField()
    proposed_by = models.ForeignKey("canteen.Staff", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey("canteen.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    entry = models.OneToOneField("settlement.Entry", null=True, on_delete=models.PROTECT, related_name="nets")
    withdrawn_by = models.ForeignKey("canteen.Staff", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="netting_between_two", condition=~Q(debtor=F("creditor"))),
            models.CheckConstraint(
                name="netting_agreed_by_second_person",
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True, entry__isnull=True)
                | (
                    Q(agreed_by__isnull=False, agreed_at__isnull=False, entry__isnull=False, withdrawn_by__isnull=True)
                    & ~Q(agreed_by=F("proposed_by"))
                ),
            ),
        ]


class Receivable(Row):
    """What one fund paid for the people of another in sealed books; written with the seal, settled by a netting.

    Below zero where more was taken back of earlier months than advanced in this one. `check_books` compares it (R3).
    """

    books = models.ForeignKey("settlement.Books", on_delete=models.PROTECT, related_name="receivables")
    by = models.ForeignKey("settlement.Fund", on_delete=models.PROTECT, related_name="+")
    owed_by = models.ForeignKey("settlement.Fund", on_delete=models.PROTECT, related_name="+")
    fen = models.BigIntegerField()
    # That of the books, once more: a page shows one month of many (D20).
    month = models.DateField()
    netting = models.ForeignKey(Netting, null=True, on_delete=models.PROTECT, related_name="receivables")
    settled = models.BooleanField(default=False)  # with the entry of its netting

    class Meta:
        indexes = [
            models.Index(fields=["month", "id"], name="receivable_by_month"),
            # Few wait, however many were settled.
            models.Index(fields=["id"], name="receivable_pending", condition=Q(settled=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["books", "by", "owed_by"], name="receivable_once"),
            models.CheckConstraint(name="receivable_between_two", condition=~Q(by=F("owed_by"))),
        ]
