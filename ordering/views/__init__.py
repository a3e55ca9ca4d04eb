"""Pages of what canteens offer: the board of a week, and all meals as a list."""

from ordering.views.meal_list import listed
from ordering.views.week import copy, meals, menu, publish, publish_all, register, withdraw

__all__ = ["copy", "listed", "meals", "menu", "publish", "publish_all", "register", "withdraw"]
