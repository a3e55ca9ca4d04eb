"""Who has this PIN at a canteen: what unlocks a counter strip (U10)."""

import hmac
from datetime import date
from uuid import UUID

from django.db.models import Q

from canteen.core.scope import CANTEEN_ROLES
from canteen.gateways import vault
from canteen.models import Duty


def pin_digest(*, staff_id: UUID, pin: str) -> str:
    """Return what is kept of a PIN: a keyed hash, for four digits are guessed in an instant where the key is known."""
    return vault.lookup(f"{staff_id.hex}:{pin}", purpose="staff pin")


def staff_by_pin(*, canteen_id: UUID, pin: str, on: date) -> tuple[UUID, str] | None:
    """Return id and name of who works at the counter of this canteen on a day and has this PIN."""
    duties = Duty.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on),
        canteen_id=canteen_id,
        role__in=[role.value for role in CANTEEN_ROLES],
        from_on__lte=on,
        staff__is_active=True,
    ).exclude(staff__pin_digest="")
    for staff_id, name, kept in duties.values_list("staff_id", "staff__name", "staff__pin_digest"):
        if hmac.compare_digest(kept, pin_digest(staff_id=staff_id, pin=pin)):
            return staff_id, name
    return None
