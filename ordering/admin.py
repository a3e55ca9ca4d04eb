"""What support may look at in this room, and change nowhere: meals and orders by their ids, nobody by name."""

from typing import Final

from canteen.gateways.inspection import Shown
from ordering.models import Meal, Order

SHOWN: Final = (
    Shown(
        Meal,
        ("service_on", "sitting", "canteen_id", "title", "package", "price_fen", "portions", "state", "id"),
        found_by=("canteen__id", "id"),
        filters=("state", "sitting"),
    ),
    Shown(
        Order,
        ("service_on", "sitting", "canteen_id", "meal_id", "eater", "origin", "state", "placed_at", "served_at", "id"),
        found_by=("canteen__id", "meal__id", "id"),
        filters=("state", "origin"),
    ),
)
