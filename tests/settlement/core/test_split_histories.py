"""The split over whole histories: the claims of each meal of a person bind the next, and no limit is ever exceeded."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings

from settlement.core.case import Case, Line, period_of
from settlement.core.policy import Policy, parse
from settlement.core.shares import ELDER, ClaimUse, Split
from settlement.core.split import split
from tests.settlement.core.documents import case, fund, layer, policies, policy, random_case, random_document, seeds

Uses = dict[tuple[str, str], dict[int, int]]
SITTINGS = ("breakfast", "lunch", "dinner")


class Meal(NamedTuple):
    """One meal of a history, with the uses that were live before it."""

    of: Case
    answer: Split
    before: Uses


def history(asked: Policy, seed: int, meals: int = 14) -> list[Meal]:
    """Meals of one person over some days, one after the other; now and then the claim of an earlier one is voided."""
    rng = Random(seed)
    eater = replace(random_case(seed), used={}, promised_fen=None, lapsed=frozenset())
    on, used, found = eater.service_on, defaultdict[tuple[str, str], dict[int, int]](dict), list[Meal]()
    for _ in range(meals):
        on += timedelta(days=rng.choice((0, 0, 1, 1, 4)))
        of = replace(
            eater,
            service_on=on,
            sitting=rng.choice(SITTINGS),
            lines=(Line(rng.choice(("set", "weighed")), rng.randint(100, 1500)),),
            left=dict.fromkeys(eater.left, 10_000),
            used={key: dict(uses) for key, uses in used.items()},
        )
        answer = split(asked, of)
        found.append(Meal(of, answer, {key: dict(uses) for key, uses in used.items()}))
        for claim in answer.claims:
            used[claim.limit, claim.period][claim.ordinal] = claim.fen
        voidable = [(key, ordinal) for key, uses in used.items() for ordinal in uses]
        if voidable and rng.random() < 0.15:
            key, ordinal = rng.choice(voidable)
            del used[key][ordinal]
    return found


@settings(max_examples=80)
@given(asked=policies, seed=seeds)
def test_no_limit_is_ever_exceeded(asked: Policy, seed: int) -> None:
    limits = {limit.id: limit for limit in asked.limits}
    for meal in history(asked, seed):
        for claim in meal.answer.claims:
            limit = limits[claim.limit]
            before = meal.before.get((claim.limit, claim.period), {})
            # a voided claim leaves a gap, and the next one fills it
            assert claim.ordinal == next(number for number in range(1, 99) if number not in before)
            assert limit.count is None or len(before) + 1 <= limit.count
            assert limit.sum_fen is None or sum(before.values()) + claim.fen <= limit.sum_fen


@settings(max_examples=80)
@given(asked=policies, seed=seeds)
def test_what_others_pay_in_a_period_stays_below_its_sum(asked: Policy, seed: int) -> None:
    """The same, counted anew from the shares alone: what was paid in the name of the layers that count against it."""
    meals = history(asked, seed)
    for limit in asked.limits:
        if limit.sum_fen is None:
            continue
        names = {one.id for one in asked.layers if limit.id in one.limits}
        live: dict[str, dict[int, int]] = defaultdict(dict)
        for meal in meals:
            period = period_of(limit.per, meal.of.service_on, meal.of.sitting)
            before = meal.before.get((limit.id, period), {})
            live[period] = {ordinal: fen for ordinal, fen in live[period].items() if ordinal in before}
            if limit in asked.program.plan(meal.of).limits:
                paid = sum(s.fen for s in meal.answer.shares if s.payer != ELDER and s.reason.layer in names)
                assert sum(live[period].values()) + paid <= limit.sum_fen
                if paid:
                    live[period][min(set(range(1, 99)) - set(before))] = paid


def test_histories_reach_their_limits() -> None:
    """Otherwise the properties above would say nothing."""
    meals = [meal for seed in range(30) for meal in history(parse(random_document(seed)), seed)]
    codes = [skipped.reason.code for meal in meals for skipped in meal.answer.skipped]
    numbers = [name for meal in meals for share in meal.answer.shares for name, _ in share.reason.numbers]
    assert codes.count("limit-used") > 50
    assert numbers.count("limit_left_fen") > 10


# --- the daily pool, meal after meal
POOL = {"id": "pool", "per": "day", "sum": "5.00", "counts": "paid"}


@pytest.mark.parametrize(
    ("counts", "prices", "pays"),
    [
        ("paid", (300, 1300, 1300), (300, 200, 0)),
        ("paid", (1300, 1300, 1300), (500, 0, 0)),
        ("paid", (100, 100, 100), (100, 100, 100)),
        ("paid", (250, 250, 1), (250, 250, 0)),
        # what was asked for counts as a whole, though the first meal cost less
        ("asked", (300, 1300, 1300), (300, 0, 0)),
        ("asked", (1300, 1300, 1300), (500, 0, 0)),
    ],
)
def test_a_daily_pool_over_three_meals(counts: str, prices: tuple[int, ...], pays: tuple[int, ...]) -> None:
    asked = policy(layer("a", {"fixed": "5.00"}), limits=[{**POOL, "counts": counts}])
    used: Uses = {("pool", "2026-11-21"): {}}
    paid = []
    for sitting, price in zip(SITTINGS, prices, strict=True):
        answer = split(asked, case(price, sitting=sitting, used=used))
        paid.append(answer.paid_by().get("canteen", 0))
        for claim in answer.claims:
            used["pool", "2026-11-21"][claim.ordinal] = claim.fen
    assert tuple(paid) == pays
    # the next day holds five yuan again
    tomorrow = case(1300, used=used, service_on=date(2026, 11, 22))
    assert split(asked, tomorrow).claims == (ClaimUse("pool", "2026-11-22", 1, 500),)


def test_a_voided_meal_gives_its_money_and_its_place_back() -> None:
    asked = policy(layer("a", {"fixed": "3.00"}), limits=[{**POOL, "count": 2}])
    used = {("pool", "2026-11-21"): {1: 300, 2: 200}}
    assert split(asked, case(1300, used=used)).claims == ()
    del used["pool", "2026-11-21"][1]
    assert split(asked, case(1300, used=used)).claims == (ClaimUse("pool", "2026-11-21", 1, 300),)


def test_meals_and_money_bind_whichever_is_used_up_first() -> None:
    asked = policy(layer("a", {"fixed": "3.00"}), limits=[{**POOL, "count": 2}])
    for used, pays in (({1: 10}, 300), ({1: 300}, 200), ({1: 500}, 0), ({1: 10, 2: 10}, 0), ({1: 0}, 300)):
        answer = split(asked, case(1300, used={("pool", "2026-11-21"): used}))
        assert answer.paid_by().get("canteen", 0) == pays


def test_two_layers_share_a_pool_in_their_order() -> None:
    asked = policy(layer("a", {"fixed": "3.00"}), layer("b", {"fixed": "3.00"}), limits=[POOL])
    answer = split(asked, case(1300))
    assert [(share.layer, share.fen) for share in answer.shares] == [("a", 300), ("b", 200), ("elder", 800)]
    assert answer.shares[1].reason.numbers == (("fixed_fen", 300), ("limit", 0), ("limit_left_fen", 200))
    assert answer.claims == (ClaimUse("pool", "2026-11-21", 1, 500),)


@pytest.mark.parametrize(("counts", "town", "pays", "counted"), [
    ("paid", 0, 300, 300), ("paid", 200, 300, 500), ("asked", 0, 300, 300), ("asked", 200, 300, 500),
])  # fmt: skip
def test_what_falls_to_the_elder_uses_up_no_pool(counts: str, town: int, pays: int, counted: int) -> None:
    empty = layer("a", {"fixed": "3.00"}, **fund("town", "elder"))
    asked = policy(empty, layer("b", {"fixed": "3.00"}), limits=[{**POOL, "counts": counts}])
    answer = split(asked, case(1300, left={"town": town}))
    assert (answer.paid_by()["canteen"], answer.claims) == (pays, (ClaimUse("pool", "2026-11-21", 1, counted),))


def test_a_limit_for_some_binds_nobody_else() -> None:
    limit = {"id": "day", "per": "day", "count": 1, "when": {"category": "dibao"}}
    asked = policy(layer("a", {"fixed": "3.00"}), limits=[limit])
    used = {("day", "2026-11-21"): {1: 0}}
    assert split(asked, case(1300, used=used, categories=("dibao",))).elder_fen == 1300
    free = split(asked, case(1300, used=used))
    assert (free.elder_fen, free.claims) == (1000, ())
