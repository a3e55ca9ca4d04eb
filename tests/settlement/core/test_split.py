"""The split: a table for each rule of the policy language, every share and reason compared."""

from datetime import date

import pytest

from settlement.core.case import Case, Fact, Line, period_of
from settlement.core.policy import parse
from settlement.core.shares import ClaimUse, Reason, Share, Skipped
from settlement.core.split import split, undecided
from tests.settlement.core.documents import LIMIT_USED, Json, case, document, fund, layer, policy

FIVE = {"fixed": "5.00"}
LIMIT = ClaimUse("sitting", "2026-11-21/lunch", 1)


def paid(*layers: Json, of: Case, **more: object) -> dict[str, int]:
    return split(policy(*layers, **more), of).paid_by()


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
        ("canteen", 1, 300),
        ("canteen", 3, 200),
        ("elder", 0, 200),
        ("elder", 2, 200),
        ("elder", 3, 200),
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


# --- limits --------------------------------------------------------------------------------------------------------


def test_one_meal_a_sitting_is_the_limit_nobody_has_to_write() -> None:
    subsidy = policy(layer("a", FIVE))
    assert split(subsidy, case(1000)).claims == (LIMIT,)
    second = split(subsidy, case(1000, used=LIMIT_USED))
    assert (second.elder_fen, second.claims) == (1000, ())
    assert second.skipped == (Skipped("a", Reason("limit-used", "a")),)


def test_a_layer_counts_against_the_limits_it_names_or_all() -> None:
    limits = [{"id": "day", "per": "day", "count": 1}, {"id": "week", "per": "week", "count": 5}]
    layers = [
        layer("a", {"fixed": "1.00"}),
        layer("b", {"fixed": "2.00"}, limits=["week"]),
        layer("c", FIVE, limits=[]),
    ]
    two = policy(*layers, limits=limits)
    fresh = split(two, case(2000))
    assert fresh.claims == (ClaimUse("day", "2026-11-21", 1), ClaimUse("week", "2026-W47", 1))
    today = split(two, case(2000, used={("day", "2026-11-21"): (1,), ("week", "2026-W47"): (1,)}))
    assert (today.elder_fen, today.claims) == (1300, (ClaimUse("week", "2026-W47", 2),))
    week = split(two, case(2000, used={("week", "2026-W47"): (1, 2, 3, 4, 5)}))
    assert (week.elder_fen, week.claims) == (1500, ())
    assert split(two, case(2000, used={("week", "2026-W46"): (1, 2, 3, 4, 5)})).elder_fen == 1200


def test_a_voided_claim_leaves_its_ordinal_to_the_next() -> None:
    limits = [{"id": "week", "per": "week", "count": 3}]
    answer = split(policy(layer("a", FIVE), limits=limits), case(1000, used={("week", "2026-W47"): (1, 3)}))
    assert answer.claims == (ClaimUse("week", "2026-W47", 2),)


def test_a_meal_nobody_subsidised_uses_no_limit() -> None:
    empty = layer("a", FIVE, **fund("town", "elder"))
    assert split(policy(empty), case(1000)).claims == ()
    assert split(policy(layer("a", {"fixed": "0"})), case(1000)).claims == ()
    assert split(policy(layer("a", FIVE)), case(1000, promised_fen=0)).claims == (LIMIT,)


def test_without_limits_every_meal_is_subsidised() -> None:
    assert split(policy(layer("a", FIVE), limits=[]), case(1000, used=LIMIT_USED)).elder_fen == 500


@pytest.mark.parametrize(
    ("per", "period"),
    [
        ("sitting", "2027-01-01/lunch"),
        ("day", "2027-01-01"),
        ("week", "2026-W53"),
        ("month", "2027-01"),
        ("year", "2027"),
    ],
)
def test_periods(per: str, period: str) -> None:
    assert period_of(per, date(2027, 1, 1), "lunch") == period


# --- the elder's band ----------------------------------------------------------------------------------------------

