"""The split: the elder's band, promises, and what nobody has decided."""

import pytest

from settlement.core.case import Line
from settlement.core.shares import ClaimUse, Reason, Share, Skipped
from settlement.core.split import split, undecided
from tests.settlement.core.documents import LIMIT_USED, Json, case, fund, layer, policy

FIVE = {"fixed": "5.00"}
LIMIT = ClaimUse("sitting", "2026-11-21/lunch", 1)
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


def test_where_both_ends_cross_she_pays_her_least() -> None:
    """A fifth of the price at most is less than three yuan for every meal below fifteen."""
    fifth = {"percent": "20", "of": "price", "round": "down"}
    banded = policy(elder=[{"lines": ["set"], "at_least": "3.00", "at_most": fifth, "beyond": "canteen"}])
    assert [split(banded, case(price)).elder_fen for price in (200, 1000, 1500, 2000)] == [200, 300, 300, 400]


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


@pytest.mark.parametrize(
    ("promised", "gap", "left", "paid_by"),
    [
        (None, {"payer": "canteen"}, 0, {"elder": 1000}),
        (1000, {"payer": "canteen"}, 0, {"elder": 1000}),
        (2000, {"payer": "canteen"}, 0, {"elder": 1000}),
        (999, {"payer": "canteen"}, 0, {"canteen": 1, "elder": 999}),
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
    # relieved of each line in proportion: five yuan of the set and one of the extra were hers
    assert [(share.line, share.fen) for share in answer.shares if share.payer == "elder"] == [(0, 167), (1, 33)]


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
