"""Regions, canteens and the organisations that run them, each changing relation a dated row."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.core.keys import LONGEST_KEY
from canteen.core.sitting import Sitting
from canteen.models.ids import Row
from canteen.models.words import Words


class Dated(models.Model):
    """A relation that holds from a day (included) until a day (excluded); open while `until_on` is empty."""

    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def ordered_days(name: str) -> models.CheckConstraint:
    """Return the constraint that a dated row ends after it begins."""
    return models.CheckConstraint(name=name, condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")))


class Level(models.TextChoices):
    """Levels of the administrative tree, widest first."""

    CITY = "city", _("市")
    DISTRICT = "district", _("区县")
    TOWN = "town", pgettext_lazy("one", "镇街")
    VILLAGE = "village", pgettext_lazy("one", "村居")


class Region(Row):
    """A node of the administrative tree; its parent and its national code are dated rows of their own (D4)."""

    # The number stands for the region in PostgreSQL's exclusion constraint over policies, which needs a range (D22).
    number = models.PositiveIntegerField(unique=True)
    # What policy documents call it. Set when the region is registered and never changed: published documents say it.
    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    name = Words(max_length=80)
    level = models.CharField(max_length=12, choices=Level.choices)


class RegionParent(Row, Dated):
    """Which region another lies in, for a period; merged towns get a new row, not a new tree."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="children")

    class Meta:
        constraints = [
            ordered_days("region_parent_days"),
            models.UniqueConstraint(fields=["region", "from_on"], name="region_parent_once"),
            models.CheckConstraint(name="region_not_its_parent", condition=~Q(region=F("parent"))),
        ]


class RegionCode(Row, Dated):
    """The national code a region carries for a period: an attribute, never used for containment (D4)."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=12)

    class Meta:
        constraints = [
            ordered_days("region_code_days"),
            models.UniqueConstraint(fields=["region", "from_on"], name="region_code_once"),
        ]


class Organisation(Row):
    """The legal entity that runs canteens and is paid."""

    name = Words(max_length=120)
    sorts_as = models.CharField(max_length=240, default="", blank=True)
    credit_code = models.CharField(max_length=18, unique=True)

    class Meta:
        indexes = [models.Index(fields=["sorts_as", "id"], name="organisation_by_pinyin")]


class BankAccount(Row, Dated):
    """Where an organisation is paid, for a period; the number is sealed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bank_accounts")
    bank = Words(max_length=80)
    number_sealed = models.BinaryField()

    class Meta:
        constraints = [ordered_days("bank_account_days")]


class Canteen(Row):
    """A place that serves meals: a canteen, a meal point or a central kitchen."""

    class Kind(models.TextChoices):
        CANTEEN = "canteen", _("食堂")
        POINT = "point", _("助餐点")
        KITCHEN = "kitchen", _("中央厨房")

    # As of a region: what policy documents call it, for good.
    key = models.SlugField(max_length=LONGEST_KEY, unique=True)
    name = Words(max_length=80)
    sorts_as = models.CharField(max_length=240, default="", blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.CANTEEN)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="canteens")
    address = Words(max_length=160, blank=True)
    # Where it stands on a map, in millionths of a degree (WGS 84): whole numbers compare equal.
    latitude_e6 = models.IntegerField(null=True, blank=True)
    longitude_e6 = models.IntegerField(null=True, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["sorts_as", "id"], name="canteen_by_pinyin"),
            models.Index(fields=["opened_on", "id"], name="canteen_by_opening"),
        ]


class Hours(Row, Dated):
    """When a canteen serves one sitting, in local wall time, for a period; `HoursGuard` refuses overlapping periods."""

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="hours")
    sitting = models.CharField(max_length=12, choices=[(sitting.value, sitting.value) for sitting in Sitting])
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            ordered_days("hours_days"),
            models.CheckConstraint(name="hours_in_order", condition=Q(closes__gt=F("opens"))),
        ]


class Tenure(Row, Dated):
    """Which organisation runs a canteen, for a period; it may change in mid-month (D2)."""

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="tenures")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tenures")

    class Meta:
        constraints = [
            ordered_days("tenure_days"),
            models.UniqueConstraint(fields=["canteen", "from_on"], name="tenure_once"),
            models.UniqueConstraint(fields=["canteen"], condition=Q(until_on__isnull=True), name="tenure_one_open"),
        ]
