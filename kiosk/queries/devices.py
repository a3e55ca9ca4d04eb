"""The devices of canteens, as a desk lists them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from canteen.core.scope import Actor, Role
from kiosk.models import Kiosk

READERS = (Role.MANAGER, Role.CLERK, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class DeviceListed:
    """A device with when it was last heard of."""

    id: UUID
    canteen_id: UUID
    name: str
    enrolled_at: datetime
    revoked_at: datetime | None
    heard_at: datetime


def devices(*, actor: Actor) -> tuple[DeviceListed, ...]:
    """Return the devices of the actor's canteens, the newest last, without the desks; one statement."""
    return _listed(Kiosk.objects.filter(canteen_id__in=actor.canteens(*READERS)))


def devices_here(*, canteen_id: UUID) -> tuple[DeviceListed, ...]:
    """Return one canteen's devices that are in use, without its desk; one statement. The caller asked who may see."""
    return _listed(Kiosk.objects.filter(canteen_id=canteen_id, revoked_at__isnull=True))


def _listed(found: QuerySet[Kiosk]) -> tuple[DeviceListed, ...]:
    return tuple(
        DeviceListed(kiosk.id, kiosk.canteen_id, kiosk.name, kiosk.enrolled_at, kiosk.revoked_at, kiosk.contact.at)
        for kiosk in found.filter(kind=Kiosk.Kind.KIOSK).select_related("contact").order_by("id")
    )
