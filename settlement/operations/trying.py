"""Works trials off, one at a time: day by day, with a breath between; stopped by a cancellation, resumed if killed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from canteen.core.month import Month
from canteen.models.ids import new_id
from canteen.models.sql import is_postgres, rows
from canteen.queries.region_turns import canteens_inside
from settlement.core.policy import parse
from settlement.core.trial.pots import Budget, Pots
from settlement.core.trial.tally import Tally
from settlement.core.trial.told import told
from settlement.core.trial.world import World, asks_package
from settlement.models import Trial
from settlement.queries.homes import funds_at_home
from settlement.queries.included import included
from settlement.queries.trial_eaters import Eaters
from settlement.queries.trial_funds import allotted_from, appropriated
from settlement.queries.trial_grounds import Grounds
from settlement.queries.trial_meals import PastMeals, only_reading
from settlement.queries.trials import waiting_trial

LEASE: Final = timedelta(minutes=2)
TOLD_EVERY: Final = timedelta(seconds=1)
MOST_TRIES: Final = 3
INTERRUPTED: Final = "interrupted"
_TURN: Final = 4_620_181_105  # the advisory lock under which a trial is taken: any number nobody else uses

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class TrialClaimed:
    """One trial, and the claim under which its work is written."""

    trial_id: UUID
    claim_id: UUID


class TrialLost(Exception):
    """The trial is no longer ours to work on: somebody cancelled it, or took it over."""


def claim_trial(*, now: datetime) -> TrialClaimed | None:
    """Take the trial that waits longest; None where none does, or while another one is worked on.

    One that was begun three times and never came to its end is left failed.
    """
    with transaction.atomic():
        if is_postgres() and not rows("SELECT pg_try_advisory_xact_lock(%s)", (_TURN,))[0][0]:
            return None
        while (trial_id := waiting_trial(now=now)) is not None:
            row = Trial.objects.select_for_update(no_key=True).get(id=trial_id)
            if row.state not in (Trial.State.QUEUED, Trial.State.RUNNING):
                continue  # cancelled a moment ago
            if row.tries >= MOST_TRIES:
                row.state, row.notice, row.ended_at = Trial.State.FAILED, INTERRUPTED, now
                row.save(update_fields=["state", "notice", "ended_at"])
                continue
            row.state, row.claim_id, row.claimed_until = Trial.State.RUNNING, new_id(), now + LEASE
            row.tries += 1
            row.days_done = row.meals = 0
            row.save(update_fields=["state", "claim_id", "claimed_until", "tries", "days_done", "meals"])
            return TrialClaimed(row.id, row.claim_id)
    return None


def run_trial(*, claim: TrialClaimed, clock: Clock, breathe: Callable[[], None]) -> None:
    """Work a claimed trial off from its first day, and keep what came of it; `breathe` is called between two days.

    Where anything breaks the trial is given back, and the next sweep begins it anew, three times at most.
    """
    try:
        _Run(claim, clock, breathe).go()
    except TrialLost:
        return
    except Exception:
        _mine(claim).update(claimed_until=clock() - LEASE)
        raise


class _Run:
    """One trial at work."""

    def __init__(self, claim: TrialClaimed, clock: Clock, breathe: Callable[[], None]) -> None:
        self.claim, self.clock, self.breathe = claim, clock, breathe
        self.row = Trial.objects.get(id=claim.trial_id)
        self.told_at = clock()

    def go(self) -> None:
        row, tally = self.row, Tally()
        canteens = canteens_inside(region_id=row.region_id, on=row.until_on - timedelta(days=1))
        given = allotted_from(canteen_ids=canteens, month=Month.of(row.from_on).first)
        pots = Pots(Budget(row.budget), given, appropriated())
        policy = parse(row.document, included(document=row.document))
        grounds = Grounds(canteens, row.from_on, row.until_on)
        eaters = Eaters(policy.asks_kinds, grounds, row.from_on, row.until_on)
        world = World(policy, pots, funds_at_home() if policy.asks_homes else {})
        past = PastMeals(canteens, with_package=asks_package(policy))
        for number, on in enumerate(_days(row.from_on, row.until_on), 1):
            with only_reading():
                meals = past.meals(on, grounds.stands(on)) if canteens else []
                eaters.meet(meals)
            for meal in meals:
                eater = eaters.eater(meal)
                tally.add(meal, eater, world.serve(meal, eater))
            world.end_day(on)
            self._tell(number, tally)
            if meals:
                self.breathe()
        self._end(told(tally, pots, from_on=row.from_on, until_on=row.until_on), tally)

    def _tell(self, days_done: int, tally: Tally) -> None:
        """Say how far it has come, and hear whether it is to stop; once a second, in a statement of its own."""
        at = self.clock()
        if at - self.told_at < TOLD_EVERY:
            return
        self.told_at = at
        if not _mine(self.claim).update(days_done=days_done, meals=tally.meals, claimed_until=at + LEASE):
            raise TrialLost()

    def _end(self, result: dict[str, Any], tally: Tally) -> None:
        _mine(self.claim).update(
            state=Trial.State.DONE,
            result=result,
            days_done=(self.row.until_on - self.row.from_on).days,
            meals=tally.meals,
            ended_at=self.clock(),
            claimed_until=None,
        )


def _mine(claim: TrialClaimed) -> Any:
    return Trial.objects.filter(id=claim.trial_id, claim_id=claim.claim_id, state=Trial.State.RUNNING)


def _days(from_on: date, until_on: date) -> Iterator[date]:
    for step in range((until_on - from_on).days):
        yield from_on + timedelta(days=step)
