"""The split: what a layer takes lies on its lines in proportion, and who was rung up first decides nothing."""

from collections import Counter
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.core.case import LINE_KINDS, Case, Holding, Line
from settlement.core.policy import Policy
from settlement.core.shares import Split
from settlement.core.split import split
from settlement.core.spreading import divided, spread, total
from tests.settlement.core.documents import Json, case, fund, layer, policies, policy, seeds
from tests.settlement.core.documents_cases import random_case

BOTH = ["set", "extra"]
FIFTH_OFF = layer("off", {"percent": "20", "of": "price", "round": "down"}, lines=BOTH, discount=True)
TENTH_OFF = {"percent": "10", "of": "price", "round": "down"}
HALF_LEFT = {"percent": "50", "of": "left", "round": "down"}
DISHES = {"of": "discounted", "lines": ["weighed"], "at_least": "15.00"}
AT_MOST = {"lines": ["set"], "at_most": "5.00", "beyond": {"fund": "charity"}, "empty": {"then": "hold", "part": True}}
COUPON = {
    "id": "coupon", "title": {"zh": "券", "en": "Coupon"}, "kind": "voucher", "lines": ["set"], "worth": "10.00",
    "payer": "canteen",
}  # fmt: skip
DISHED = [
    layer("off", TENTH_OFF, lines=["weighed", "delivery"], discount=True),
    layer("city", {"fixed": "3.00"}, lines=["weighed"], when={"spend": DISHES}, **fund("city")),
]
MEAL = (("set", 1000), ("extra", 500))

BY_HAND: list[tuple[str, list[Json], Json, tuple[tuple[str, int], ...], dict[str, int]]] = [
    ("half of what a discount leaves of one line", [FIFTH_OFF, layer("town", HALF_LEFT, **fund("town"))], {}, MEAL,
     {"canteen": 300, "fund:town": 400, "elder": 800}),
    ("at most five for one line", [FIFTH_OFF], {"elder": [AT_MOST]}, MEAL,
     {"canteen": 300, "fund:charity": 300, "elder": 900}),
    ("a coupon for one line", [FIFTH_OFF], {"products": [COUPON]}, MEAL, {"canteen": 1100, "elder": 400}),
    ("a threshold on discounted dishes", DISHED, {}, (("weighed", 1680), ("delivery", 300)),
     {"canteen": 198, "fund:city": 300, "elder": 1482}),
    ("a threshold that the discount undercuts", DISHED, {}, (("weighed", 1660), ("delivery", 300)),
     {"canteen": 196, "elder": 1764}),
    ("a band over one line", [layer("district", {"fixed": "5.00"}, lines=BOTH, **fund("district")),
                              layer("town", {"fixed": "3.00"}, **fund("town"))],
     {"elder": [{"lines": ["set"], "at_least": "4.00"}]}, (("set", 1000), ("extra", 300)),
     {"fund:district": 500, "fund:town": 215, "elder": 585}),
    ("more than the band leaves goes to other lines", [layer("district", {"fixed": "9.00"}, lines=BOTH)],
     {"elder": [{"lines": ["set"], "at_least": "8.00"}]}, (("set", 1000), ("extra", 1000)),
     {"canteen": 900, "elder": 1100}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("layers", "more", "lines", "expected"), [pytest.param(*rest, id=name) for name, *rest in BY_HAND]
)
def test_sums_are_those_a_clerk_works_out(
    layers: list[Json], more: Json, lines: tuple[tuple[str, int], ...], expected: dict[str, int]
) -> None:
    asked = policy(*layers, **more)
    for order in permutations(lines):
        left = dict.fromkeys(asked.funds, 10_000)
        assert split(asked, case(*order, left=left, wallet={"coupon": Holding(uses=1)})).paid_by() == expected


def test_what_a_fund_does_not_hold_lies_on_all_its_lines() -> None:
    asked = policy(layer("town", {"fixed": "6.00"}, lines=BOTH, **fund("town")))
    answer = split(asked, case(*MEAL, left={"town": 300}))
    assert [(share.payer, share.line, share.fen) for share in answer.shares] == [
        ("fund:town", 0, 200),
        ("fund:town", 1, 100),
        ("suspense", 0, 200),
        ("suspense", 1, 100),
        ("elder", 0, 600),
        ("elder", 1, 300),
    ]


@given(asked=policies, seed=seeds, mixed=st.randoms(use_true_random=False))
def test_the_order_of_lines_decides_nothing(asked: Policy, seed: int, mixed: Any) -> None:
    of = random_case(seed)
    lines = list(of.lines)
    mixed.shuffle(lines)
    other = replace(of, lines=tuple(lines))
    assert seen(split(asked, other), other) == seen(split(asked, of), of)


def seen(answer: Split, of: Case) -> tuple[object, ...]:
    """An answer without the places of lines: what each kind and price of line bears, and by whom."""
    shares = Counter(
        (share.payer, share.layer, of.lines[share.line], share.fen, share.reason) for share in answer.shares
    )
    tenders = [(tender.product, tender.fen, tender.borne_fen) for tender in answer.tenders]
    rest = (answer.elder_fen, answer.claims, dict(answer.draws), answer.suspense_fen, answer.skipped)
    return shares, tenders, rest, answer.advances, answer.held_advances


@pytest.mark.parametrize(
    ("lines", "bears"),
    [
        ((("extra", 1000), ("set", 1000)), ("set", 1000)),
        ((("delivery", 1000), ("weighed", 1000)), ("weighed", 1000)),
        ((("set", 1200), ("set", 1500)), ("set", 1500)),
    ],
)
def test_an_odd_fen_of_equals_goes_by_kind_and_then_to_the_dearer(
    lines: tuple[tuple[str, int], ...], bears: tuple[str, int]
) -> None:
    for order in permutations(lines):
        laid = spread(1, [(at, 700) for at in range(len(order))], [Line(*line) for line in order])
        assert [(order[at], fen) for at, fen in laid] == [(bears, 1)]


weighed = st.lists(st.integers(1, 3000), min_size=1, max_size=5)


@given(fen=st.integers(0, 9000), parts=weighed, kinds=st.lists(st.sampled_from(LINE_KINDS), min_size=5, max_size=5))
def test_each_line_bears_within_a_fen_of_its_proportion(fen: int, parts: list[int], kinds: list[str]) -> None:
    over, lines = list(enumerate(parts)), [Line(kind, 3000) for kind in kinds]
    laid = dict(spread(fen, over, lines))
    whole, due = sum(parts), min(fen, sum(parts))
    assert sum(laid.values()) == due
    assert all(abs(laid.get(at, 0) * whole - part * due) < whole and laid.get(at, 0) <= part for at, part in over)
    assert 0 not in laid.values()
    first, rest = divided(over, fen, lines)
    assert (dict(first), total(rest)) == (laid, whole - due)
    assert rest == [(at, part - laid.get(at, 0)) for at, part in over if part > laid.get(at, 0)]
