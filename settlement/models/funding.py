"""Funds, joint funds, allotments, and the dated policies that say who pays."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteen.models.ids import Row
from canteen.models.words import Words


class Fund(Row):
    """A funder's pot with a purpose; `key` is how policy documents and account addresses name it (D17).

    Finance of its region decides about its money.
    """

    class Source(models.TextChoices):
        BUDGET = "budget", _("一般公共预算")
        LOTTERY = "lottery", _("福利彩票公益金")
        CHARITY = "charity", _("慈善捐赠")
        COLLECTIVE = "collective", _("村集体")
        JOINT = "joint", _("联合资金")

    region = models.ForeignKey("canteen.Region", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=40, unique=True)
    name = Words(max_length=80)
    source = models.CharField(max_length=12, choices=Source.choices)
    budget_year = models.PositiveSmallIntegerField(null=True, blank=True)
    budget_line = Words(max_length=40, blank=True)
    receipt_type = Words(max_length=40, blank=True)
    # What policies ask a region for where they follow the elder home, such as "meals" (D9); one fund of it has it.
    role = models.SlugField(max_length=40, blank=True, default="", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "role"], name="fund_role_once", condition=~Q(role="")),
        ]


class Part(Row):
    """What one contributor bears of a joint fund: an integer weight, in a stated order (D10)."""

    joint = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="parts")
    contributor = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["joint", "position"], name="part_position_once"),
            models.UniqueConstraint(fields=["joint", "contributor"], name="part_contributor_once"),
            models.CheckConstraint(name="part_weight_positive", condition=Q(weight__gt=0)),
            models.CheckConstraint(name="part_of_another_fund", condition=~Q(joint=F("contributor"))),
        ]


class Allotment(Row):
    """What a fund lets one canteen draw in one month; guarded by the lock on that canteen-month's books (D18)."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="allotments")
    canteen = models.ForeignKey("canteen.Canteen", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    fen = models.PositiveBigIntegerField()
    # A stored balance: what `fund/<key>/allotted/<canteen>/<month>` has paid; check_books compares the two (R3).
    drawn_fen = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["canteen", "month", "fund"], name="allotment_once"),
            models.CheckConstraint(name="allotment_never_over_drawn", condition=Q(drawn_fen__lte=F("fen"))),
        ]
        # All months of all canteens are listed, the latest first.
        indexes = [models.Index(fields=["month", "id"], name="allotment_by_month")]


_UNCHECKED = ("draft", "withdrawn", "approved")


class Policy(Row):
    """One version of a region's policy document; once approved it never changes, only ends (R11).

    A draft is edited by who made it, until it is checked; then it waits as it stands for another person. Whether an
    approved one is in force is a matter of days, and stored nowhere. A version that is withdrawn keeps its number.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        CHECKED = "checked", _("待批准")
        APPROVED = "approved", _("已批准")
        WITHDRAWN = "withdrawn", _("已撤销")

    region = models.ForeignKey("canteen.Region", on_delete=models.PROTECT, related_name="+")
    # The region's number again: PostgreSQL's exclusion constraint wants a range of integers (D22).
    scope = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    document = models.JSONField()
    # Of the document, the region and the days as they were drafted: what the second person signs (S4).
    digest = models.CharField(max_length=64)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey("canteen.Staff", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # Empty with versions that were approved before there was a check.
    checked_by = models.ForeignKey("canteen.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)
    sent_back = Words(max_length=200, blank=True)  # why it was last sent back to who drafts it
    approved_by = models.ForeignKey("canteen.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "version"], name="policy_version_once"),
            models.CheckConstraint(
                name="policy_days", condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on"))
            ),
            models.CheckConstraint(
                name="policy_checked",
                condition=Q(checked_by__isnull=True, checked_at__isnull=True, state__in=_UNCHECKED)
                | Q(checked_by__isnull=False, checked_at__isnull=False, state__in=("checked", "approved")),
            ),
            models.CheckConstraint(
                name="policy_approved_by_second_person",
                condition=(Q(approved_by__isnull=True, approved_at__isnull=True) & ~Q(state="approved"))
                | (
                    Q(state="approved", approved_by__isnull=False, approved_at__isnull=False)
                    & ~Q(approved_by=F("made_by"))
                    & (Q(checked_by__isnull=True) | ~Q(approved_by=F("checked_by")))
                ),
            ),
        ]
        # All versions are listed by when they begin, and those in one state.
        indexes = [
            models.Index(fields=["from_on", "id"], name="policy_by_day"),
            models.Index(fields=["state", "from_on", "id"], name="policy_by_state"),
        ]
