"""Cards and printed codes: what an elder presents; each dies alone."""

from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from canteen.core.entry import LAST_DAY
from canteen.models.ids import Row
from canteen.models.people import Elder
from canteen.models.words import Words

# When a card ends, as lists sort it: one that never does, behind all that do.
ENDS_ON: Final = Coalesce("expires_on", models.Value(LAST_DAY, output_field=models.DateField()))


class Credential(Row):
    """A card number, or the random id inside a printed QR code; a replacement kills the old one at once (K8)."""

    class Kind(models.TextChoices):
        CARD = "card", _("卡")
        QR = "qr", _("二维码")

    elder = models.ForeignKey(Elder, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    code = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)
    blocked_at = models.DateTimeField(null=True, blank=True)
    blocked_reason = Words(max_length=40, blank=True)
    replaced_by = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # What was replaced is blocked as well: one column answers “does it still work?”.
            models.CheckConstraint(
                name="credential_replaced_is_blocked",
                condition=Q(replaced_by__isnull=True) | Q(blocked_at__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["issued_at", "id"], name="credential_by_issue"),
            models.Index(fields=["kind", "issued_at", "id"], name="credential_by_kind"),
            # Few beside all that work.
            models.Index(fields=["issued_at", "id"], name="credential_blocked", condition=Q(blocked_at__isnull=False)),
            models.Index(fields=["issued_at", "id"], name="credential_ending", condition=Q(expires_on__isnull=False)),
            models.Index(ENDS_ON, "id", name="credential_by_end"),
        ]
