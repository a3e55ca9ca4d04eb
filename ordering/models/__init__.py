"""Tables of meals and orders."""

from ordering.models.meals import Dish, Extra, Meal
from ordering.models.orders import Line, Order

__all__ = ["Dish", "Extra", "Line", "Meal", "Order"]
