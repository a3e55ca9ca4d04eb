"""Two months lived by two groups: facts known in time, and told late at random; meals, accounts, claims to the fen."""

from collections import Counter
from copy import deepcopy
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from canteen.core.month import Month
from canteen.core.scope import Actor
from canteen.models import Duty, Fact
from canteen.operations.elder_rows import NewFact
from canteen.queries.staff import actor_by_id
from settlement.core import chart
from settlement.core.payers import payer_of
from settlement.models import Books, Claim, Entry, Policy, Posting
from settlement.operations.retell import end_foreseen, fact_foreseen, tell_end, tell_fact
from settlement.queries.discrepancies import discrepancies
from tests.settlement.acting import close, eat, fund_month
from tests.town import DOCUMENT, SINCE, Town, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
FIRST = date(2026, 10, 27)
DAYS = tuple(FIRST + timedelta(days=number) for number in range(11))  # five of October, six of November
SECOND_VERSION, SEALED_ON = 7, 7  # numbers of days: the third of November
ELDERS, CANTEENS = 3, 2
IN_TIME, LATE = 0, 1  # two groups of elders, who eat at the same hours at canteens of their own


class Told(NamedTuple):
    """A category of an elder, from a day to another one or on, and on which days the clerk hears of both."""

    elder: int
    category: str
    from_day: int
    until_day: int | None
    begin_heard: int
    end_heard: int


def document(count: int, fixed: str) -> dict[str, Any]:
    """So many meals in a month are subsidised; three kinds of people bear differently."""
    found = deepcopy(DOCUMENT) | {"redecision": {"may_raise_elder": True}}
    found["limits"] = [{"id": "month", "per": "month", "count": count}]
    for part in (*found["layers"], *found["elder"]):
        part["limits"] = ["month"]
    found["layers"][0]["tiers"] = [
        {"when": {"category": "dibao"}, "formula": {"fixed": "6.00"}},
        {"when": {"category": "tekun"}, "formula": {"percent": "63", "of": "price", "round": "half_up"}},
        {"formula": {"fixed": fixed}},
    ]
    return found


def story(seed: int) -> tuple[list[Told], list[tuple[int, int, int, int]]]:
    """What is told of whom, and who eats when and where: day, hour, elder, canteen."""
    rng = Random(seed)
    told = []
    for elder in range(ELDERS):
        for category in ("dibao", "tekun"):
            if rng.random() < 0.8:
                begins = rng.randint(0, len(DAYS) - 2)
                ends = rng.choice((None, rng.randint(begins + 1, len(DAYS) - 1)))
                heard = sorted(rng.randint(max(begins, 3), len(DAYS) - 1) for _ in range(2))
                told.append(Told(elder, category, begins, ends, *heard))
    meals = [
        (day, hour, elder, rng.randrange(CANTEENS))
        for day in range(len(DAYS))
        for elder in range(ELDERS)
        for hour in (11, 17)
        if rng.random() < 0.55
    ]
    return told, meals


def town_of_two_groups() -> Town:
    """Three meals a month by the first version, and twenty by the second, which pays less to most."""
    town = small_town(canteens=2 * CANTEENS, elders=0, days=DAYS, allotted_fen={}, document=document(3, "4.00"))
    Policy.objects.update(until_on=DAYS[SECOND_VERSION])
    stated = {"document": document(20, "3.00"), "digest": "2" * 64, "from_on": DAYS[SECOND_VERSION]}
    signed = {"made_by": town.clerk, "made_at": at(6), "approved_by": town.second, "approved_at": at(7)}
    Policy.objects.create(region=town.region, scope=2, version=2, state="approved", **stated, **signed)
    for number in range(2 * ELDERS):
        add_elder(town, number, birth_on=date(1950 + number % ELDERS, 5, 1))
        add_fact(town.elders[number], "registration", str(town.region.id))
    Fact.objects.filter(kind="registration").update(region=town.region)
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.region, from_on=SINCE)
    for month in (OCTOBER, NOVEMBER):
        fund_month(town, month=month, now=at(7, on=FIRST))
    return town


class Clerk:
    """Hears of categories late, and writes down what was shown first."""

    def __init__(self, town: Town) -> None:
        self.elders = town.elders[LATE * ELDERS :]
        self.actor: Actor = actor_by_id(staff_id=town.clerk.id, on=FIRST)
        self.facts: dict[Told, UUID] = {}
        self.meals = 0  # how many were decided anew

    def hear(self, one: Told, day: int) -> None:
        now = at(20, on=DAYS[day])
        if one.begin_heard == day:
            is_whole = one.until_day is not None and one.end_heard <= day
            until = DAYS[one.until_day] if is_whole and one.until_day is not None else None
            fact = NewFact("category", one.category, DAYS[one.from_day], until_on=until, evidence="证")
            given: dict[str, Any] = {
                "actor": self.actor,
                "elder_id": self.elders[one.elder].id,
                "now": now,
            }
            seen = fact_foreseen(**given, fact=fact)
            self.facts[one], found = tell_fact(**given, fact=fact, shown=seen.mark)
            assert found == seen
            self.meals += found.meals
        elif one.until_day is not None and one.end_heard == day:
            given = {"actor": self.actor, "fact_id": self.facts[one], "until_on": DAYS[one.until_day], "now": now}
            seen = end_foreseen(**given)
            assert tell_end(**given, shown=seen.mark)[1] == seen
            self.meals += seen.meals


