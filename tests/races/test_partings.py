"""A hundred presses of one button: a death is recorded once, and its meals are held once (R14)."""

from datetime import date
from typing import Any

import pytest

from canteen.core.errors import Problem
from canteen.core.scope import Role
from canteen.models import Deed, Fact
from canteen.operations.elders import record_fact
from settlement.operations.part import record_death
from tests.county import NOW, County, county
from tests.races.harness import THREADS, Race

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
        return record_fact(actor=clerk, elder_id=elder_id, kind=kind, value="dibao", from_on=DIED, now=NOW)

    results = [result.code for result in race.run([press] * THREADS) if isinstance(result, Problem)]
    assert results == ["fact-recorded"] * (THREADS - 1)
    assert Fact.objects.filter(elder_id=elder_id, kind=kind).count() == 1
    assert Deed.objects.filter(verb="record", subject_id=elder_id).count() == 1
