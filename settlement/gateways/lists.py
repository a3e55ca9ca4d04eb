"""What the cookies of this room's lists are called, which lead pages below them back."""

from typing import Final

MEALS_LIST: Final = "meals_list"
