"""Attempts the server has decided, voids that wait for their check-in, and the lists that kiosks were given."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canteen.core.sitting import Sitting
from canteen.models.ids import Row
from kiosk.models.devices import Kiosk


class PriceList(Row):
    """What a promise names: the list of one canteen's sitting. What it says carries its own proof (D11)."""

    canteen = models.ForeignKey("canteen.Canteen", on_delete=models.PROTECT, related_name="+")
    service_on = models.DateField()
    sitting = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["canteen", "service_on", "sitting"], name="price_list_by_sitting")]


class CheckIn(Row):
    """One attempt and what was decided of it; immutable. `id` was made by the device, before it sent (R7, K1).

    An attempt that comes again with other content is stored beside the original under an id of its own, with
    `attempt_id` naming what it claimed to be (D21).
    """

    class Kind(models.TextChoices):
        PRESENT = "present", _("刷卡")
        NAME = "name", _("按姓名")
        SECOND = "second", _("再来一份")
        GUEST = "guest", _("来客")
        STAFF = "staff", _("员工餐")
        VOID = "void", _("撤销")
        MALFORMED = "malformed", _("无法识别")

    class Decision(models.TextChoices):
        SERVED = "served", _("已用餐")
        REPEAT = "repeat", _("已登记过")
        QUARANTINED = "quarantined", _("待处理")
        VOIDED = "voided", _("已撤销")
        PARKED = "parked", _("等刷卡记录")

    kiosk = models.ForeignKey(Kiosk, on_delete=models.PROTECT, related_name="+", db_index=False)
    attempt_id = models.UUIDField(null=True)
    sequence = models.PositiveBigIntegerField(null=True)
    fingerprint = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    canteen = models.ForeignKey("canteen.Canteen", on_delete=models.PROTECT, related_name="+", db_index=False)
    presented_at = models.DateTimeField()
    received_at = models.DateTimeField()
    service_on = models.DateField()
    sitting = models.CharField(max_length=12, choices=[(sitting.value, sitting.value) for sitting in Sitting])
    decision = models.CharField(max_length=12, choices=Decision.choices)
    reason = models.CharField(max_length=40, blank=True)
    credential = models.ForeignKey(
        "canteen.Credential", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    elder = models.ForeignKey("canteen.Elder", null=True, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey("canteen.Staff", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey("ordering.Order", null=True, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("settlement.Entry", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    policy = models.ForeignKey(
        "settlement.Policy", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    price_list = models.ForeignKey(PriceList, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    promised_fen = models.PositiveIntegerField(null=True)
    decided_fen = models.PositiveIntegerField(null=True)
    # The check-in a void is about; not a foreign key, for a void may come first and wait (D13).
    void_of = models.UUIDField(null=True, db_index=True)
    # What was sent, for the person who resolves a quarantined one.
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kiosk", "sequence", "fingerprint"], name="check_in_sent_once"),
            models.CheckConstraint(
                name="check_in_served_has_entry",
                condition=~Q(decision="served")
                | Q(order__isnull=False, entry__isnull=False, decided_fen__isnull=False)
                & (Q(elder__isnull=False) | Q(kind__in=["guest", "staff"])),
            ),
        ]
        indexes = [models.Index(fields=["canteen", "service_on", "received_at"], name="check_in_by_day")]


class ParkedVoid(Row):
    """A void that came before its check-in and is applied when that arrives (D13)."""

    check_in = models.OneToOneField(CheckIn, on_delete=models.PROTECT, related_name="+")
    void_of = models.UUIDField(db_index=True)
    applied_at = models.DateTimeField(null=True)
