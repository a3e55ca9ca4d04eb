"""Trials of policies: those of the regions in sight, one of them with what came of it, and which waits for a worker."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from canteen.core.errors import NotFound
from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor, Role
from canteen.queries.paging import Key, by_instant, every, page_of
from settlement.models import Trial

TRIAL_READERS: Final = (Role.CLERK, Role.FINANCE, Role.AUDITOR)
TRIALS: Final = Listing(sorts=("made", "state"), filters=("state",), down=True)
KEYS: Final = {"made": by_instant("made_at"), "state": Key("state")}
LIVE: Final = (Trial.State.QUEUED, Trial.State.RUNNING)
MOST_BESIDE: Final = 5  # trials named on the page of a version, the last ones
_LISTED: Final = ("document", "result")


class NoSuchTrial(NotFound):
    """This trial does not exist, or lies outside what you may see."""

    code = "no-such-trial"
    zh = "没有这次试算，或不在您的职责范围内"


@dataclass(frozen=True, slots=True)
class TrialSeen:
    """One trial; `title` is that of the document in Chinese and English, `result` what came of it where it is done.

    `is_outdated`: the version says something else by now than what was tried; nothing in lists, which read no texts.
    """

    id: UUID
    region_id: UUID
    policy_id: UUID
    version: int
    title: Mapping[str, str]
    from_on: date
    until_on: date
    budget: str
    state: str
    notice: str
    days_done: int
    meals: int
    made_by_id: UUID
    made_at: datetime
    ended_at: datetime | None
    result: Mapping[str, Any] | None
    is_outdated: bool = False

    @property
    def days(self) -> int:
        """How many days it goes through."""
        return (self.until_on - self.from_on).days

    @property
    def is_live(self) -> bool:
        """Whether it still goes on."""
        return self.state in LIVE


def trial_page(*, actor: Actor, asked: Asked) -> Page[TrialSeen]:
    """Return a page of the trials in the regions the actor covers; one statement. OutOfScope."""
    return page_of(found=_found(actor, asked), asked=asked, keys=KEYS).of(_listed)


def every_trial(*, actor: Actor, asked: Asked) -> Iterator[TrialSeen]:
    """Yield the whole list that was asked for, in its order; one statement. OutOfScope."""
    return map(_listed, every(found=_found(actor, asked), asked=asked, keys=KEYS))


def trial_seen(*, actor: Actor, trial_id: UUID) -> TrialSeen:
    """Return one trial with what came of it. NoSuchTrial."""
    covered = actor.regions(*TRIAL_READERS)
    row = Trial.objects.select_related("policy").filter(id=trial_id, region_id__in=covered).first()
    if row is None:
        raise NoSuchTrial()
    seen = _seen(row, row.document.get("title"), row.result)
    return replace(seen, is_outdated=row.document != row.policy.document)


def trials_of(*, actor: Actor, policy_id: UUID) -> list[TrialSeen]:
    """Return the last trials of a version that came to an end in the regions the actor covers; one statement.

    Nothing for whoever may see no trial.
    """
    covered = actor.regions(*TRIAL_READERS)
    found = Trial.objects.filter(policy_id=policy_id, region_id__in=covered, state=Trial.State.DONE)
    last = found.select_related("policy").defer("result").order_by("-made_at", "-id")[:MOST_BESIDE]
    return [replace(_listed(row), is_outdated=row.document != row.policy.document) for row in last]


def lock_trial(*, trial_id: UUID) -> Trial:
    """Lock one trial, so that it ends once. NoSuchTrial."""
    row = Trial.objects.select_for_update(no_key=True).filter(id=trial_id).first()
    if row is None:
        raise NoSuchTrial()
    return row


def live_trials(*, staff_id: UUID) -> int:
    """Return how many trials of one person still go on."""
    return Trial.objects.filter(made_by_id=staff_id, state__in=LIVE).count()


def waiting_trial(*, now: datetime) -> UUID | None:
    """Return the trial that waits longest; None where none does, or where somebody is at work on one."""
    live = Trial.objects.filter(state__in=LIVE)
    if live.filter(state=Trial.State.RUNNING, claimed_until__gte=now).exists():
        return None
    return live.order_by("made_at", "id").values_list("id", flat=True).first()


def _found(actor: Actor, asked: Asked) -> QuerySet[Trial]:
    actor.require_held(*TRIAL_READERS)
    found = Trial.objects.filter(region_id__in=actor.regions(*TRIAL_READERS))
    if asked.search:
        in_english = Q(policy__document__title__en__icontains=asked.search)
        found = found.filter(Q(policy__document__title__zh__icontains=asked.search) | in_english)
    if asked.filters.get("state") in Trial.State.values:
        found = found.filter(state=asked.filters["state"])
    return found.select_related("policy").defer(*_LISTED)


def _listed(row: Trial) -> TrialSeen:
    return _seen(row, row.policy.document.get("title"), None)


def _seen(row: Trial, title: Any, result: Mapping[str, Any] | None) -> TrialSeen:
    return TrialSeen(
        id=row.id,
        region_id=row.region_id,
        policy_id=row.policy_id,
        version=row.policy.version,
        title=title if isinstance(title, dict) else {},
        from_on=row.from_on,
        until_on=row.until_on,
        budget=row.budget,
        state=row.state,
        notice=row.notice,
        days_done=row.days_done,
        meals=row.meals,
        made_by_id=row.made_by_id,
        made_at=row.made_at,
        ended_at=row.ended_at,
        result=result,
    )
