"""The split: what a bonus pays of one meal at most, and what pays in its place."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from settlement.core.case import Case, Holding
from settlement.core.explain import explain
from settlement.core.policy import Policy, parse
from settlement.core.shares import ELDER, Tender
from settlement.core.split import split
from tests.settlement.core.documents import (
    LINES,
    Json,
    case,
    fund,
    layer,
    policy,
    random_case,
    random_document,
    random_payer,
    seeds,
)
from tests.settlement.core.pieces import bonus, voucher

FIFTH = {"percent": "20", "of": "left", "round": "down"}
RICH = Holding(own_fen=30000, bonus_fen=20000)
PROPORTION = {"spend": "in_proportion", "round": "down"}
OWN_FIRST = {"spend": "own_first"}


def used(asked: Policy, of: Case, product: str = "topup") -> tuple[int, int]:
    """What a meal took of a top-up: of her own money, and of the bonus."""
    (found,) = [tender for tender in split(asked, of).tenders if tender.product == product]
    return found.fen, found.borne_fen


@pytest.mark.parametrize(
    ("said", "holds", "expected"),
    [
        # of twelve yuan the bonus pays five at most, and her own money the rest as far as it goes
        ({"bonus_at_most": "5.00"}, RICH, (700, 500)),
        ({"bonus_at_most": "5.00"}, Holding(own_fen=300, bonus_fen=2000), (300, 500)),
        ({"bonus_at_most": "5.00"}, Holding(bonus_fen=2000), (0, 500)),
        ({"bonus_at_most": "5.00"}, Holding(own_fen=300, bonus_fen=499), (300, 499)),
        ({"bonus_at_most": "0.00"}, RICH, (1200, 0)),
        # two fifths would be 4.80
        ({"bonus_at_most": "4.00", **PROPORTION}, RICH, (800, 400)),
        ({"bonus_at_most": "4.80", **PROPORTION}, RICH, (720, 480)),
        ({"bonus_at_most": "1.00", **PROPORTION}, Holding(own_fen=300, bonus_fen=200), (300, 100)),
        ({"bonus_at_most": "5.00", **OWN_FIRST}, Holding(own_fen=300, bonus_fen=2000), (300, 500)),
        ({"bonus_at_most": "5.00", **OWN_FIRST}, RICH, (1200, 0)),
        ({"bonus_at_most": FIFTH}, RICH, (960, 240)),
        ({"bonus_at_most": {**FIFTH, "percent": "33.34"}}, RICH, (800, 400)),
        ({"bonus_at_most": {**FIFTH, "percent": "33.34", "round": "up"}}, RICH, (799, 401)),
        ({"bonus_at_most": {"lowest": [FIFTH, {"fixed": "2.00"}]}}, RICH, (1000, 200)),
        ({"bonus_at_most": {"down_to": "3.00"}}, RICH, (300, 900)),
    ],
)
def test_what_a_bonus_may_not_pay_her_own_money_pays(said: Json, holds: Holding, expected: tuple[int, int]) -> None:
    asked = policy(products=[bonus(**said)])
    assert used(asked, case(1200, wallet={"topup": holds})) == expected
    assert split(asked, case(1200, wallet={"topup": holds})).elder_fen == 1200 - expected[1]


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (FIFTH, 160),  # of the eight yuan that the town leaves her
        ({**FIFTH, "of": "price"}, 240),
        ({**FIFTH, "of": "discounted"}, 200),
        ({"part": "1/2", "of": {"layer": "town"}, "round": "down"}, 100),
    ],
)
def test_a_share_of_what_is_hers_is_none_of_the_price(most: Json, expected: int) -> None:
    layers = layer("shop", {"fixed": "2.00"}, discount=True), layer("town", {"fixed": "2.00"}, **fund("town"))
    asked = policy(*layers, products=[bonus(bonus_at_most=most)])
    assert used(asked, case(1200, left={"town": 9999}, wallet={"topup": RICH})) == (800 - expected, expected)


def test_what_fell_to_her_for_an_empty_fund_is_hers() -> None:
    town = layer("town", {"fixed": "4.00"}, **fund("town", "elder"))
    asked = policy(town, products=[bonus(bonus_at_most=FIFTH)])
    assert used(asked, case(1200, left={"town": 100}, wallet={"topup": RICH})) == (880, 220)


def test_other_products_before_it_do_not_lower_what_it_is_a_share_of() -> None:
    half = {**FIFTH, "percent": "50"}
    asked = policy(products=[voucher(worth="4.00"), bonus(bonus_at_most=half)])
    holds = {"voucher": Holding(uses=1), "topup": Holding(bonus_fen=20000)}
    assert split(asked, case(1200, wallet=holds)).tenders == (
        Tender("voucher", 0, 400, (0,)),
        Tender("topup", 0, 600, (0,)),
    )


def test_each_top_up_has_its_own_and_the_next_one_pays_what_is_left() -> None:
    products = [bonus(id=name, bonus_at_most="3.00") for name in ("first", "second")]
    asked = policy(products=products)
    holds = {"first": Holding(own_fen=400, bonus_fen=900), "second": RICH}
    answer = split(asked, case(1200, wallet=holds))
    assert answer.tenders == (Tender("first", 400, 300, (0,)), Tender("second", 200, 300, (0,)))
    assert answer.paid_by() == {"canteen": 600, ELDER: 600}


def test_a_share_looks_at_the_lines_of_its_product_alone() -> None:
    asked = policy(products=[bonus(bonus_at_most=FIFTH)])
    answer = split(asked, case(("set", 1000), ("extra", 500), wallet={"topup": RICH}))
    assert answer.tenders == (Tender("topup", 800, 200, (0,)),)
    assert answer.paid_by() == {"canteen": 200, ELDER: 1300}


def test_that_it_was_bound_is_said_and_nothing_where_it_was_not() -> None:
    asked = policy(products=[bonus(bonus_at_most="5.00")])
    told = [
        [explain(share.reason, asked, "zh") for share in split(asked, case(fen, wallet={"topup": RICH})).shares]
        for fen in (501, 500)
    ]
    assert told == [
        ["充值：赠送部分抵付 5.00 元（这一餐至多 5.00 元）", "余额由老人支付"],
        ["充值：赠送部分抵付 5.00 元"],
    ]


def one_bonus(seed: int) -> tuple[Json, Json, Case]:
    """A document with one top-up for everybody, without what it pays at most; that; and a case that holds some."""
    rng = Random(seed)
    spend = rng.choice((PROPORTION, {**PROPORTION, "round": "up"}, OWN_FIRST, {"spend": "bonus_first"}))
    given_: Any = {"lines": rng.choice(LINES), **spend, **random_payer(rng)}
    written = {**random_document(seed), "products": [bonus(**given_)]}
    most: Any = rng.choice((f"{rng.randint(0, 8)}.50", {"percent": str(rng.randint(0, 100)), "of": "left"}))
    if isinstance(most, dict):
        most["round"] = rng.choice(("down", "up"))
    wallet = {"topup": Holding(rng.randint(0, 1500), rng.randint(0, 1500))}
    return written, most, replace(random_case(seed), wallet=wallet)


def with_most(written: Json, most: Any) -> Policy:
    (product,) = written["products"]
    return parse({**written, "products": [{**product, "bonus_at_most": most}]})


@settings(max_examples=150)
@given(seeds.map(one_bonus))
def test_a_bonus_pays_the_less_of_both_and_her_own_money_what_it_can(given_: tuple[Json, Any, Case]) -> None:
    written, most, of = given_
    lines = [at for at, line in enumerate(of.lines) if line.kind in written["products"][0]["lines"]]
    bare = split(parse(written), replace(of, wallet={}))
    hers = sum(share.fen for share in bare.shares if share.payer == ELDER and share.line in lines)
    free = sum(tender.borne_fen for tender in split(parse(written), of).tenders)
    if isinstance(most, str):
        at_most = int(most.replace(".", ""))
    else:
        at_most = (
            -(-hers * int(most["percent"]) // 100) if most["round"] == "up" else hers * int(most["percent"]) // 100
        )
    answer = split(with_most(written, most), of)
    borne = min(free, at_most)
    own = min(of.wallet["topup"].own_fen, hers - borne)
    assert [(tender.fen, tender.borne_fen) for tender in answer.tenders] == ([(own, borne)] if own + borne else [])
    assert answer.elder_fen == bare.elder_fen - borne


@settings(max_examples=150)
@given(seeds.map(one_bonus))
def test_what_never_binds_changes_nothing(given_: tuple[Json, Any, Case]) -> None:
    written, _, of = given_
    free = split(parse(written), of)
    for most in ("9999.00", {"percent": "100", "of": "left", "round": "down"}, {"down_to": "0.00"}):
        assert split(with_most(written, most), of) == free
