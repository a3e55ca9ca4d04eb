"""Enrolled devices, and the one-time codes that enrol them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from canteen.models.ids import Row
from canteen.models.words import Words


class Kiosk(Row):
    """A device at a canteen: kiosk, counter tablet, wall; known by a secret whose digest alone is kept (K10).

    The desk is the one device of a canteen that staff's own attempts come from: their session lets them in, it has no
    secret, keeps no queue and counts no sequence.
    """

    class Kind(models.TextChoices):
        KIOSK = "kiosk", _("终端")
        DESK = "desk", _("柜台")

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.KIOSK)
    canteen = models.ForeignKey("canteen.Canteen", on_delete=models.PROTECT, related_name="+")
    name = Words(max_length=40)
    secret_digest = models.CharField(max_length=64, blank=True)
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["canteen"], name="kiosk_one_desk", condition=Q(kind="desk")),
            models.CheckConstraint(name="kiosk_has_secret", condition=Q(kind="desk") | ~Q(secret_digest="")),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="kiosk_by_name"),
            # Those in use are few beside all that were ever cut off.
            models.Index(fields=["name", "id"], name="kiosk_in_use", condition=Q(revoked_at__isnull=True)),
        ]


class Contact(Row):
    """When a device was last heard of; one row a device, apart from its secret."""

    kiosk = models.OneToOneField(Kiosk, on_delete=models.PROTECT, related_name="contact")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "kiosk"], name="contact_by_time")]


class EnrolCode(Row):
    """A code of ten minutes that makes one device; its digest alone is kept (K10)."""

    canteen = models.ForeignKey("canteen.Canteen", on_delete=models.PROTECT, related_name="+")
    name = Words(max_length=40)
    code_digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("canteen.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class WrongPin(Row):
    """A wrong PIN on a device: five in ten minutes close its strip for a while (S9)."""

    kiosk = models.ForeignKey(Kiosk, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kiosk", "at"], name="wrong_pin_by_kiosk")]
