"""Which formula gives no less than another one at every price: held against what both really come to."""

from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given, settings

from settlement.core.doubts.outdone import gives_no_less, most_fen
from settlement.core.policy.counting import count_of
from settlement.core.policy.formulas import FORMULA
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.terms import Formula
from tests.settlement.core.documents import Json, seeds
from tests.settlement.core.documents_formulas import random_formula
from tests.settlement.core.pieces import fixed, share

PRICES = (0, 1, 99, 100, 101, 249, 300, 301, 333, 500, 999, 1000, 1001, 1234, 2000, 5000, 100_000)


class Taken:
    """What layers before have taken: so much a discount, so much by the layer a."""

    def __init__(self, discounted: int, by_other: int) -> None:
        self.took = {"a": by_other}
        self._discounted = discounted

    def discounted(self, lines: int) -> int:
        return self._discounted


def read(written: Json) -> Formula:
    reader = PolicyReader()
    found = FORMULA.read(reader, written, "formula")
    assert not reader.mistakes
    return found


def given_at(formula: Formula, price: int, discount: int, before: int) -> int:
    """What it gives of a price of which a discount took so much, and another layer so much of the rest."""
    discounted = price - discount * price // 4
    left = discounted - before * discounted // 4
    return min(left, count_of(formula, "town", 0, 0)(price, left, Taken(discounted, discounted - left))[0])


@settings(max_examples=300)
@given(seeds)
def test_what_gives_no_less_gives_no_less_at_any_price(seed: int) -> None:
    rng = Random(seed)
    many = [read(random_formula(rng, ["a"])) for _ in range(3)]
    for one, other in permutations(many, 2):
        if gives_no_less(one, other):
            for at in product(PRICES, range(4), range(4)):
                assert given_at(one, *at) >= given_at(other, *at), (one, other, at)
        most = most_fen(one)
        if most is not None:
            assert max(given_at(one, price, 0, 0) for price in PRICES) <= most


def test_it_is_found_often_enough_to_be_tried_above() -> None:
    rng = Random(1)
    many = [read(random_formula(rng, ["a"])) for _ in range(60)]
    assert sum(gives_no_less(one, other) for one, other in permutations(many, 2)) > 300


@pytest.mark.parametrize(
    ("written", "most"),
    [
        ({"down_to": "1.00"}, None),
        (share("30"), None),
        (share("0"), 0),
        ({**share("30"), "up_to": "5.01"}, 150),
        ({**share("30"), "round": "up", "up_to": "5.01", "above": "1.00"}, 121),
        ({**share("50"), "of": {"layer": "a"}, "up_to": "3.00"}, 150),
        ({"lowest": [share("30"), fixed("2.00")]}, 200),
        ({"highest": [share("30"), fixed("2.00")]}, None),
        ({"highest": [fixed("1.00"), fixed("2.00")]}, 200),
        ({"sum": [fixed("1.00"), fixed("2.00")]}, 300),
        ({"sum": [fixed("1.00"), share("1")]}, None),
    ],
)
def test_what_a_formula_gives_at_most(written: Json, most: int | None) -> None:
    assert most_fen(read(written)) == most