def lived(town: Town, seed: int) -> int:
    """Both groups live the two months through; how many meals were decided anew."""
    told, meals = story(seed)
    clerk = Clerk(town)
    for one in told:
        until = None if one.until_day is None else DAYS[one.until_day]
        add_fact(town.elders[one.elder], "category", one.category, from_on=DAYS[one.from_day], until_on=until)
    for number, day in enumerate(DAYS):
        for canteen in range(2 * CANTEENS) if number == SEALED_ON else ():
            close(town, OCTOBER, now=at(9, on=day), canteen=canteen)
        for _, hour, elder, canteen in (each for each in meals if each[0] == number):
            for group in (IN_TIME, LATE):
                eat(town, group * ELDERS + elder, at(hour, elder, on=day), kiosk=group * CANTEENS + canteen)
        for one in told:
            clerk.hear(one, number)
    return clerk.meals


class Group:
    """What the books say of one of the groups, by names that both share."""

    def __init__(self, town: Town, number: int) -> None:
        elders = town.elders[number * ELDERS :][:ELDERS]
        self.places = town.canteens[number * CANTEENS :][:CANTEENS]
        named = [("E", place, row.id) for place, row in enumerate(elders)]
        named += [("C", place, row.id) for place, row in enumerate(self.places)]
        self.names = {row_id: f"{kind}{place}" for kind, place, row_id in named}

    def shares(self) -> Counter[tuple[str, ...]]:
        """Of each live meal who bears what."""
        found: Counter[tuple[str, ...]] = Counter()
        live = Posting.objects.filter(entry__kind=Entry.Kind.MEAL, entry__reversed_by=None, canteen__in=self.places)
        columns = ("entry__service_on", "entry__order__sitting", "entry__order__elder_id", "debit__address", "fen")
        for service_on, sitting, elder_id, address, fen in live.values_list(*columns):
            assert elder_id is not None
            found[str(service_on), sitting, self.names[elder_id], str(payer_of(address))] += fen
        return found

    def accounts(self) -> Counter[str]:
        """What stands on every account; a fund's money counts as one, for what is told late a later month pays."""
        found: Counter[str] = Counter()
        moved = Posting.objects.filter(canteen__in=self.places)
        for debit, credit, fen in moved.values_list("debit__address", "credit__address", "fen"):
            found[self._folded(debit)] += fen
            found[self._folded(credit)] -= fen
        return Counter({address: fen for address, fen in found.items() if fen})

    def _folded(self, address: str) -> str:
        account = chart.parse_address(address)
        of_fund = (chart.Kind.FREE, chart.Kind.ALLOTTED, chart.Kind.RETURNED, chart.Kind.RESERVED, chart.Kind.SOURCE)
        if account.kind in of_fund:  # district and town bear the joint fund together, and each month's odd fen
            return "funds/joint" if account.owner in ("joint", "district", "town") else f"funds/{account.owner}"
        for row_id, name in self.names.items():
            address = address.replace(str(row_id), name)
        return address

    def claims(self) -> list[tuple[str, str, str, int]]:
        live = Claim.objects.filter(released_by=None, person__in=list(self.names))
        rows = live.values_list("person_id", "limit_key", "period", "ordinal")
        return sorted((self.names[person_id], limit, period, ordinal) for person_id, limit, period, ordinal in rows)


def whole_books() -> None:
    for books in Books.objects.all():
        assert discrepancies(books=books) == (), books.month


@pytest.mark.parametrize("seed", range(4))
def test_told_late_is_told_in_time(seed: int) -> None:
    """Canteens in pairs, a month that is sealed, two versions, limits that are used up: nobody bears a fen else."""
    town = town_of_two_groups()
    assert lived(town, seed) > 0
    whole_books()
    in_time, late = Group(town, IN_TIME), Group(town, LATE)
    assert (late.shares(), late.claims(), late.accounts()) == (in_time.shares(), in_time.claims(), in_time.accounts())
    for canteen in range(2 * CANTEENS):
        close(town, NOVEMBER, canteen=canteen)
    whole_books()
    assert late.accounts() == in_time.accounts()


def test_the_stories_reach_sealed_months_and_used_up_limits() -> None:
    """Otherwise the property would say little."""
    back, used_up = [], []
    for seed in range(4):
        told, meals = story(seed)
        # heard when October was sealed, of a day in October
        back += [one for one in told if one.from_day < 5 and max(one.begin_heard, one.end_heard) >= SEALED_ON]
        for elder in range(ELDERS):
            days = [day for day, _, who, _ in meals if who == elder]
            first = [day for day in days if 5 <= day < SECOND_VERSION]  # of three meals, and then of twenty
            used_up += [elder] * (sum(day < 5 for day in days) > 3)
            used_up += [elder] * (bool(first) and sum(day >= 5 for day in days) > 3)
    assert (len(back) > 5, len(used_up) > 8) == (True, True)
