"""What is open of one meal: cash is for the meal it names, and what clears her account pays for all before (D13)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.models.ids import new_id
from settlement.core.meal_cash import Move, open_fen

FIRST, SECOND = new_id(), new_id()
ATE, AGAIN = Move(FIRST, is_cash=False, fen=500), Move(SECOND, is_cash=False, fen=1200)
PAID, UNDONE = Move(FIRST, is_cash=True, fen=-500), Move(FIRST, is_cash=False, fen=-500)
BACK = Move(FIRST, is_cash=True, fen=500)


def cleared(fen: int) -> Move:
    """Cash that names no meal."""
    return Move(None, is_cash=True, fen=-fen)


@pytest.mark.parametrize(
    ("before_fen", "moves", "first_fen"),
    [
        (4000, [ATE], 500),
        (4000, [ATE, PAID], 0),
        (4000, [ATE, PAID, UNDONE], -500),
        (4000, [ATE, PAID, UNDONE, BACK], 0),
        (4000, [ATE, UNDONE], 0),
        (4000, [ATE, cleared(4500)], 0),
        (4000, [ATE, cleared(4500), AGAIN], 0),
        (4000, [ATE, cleared(4500), AGAIN, UNDONE], -500),
        (4000, [ATE, cleared(4200)], 300),  # all that she owes is less than the meal
        (0, [ATE, AGAIN], 500),
        (0, [ATE, PAID, AGAIN], 0),
        (0, [ATE, PAID, AGAIN, UNDONE], -500),
        (0, [ATE, AGAIN, UNDONE], 0),
        (0, [ATE, PAID, UNDONE], -500),
        (0, [ATE, PAID, UNDONE, AGAIN], -500),  # both at once: the one goes back, the other is to be paid
        (0, [ATE, PAID, UNDONE, cleared(-500)], 0),
        (-300, [ATE], 200),
        (-500, [ATE], 0),
        (-500, [ATE, AGAIN, UNDONE], -500),  # it was paid out of her credit, which is hers again
        (0, [ATE, PAID, UNDONE, Move(FIRST, is_cash=False, fen=400)], 0),  # decided anew: her credit paid for it
    ],
)
def test_a_meal_is_paid_once_and_what_was_given_for_it_goes_back(
    before_fen: int, moves: list[Move], first_fen: int
) -> None:
    due_fen = before_fen + sum(move.fen for move in moves)
    assert open_fen(order_id=FIRST, due_fen=due_fen, moves=moves) == first_fen


eaten = st.builds(Move, st.sampled_from([FIRST, SECOND]), st.just(False), st.integers(1, 3000))
paying = st.builds(Move, st.sampled_from([FIRST, SECOND, None]), st.just(True), st.integers(-3000, -1))


@given(st.integers(-2000, 5000), st.lists(st.one_of(eaten, paying), max_size=12))
def test_what_is_asked_for_is_owed_and_paying_it_ends_it(before_fen: int, moves: list[Move]) -> None:
    due_fen = before_fen + sum(move.fen for move in moves)
    asked_fen = open_fen(order_id=FIRST, due_fen=due_fen, moves=moves)
    assert asked_fen <= max(0, due_fen)
    if asked_fen > 0:
        paid = [*moves, Move(FIRST, is_cash=True, fen=-asked_fen)]
        assert open_fen(order_id=FIRST, due_fen=due_fen - asked_fen, moves=paid) == 0
