"""Trials in tests: asked for by finance, worked off by the sweep's own operations, by a clock that goes on."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from settlement.core.trial.pots import Budget
from settlement.models import Policy, Trial
from settlement.operations.trials import start_trial
from settlement.operations.trying import claim_trial, run_trial
from tests.settlement.acting import maker
from tests.town import Town, at

EVENING = at(20)


def draft_of(town: Town, document: Mapping[str, Any], version: int = 2) -> Policy:
    """A draft of the town's next version."""
    return Policy.objects.create(
        region=town.region,
        scope=town.region.number,
        version=version,
        document=document,
        digest="d" * 64,
        from_on=date(2027, 1, 1),
        made_by=town.clerk,
        made_at=at(9),
    )


def ask(
    town: Town, policy: Policy, from_on: date, until_on: date, budget: Budget = Budget.ALLOTTED, now: datetime = EVENING
) -> UUID:
    """Ask for a trial of the town."""
    return start_trial(
        actor=maker(town),
        policy_id=policy.id,
        region_id=town.region.id,
        from_on=from_on,
        until_on=until_on,
        budget=budget,
        now=now,
    )


def work(now: datetime = EVENING) -> None:
    """Work off whatever waits."""
    while claim := claim_trial(now=now):
        run_trial(claim=claim, clock=lambda: now, breathe=lambda: None)


def tried(town: Town, policy: Policy, on: date, days: int = 1, budget: Budget = Budget.ALLOTTED) -> Mapping[str, Any]:
    """What a trial of some days comes to."""
    trial_id = ask(town, policy, on, on + timedelta(days=days), budget)
    work()
    result: Mapping[str, Any] | None = Trial.objects.values_list("result", flat=True).get(id=trial_id)
    assert result is not None
    return result
