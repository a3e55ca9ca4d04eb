"""The tables of moves, in full: what is not listed here does not happen."""

import pytest

from ordering.core.states import MEAL_MOVES, ORDER_MOVES, NotInThisState, require_move
from ordering.models import Meal, Order

ALLOWED = {
    ("draft", "published"),
    ("published", "withdrawn"),
    ("placed", "served"),
    ("placed", "cancelled"),
    ("placed", "no-show"),
    ("served", "voided"),
}


@pytest.mark.parametrize(("moves", "states"), [(MEAL_MOVES, Meal.State.values), (ORDER_MOVES, Order.State.values)])
def test_only_these_moves_are_allowed(moves: dict[str, frozenset[str]], states: list[str]) -> None:
    assert set(moves) == set(states)
    for state in states:
        for to in states:
            if (state, to) in ALLOWED:
                require_move(moves=moves, state=state, to=to)
            else:
                with pytest.raises(NotInThisState):
                    require_move(moves=moves, state=state, to=to)
