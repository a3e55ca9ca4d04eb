"""A hundred presses of one button: a death is recorded once, and its meals are held once (R14)."""

from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from canteen.core.errors import Problem
from canteen.core.scope import Role
from canteen.models import Deed, Duty, Fact
from canteen.operations.elder_rows import NewFact
from canteen.operations.elders import record_fact
from canteen.queries.staff import actor_by_id
from kiosk.core.receipt import Receipt
from settlement.operations.part import record_death
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.touched import NOTHING, meals_touched
from tests.county import NOW, County, county
from tests.kiosk.attempts import card, take
from tests.races.harness import ROUNDS, THREADS, Job, Race
from tests.settlement.acting import fund_month
from tests.town import DAY, SINCE, add_fact, at, small_town

DIED = date(2026, 11, 3)


@pytest.fixture
def made(transactional_db: None) -> County:
    return county()


@pytest.mark.parametrize("kind", ["state", "category"])
def test_pressed_a_hundred_times_it_is_recorded_once(race: Race, made: County, kind: str) -> None:
    clerk, elder_id = made.here.actor(Role.CLERK), made.here.elders[0]

    def press() -> Any:
        if kind == "state":
            return record_death(actor=clerk, elder_id=elder_id, died_on=DIED, now=NOW)
        return record_fact(
            actor=clerk, elder_id=elder_id, fact=NewFact(kind=kind, value="dibao", from_on=DIED), now=NOW
        )

    results = [result.code for result in race.run([press] * THREADS) if isinstance(result, Problem)]
    assert results == ["fact-recorded"] * (THREADS - 1)
    assert Fact.objects.filter(elder_id=elder_id, kind=kind).count() == 1
    assert Deed.objects.filter(verb="record", subject_id=elder_id).count() == 1


def test_a_death_is_recorded_while_the_dead_womans_card_is_shown(race: Race) -> None:
    """A check-in locks books, then her; a death, which holds later meals of the same books, does it no other way."""
    town = small_town(elders=ROUNDS, days=(DAY,), allotted_fen={})
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.region, from_on=SINCE)
    clerk = actor_by_id(staff_id=town.clerk.id, on=DAY)
    fund_month(town, now=at(7))
    for number, elder in enumerate(town.elders):
        add_fact(elder, "registration", str(town.region.id))
        Fact.objects.filter(elder=elder, kind="registration").update(region=town.region)
        assert take(town.kiosks[0], card(town.cards[number], at(11)), at(11)).decision == "served"
        again = at(11, 30)
        shown: list[Job] = [
            partial(take, town.kiosks[0], card(town.cards[number], again), again) for _ in range(THREADS)
        ]
        died = DAY - timedelta(days=1)
        shown[THREADS // 2] = partial(record_death, actor=clerk, elder_id=elder.id, died_on=died, now=at(12))
        results = race.run(shown)
        held = results.pop(THREADS // 2)
        assert (held.meals, [type(result) for result in results]) == (1, [Receipt] * (THREADS - 1))
    assert Fact.objects.filter(kind="state").count() == ROUNDS


def test_who_dies_while_she_sits_down_elsewhere_is_not_missed(race: Race) -> None:
    """Deaths that touch no meal lock no books; each meets one check-in of hers, at one of four canteens.

    Either she was served first, and the death is not written as it was shown; or her card is a dead woman's.
    """
    rounds, at_once = min(ROUNDS, 2), THREADS // 2
    town = small_town(elders=rounds * at_once, canteens=4, days=(DAY,), allotted_fen={})
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.region, from_on=SINCE)
    clerk = actor_by_id(staff_id=town.clerk.id, on=DAY)
    fund_month(town, now=at(7))
    for elder in town.elders:
        add_fact(elder, "registration", str(town.region.id))
    Fact.objects.filter(kind="registration").update(region=town.region)
    died_on, ends = DAY - timedelta(days=1), Counter[tuple[str, bool]]()
    for first in range(0, len(town.elders), at_once):
        jobs = list[Job]()
        for number in range(first, first + at_once):
            item, kiosk = card(town.cards[number], at(11)), town.kiosks[number % 4]
            death = partial(record_death, actor=clerk, died_on=died_on, now=at(11), shown=NOTHING)
            jobs += [partial(take, kiosk, item, at(11)), partial(death, elder_id=town.elders[number].id)]
        results = race.run(jobs)
        ends.update(
            (shown.decision, isinstance(death, TouchedOtherwise))
            for shown, death in zip(results[::2], results[1::2], strict=True)
        )
    assert set(ends) <= {("served", True), ("quarantined", False)}, ends
    dead = {fact.elder_id: DAY for fact in Fact.objects.filter(kind="state")}
    assert len(dead) == ends["quarantined", False]
    assert meals_touched(first_days=dead) == ()
    race.tally.notes.append(f"{ends['served', True]} were served first, {len(dead)} had died")
