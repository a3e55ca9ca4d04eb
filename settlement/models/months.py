"""Books, their seals and what each payer owes on them; and the cash shifts of a counter."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteen.models.ids import Row
from canteen.models.words import Words


class Books(Row):
    """One canteen's month under one organisation; its row is the lock of that canteen-month (D15, D18)."""

    class State(models.TextChoices):
        OPEN = "open", _("未提交")
        SUBMITTED = "submitted", _("已提交")
        QUESTIONED = "questioned", _("有疑问")
        ANSWERED = "answered", _("已答复")
        SEALED = "sealed", _("已封账")

    canteen = models.ForeignKey("canteen.Canteen", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    organisation = models.ForeignKey("canteen.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    submitted_by = models.ForeignKey("canteen.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    # Devices whose queue or gap in sequence may still hold meals of this month, as named at submission (D15).
    silent_kiosks = models.JSONField(default=list)
    approved_by = models.ForeignKey("canteen.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["canteen", "month", "organisation"], name="books_once"),
            models.CheckConstraint(
                name="books_sealed_by_second_person",
                condition=~Q(state="sealed")
                | (
                    Q(submitted_by__isnull=False, approved_by__isnull=False, sealed_at__isnull=False)
                    & ~Q(approved_by=F("submitted_by"))
                ),
            ),
            models.CheckConstraint(
                name="books_submitted_by_person",
                condition=Q(state="open") | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
        ]
        indexes = [
            # A grid shows a few months of many canteens, however many years there are.
            models.Index(fields=["month", "canteen"], name="books_by_month"),
            # Few wait for a person, however many are sealed.
            models.Index(
                fields=["state"],
                name="books_pending",
                condition=Q(state__in=["submitted", "questioned", "answered"]),
            ),
        ]


class Seal(Row):
    """The digest of sealed books over their canonical bytes and the seal before (R12); immutable."""

    books = models.OneToOneField(Books, on_delete=models.PROTECT, related_name="seal")
    previous = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class SealedSums(Row):
    """What sealed books come to, adjustments included, so that a grid reads one row for a month; immutable.

    Written with the seal from the figures that were signed; `check_books` compares the two (R3). May be below zero
    where adjustments outweigh the month.
    """

    books = models.OneToOneField(Books, on_delete=models.PROTECT, related_name="sums")
    meals = models.IntegerField()  # of elders
    elder_fen = models.BigIntegerField()
    canteen_fen = models.BigIntegerField()
    funds_fen = models.BigIntegerField()
    suspense_fen = models.BigIntegerField()
    others_fen = models.BigIntegerField()  # what guests paid, and what the canteen's own people ate

    @property
    def price_fen(self) -> int:
        """What the meals are worth."""
        return self.elder_fen + self.canteen_fen + self.funds_fen + self.suspense_fen + self.others_fen


class Payable(Row):
    """What one fund owes on one statement; payment is a state of this row, never of the books (D15)."""

    class State(models.TextChoices):
        DUE = "due", _("应拨")
        REQUESTED = "requested", _("已申请")
        PARTLY_PAID = "partly-paid", _("部分拨付")
        PAID = "paid", _("已拨付")
        RETURNED = "returned", _("退回")

    books = models.ForeignKey(Books, on_delete=models.PROTECT, related_name="payables")
    fund = models.ForeignKey("settlement.Fund", on_delete=models.PROTECT, related_name="payables")
    # Negative when adjustments outweigh the month: the organisation gives back.
    fen = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DUE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["books", "fund"], name="payable_once")]


class Shift(Row):
    """One person's time at a cash drawer; cash taken and handed back are entries of the shift (D13)."""

    canteen = models.ForeignKey("canteen.Canteen", on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("canteen.Staff", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    float_fen = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    counted_fen = models.PositiveBigIntegerField(null=True)
    # What was counted less what should have been there, as it was when the drawer was closed; 0 while it is open.
    difference_fen = models.BigIntegerField(default=0)
    reason = Words(max_length=200, default="", blank=True)  # of a difference, or of closing another one's drawer
    closed_by = models.ForeignKey("canteen.Staff", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["opened_at", "id"], name="shift_by_opening"),
            models.Index(fields=["canteen", "opened_at", "id"], name="shift_at_canteen"),
            models.Index(fields=["difference_fen", "id"], name="shift_by_difference"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["canteen", "staff"], name="shift_open_once", condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="shift_closed_is_counted",
                condition=Q(closed_at__isnull=True, counted_fen__isnull=True)
                | Q(closed_at__isnull=False, counted_fen__isnull=False),
            ),
        ]