BAND = {"lines": ["set"], "at_least": "3.00", "at_most": "5.00", "beyond": "canteen"}


@pytest.mark.parametrize(
    ("price", "subsidy", "town", "canteen", "elder", "because"),
    [
        (1000, "6.00", 600, 0, 400, "remainder"),
        (1000, "7.00", 700, 0, 300, "remainder"),
        (1000, "7.01", 700, 0, 300, "at-least"),
        (1000, "9.00", 700, 0, 300, "at-least"),
        (1000, "5.00", 500, 0, 500, "remainder"),
        (1000, "4.99", 499, 1, 500, "at-most"),
        (1000, "1.00", 100, 400, 500, "at-most"),
        (250, "1.00", 0, 0, 250, "at-least"),  # a meal cheaper than her least costs what it costs
        (300, "1.00", 0, 0, 300, "at-least"),
        (301, "1.00", 1, 0, 300, "at-least"),
    ],
)
def test_the_band(price: int, subsidy: str, town: int, canteen: int, elder: int, because: str) -> None:
    banded = policy(layer("a", {"fixed": subsidy}, **fund("town")), elder=[BAND])
    answer = split(banded, case(price, left={"town": 10_000}))
    expected = {"fund:town": town, "canteen": canteen, "elder": elder}
    assert answer.paid_by() == {payer: fen for payer, fen in expected.items() if fen}
    assert answer.shares[-1].reason.code == because


def test_layers_are_cut_back_from_the_last() -> None:
    layers = [layer("a", {"fixed": "4.00"}), layer("b", {"fixed": "4.00"}), layer("c", {"fixed": "4.00"})]
    answer = split(policy(*layers, elder=[BAND]), case(1000))
    assert [(share.layer, share.fen) for share in answer.shares] == [("a", 400), ("b", 300), ("elder", 300)]
    assert answer.shares[1].reason == Reason("fixed", "b", None, (("fixed_fen", 400), ("at_least_fen", 300)))
    assert answer.skipped == (Skipped("c", Reason("fixed", "c", None, (("fixed_fen", 400), ("at_least_fen", 300)))),)


def test_the_band_says_nothing_about_other_lines() -> None:
    answer = split(policy(layer("a", FIVE), elder=[BAND]), case(1200, ("extra", 300)))
    assert [(share.payer, share.line, share.fen, share.reason.code) for share in answer.shares] == [
        ("canteen", 0, 500, "fixed"),
        ("canteen", 0, 200, "beyond"),
        ("elder", 0, 500, "at-most"),
        ("elder", 1, 300, "remainder"),
    ]


def test_the_first_band_that_holds_is_hers_and_only_within_the_limit() -> None:
    free = {"when": {"age": {"from": 90}}, "lines": ["set"], "at_most": "0", "beyond": "canteen"}
    banded = policy(elder=[free, BAND])
    assert split(banded, case(1000, age=90)).elder_fen == 0
    assert split(banded, case(1000, age=89)).elder_fen == 500
    assert split(banded, case(1000, age=89)).claims == (LIMIT,)
    second = split(banded, case(1000, age=90, used=LIMIT_USED))
    assert (second.elder_fen, second.claims) == (1000, ())


@pytest.mark.parametrize(
    ("then", "part", "left", "paid_by"),
    [
        ("canteen", True, 900, {"fund:town": 500, "elder": 500}),
        ("canteen", True, 200, {"fund:town": 200, "canteen": 300, "elder": 500}),
        ("canteen", False, 200, {"canteen": 500, "elder": 500}),
        ("hold", True, 200, {"fund:town": 200, "suspense": 300, "elder": 500}),
        ("hold", False, 0, {"suspense": 500, "elder": 500}),
    ],
)
def test_beyond_the_band_a_fund_can_run_empty_too(then: str, part: bool, left: int, paid_by: dict[str, int]) -> None:
    band = {**BAND, "beyond": {"fund": "town"}, "empty": {"then": then, "part": part}}
    assert split(policy(elder=[band]), case(1000, left={"town": left})).paid_by() == paid_by


