"""Elders and the dated facts about them; what is sensitive is sealed, and found by keyed hash alone (S1)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteen.models.ids import Row
from canteen.models.places import Dated, Region, ordered_days
from canteen.models.words import Words


class Elder(Row):
    """The person who eats."""

    name = Words(max_length=60)
    # Pinyin initials of the name, as counter staff type them: zgy for 张桂英.
    initials = models.CharField(max_length=20, blank=True)
    # What lists by name are sorted by: its pinyin, as dictionaries do (canteen.gateways.pinyin).
    sorts_as = models.CharField(max_length=240, default="", blank=True)
    birth_on = models.DateField()
    id_number_sealed = models.BinaryField()
    id_number_lookup = models.CharField(max_length=64, unique=True)
    phone_sealed = models.BinaryField(null=True, blank=True)
    # Of the last four digits, which is all a counter asks for.
    phone_tail_lookup = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            # Beginnings are asked for (LIKE 'zg%'), which a plain index serves in the C collation alone.
            models.Index(fields=["name", "id"], name="elder_by_name", opclasses=["varchar_pattern_ops", "uuid_ops"]),
            models.Index(
                fields=["initials", "id"], name="elder_by_initials", opclasses=["varchar_pattern_ops", "uuid_ops"]
            ),
            models.Index(fields=["phone_tail_lookup"], name="elder_by_phone_tail"),
            models.Index(fields=["birth_on", "id"], name="elder_by_birth"),
            models.Index(fields=["sorts_as", "id"], name="elder_by_pinyin"),
            # What a search finds is sorted by needs the collation's own order, which the patterns above do not have.
            models.Index(fields=["name", "id"], name="elder_in_order_of_name"),
            models.Index(fields=["recorded_at", "id"], name="elder_by_recording"),
        ]


class SamePerson(Row, Dated):
    """Says that two records are one person; rows are never moved, limits are counted on `person` (D1)."""

    elder = models.ForeignKey(Elder, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Elder, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            ordered_days("same_person_days"),
            models.CheckConstraint(name="same_person_of_two", condition=~Q(elder=F("person"))),
            models.UniqueConstraint(fields=["elder", "from_on"], name="same_person_once"),
        ]


class Fact(Row, Dated):
    """A dated statement about an elder with its evidence; a split reads those of the service date (D3)."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", _("户籍")
        RESIDENCE = "residence", _("居住")
        PERMIT = "permit", _("居住证")
        INSTITUTION = "institution", _("入住机构")
        CATEGORY = "category", _("类别")
        STATE = "state", _("状态")
        DIET = "diet", _("膳食")

    elder = models.ForeignKey(Elder, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # Poverty and disability are values here, so the column is sealed like an ID number.
    value_sealed = models.BinaryField()
    # Keyed hash of kind and value, for the kinds whose values may show as equal (states); empty for the others.
    value_lookup = models.CharField(max_length=64, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = Words(max_length=20, blank=True)
    evidence = Words(max_length=200, blank=True)
    granted_by = Words(max_length=120, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            # A state that was recorded by mistake is taken back: it ends on its first day and holds on none.
            models.CheckConstraint(
                name="fact_days",
                condition=Q(until_on__isnull=True)
                | Q(until_on__gt=F("from_on"))
                | Q(kind="state", until_on=F("from_on")),
            ),
            # A death, a move away: told once from one day on, whoever presses twice and whatever list says it too.
            models.UniqueConstraint(
                fields=["elder", "value_lookup", "from_on"],
                name="fact_of_state_once",
                condition=~Q(value_lookup="") & Q(until_on__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["elder", "from_on"], name="fact_by_elder"),
            models.Index(fields=["value_lookup", "elder"], name="fact_by_value", condition=~Q(value_lookup="")),
            # Who has a category, who lives elsewhere: few beside the registrations.
            models.Index(fields=["kind", "elder"], name="fact_by_kind"),
        ]
