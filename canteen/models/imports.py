"""Lists from outside on their way into the register: file and rows sealed, what was found in them, who signs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from canteen.core.intake.kinds import Kind
from canteen.models.ids import Row
from canteen.models.places import Region
from canteen.models.staff import Staff
from canteen.models.words import Words


class Sender(Row):
    """A named source of lists, such as a town's civil-affairs office; how it heads its columns is remembered."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    name = Words(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="sender_once")]


class ColumnMap(Row):
    """Which column means what in one form of one sender, as a person last confirmed it."""

    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    signature = models.CharField(max_length=64)  # of the headings
    columns = models.JSONField(default=dict)  # position → key
    confirmed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "kind", "signature"], name="column_map_once")]


class Import(Row):
    """One list: sent → reading → checked → applying → applied, or cancelled, or failed. All takes effect, or none."""

    class State(models.TextChoices):
        SENT = "sent", _("待对应列")
        READING = "reading", _("核对中")
        CHECKED = "checked", _("已核对")
        APPLYING = "applying", _("写入中")
        APPLIED = "applied", _("已生效")
        CANCELLED = "cancelled", _("已取消")
        FAILED = "failed", _("无法读取")

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    sender = models.ForeignKey(Sender, on_delete=models.PROTECT, related_name="+")
    # Every row lies within this region.
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    file_name = Words(max_length=120)
    byte_count = models.PositiveIntegerField()
    # Keyed hash of the whole file: the same file twice is noticed.
    content_lookup = models.CharField(max_length=64)
    # Sheet, header, mapping and headings; sealed, for a wrongly placed header holds a person's row.
    layout_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SENT)
    notice = models.CharField(max_length=40, blank=True)  # the code of what a person has to know
    rows_expected = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    # How far a writing is that shows nothing else before its end.
    rows_written = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    rows_repeated = models.PositiveIntegerField(default=0)
    rows_passed = models.PositiveIntegerField(default=0)
    # Of all of these, how many whoever sent the list had hidden in the sheet.
    rows_hidden = models.PositiveIntegerField(default=0)
    rows_wrong = models.PositiveIntegerField(default=0)
    # Covers every row and what would be written of it: what is signed, and what is compared before it is written.
    shown_digest = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    # Who said last which column is which: that decides what a list says as much as sending it in does.
    laid_out_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Who works on it, and until when nobody else takes it over.
    claim_id = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    is_emptied = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="import_signed_by_another", condition=~Q(signed_by=F("made_by"))),
            models.CheckConstraint(
                name="import_signed_by_no_layer_out",
                condition=Q(signed_by__isnull=True) | Q(laid_out_by__isnull=True) | ~Q(signed_by=F("laid_out_by")),
            ),
            models.CheckConstraint(
                name="import_signed_at_once",
                condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["region", "made_at"], name="import_by_region"),
            models.Index(fields=["made_at", "id"], name="import_by_time"),
            models.Index(fields=["file_name", "id"], name="import_by_file"),
            models.Index(fields=["state", "id"], name="import_by_state"),
            models.Index(
                fields=["state", "claimed_until"],
                name="import_waiting",
                condition=Q(state__in=["reading", "applying"]),
            ),
            models.Index(fields=["content_lookup"], name="import_by_content"),
        ]


class ImportPart(Row):
    """A piece of the file, sealed."""

    of = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="import_part_once")]


class ImportRow(Row):
    """One row of a list: its cells, what they say, what is wrong and what would change, sealed together."""

    class Outcome(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("变更")
        SAME = "same", _("无变化")
        REPEATED = "repeated", _("重复行")
        PASSED = "passed", _("跳过")
        WRONG = "wrong", _("有误")

    of = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()  # as the sheet counts its rows
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    # Keyed hashes: of whom or what the row is about, of what it says, and of what would be written.
    key_lookup = models.CharField(max_length=64, blank=True)
    content_lookup = models.CharField(max_length=64)
    plan_lookup = models.CharField(max_length=64)
    # Keyed hash of what it names beside that and only one may have: a card, a credit code.
    named_lookup = models.CharField(max_length=64, default="", blank=True)
    # Which columns have a mistake or would change, between bars: what is in them is sealed.
    columns = models.CharField(max_length=400, default="")
    elder_id = models.UUIDField(null=True)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["of", "outcome", "number"], name="import_row_by_outcome"),
            models.Index(fields=["of", "key_lookup"], name="import_row_by_key"),
            models.Index(fields=["of", "named_lookup"], name="import_row_by_name", condition=~Q(named_lookup="")),
        ]
