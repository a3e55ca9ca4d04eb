"""A draft's own world: every meal comes to the plain split of its case, limits and budgets counted as they go."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.core.case import Case, Fact, Line
from settlement.core.policy import Policy
from settlement.core.shares import ELDER, Split
from settlement.core.split import split
from settlement.core.trial import world as worlds
from settlement.core.trial.meals import Eater, Meal, paid_of
from settlement.core.trial.pots import Budget, Pot, Pots
from settlement.core.trial.world import World
from tests.settlement.core.documents import FUNDS, layer, policies, policy, random_case, seeds
from tests.settlement.core.documents_cases import random_birth, random_facts
from tests.settlement.core.documents_words import HOME_FUNDS, PACKAGES, PLACES

FROM = date(2026, 11, 25)  # a week, a month, a quarter and a year end soon after
CANTEENS = tuple(f"00000000-0000-0000-0000-00000000000{number}" for number in range(2))
KEYS = ("youte", "")
SITTINGS = ("breakfast", "lunch", "dinner")
NOTHING: Mapping[str, int] = {}
STOOD = ({"fund:town": 500, ELDER: 300}, {"suspense": 800})  # a person decided; a person has yet to


@dataclass
class Plain:
    """The same world in the plainest words: uses of limits, purses and what was asked, by name."""

    policy: Policy
    budget: Budget
    homes: Mapping[tuple[str, str], str]
    purses: dict[object, dict[str, int]]
    used: dict[str, dict[tuple[str, str], dict[int, int]]] = field(default_factory=dict)
    needed: dict[str, dict[tuple[str, str], dict[int, int]]] = field(default_factory=dict)  # if no fund were short
    asked: Counter[tuple[str, str, date, date]] = field(default_factory=Counter)

    def serve(self, meal: Meal, eater: Eater) -> Mapping[str, int]:
        """Who pays for the meal, in fen."""
        enough = dict.fromkeys((*FUNDS, *HOME_FUNDS), 10**9)
        case = Case(
            meal.service_on,
            meal.sitting,
            meal.lines,
            birth_on=eater.birth_on,
            facts=eater.facts,
            used=self.used.get(meal.person, {}),
            left=enough,
            eating=meal.eating,
            canteen=meal.key,
            package=meal.package,
            homes=self.homes,
        )
        wished = split(self.policy, replace(case, used=self.needed.get(meal.person, {})))
        purse = self.purses.setdefault(self.where(meal), {})
        if meal.stands:
            draws = {payer.removeprefix("fund:"): fen for payer, fen in meal.paid.parts if payer.startswith("fund:")}
            if not meal.paid.rests:
                self.claim(meal, split(self.policy, case), wished)
            self.draw(meal, purse, draws, draws)
            return dict(meal.paid.parts)
        paid = split(self.policy, case if self.budget is Budget.OPEN else replace(case, left=purse))
        self.claim(meal, paid, wished)
        self.draw(meal, purse, wished.draws, paid.draws)
        return paid.paid_by()

    def where(self, meal: Meal) -> object:
        return "all" if self.budget is Budget.APPROPRIATED else (meal.canteen, meal.month)

    def claim(self, meal: Meal, made: Split, wished: Split) -> None:
        for claims, used in ((made.claims, self.used), (wished.claims, self.needed)):
            for use in claims:
                used.setdefault(meal.person, {}).setdefault((use.limit, use.period), {})[use.ordinal] = use.fen

    def draw(self, meal: Meal, purse: dict[str, int], wished: Mapping[str, int], paid: Mapping[str, int]) -> None:
        for key, fen in wished.items():
            self.asked[key, meal.canteen, meal.month, meal.service_on] += fen
        for key, fen in paid.items():
            purse[key] = max(0, purse.get(key, 0) - fen)

    def dry_on(self, given_fen: int, key: str, *where: object) -> date | None:
        """The first day on which the fund could not pay what it had been asked for by then: there, or anywhere."""
        sums, last = 0, None
        for (of, canteen, month, day), fen in sorted(self.asked.items(), key=lambda pair: pair[0][3]):
            if of == key and (not where or (canteen, month) == where):
                if last is not None and day != last and sums > given_fen:
                    return last
                sums, last = sums + fen, day
        return last if sums > given_fen else None


def history(seed: int, meals: int = 40) -> list[tuple[Meal, Eater]]:
    """Meals of three people, one of whom has two records, in the order in which they were eaten."""
    rng = Random(seed)
    people = [(random_birth(rng) or date(1950, 2, 28), random_facts(rng)) for _ in range(3)]
    found: list[tuple[Meal, Eater]] = []
    days = sorted(FROM + timedelta(days=rng.choice((0, 1, 1, 2, 5, 6, 7, 12, 40))) for _ in range(meals))
    turns = sorted((day, rng.choice((1, 1, 2, 0))) for day in days)
    for day, turn in turns:
        number, place = rng.randrange(3), rng.randrange(2)
        birth_on, facts = people[number]
        categories = tuple(sorted({fact.value for fact in facts if fact.kind == "category"}))
        eater = Eater(birth_on, facts, categories, tuple((fact.kind, fact.place) for fact in facts if fact.place))
        stands = rng.random() < 0.1
        paid = paid_of(rng.choice(STOOD) if stands else {ELDER: rng.choice((300, 700, 1_500)), "canteen": 300})
        lines = (Line("set", rng.choice((800, 1_200))), *[Line("weighed", 305)] * (rng.random() < 0.2))
        record = f"{number}{rng.randrange(2) if number == 2 else 0}"
        late = day.replace(day=1) if rng.random() < 0.9 else date(2027, 2, 1)
        eating, package = rng.choice(PLACES) if rng.random() < 0.9 else (), rng.choice(("", *PACKAGES))
        meal = Meal(
            f"00000000-0000-0000-0000-0000000001{record}", f"person-{number}", CANTEENS[place], late, day,
            SITTINGS[turn], lines, paid, stands, eating, KEYS[place], package,
        )  # fmt: skip
        found.append((meal, eater))
    return found


def money(rng: Random) -> dict[str, int]:
    """What each fund has: rarely enough."""
    return {key: rng.choice((0, 250, 1_000, 3_000, 10**6)) for key in (*FUNDS, *HOME_FUNDS) if rng.random() < 0.8}


@settings(max_examples=120)
@given(asked=policies, seed=seeds, budget=st.sampled_from(Budget), most=st.sampled_from((1, worlds.MOST_KEPT)))
def test_every_meal_comes_to_the_plain_split_of_its_case(asked: Policy, seed: int, budget: Budget, most: int) -> None:
    rng, homes = Random(seed), random_case(seed).homes
    appropriated = money(rng)
    months = (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1))
    allotted = {(canteen, month): money(rng) for canteen in CANTEENS for month in months if rng.random() < 0.8}
    pots = Pots(budget, allotted, appropriated)
    purses: dict[object, dict[str, int]] = {}
    if budget is Budget.ALLOTTED:
        purses.update({place: dict(given) for place, given in allotted.items()})
    elif budget is Budget.APPROPRIATED:
        purses["all"] = dict(appropriated)
    plain, world = Plain(asked, budget, homes, purses), World(asked, pots, homes)
    day = FROM
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worlds, "MOST_KEPT", most)
        for meal, eater in history(seed):
            if meal.service_on != day:
                world.end_day(day)
                day = meal.service_on
            assert dict(world.serve(meal, eater).parts) == plain.serve(meal, eater)
        world.end_day(day)
    sums: Counter[str] = Counter()
    there: Counter[tuple[str, date, str]] = Counter()
    for (key, canteen, month, _), fen in plain.asked.items():
        sums[key] += fen
        there[canteen, month, key] += fen
    assert {key: pot.asked_fen for key, pot in pots.funds.items() if pot.asked_fen} == +sums
    assert {key: pot.dry_on for key, pot in pots.funds.items()} == {
        key: plain.dry_on(appropriated.get(key, 0), key) for key in pots.funds
    }
    found = {(*place, key): pot for place, of in pots.places.items() for key, pot in of.pots.items()}
    assert {where: pot.asked_fen for where, pot in found.items() if pot.asked_fen} == +there
    assert {where: pot.dry_on for where, pot in found.items()} == {
        (canteen, month, key): plain.dry_on(allotted.get((canteen, month), NOTHING).get(key, 0), key, canteen, month)
        for canteen, month, key in found
    }
    dry = pots.dry()
    assert sorted(dry, key=lambda one: (str(one.pot.dry_on), one.fund, one.canteen)) == dry
    assert {(one.canteen, one.month, one.fund) for one in dry} == {at for at, pot in found.items() if pot.dry_on}


@pytest.mark.parametrize(("asks", "dry"), [((300, 200), None), ((300, 201), 1), ((501, 1), 0), ((0, 0), None)])
def test_a_fund_is_dry_on_the_first_day_that_asks_for_more_than_it_was_given(
    asks: tuple[int, int], dry: int | None
) -> None:
    pot = Pot(500)
    for number, fen in enumerate(asks):
        pot.ask(fen, FROM + timedelta(days=number))
    assert (pot.asked_fen, pot.dry_on) == (sum(asks), None if dry is None else FROM + timedelta(days=dry))


@pytest.mark.parametrize("whose", ["registration", "residence", "canteen"])
def test_meals_alike_are_paid_by_the_funds_of_each_ones_own_home(whose: str) -> None:
    """To conditions both look alike: only the home tells whose fund it is."""
    payer = {"fund_of": whose, "level": "city", "role": "meals"}
    asked = policy(layer("home", {"fixed": "3.00"}, payer=payer, empty={"then": "hold", "part": True}))
    homes = {("guangzhou", "meals"): "tianhe-meals", ("zhuhai", "meals"): "zhuhai-meals"}
    world, paid = World(asked, Pots(Budget.OPEN, {}, {}), homes), []
    for number, place in enumerate((PLACES[0], PLACES[-1], PLACES[1])):
        home, eating = (PLACES[1], place) if whose == "canteen" else (place, PLACES[1])
        eater = Eater(date(1950, 1, 1), (Fact(whose, "某地", None, home),), (), ((whose, home),))
        who, lines = f"person-{number}", (Line("set", 800),)
        meal = Meal(who, who, CANTEENS[0], FROM, FROM, "lunch", lines, paid_of({}), False, eating)
        paid.append(dict(world.serve(meal, eater).parts))
    assert paid == [{ELDER: 500, f"fund:{fund}": 300} for fund in ("tianhe-meals", "zhuhai-meals", "tianhe-meals")]


def test_who_lives_where_another_is_registered_has_another_home() -> None:
    """To conditions both look alike, and they name the same place: only one is registered there."""
    payer = {"fund_of": "registration", "level": "city", "role": "meals"}
    asked = policy(layer("home", {"fixed": "3.00"}, payer=payer, empty={"then": "canteen", "part": True}))
    world = World(asked, Pots(Budget.OPEN, {}, {}), {("guangzhou", "meals"): "tianhe-meals"})
    paid = []
    for kind in ("residence", "registration"):
        eater = Eater(date(1950, 1, 1), (Fact(kind, "某地", None, PLACES[0]),), (), ((kind, PLACES[0]),))
        meal = Meal(kind, kind, CANTEENS[0], FROM, FROM, "lunch", (Line("set", 800),), paid_of({}), False, PLACES[0])
        paid.append(dict(world.serve(meal, eater).parts))
    assert paid == [{ELDER: 500, "canteen": 300}, {ELDER: 500, "fund:tianhe-meals": 300}]
