"""Decided anew, pure: a meal keeps its seat among claims, whoever else holds one by now; and what it had drawn (D8)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from canteen.core.month import Month
from settlement.core.case import Fact
from settlement.core.policy import Policy
from settlement.core.redecision import Standing, draws_kept, redecide
from settlement.core.shares import ELDER, ClaimUse
from tests.settlement.core.documents import case, layer, policy

DIBAO = Fact("category", "dibao")
SEPTEMBER, OCTOBER, NOVEMBER = (Month(2026, number) for number in (9, 10, 11))
PERIOD = "2026-11"  # of the day of a plain case


def asked(limit: Mapping[str, Any], plain: str = "4.00", granted: str = "6.00") -> Policy:
    """The canteen bears 4 yuan, and 6 of whoever has 低保, within one limit a month."""
    one = layer("a", {"fixed": plain}) | {
        "tiers": [{"when": {"category": "dibao"}, "formula": {"fixed": granted}}, {"formula": {"fixed": plain}}],
        "tiers_pick": "first",
    }
    one.pop("formula", None)
    return policy(one, limits=[{"id": "month", "per": "month", **limit}], redecision={"may_raise_elder": True})


def anew(of: Policy, others: Mapping[int, int], own: ClaimUse, paid_fen: int = 400) -> tuple[int, tuple[ClaimUse, ...]]:
    """What the canteen bears of a meal of 10 yuan once 低保 is told late, and the claims of it."""
    standing = Standing({"canteen": paid_fen, ELDER: 1000 - paid_fen}, (own,))
    of_meal = case(1000, facts=(DIBAO,), used={("month", PERIOD): others})
    found = redecide(of, of_meal, before=replace(of_meal, facts=()), standing=standing)
    assert found is not None
    return found.after.get("canteen", 0), found.split.claims


@pytest.mark.parametrize("others", [{}, {1: 0}, {1: 0, 3: 0}, {1: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0}])
@pytest.mark.parametrize("count", [2, 3])
def test_a_meal_keeps_its_seat_though_others_hold_more_than_its_own_document_allows(
    others: Mapping[int, int], count: int
) -> None:
    """By a later version, or in a town whose document allows more: a limit's id is one counter."""
    seat = ClaimUse("month", PERIOD, 2)
    assert anew(asked({"count": count}), others, seat) == (600, (seat,))


@pytest.mark.parametrize(
    ("others", "bears"),
    [
        ({1: 400}, 600),  # 10.00 in all, 6.00 left
        ({1: 700}, 400),  # 3.00 left, and never less than it holds itself
        ({1: 500}, 500),
        ({1: 400, 3: 900}, 400),
        ({1: 1000, 3: 900}, 400),
    ],
)
def test_of_a_sum_it_takes_what_others_leave_and_never_less_than_its_own(others: Mapping[int, int], bears: int) -> None:
    of = asked({"sum": "10.00", "counts": "paid"})
    standing = Standing({"canteen": 400, ELDER: 600}, (ClaimUse("month", PERIOD, 2, 400),))
    of_meal = case(1000, facts=(DIBAO,), used={("month", PERIOD): others})
    found = redecide(of, of_meal, before=replace(of_meal, facts=()), standing=standing)
    assert (400 if found is None else found.after["canteen"]) == bears
    assert found is None or found.split.claims == (ClaimUse("month", PERIOD, 2, bears),)
    assert sum(others.values()) + bears <= max(1000, sum(others.values()) + 400)  # no more than is held now


def test_of_meals_and_a_sum_together_neither_is_exceeded() -> None:
    """One meal and 10 yuan: others hold 7 by another document, and its seat is its own."""
    of = asked({"count": 1, "sum": "10.00", "counts": "paid"}, plain="2.00")
    own = ClaimUse("month", PERIOD, 1, 200)
    assert anew(of, {2: 700}, own, 200) == (300, (ClaimUse("month", PERIOD, 1, 300),))


def test_where_every_meal_is_counted_a_number_beyond_the_count_is_no_seat() -> None:
    """The fourth of three is counted and not subsidised, whatever is told of her late."""
    of = asked({"count": 3, "counts": "every_meal"})
    standing = Standing({ELDER: 1000}, (ClaimUse("month", PERIOD, 4),))
    others: dict[int, int]
    for others in ({1: 0, 2: 0, 3: 0}, {1: 0, 3: 0}, {}):
        of_meal = case(1000, facts=(DIBAO,), used={("month", PERIOD): others})
        assert redecide(of, of_meal, before=replace(of_meal, facts=()), standing=standing) is None
    assert anew(of, {1: 0, 2: 0, 4: 0, 5: 0}, ClaimUse("month", PERIOD, 3))[0] == 600


def test_who_holds_no_seat_takes_a_free_one_or_none() -> None:
    of = asked({"count": 2}, plain="0.00")
    for others, bears in (({2: 0}, 600), ({1: 0, 2: 0}, 0), ({5: 0, 6: 0}, 0)):
        standing = Standing({ELDER: 1000})
        of_meal = case(1000, facts=(DIBAO,), used={("month", PERIOD): others})
        found = redecide(of, of_meal, before=replace(of_meal, facts=()), standing=standing)
        assert (0 if found is None else found.after["canteen"]) == bears
        assert found is None or found.split.claims == (ClaimUse("month", PERIOD, 1),)


@pytest.mark.parametrize(
    ("drawn", "draws", "kept"),
    [
        ({}, {"joint": 600}, {}),
        ({("joint", OCTOBER): 400}, {"joint": 600}, {("joint", OCTOBER): 400}),
        ({("joint", OCTOBER): 400}, {"joint": 300}, {("joint", OCTOBER): 300}),
        ({("joint", OCTOBER): 400}, {"charity": 300}, {}),
        ({("joint", OCTOBER): 400, ("charity", OCTOBER): 100}, {"charity": 100}, {("charity", OCTOBER): 100}),
        # of the month it is written in nothing has to be kept: its allotment is open
        ({("joint", NOVEMBER): 400}, {"joint": 600}, {}),
        ({("joint", NOVEMBER): 200, ("joint", OCTOBER): 400}, {"joint": 500}, {("joint", OCTOBER): 400}),
        # of two earlier months the first keeps its own first
        (
            {("joint", OCTOBER): 200, ("joint", SEPTEMBER): 400},
            {"joint": 500},
            {("joint", SEPTEMBER): 400, ("joint", OCTOBER): 100},
        ),
    ],
)
def test_what_a_fund_bears_again_stays_drawn_where_it_was(drawn: Any, draws: Any, kept: Any) -> None:
    assert draws_kept(drawn=drawn, draws=draws, month=NOVEMBER) == kept
