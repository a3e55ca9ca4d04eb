"""Changes of canteens that stand already: what they are called and where they are."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.scope import Actor, Role
from canteen.models import Canteen
from canteen.operations.deeds import do
from canteen.operations.places import BadPlace, off_the_map

LONGEST_ADDRESS: Final = 160


def move_canteen(
    *,
    actor: Actor,
    canteen_id: UUID,
    address: str,
    latitude_e6: int | None,
    longitude_e6: int | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Write down another address and another place on the map, in millionths of a degree. OutOfScope, BadPlace."""
    actor.require(Role.CLERK, canteen_id=canteen_id)
    mistakes = off_the_map(latitude_e6=latitude_e6, longitude_e6=longitude_e6)
    if len(address.strip()) > LONGEST_ADDRESS:
        mistakes.append(("address", f"must be at most {LONGEST_ADDRESS} characters"))
    if mistakes:
        raise BadPlace(mistakes)
    with transaction.atomic():
        Canteen.objects.filter(id=canteen_id).update(
            address=address.strip(), latitude_e6=latitude_e6, longitude_e6=longitude_e6
        )
        do(
            staff_id=actor.staff_id,
            verb="move",
            subject_kind="canteen",
            subject_id=canteen_id,
            reason=reason,
            detail={"latitude_e6": latitude_e6, "longitude_e6": longitude_e6},
            now=now,
        )
