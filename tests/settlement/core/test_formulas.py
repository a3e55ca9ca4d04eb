"""Formulas to the fen: bases, roundings, stretches, several together; ranked tiers; discount and threshold."""

import pytest

from settlement.core.policy.formulas import _KINDS
from settlement.core.shares import Reason
from settlement.core.split import split
from tests.settlement.core.documents import Json, case, fund, layer, policy


def percent(points: str, of: object = "price", rounding: str = "down", **more: str) -> Json:
    return {"percent": points, "of": of, "round": rounding, **more}


def part(of_whole: str, rounding: str = "down", of: object = "price", **more: str) -> Json:
    return {"part": of_whole, "of": of, "round": rounding, **more}


# the formula, the price, and what it comes to; what it is of was not touched before
ROWS: list[tuple[Json, int, int]] = [
    (part("1/3", "down"), 1000, 333),
    (part("1/3", "half_up"), 1000, 333),
    (part("1/3", "up"), 1000, 334),
    (part("2/3", "down"), 1000, 666),
    (part("2/3", "half_up"), 1000, 667),
    (part("2/3", "up"), 1000, 667),
    (part("2/6", "up"), 1000, 334),
    (part("1/3", "up"), 999, 333),
    (part("1/1"), 1000, 1000),
    (part("1/2", "half_up"), 1, 1),
    (part("1/2", "down"), 1, 0),
    (part("1/9999", "up"), 1, 1),
    (part("1/3", "half_up"), 1, 0),
    (part("1/3", "down", to="0.10"), 1000, 330),
    (part("1/3", "half_up", to="0.10"), 1000, 330),
    (part("2/3", "half_up", to="0.10"), 1000, 670),
    (part("1/3", "up", to="0.10"), 1000, 340),
    (part("1/3", "up", to="1.00"), 1000, 400),
    (part("1/2", "down", "left"), 1001, 500),
    (part("1/2", "up", "discounted"), 1001, 501),
    (percent("12.5"), 1000, 125),
    (percent("0.01", rounding="up"), 1, 1),
    (percent("99.99", rounding="half_up"), 1000, 1000),
    (percent("99.99"), 1000, 999),
    (percent("25", to="0.10"), 1666, 410),  # 4.165
    (percent("25", rounding="half_up", to="0.10"), 1666, 420),
    (percent("25", rounding="half_up", to="0.10"), 1700, 430),  # 4.25: half a jiao
    (percent("25", rounding="half_up", to="0.10"), 1699, 420),
    (percent("25", rounding="up", to="0.10"), 1640, 410),  # 4.10 as it is
    (percent("25", rounding="up", to="0.10"), 1641, 420),
    (percent("100", rounding="up", to="0.50"), 1001, 1001),  # 10.50, and no more than there is
    *((percent("50", above="10.00"), price, fen)
      for price, fen in ((0, 0), (1000, 0), (1001, 0), (1002, 1), (2000, 500))),
    (percent("50", rounding="up", above="10.00"), 1001, 1),
    *((percent("50", up_to="10.00"), price, fen) for price, fen in ((998, 499), (1000, 500), (1001, 500), (9000, 500))),
    *((percent("50", above="10.00", up_to="20.00"), price, fen)
      for price, fen in ((1000, 0), (1500, 250), (2000, 500), (2001, 500))),
    ({"lowest": [percent("25"), {"fixed": "3.00"}]}, 1199, 299),
    ({"lowest": [percent("25"), {"fixed": "3.00"}]}, 1200, 300),
    ({"lowest": [percent("25"), {"fixed": "3.00"}]}, 1204, 300),
    ({"highest": [{"down_to": "10.00"}, {"fixed": "1.00"}]}, 1099, 100),
    ({"down_to": percent("40", rounding="up", to="1.00")}, 1111, 611),
    ({"down_to": percent("100", "left", "down", to="0.10")}, 1111, 1),
    ({"down_to": {"sum": [{"fixed": "3.00"}, {"fixed": "9.00"}]}}, 1111, 0),
    ({"highest": [{"down_to": "10.00"}, {"fixed": "1.00"}]}, 1101, 101),
    ({"sum": [{"fixed": "1.00"}, percent("10"), {"down_to": "9.90"}]}, 1000, 210),
    ({"sum": [{"fixed": "6.00"}, {"fixed": "6.00"}]}, 1000, 1000),
    ({"sum": [{"highest": [{"fixed": "1.00"}, {"fixed": "2.00"}]}, {"lowest": [{"fixed": "3.00"}, percent("10")]}]},
     1000, 300),
    ({"fixed": "0.01"}, 1000, 1),
    ({"fixed": "0.01"}, 0, 0),
    ({"down_to": "10.00"}, 1000, 0),
    ({"down_to": "10.00"}, 999, 0),
    ({"down_to": "9.99"}, 1000, 1),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "price", "fen"), ROWS)
def test_a_formula_to_the_fen(formula: Json, price: int, fen: int) -> None:
    answer = split(policy(layer("a", formula)), case(price))
    assert (answer.paid_by().get("canteen", 0), answer.elder_fen) == (fen, price - fen)


def test_every_kind_of_formula_is_here() -> None:
    assert {kind for formula, _, _ in ROWS for kind in formula} & set(_KINDS) == set(_KINDS)


DISCOUNT = layer("off", percent("10"), discount=True)
CITY = layer("city", {"fixed": "5.00"}, **fund("city"))