# --- empty allotments ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "part", "town", "paid_by", "elder_because"),
    [
        ("next", True, 200, {"fund:town": 200, "fund:charity": 400, "elder": 400}, "remainder"),
        ("next", False, 200, {"fund:charity": 600, "elder": 400}, "remainder"),
        ("next", False, 500, {"fund:town": 500, "fund:charity": 100, "elder": 400}, "remainder"),
        ("canteen", True, 200, {"fund:town": 200, "canteen": 300, "fund:charity": 100, "elder": 400}, "remainder"),
        ("canteen", False, 499, {"canteen": 500, "fund:charity": 100, "elder": 400}, "remainder"),
        ("hold", True, 200, {"fund:town": 200, "suspense": 300, "fund:charity": 100, "elder": 400}, "remainder"),
        ("hold", True, 0, {"suspense": 500, "fund:charity": 100, "elder": 400}, "remainder"),
        ("elder", True, 200, {"fund:town": 200, "fund:charity": 100, "elder": 700}, "remainder"),
        ("elder", False, 0, {"fund:charity": 100, "elder": 900}, "remainder"),
    ],
)
def test_an_empty_allotment(then: str, part: bool, town: int, paid_by: dict[str, int], elder_because: str) -> None:
    layers = [layer("a", FIVE, **fund("town", then, part)), layer("b", {"fixed": "1.00"}, **fund("charity"))]
    answer = split(policy(*layers), case(1000, left={"town": town, "charity": 10_000}))
    assert answer.paid_by() == paid_by
    assert answer.shares[-1].reason.code == elder_because
    assert answer.suspense_fen == paid_by.get("suspense", 0)
    assert answer.draws == {key[5:]: fen for key, fen in paid_by.items() if key.startswith("fund:")}


def test_reasons_when_a_fund_runs_empty() -> None:
    layers = [layer("a", FIVE, **fund("town", "next")), layer("b", {"fixed": "1.00"}, **fund("charity", "canteen"))]
    answer = split(policy(*layers), case(1000, left={"town": 200, "charity": 250}))
    assert answer.shares == (
        Share("fund:town", "a", 0, 200, Reason("fixed", "a", None, (("fixed_fen", 500), ("allotment_fen", 200)))),
        Share("fund:charity", "b", 0, 100, Reason("fixed", "b", None, (("fixed_fen", 100),))),
        Share("fund:charity", "b", 0, 150, Reason("stand-in", "a", None, (("short_fen", 300), ("allotment_fen", 150)))),
        Share("canteen", "b", 0, 150, Reason("stand-in", "a", None, (("short_fen", 150),))),
        Share("elder", "elder", 0, 400, Reason("remainder", "elder")),
    )


def test_the_next_layer_stands_in_on_top_of_its_own_formula() -> None:
    """Its own part is counted as if the layer before had paid: 10 − 5 leaves 5, of which it takes 2, then 5 more."""
    layers = [layer("a", FIVE, **fund("town", "next")), layer("b", {"down_to": "3.00"}, **fund("charity"))]
    assert paid(*layers, of=case(1000, left={"charity": 10_000})) == {"fund:charity": 700, "elder": 300}


def test_only_a_layer_that_applies_stands_in() -> None:
    layers = [
        layer("a", FIVE, **fund("town", "next")),
        layer("b", FIVE, when={"age": {"from": 90}}),
        layer("c", tiers=[{"when": {"age": {"from": 90}}, "formula": FIVE}], tiers_pick="first"),
        layer("d", {"fixed": "1.00"}, **fund("charity", "next")),
        layer("e", {"fixed": "0"}),
    ]
    of = case(1000, left={"charity": 300})
    assert paid(*layers, of=of) == {"fund:charity": 300, "canteen": 300, "elder": 400}


