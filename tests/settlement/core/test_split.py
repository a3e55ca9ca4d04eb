"""The split: formulas, lines, tiers and conditions, each with every share and reason compared."""

from datetime import date

import pytest

from settlement.core.case import Case, Fact, Line
from settlement.core.policy import parse
from settlement.core.shares import Reason, Share, Skipped
from settlement.core.split import split
from tests.settlement.core.documents import Json, case, document, fund, layer, policy

FIVE = {"fixed": "5.00"}


FIVE = {"fixed": "5.00"}


def test_without_a_layer_the_elder_pays_everything() -> None:
    answer = split(policy(), case(1000, ("extra", 300)))
    assert answer.shares == (
        Share("elder", "elder", 0, 1000, Reason("remainder", "elder")),
        Share("elder", "elder", 1, 300, Reason("remainder", "elder")),
    )
    assert (answer.elder_fen, answer.claims, answer.draws, answer.suspense_fen, answer.skipped) == (1300, (), {}, 0, ())


@pytest.mark.parametrize(
    ("formula", "price", "canteen", "numbers"),
    [
        ({"fixed": "5.00"}, 1000, 500, (("fixed_fen", 500),)),
        ({"fixed": "5.00"}, 500, 500, (("fixed_fen", 500),)),
        ({"fixed": "14.00"}, 1100, 1100, (("fixed_fen", 1400), ("left_fen", 1100))),
        ({"down_to": "3.00"}, 1000, 700, (("down_to_fen", 300),)),
        ({"down_to": "3.00"}, 301, 1, (("down_to_fen", 300),)),
        ({"down_to": "0"}, 1000, 1000, (("down_to_fen", 0),)),
    ],
)
def test_a_formula(formula: Json, price: int, canteen: int, numbers: tuple[tuple[str, int], ...]) -> None:
    answer = split(policy(layer("a", formula)), case(price))
    code = "fixed" if "fixed" in formula else "down-to"
    share = Share("canteen", "a", 0, canteen, Reason(code, "a", None, numbers))
    assert answer.shares[0] == share
    assert answer.elder_fen == price - canteen


@pytest.mark.parametrize(
    ("percent", "of", "rounding", "expected"),
    [
        ("25", "price", "down", 262),  # of 10.50: 2.625
        ("25", "price", "half_up", 263),
        ("25", "price", "up", 263),
        ("10", "left", "down", 55),  # 5.00 are gone already: of 5.50
        ("33.33", "left", "down", 183),  # 183.315
        ("33.33", "left", "half_up", 183),
        ("33.33", "left", "up", 184),
        ("0", "price", "up", 0),
        ("100", "left", "down", 550),
        ("100", "price", "down", 550),
    ],
)
def test_a_percentage_says_of_what_and_where_the_odd_fen_goes(
    percent: str, of: str, rounding: str, expected: int
) -> None:
    second = layer("b", {"percent": percent, "of": of, "round": rounding}, **fund("town"))
    answer = split(policy(layer("a", FIVE), second), case(1050, left={"town": 9999}))
    assert answer.paid_by().get("fund:town", 0) == expected


def test_discount_after_subsidies_and_before_differ() -> None:
    subsidies = [layer("city", {"fixed": "3.00"}), layer("district", {"fixed": "3.00"})]
    discount = layer("discount", {"percent": "10", "of": "left", "round": "down"})
    assert split(policy(*subsidies, discount), case(2000)).elder_fen == 1260
    assert split(policy(discount, *subsidies), case(2000)).elder_fen == 1200


@pytest.mark.parametrize(
    ("formula", "price", "expected", "code"),
    [
        (
            {"lowest": [{"percent": "25", "of": "price", "round": "down"}, {"fixed": "3.00"}]},
            1000,
            250,
            "percent-of-price",
        ),
        ({"lowest": [{"percent": "25", "of": "price", "round": "down"}, {"fixed": "3.00"}]}, 1600, 300, "fixed"),
        ({"highest": [{"fixed": "2.00"}, {"down_to": "5.00"}]}, 600, 200, "fixed"),
        ({"highest": [{"fixed": "2.00"}, {"down_to": "5.00"}]}, 800, 300, "down-to"),
        ({"lowest": [{"fixed": "2.00"}, {"down_to": "3.00"}]}, 500, 200, "fixed"),  # equal: the first stated
        ({"highest": [{"down_to": "3.00"}, {"fixed": "2.00"}]}, 500, 200, "down-to"),
    ],
)
def test_lowest_and_highest(formula: Json, price: int, expected: int, code: str) -> None:
    share = split(policy(layer("a", formula)), case(price)).shares[0]
    assert (share.fen, share.reason.code) == (expected, code)