@pytest.mark.parametrize(
    ("formula", "fen"),
    [
        # of 15.55: 1.55 are off, then 5.00 are the city's, so 9.00 are left
        (percent("10", "price"), 155),
        (percent("10", "discounted"), 140),
        (percent("10", "discounted", "up"), 140),
        (percent("10", "left"), 90),
        (percent("25", {"layer": "city"}), 125),
        (part("1/3", "up", {"layer": "city"}), 167),
        (percent("25", {"layer": "off"}), 38),
        (percent("100", {"layer": "city"}, above="4.00"), 100),
        ({"down_to": "8.00"}, 100),
        ({"fixed": "9.50"}, 900),
    ],
)
def test_what_a_share_is_of(formula: Json, fen: int) -> None:
    answer = split(
        policy(DISCOUNT, CITY, layer("a", formula, **fund("town"))), case(1555, left={"city": 500, "town": 9999})
    )
    assert answer.draws == {"city": 500, "town": fen}


def test_of_a_layer_that_took_nothing_a_share_is_nothing() -> None:
    city = {**CITY, "when": {"age": {"from": 90}}}
    half = layer("a", percent("50", {"layer": "city"}, "up"))
    answer = split(policy(city, half), case(1000))
    assert answer.elder_fen == 1000
    assert [(one.layer, one.reason.code) for one in answer.skipped] == [
        ("city", "condition"),
        ("a", "percent-of-layer"),
    ]


@pytest.mark.parametrize(
    ("of", "price", "fen"),
    [
        ("discounted", 1665, 0),  # 1.66 are off: 14.99
        ("discounted", 1666, 300),
        ("price", 1499, 0),
        ("price", 1500, 300),
        ("price", 1665, 300),
    ],
)
def test_a_threshold_after_the_discount_or_before_it(of: str, price: int, fen: int) -> None:
    asked = {"spend": {"at_least": "15.00", "of": of, "lines": ["set"]}}
    answer = split(
        policy(DISCOUNT, layer("a", {"fixed": "3.00"}, when=asked, **fund("town"))), case(price, left={"town": 900})
    )
    assert answer.draws.get("town", 0) == fen


def test_one_discount_comes_on_top_of_another() -> None:
    """20.00 less a tenth and less 3.00 are 15.00."""
    second = layer("second", {"fixed": "3.00"}, discount=True)
    asked = {"spend": {"at_least": "15.00", "of": "discounted", "lines": ["set"]}}
    layers = [DISCOUNT, second, layer("a", percent("10", "discounted"), when=asked, **fund("town"))]
    assert [split(policy(*layers), case(price, left={"town": 900})).draws for price in (2000, 1998)] == [
        {"town": 150},
        {},
    ]


def test_a_threshold_does_not_see_a_discount_that_comes_later() -> None:
    asked = {"spend": {"at_least": "15.00", "of": "discounted", "lines": ["set"]}}
    early = layer("a", {"fixed": "3.00"}, when=asked, **fund("town"))
    assert split(policy(early, DISCOUNT), case(1500, left={"town": 900})).draws == {"town": 300}
    # a subsidy is no discount
    later = layer("b", {"fixed": "1.00"}, when=asked)
    assert split(policy(early, later), case(1500, left={"town": 900})).paid_by()["canteen"] == 100


def test_a_threshold_may_also_stand_in_a_tier() -> None:
    dear = {"spend": {"more_than": "13.50", "of": "discounted", "lines": ["set"]}}
    tiers = [{"when": dear, "formula": {"fixed": "3.00"}}, {"formula": {"fixed": "1.00"}}]
    for pick in ("first", "highest"):
        asked = policy(DISCOUNT, layer("a", tiers=tiers, tiers_pick=pick, **fund("town")))
        assert [split(asked, case(price, left={"town": 900})).draws["town"] for price in (1500, 1501)] == [100, 300]


# --- ranked tiers: the lowest rank that holds, wherever it stands
RANKED = [
    {"rank": 30, "formula": {"fixed": "1.00"}},
    {"rank": 20, "when": {"age": {"from": 80}}, "formula": {"fixed": "5.00"}},
    {"rank": 7, "when": {"category": "dibao"}, "formula": {"fixed": "3.00"}},
    {"rank": 1, "when": {"category": "tekun"}, "formula": {"fixed": "2.00"}},
]


@pytest.mark.parametrize(
    ("age", "categories", "fen", "tier"),
    [
        (79, (), 100, 0),
        (80, (), 500, 1),
        (None, (), 100, 0),
        (80, ("dibao",), 300, 2),
        (60, ("dibao",), 300, 2),
        (80, ("dibao", "tekun"), 200, 3),
        (None, ("tekun",), 200, 3),
    ],
)
def test_ranked_tiers(age: int | None, categories: tuple[str, ...], fen: int, tier: int) -> None:
    of = case(1000, age=age, categories=categories)
    answer = split(policy(layer("a", tiers=RANKED, tiers_pick="ranked")), of)
    assert answer.shares[0].reason == Reason("fixed", "a", tier, (("fixed_fen", fen),))
    # the order in the document says nothing
    turned = split(
        policy(layer("a", tiers=RANKED[::-1], tiers_pick="ranked")), case(1000, age=age, categories=categories)
    )
    assert turned.shares[0].reason == Reason("fixed", "a", 3 - tier, (("fixed_fen", fen),))


def test_ranked_tiers_with_a_threshold_that_waits_for_the_discount() -> None:
    dear = {"spend": {"at_least": "10.00", "of": "discounted", "lines": ["set"]}}
    tiers = [{"rank": 2, "formula": {"fixed": "1.00"}}, {"rank": 1, "when": dear, "formula": {"fixed": "3.00"}}]
    asked = policy(DISCOUNT, layer("a", tiers=tiers, tiers_pick="ranked", **fund("town")))
    # 11.11 less 1.11 are 10.00
    assert [split(asked, case(price, left={"town": 900})).draws["town"] for price in (1109, 1111)] == [100, 300]
