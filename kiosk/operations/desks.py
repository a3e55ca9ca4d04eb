"""The desk of a canteen: the device that staff's own attempts come from, made on first use (K10)."""

from datetime import datetime
from uuid import UUID

from kiosk.models import Kiosk

NAME = "柜台"


def desk_of(*, canteen_id: UUID, now: datetime) -> UUID:
    """Return the device of a canteen's desk. It has no secret, so nobody can speak as it from outside."""
    found = _found(canteen_id)
    if found is None:
        row = Kiosk(canteen_id=canteen_id, kind=Kiosk.Kind.DESK, name=NAME, enrolled_at=now)
        Kiosk.objects.bulk_create([row], ignore_conflicts=True)
        found = _found(canteen_id)
    if found is None:
        raise AssertionError("a desk was made and is not there")
    return found


def _found(canteen_id: UUID) -> UUID | None:
    desks = Kiosk.objects.filter(canteen_id=canteen_id, kind=Kiosk.Kind.DESK)
    return desks.values_list("id", flat=True).first()
