"""The table of allowed moves of meals and of orders; what is not in it does not happen."""

from collections.abc import Mapping
from typing import Final

from canteen.core.errors import Conflict


class NotInThisState(Conflict):
    """It is no longer in a state that allows this."""

    code = "not-in-this-state"
    zh = "当前状态下不能这样操作"


MEAL_MOVES: Final[Mapping[str, frozenset[str]]] = {
    "draft": frozenset({"published"}),
    "published": frozenset({"withdrawn"}),
    "withdrawn": frozenset(),
}
ORDER_MOVES: Final[Mapping[str, frozenset[str]]] = {
    "placed": frozenset({"served", "cancelled", "no-show"}),
    "served": frozenset({"voided"}),
    "voided": frozenset(),
    "cancelled": frozenset(),
    "no-show": frozenset(),
}


def require_move(*, moves: Mapping[str, frozenset[str]], state: str, to: str) -> None:
    """Pass when the table allows to go from one state to the other; NotInThisState. KeyError for an unknown state."""
    if to not in moves[state]:
        raise NotInThisState()