def test_layers_take_in_order_and_no_more_than_is_left() -> None:
    layers = [layer("a", {"fixed": "4.00"}), layer("b", {"down_to": "3.00"}, **fund("town")), layer("c", FIVE)]
    answer = split(policy(*layers), case(1200, left={"town": 1000}))
    assert [(share.payer, share.layer, share.fen) for share in answer.shares] == [
        ("canteen", "a", 400),
        ("fund:town", "b", 500),
        ("canteen", "c", 300),
    ]
    assert answer.shares[2].reason == Reason("fixed", "c", None, (("fixed_fen", 500), ("left_fen", 300)))
    assert (answer.elder_fen, answer.draws) == (0, {"town": 500})


def test_a_layer_pays_for_its_own_lines_only() -> None:
    lines = [("extra", 200), ("set", 300), ("delivery", 200), ("weighed", 400)]
    answer = split(policy(layer("a", FIVE, lines=["set", "weighed"])), case(*lines))
    assert [(share.payer, share.line, share.fen) for share in answer.shares] == [
        ("canteen", 1, 214),
        ("canteen", 3, 286),
        ("elder", 0, 200),
        ("elder", 1, 86),
        ("elder", 2, 200),
        ("elder", 3, 114),
    ]


@pytest.mark.parametrize(
    ("age", "categories", "first", "highest"),
    [
        (59, (), 0, 0),
        (60, (), 100, 100),
        (69, (), 100, 100),
        (70, (), 300, 300),
        (65, ("dibao",), 100, 500),
        (75, ("dibao",), 300, 500),
        (59, ("dibao",), 500, 500),
        (None, (), 0, 0),
        (None, ("dibao",), 500, 500),
    ],
)
def test_tiers(age: int | None, categories: tuple[str, ...], first: int, highest: int) -> None:
    tiers = [
        {"when": {"age": {"from": 60, "below": 70}}, "formula": {"fixed": "1.00"}},
        {"when": {"age": {"from": 70}}, "formula": {"fixed": "3.00"}},
        {"when": {"category": "dibao"}, "formula": {"fixed": "5.00"}},
    ]
    for pick, expected in (("first", first), ("highest", highest)):
        answer = split(policy(layer("a", tiers=tiers, tiers_pick=pick)), case(1000, age=age, categories=categories))
        assert answer.paid_by().get("canteen", 0) == expected
        if not expected:
            assert answer.skipped == (Skipped("a", Reason("no-tier", "a")),)


def test_equal_tiers_name_the_first() -> None:
    tiers = [{"formula": FIVE}, {"formula": FIVE}]
    assert split(policy(layer("a", tiers=tiers, tiers_pick="highest")), case(900)).shares[0].reason.tier == 0


