"""Asks for a policy to be tried on meals of the past, and ends a trial that nobody waits for any more."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict, Invalid, Unavailable
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.operations.deeds import do
from canteen.queries.region_names import regions_on
from settlement.core.policy import parse
from settlement.core.trial.pots import Budget
from settlement.models import Trial
from settlement.queries.included import included
from settlement.queries.policies import policy_document
from settlement.queries.trials import LIVE, live_trials, lock_trial, trial_seen

TRIERS: Final = (Role.CLERK, Role.FINANCE)
MOST_DAYS: Final = 1_100  # three years
MOST_LIVE: Final = 3  # of one person, side by side


class BadTrial(Invalid):
    """A trial goes through days that have passed, three years at most, in the policy's region or in one inside it."""

    code = "bad-trial"
    zh = "试算的日期应是已经过去的日子，最多三年；区划应在政策的适用范围之内"


class TrialsWait(Unavailable):
    """Three trials of yours still go on; wait for one of them, or cancel it."""

    code = "trials-wait"
    zh = "您有三次试算尚未结束，请等其中一次完成，或先取消一次"


class TrialEnded(Conflict):
    """This trial has ended already."""

    code = "trial-ended"
    zh = "这次试算已经结束"


def start_trial(
    *, actor: Actor, policy_id: UUID, region_id: UUID, from_on: date, until_on: date, budget: Budget, now: datetime
) -> UUID:
    """Ask for a version to be tried on the meals of a region from a day until another, that one excluded.

    It changes nothing: what is tried need not be approved. The document is kept as it is now.
    OutOfScope, NoSuchPolicy, BadTrial, TrialsWait; PolicyInvalid for a draft that is not valid any more.
    """
    actor.require_region(*TRIERS, region_id=region_id)
    seen, document = policy_document(actor=actor, policy_id=policy_id)
    parse(document, included(document=document))
    _require_sound(seen.region_id, region_id, from_on, until_on, service_day(now))
    with transaction.atomic():
        if live_trials(staff_id=actor.staff_id) >= MOST_LIVE:
            raise TrialsWait()
        row = Trial(
            region_id=region_id,
            policy_id=policy_id,
            document=document,
            digest=seen.digest,
            from_on=from_on,
            until_on=until_on,
            budget=budget.value,
            made_by_id=actor.staff_id,
            made_at=now,
        )
        row.save(force_insert=True)
        _written(actor, "try", row, now)
    return row.id


def cancel_trial(*, actor: Actor, trial_id: UUID, now: datetime) -> None:
    """End a trial; whoever works on it stops at its next chunk. OutOfScope, NoSuchTrial, TrialEnded."""
    seen = trial_seen(actor=actor, trial_id=trial_id)
    actor.require_region(*TRIERS, region_id=seen.region_id)
    with transaction.atomic():
        row = lock_trial(trial_id=trial_id)
        if row.state not in LIVE:
            raise TrialEnded()
        row.state, row.ended_at = Trial.State.CANCELLED, now
        row.save(update_fields=["state", "ended_at"])
        _written(actor, "cancel", row, now)


def _require_sound(of: UUID, region_id: UUID, from_on: date, until_on: date, today: date) -> None:
    wrong = []
    if until_on <= from_on:
        wrong.append(("until_on", "must be after from_on"))
    elif until_on > today + timedelta(days=1):
        wrong.append(("until_on", "must not lie ahead"))
    elif (until_on - from_on).days > MOST_DAYS:
        wrong.append(("until_on", "must be within three years"))
    if not regions_on(on=today).tree.inside(region_id, of):
        wrong.append(("region_id", "must lie in the region of the policy"))
    if wrong:
        raise BadTrial(wrong)


def _written(actor: Actor, verb: str, row: Trial, now: datetime) -> None:
    detail = {
        "policy": str(row.policy_id),
        "digest": row.digest,
        "region": str(row.region_id),
        "from_on": row.from_on.isoformat(),
        "until_on": row.until_on.isoformat(),
        "budget": row.budget,
    }
    do(staff_id=actor.staff_id, verb=verb, subject_kind="trial", subject_id=row.id, detail=detail, now=now)
