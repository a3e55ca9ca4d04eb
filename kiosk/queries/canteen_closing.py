"""What the closing of a canteen touches: meals, orders and devices by their identity, and the digest of all of it."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kiosk.queries.devices import DeviceListed, devices_here
from ordering.queries.canteen_closing import MealTouched, meals_after, orders_after


@dataclass(frozen=True, slots=True)
class ClosingSeen:
    """What would go with a canteen; `digest` is of the day and of every row by its id, so that a swap is seen too."""

    meals: tuple[MealTouched, ...]
    orders: int
    devices: tuple[DeviceListed, ...]
    digest: str

    @property
    def touches(self) -> bool:
        """Whether anything goes with it."""
        return bool(self.meals or self.devices)


def closing_seen(*, canteen_id: UUID, closed_on: date) -> ClosingSeen:
    """Return what closing a canteen from a day on touches; three statements. The caller asked who may see."""
    meals = meals_after(canteen_id=canteen_id, closed_on=closed_on)
    orders = orders_after(canteen_id=canteen_id, closed_on=closed_on)
    here = devices_here(canteen_id=canteen_id)
    rows = [closed_on, *(meal.id for meal in meals), *orders, *(device.id for device in here)]
    return ClosingSeen(meals, len(orders), here, hashlib.sha256("|".join(map(str, rows)).encode()).hexdigest())
