"""What a trial adds up, and what of it is kept: sums of its meals, and nothing of a few people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.core.case import Line
from settlement.core.shares import ELDER
from settlement.core.trial import tally as tallying
from settlement.core.trial.meals import Eater, Meal, Paid, paid_of
from settlement.core.trial.pots import Budget, Pots
from settlement.core.trial.tally import Sums, Tally, step_of
from settlement.core.trial.told import FEW, MOST_DRY, told
from settlement.core.trial.world import World
from tests.settlement.core.documents import fund, layer, policy, seeds
from tests.settlement.core.test_trial import CANTEENS, FROM, history


def added(history: Sequence[tuple[Meal, Eater, Paid]], most: int = tallying.MOST_WAITING) -> Tally:
    tally = Tally()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tallying, "MOST_WAITING", most)
        for meal, eater, new in history:
            tally.add(meal, eater, new)
            assert len(tally._waiting) < most
    tally.fold()
    return tally


def band_of(birth_on: date, on: date) -> int:
    age = on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))
    return sum(age >= first for first in (60, 70, 80, 90, 100))


def summed(chosen: Sequence[tuple[Meal, Paid]]) -> Sums:
    old, new = Counter[str](), Counter[str]()
    for meal, paid in chosen:
        old.update(dict(meal.paid.parts))
        new.update(dict(paid.parts))
    return Sums(len(chosen), dict(old), dict(new))


@settings(max_examples=60)
@given(seed=seeds, most=st.sampled_from((2, 5, 10_000)))
def test_a_tally_is_the_sum_of_its_meals_however_often_it_is_folded(seed: int, most: int) -> None:
    rng = Random(seed)
    born = [rng.choice((date(1966, 11, 26), date(1956, 11, 25), date(1946, 12, 2), date(1920, 1, 1))) for _ in "123"]
    served = [
        (meal, eater._replace(birth_on=born[int(meal.person[-1])]), paid_of({ELDER: rng.choice((0, 300, 650))}))
        for meal, eater in history(seed)
    ]
    tally = added(served, most)
    every = [(meal, new) for meal, _, new in served]
    assert (tally.meals, tally.stood, tally.whole) == (40, sum(meal.stands for meal, _ in every), summed(every))
    categories = {name for _, eater, _ in served for name in eater.categories or ("",)}
    assert tally.categories == {
        name: summed([(meal, new) for meal, eater, new in served if name in (eater.categories or ("",))])
        for name in categories
    }
    assert {name: set(tally.people_in(name)) for name in (*categories, "nobody")} == {
        name: {meal.person for meal, eater, _ in served if name in (eater.categories or ("",))}
        for name in (*categories, "nobody")
    }
    bands = [(meal, new, band_of(eater.birth_on, meal.service_on)) for meal, eater, new in served]
    assert tally.ages == {at: summed([(meal, new) for meal, new, of in bands if of == at]) for _, _, at in bands}
    assert {at: set(tally.people_of(at)) for at in range(6)} == {
        at: {meal.person for meal, _, of in bands if of == at} for at in range(6)
    }
    assert tally.canteens == {
        place: summed([(meal, new) for meal, new in every if meal.canteen == place])
        for place in {meal.canteen for meal, _ in every}
    }
    assert tally.steps == Counter(step_of(new.elder_fen - meal.paid.elder_fen) for meal, new in every)
    more = Counter[str]()
    for meal, new in every:
        more[meal.person] += new.elder_fen - meal.paid.elder_fen
    assert tally.turned() == {
        "less": {person for person, fen in more.items() if fen < 0},
        "more": {person for person, fen in more.items() if fen > 0},
        "same": {person for person, fen in more.items() if fen == 0},
    }
    assert {person: (who.meals, who.more_fen) for person, who in tally.people.items()} == {
        person: (sum(meal.person == person for meal, _ in every), fen) for person, fen in more.items()
    }


@pytest.mark.parametrize(
    ("more_fen", "step"),
    [(0, 0), (1, 1), (100, 1), (101, 2), (500, 5), (501, 6), (9_999, 6), (-1, -1), (-100, -1), (-101, -2), (-900, -6)],
)
def test_steps_are_begun_yuan(more_fen: int, step: int) -> None:
    assert step_of(more_fen) == step


def test_the_ten_who_gain_and_lose_most_are_told_the_first_first() -> None:
    eater = Eater(date(1950, 1, 1), (), ())
    served = []
    for number, change in enumerate((*range(-15, 0), 0, *range(1, 16), -15, 15)):
        elder = f"00000000-0000-0000-0000-0000000000{number:02d}"
        meal = Meal(elder, elder, CANTEENS[0], FROM, FROM, "lunch", (), paid_of({ELDER: 500}), False)
        served.append((meal, eater, paid_of({ELDER: 500 + change})))
    tally = added(served)
    # of two who gain as much the one whose record comes first
    assert [(who.elder[-2:], who.more_fen) for who in tally.gaining()] == [
        ("00", -15), ("31", -15), *((f"{at:02d}", at - 15) for at in range(1, 9)),
    ]  # fmt: skip
    assert [(who.elder[-2:], who.more_fen) for who in tally.losing()] == [
        ("30", 15), ("32", 15), *((f"{at}", at - 15) for at in range(29, 21, -1)),
    ]  # fmt: skip


# --- what is kept
def kept(people: Mapping[str, int], **funds: int) -> dict[str, Any]:
    """The result of one lunch of so many people of each category, paid by two funds of which one holds enough."""
    asked = policy(
        layer("a", {"fixed": "1.00"}, **fund("town", "next")), layer("b", {"fixed": "2.00"}, **fund("charity"))
    )
    given = {"town": 10**6, **funds}
    pots, tally = Pots(Budget.ALLOTTED, {(CANTEENS[0], FROM): given}, {"town": 10**6, "charity": 5, "idle": 7}), Tally()
    world, number = World(asked, pots, {}), 0
    for category, count in people.items():
        for _ in range(count):
            number += 1
            eater = Eater(date(1950, 1, 1), (), (category,) if category else ())
            elder = f"00000000-0000-0000-0000-0000000000{number:02d}"
            meal = Meal(
                elder, elder, CANTEENS[0], FROM, FROM, "lunch", (Line("set", 1000),), paid_of({ELDER: 1000}), False
            )
            tally.add(meal, eater, world.serve(meal, eater))
    world.end_day(FROM)
    return told(tally, pots, from_on=FROM, until_on=FROM + timedelta(days=7))


def test_of_a_small_group_nothing_is_kept_but_that_it_is_small() -> None:
    """Neither how many they are nor what they pay; nor of the next smallest, which would give it away."""
    shares = {"meals": 8, "old": {ELDER: 8_000}, "new": {ELDER: 5_600, "fund:charity": 1_600, "fund:town": 800}}
    result = kept({"": 8, "dibao": FEW, "tekun": 1}, charity=10**6)
    assert result["categories"] == {"": {"people": 8, **shares}, "dibao": {"few": True}, "tekun": {"few": True}}
    assert result["ages"]["2"]["people"] == 14
    assert (result["people"], result["less"], result["more"], result["stood"]) == (14, 14, 0, 0)


def test_what_funds_were_given_and_asked_is_kept() -> None:
    result = kept({"": 6}, charity=500)
    charity = {"given_fen": 500, "asked_fen": 1_200, "dry_on": FROM.isoformat()}
    assert result["funds"] == {
        "charity": charity | {"given_fen": 5},
        "town": {"given_fen": 10**6, "asked_fen": 600, "dry_on": None},
    }
    assert result["allotted"] == {
        "charity": {"given_fen": 500, "short_fen": 700},
        "town": {"given_fen": 10**6, "short_fen": 0},
    }
    assert result["dry"] == [{"fund": "charity", "canteen": CANTEENS[0], "month": FROM.isoformat(), **charity}]
    assert result["dry_count"] == 1
    assert result["whole"]["new"] == {ELDER: 6 * 700, "fund:town": 600, "fund:charity": 500, "suspense": 700}


def test_no_more_dry_months_are_named_than_are_read() -> None:
    pots = Pots(Budget.OPEN, {}, {})
    world = World(policy(), pots, {})
    for number in range(MOST_DRY + 1):
        canteen = f"00000000-0000-0000-0000-000000000{number:03d}"
        meal = Meal(canteen, canteen, canteen, FROM, FROM, "lunch", (), paid_of({"fund:town": 100}), True)
        world.serve(meal, Eater(FROM, (), ()))
    world.end_day(FROM)
    result = told(Tally(), pots, from_on=FROM, until_on=FROM)
    assert (len(result["dry"]), result["dry_count"]) == (MOST_DRY, MOST_DRY + 1)
