"""The split: limits and the claims that come with a meal."""

from datetime import date

import pytest

from settlement.core.case import Fact, period_of
from settlement.core.shares import ClaimUse, Reason, Skipped
from settlement.core.split import split
from tests.settlement.core.documents import LIMIT_USED, case, fund, layer, policy

FIVE = {"fixed": "5.00"}
LIMIT = ClaimUse("sitting", "2026-11-21/lunch", 1)


def test_one_meal_a_sitting_is_the_limit_nobody_has_to_write() -> None:
    subsidy = policy(layer("a", FIVE))
    assert split(subsidy, case(1000)).claims == (LIMIT,)
    second = split(subsidy, case(1000, used=LIMIT_USED))
    assert (second.elder_fen, second.claims) == (1000, ())
    assert second.skipped == (Skipped("a", Reason("limit-used", "a", None, (("limit", 0),))),)


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
    today = split(two, case(2000, used={("day", "2026-11-21"): {1: 0}, ("week", "2026-W47"): {1: 0}}))
    assert (today.elder_fen, today.claims) == (1300, (ClaimUse("week", "2026-W47", 2),))
    week = split(two, case(2000, used={("week", "2026-W47"): {1: 0, 2: 0, 3: 0, 4: 0, 5: 0}}))
    assert (week.elder_fen, week.claims) == (1500, ())
    assert split(two, case(2000, used={("week", "2026-W46"): {1: 0, 2: 0, 3: 0, 4: 0, 5: 0}})).elder_fen == 1200


def test_a_voided_claim_leaves_its_ordinal_to_the_next() -> None:
    limits = [{"id": "week", "per": "week", "count": 3}]
    answer = split(policy(layer("a", FIVE), limits=limits), case(1000, used={("week", "2026-W47"): {1: 0, 3: 0}}))
    assert answer.claims == (ClaimUse("week", "2026-W47", 2),)


def test_a_meal_nobody_subsidised_uses_no_limit() -> None:
    empty = layer("a", FIVE, **fund("town", "elder"))
    assert split(policy(empty), case(1000)).claims == ()
    assert split(policy(layer("a", {"fixed": "0"})), case(1000)).claims == ()
    assert split(policy(layer("a", FIVE)), case(1000, promised_fen=0)).claims == (LIMIT,)


def test_a_limit_on_every_meal_counts_what_nobody_pays_as_well() -> None:
    """The second meal of a day at half price, though the first costs her all of it."""
    half = layer("a", {"percent": "50", "of": "price", "round": "down"}, when={"nth": {"limit": "day", "is": [2]}})
    asked = policy(half, limits=[{"id": "day", "per": "day", "counts": "every_meal"}])
    meals = [split(asked, case(1000, used={("day", "2026-11-21"): dict.fromkeys(range(1, n), 0)})) for n in (1, 2, 3)]
    assert [meal.elder_fen for meal in meals] == [1000, 500, 1000]
    assert [meal.claims for meal in meals] == [(ClaimUse("day", "2026-11-21", n),) for n in (1, 2, 3)]


def test_a_limit_on_every_meal_may_hold_so_many_and_bind_some() -> None:
    dibao = {"category": "dibao"}
    month = {"id": "month", "per": "month", "count": 2, "counts": "every_meal", "when": {"not": dibao}}
    asked = policy(layer("a", FIVE, when={"sitting": ["dinner"]}), limits=[month])
    used = {("month", "2026-11"): {1: 0}}
    assert split(asked, case(1000, used=used)).claims == (ClaimUse("month", "2026-11", 2),)
    full = {("month", "2026-11"): {1: 0, 2: 0}}
    dinner = split(asked, case(1000, used=full, sitting="dinner"))
    assert (dinner.elder_fen, dinner.claims) == (1000, (ClaimUse("month", "2026-11", 3),))
    poor = split(asked, case(1000, used=full, sitting="dinner", facts=(Fact("category", "dibao"),)))
    assert (poor.elder_fen, poor.claims) == (500, ())


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


@pytest.mark.parametrize(
    ("counts", "town", "paid_by", "counted"),
    [
        # The town is empty: what it would have paid is hers, and the charity finds all eight yuan of the day.
        ("paid", 0, {"fund:charity": 600, "elder": 600}, 600),
        ("asked", 0, {"fund:charity": 600, "elder": 600}, 600),
        # Of five yuan the town holds two: the other three are hers, and the charity finds six of eight.
        ("paid", 200, {"fund:town": 200, "fund:charity": 600, "elder": 400}, 800),
        ("asked", 200, {"fund:town": 200, "fund:charity": 600, "elder": 400}, 800),
        ("paid", 500, {"fund:town": 500, "fund:charity": 300, "elder": 400}, 800),
        ("asked", 500, {"fund:town": 500, "fund:charity": 300, "elder": 400}, 800),
    ],
)
def test_what_falls_to_the_elder_leaves_its_room_in_a_sum_to_who_comes_after(
    counts: str, town: int, paid_by: dict[str, int], counted: int
) -> None:
    layers = [layer("a", FIVE, **fund("town", "elder")), layer("b", {"fixed": "6.00"}, **fund("charity"))]
    pool = policy(*layers, limits=[{"id": "pool", "per": "day", "sum": "8.00", "counts": counts}])
    answer = split(pool, case(1200, left={"town": town, "charity": 10_000}))
    assert answer.paid_by() == paid_by
    assert answer.claims == (ClaimUse("pool", "2026-11-21", 1, counted),)