@pytest.mark.parametrize(
    ("when", "age", "categories", "sitting", "holds"),
    [
        ({"category": "dibao"}, 70, ("dibao",), "lunch", True),
        ({"category": "dibao"}, 70, ("tekun",), "lunch", False),
        ({"category_any": ["dibao", "tekun"]}, 70, ("tekun",), "lunch", True),
        ({"category_any": ["dibao", "tekun"]}, 70, (), "lunch", False),
        ({"sitting": ["lunch", "dinner"]}, 70, (), "dinner", True),
        ({"sitting": ["lunch", "dinner"]}, 70, (), "breakfast", False),
        ({"all": [{"age": {"from": 60}}, {"category": "dibao"}]}, 60, ("dibao",), "lunch", True),
        ({"all": [{"age": {"from": 60}}, {"category": "dibao"}]}, 59, ("dibao",), "lunch", False),
        ({"any": [{"age": {"from": 80}}, {"category": "dibao"}]}, 79, ("dibao",), "lunch", True),
        ({"any": [{"age": {"from": 80}}, {"category": "dibao"}]}, 79, (), "lunch", False),
        ({"not": {"category": "dibao"}}, 70, (), "lunch", True),
        ({"not": {"category": "dibao"}}, 70, ("dibao",), "lunch", False),
        ({"not": {"age": {"below": 60}}}, 60, (), "lunch", True),
        ({"not": {"age": {"below": 60}}}, 59, (), "lunch", False),
        ({"not": {"sitting": ["lunch"]}}, 70, (), "lunch", False),
        ({"not": {"not": {"category": "dibao"}}}, 70, ("dibao",), "lunch", True),
        ({"not": {"all": [{"age": {"from": 60}}, {"category": "dibao"}]}}, 70, (), "lunch", True),
        ({"not": {"any": [{"age": {"from": 60}}, {"category": "dibao"}]}}, 70, (), "lunch", False),
        # an age nobody knows is in no band, and outside none either
        ({"age": {"from": 0}}, None, (), "lunch", False),
        ({"not": {"age": {"from": 60}}}, None, (), "lunch", False),
        ({"not": {"any": [{"age": {"from": 60}}, {"category": "dibao"}]}}, None, (), "lunch", False),
        ({"any": [{"not": {"age": {"from": 60}}}, {"category": "dibao"}]}, None, ("dibao",), "lunch", True),
    ],
)
def test_conditions(when: Json, age: int | None, categories: tuple[str, ...], sitting: str, holds: bool) -> None:
    answer = split(policy(layer("a", FIVE, when=when)), case(1000, age=age, categories=categories, sitting=sitting))
    assert answer.elder_fen == (500 if holds else 1000)
    assert answer.skipped == (() if holds else (Skipped("a", Reason("condition", "a")),))


def test_only_facts_of_kind_category_are_categories() -> None:
    given = Case(date(2026, 11, 21), "lunch", (Line("set", 1000),), facts=(Fact("state", "dibao"),))
    assert split(policy(layer("a", FIVE, when={"category": "dibao"})), given).elder_fen == 1000


@pytest.mark.parametrize(
    ("reached", "born", "day", "age"),
    [
        ("birthday", "1956-11-21", "2026-11-20", 69),
        ("birthday", "1956-11-21", "2026-11-21", 70),
        ("next_day", "1956-11-21", "2026-11-21", 69),
        ("next_day", "1956-11-21", "2026-11-22", 70),
        ("next_day", "1956-12-31", "2027-01-01", 70),
        ("next_month", "1956-11-01", "2026-11-30", 69),
        ("next_month", "1956-11-30", "2026-12-01", 70),
        ("next_month", "1956-12-31", "2026-12-31", 69),
        ("next_month", "1956-12-01", "2027-01-01", 70),
        ("this_month", "1956-12-31", "2026-11-30", 69),
        ("this_month", "1956-12-31", "2026-12-01", 70),
        ("this_year", "1956-12-31", "2025-12-31", 69),
        ("this_year", "1956-12-31", "2026-01-01", 70),
        # born on 29 February: the last day of February in other years
        ("birthday", "1956-02-29", "2026-02-27", 69),
        ("birthday", "1956-02-29", "2026-02-28", 70),
        ("birthday", "1956-02-29", "2028-02-28", 71),
        ("birthday", "1956-02-29", "2028-02-29", 72),
        ("next_day", "1956-02-29", "2026-02-28", 69),
        ("next_day", "1956-02-29", "2026-03-01", 70),
    ],
)
def test_from_when_a_year_of_age_counts(reached: str, born: str, day: str, age: int) -> None:
    exactly = {"age": {"from": age, "below": age + 1}}
    aged = parse(document(layer("a", FIVE, when=exactly), age_reached=reached))
    of = Case(date.fromisoformat(day), "lunch", (Line("set", 1000),), date.fromisoformat(born))
    assert split(aged, of).elder_fen == 500


def test_a_birth_date_after_the_meal_is_no_age() -> None:
    of = Case(date(2026, 11, 21), "lunch", (Line("set", 1000),), date(2026, 11, 22))
    assert split(policy(layer("a", FIVE, when={"age": {"below": 60}})), of).elder_fen == 1000