def test_where_no_layer_stands_in_the_elder_does_within_her_band() -> None:
    layers = [layer("a", FIVE, **fund("town", "next")), layer("b", FIVE, when={"age": {"from": 90}})]
    alone = split(policy(*layers), case(800))
    assert alone.shares == (
        Share("elder", "a", 0, 500, Reason("no-next", "a", None, (("short_fen", 500),))),
        Share("elder", "elder", 0, 300, Reason("remainder", "elder")),
    )
    banded = split(policy(*layers, elder=[BAND]), case(800))
    assert banded.paid_by() == {"canteen": 300, "elder": 500}
    assert [share.reason.code for share in banded.shares] == ["beyond", "no-next", "at-most"]


def test_what_falls_to_the_elder_counts_towards_her_least() -> None:
    band = {"lines": ["set"], "at_least": "3.00"}
    layers = [layer("a", FIVE, **fund("town", "elder")), layer("b", {"down_to": "0"})]
    assert paid(*layers, of=case(1000), elder=[band]) == {"canteen": 500, "elder": 500}
    cheap = [layer("a", {"fixed": "2.00"}, **fund("town", "elder")), layer("b", {"down_to": "0"})]
    assert paid(*cheap, of=case(1000), elder=[band]) == {"canteen": 700, "elder": 300}


def test_one_fund_may_pay_in_several_layers() -> None:
    layers = [layer("a", {"fixed": "3.00"}, **fund("town", "elder")), layer("b", {"fixed": "3.00"}, **fund("town"))]
    answer = split(policy(*layers), case(1000, left={"town": 400}))
    assert answer.paid_by() == {"fund:town": 400, "suspense": 200, "elder": 400}
    assert answer.draws == {"town": 400}


# --- promises ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promised", "gap", "left", "paid_by"),
    [
        (None, {"payer": "canteen"}, 0, {"elder": 1000}),
        (1000, {"payer": "canteen"}, 0, {"elder": 1000}),
        (2000, {"payer": "canteen"}, 0, {"elder": 1000}),
        (400, {"payer": "canteen"}, 0, {"canteen": 600, "elder": 400}),
        (0, {"payer": "suspense"}, 0, {"suspense": 1000}),
        (400, fund("town", "hold"), 900, {"fund:town": 600, "elder": 400}),
        (400, fund("town", "hold"), 100, {"fund:town": 100, "suspense": 500, "elder": 400}),
        (400, fund("town", "canteen", part=False), 100, {"canteen": 600, "elder": 400}),
    ],
)
def test_the_elder_never_pays_more_than_promised(
    promised: int | None, gap: Json, left: int, paid_by: dict[str, int]
) -> None:
    answer = split(policy(promise_gap=gap), case(1000, promised_fen=promised, left={"town": left}))
    assert answer.paid_by() == paid_by
    assert answer.elder_fen == paid_by.get("elder", 0)


def test_the_promise_stands_above_the_band() -> None:
    answer = split(policy(layer("a", FIVE), elder=[BAND]), case(1000, ("extra", 100), promised_fen=200))
    assert answer.paid_by() == {"canteen": 900, "elder": 200}
    assert answer.shares[1].reason == Reason("promise", "promise", None, (("promised_fen", 200), ("decided_fen", 600)))


# --- undecided, nothing to pay, dates --------------------------------------------------------------------------------


def test_undecided_rests_the_whole_price_in_suspense() -> None:
    answer = undecided((Line("set", 1000), Line("extra", 0), Line("extra", 200)), "no-policy")
    assert answer.shares == (
        Share("suspense", "", 0, 1000, Reason("no-policy")),
        Share("suspense", "", 2, 200, Reason("no-policy")),
    )
    assert (answer.elder_fen, answer.suspense_fen, answer.claims, answer.draws) == (0, 1200, (), {})


def test_a_meal_that_costs_nothing_has_no_shares() -> None:
    for of in (case(), case(0)):
        answer = split(policy(layer("a", FIVE), elder=[BAND]), of)
        assert (answer.shares, answer.elder_fen, answer.claims) == ((), 0, ())


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
