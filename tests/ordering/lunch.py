"""A lunch as tests of this room start from: registered, published, ordered."""

from typing import Any
from uuid import UUID

from canteen.core.scope import Role
from canteen.core.sitting import Sitting
from ordering.operations.meals import PricedExtra, publish_meal, register_meal
from ordering.operations.orders import place_order
from tests.county import DAY, NOW, Town, at

BEFORE = at(8)


def meal(town: Town, publish: bool = True, **given: Any) -> UUID:
    """A lunch of this day at 10 yuan with one extra at 2."""
    fields: dict[str, Any] = {
        "service_on": DAY,
        "sitting": Sitting.LUNCH,
        "title": "套餐",
        "price_fen": 1000,
        "portions": 2,
        "dishes": ("红烧肉", "青菜"),
        "extras": (PricedExtra("卤蛋", 200),),
    } | given
    manager = town.actor(Role.MANAGER)
    meal_id = register_meal(actor=manager, canteen_id=town.canteen_id, now=NOW, **fields)
    if publish:
        publish_meal(actor=manager, meal_id=meal_id, now=NOW)
    return meal_id


def place(town: Town, meal_id: UUID, elder_id: UUID, **given: Any) -> UUID:
    """An order taken at the counter at eight in the morning."""
    fields: dict[str, Any] = {"now": BEFORE} | given
    return place_order(actor=town.actor(Role.COUNTER), meal_id=meal_id, elder_id=elder_id, **fields)
