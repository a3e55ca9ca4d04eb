"""A trial's life: asked for, worked off one at a time, cancelled, taken up after a kill, given up after three."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from canteen.core.scope import OutOfScope, Role
from canteen.models import Deed, Region
from canteen.models.sql import is_postgres
from settlement.core.policy import PolicyInvalid
from settlement.core.trial.pots import Budget
from settlement.models import Fund, Policy, Trial
from settlement.operations import trying
from settlement.operations.trials import MOST_DAYS, BadTrial, TrialEnded, TrialsWait, cancel_trial, start_trial
from settlement.operations.trying import LEASE, claim_trial, run_trial
from settlement.queries.trial_meals import only_reading
from settlement.queries.trials import NoSuchTrial, trial_seen
from tests.settlement.acting import actor, eat, maker
from tests.settlement.trials.trying import EVENING, ask, draft_of, work
from tests.town import DAY, DOCUMENT, Town, at, small_town

NEXT = DAY + timedelta(days=1)


@pytest.fixture
def town(db: None) -> Town:
    made = small_town(elders=2)
    for number in range(2):
        eat(made, number, at(11, number))
    return made


def asked(town: Town, now: datetime = EVENING) -> UUID:
    return ask(town, town.policy, DAY - timedelta(days=3), NEXT, now=now)


def state(trial_id: UUID) -> tuple[str, int]:
    row = Trial.objects.get(id=trial_id)
    return row.state, row.tries


@dataclass
class Clock:
    """Goes on by two seconds each time it is asked, so that every day is told."""

    at: datetime

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=2)
        return self.at


def test_it_is_worked_off_and_leaves_a_deed(town: Town) -> None:
    trial_id = asked(town)
    assert state(trial_id) == ("queued", 0)
    work()
    seen = trial_seen(actor=maker(town), trial_id=trial_id)
    assert (seen.state, seen.days_done, seen.days, seen.meals) == ("done", 4, 4, 2)
    assert list(Deed.objects.filter(subject_id=trial_id).values_list("verb", flat=True)) == ["try"]


def test_it_draws_breath_after_each_day_on_which_anybody_ate(town: Town) -> None:
    asked(town)
    claim, breaths = claim_trial(now=EVENING), list[str]()
    assert claim is not None
    run_trial(claim=claim, clock=lambda: EVENING, breathe=lambda: breaths.append(state(claim.trial_id)[0]))
    assert breaths == ["running"]  # on the other three days nobody did


def test_a_document_that_is_not_valid_any_more_is_not_tried(town: Town) -> None:
    broken = draft_of(town, {**DOCUMENT, "layers": [{"include": {"policy": "district/7"}}]})
    with pytest.raises(PolicyInvalid):
        ask(town, broken, DAY, NEXT)
    assert not Trial.objects.exists()


def test_one_is_worked_on_at_a_time(town: Town) -> None:
    first, second = asked(town), asked(town)
    claim = claim_trial(now=EVENING)
    assert claim is not None
    assert claim.trial_id == first
    assert claim_trial(now=EVENING + LEASE) is None
    run_trial(claim=claim, clock=lambda: EVENING, breathe=lambda: None)
    work()
    assert state(second) == ("done", 1)


def test_a_cancelled_one_stops_at_its_next_day(town: Town) -> None:
    trial_id = asked(town)
    claim, clock = claim_trial(now=EVENING), Clock(EVENING)
    assert claim is not None
    days = 0

    def count() -> datetime:
        nonlocal days
        days += 1
        if days == 3:
            cancel_trial(actor=maker(town), trial_id=trial_id, now=EVENING)
        return clock()

    run_trial(claim=claim, clock=count, breathe=lambda: None)
    row = Trial.objects.get(id=trial_id)
    assert (row.state, row.result, row.days_done) == ("cancelled", None, 1)
    assert list(Deed.objects.filter(subject_id=trial_id).order_by("id").values_list("verb", flat=True)) == [
        "try",
        "cancel",
    ]
    with pytest.raises(TrialEnded):
        cancel_trial(actor=maker(town), trial_id=trial_id, now=EVENING)


def test_a_killed_one_is_taken_up_again_and_the_killed_writes_nothing_more(town: Town) -> None:
    trial_id = asked(town)
    killed = claim_trial(now=EVENING)
    assert killed is not None
    later = EVENING + LEASE + timedelta(seconds=1)
    again = claim_trial(now=later)
    assert again is not None
    run_trial(claim=killed, clock=Clock(later), breathe=lambda: None)
    assert state(trial_id) == ("running", 2)
    run_trial(claim=again, clock=Clock(later), breathe=lambda: None)
    assert state(trial_id) == ("done", 2)


def test_one_that_breaks_three_times_is_given_up(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(trying, "allotted_from", broken)
    trial_id, now = asked(town), EVENING
    for _ in range(3):
        claim = claim_trial(now=now)
        assert claim is not None
        with pytest.raises(RuntimeError):
            run_trial(claim=claim, clock=lambda: now, breathe=lambda: None)
    assert claim_trial(now=now) is None
    row = Trial.objects.get(id=trial_id)
    assert (row.state, row.notice, row.result) == ("failed", "interrupted", None)


def test_who_may_ask_and_look(town: Town) -> None:
    trial_id = asked(town)
    elsewhere = Region.objects.create(number=9, key="elsewhere", name="别处", level="town")
    stranger = actor(town.second, Role.FINANCE, canteens=(), regions=(elsewhere.id,))
    with pytest.raises(NoSuchTrial):
        trial_seen(actor=stranger, trial_id=trial_id)
    with pytest.raises(NoSuchTrial):
        cancel_trial(actor=stranger, trial_id=trial_id, now=EVENING)
    auditor = actor(town.second, Role.AUDITOR, canteens=(), regions=(town.region.id,))
    assert trial_seen(actor=auditor, trial_id=trial_id).id == trial_id
    with pytest.raises(OutOfScope):
        cancel_trial(actor=auditor, trial_id=trial_id, now=EVENING)
    where: dict[str, Any] = {"policy_id": town.policy.id, "region_id": town.region.id}
    with pytest.raises(OutOfScope):
        start_trial(actor=auditor, **where, from_on=DAY, until_on=NEXT, budget=Budget.OPEN, now=EVENING)
    assert Trial.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ((0, 0), "until_on"),
        ((0, 2), "until_on"),
        ((-1_200, 1), "until_on"),
        ((-MOST_DAYS, 1), "until_on"),
        ((1 - MOST_DAYS, 1), None),
        ((-1, 1), None),
    ],
)
def test_days_must_have_passed(town: Town, days: tuple[int, int], wrong: str | None) -> None:
    from_on, until_on = (DAY + timedelta(days=each) for each in days)
    if wrong is None:
        ask(town, town.policy, from_on, until_on)
        return
    with pytest.raises(BadTrial) as no:
        ask(town, town.policy, from_on, until_on)
    assert [path for path, _ in no.value.fields] == [wrong]


def test_a_region_outside_the_policys_is_refused(town: Town) -> None:
    with pytest.raises(BadTrial) as no:
        start_trial(
            actor=maker(town),
            policy_id=town.policy.id,
            region_id=town.district.id,
            from_on=DAY,
            until_on=NEXT,
            budget=Budget.OPEN,
            now=EVENING,
        )
    assert [path for path, _ in no.value.fields] == ["region_id"]


def test_three_at_once_are_enough(town: Town) -> None:
    for _ in range(3):
        asked(town)
    with pytest.raises(TrialsWait):
        asked(town)
    work()
    asked(town)


def test_a_trial_changes_nothing_but_itself(town: Town) -> None:
    before = [list(model.objects.order_by("id").values()) for model in (Policy, Fund)]
    asked(town)
    work()
    assert [list(model.objects.order_by("id").values()) for model in (Policy, Fund)] == before


def test_what_reads_meals_cannot_write(town: Town) -> None:
    """On SQLite a trial's reading is no transaction, which would keep everybody else from writing."""
    if is_postgres():
        with pytest.raises(DatabaseError, match="read-only"), transaction.atomic(), only_reading():
            Fund.objects.update(name="?")
        assert not Fund.objects.filter(name="?").exists()
        return
    before = len(connection.savepoint_ids)
    with only_reading():
        assert len(connection.savepoint_ids) == before


def test_no_statement_of_a_trial_locks_what_a_check_in_locks(
    town: Town, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    """The reading asks for no lock; what is written is the trial's own row and nothing else."""
    asked(town)
    with django_assert_max_num_queries(60) as sent:
        work()
    said = [one["sql"].upper() for one in sent.captured_queries]
    locking = [sql for sql in said if " FOR " in sql and "UPDATE" in sql]
    assert [sql for sql in locking if "SETTLEMENT_TRIAL" not in sql] == []
    writing = [sql for sql in said if sql.lstrip().startswith(("UPDATE", "INSERT", "DELETE", "LOCK"))]
    assert [sql for sql in writing if not sql.lstrip().startswith('UPDATE "SETTLEMENT_TRIAL"')] == []
