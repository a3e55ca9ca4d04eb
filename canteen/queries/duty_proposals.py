"""Duties over regions that somebody proposed: what waits for a second person, what was refused, and by whom."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from canteen.core.errors import NotFound
from canteen.core.scope import Actor, Role
from canteen.models import DutyProposal
from canteen.queries.staff import STAFF_READERS

DECIDERS: Final = (Role.SUPPORT, Role.CLERK, Role.FINANCE)
MOST_SHOWN: Final = 20


class NoSuchProposedDuty(NotFound):
    """There is no such proposal, or it lies outside what you may see."""

    code = "no-such-proposed-duty"
    zh = "没有这项提议，或不在您的职责范围内"


@dataclass(frozen=True, slots=True)
class DutyProposed:
    """A duty somebody is to hold; `outcome` empty while it waits."""

    id: UUID
    staff_id: UUID
    staff: str
    login: str
    role: Role
    region: str
    from_on: date
    until_on: date | None
    reason: str
    proposed_by_id: UUID
    proposed_by: str
    proposed_at: datetime
    outcome: str
    decided_by: str
    decided_at: datetime | None
    answer: str
    digest: str


def duty_to_decide(*, actor: Actor, proposal_id: UUID) -> DutyProposed:
    """Return a proposal as a second person is shown it. OutOfScope, NoSuchProposedDuty."""
    actor.require_held(*DECIDERS)
    row = _proposals().filter(id=proposal_id, region__in=actor.regions(*DECIDERS)).first()
    if row is None:
        raise NoSuchProposedDuty()
    return _shown(row)


def duty_proposals(*, actor: Actor, staff_id: UUID) -> tuple[DutyProposed, ...]:
    """Return what was proposed for somebody where the actor looks after staff, the newest first."""
    found = _proposals().filter(staff=staff_id, region__in=actor.regions(*STAFF_READERS))
    return tuple(_shown(row) for row in found.order_by("-proposed_at", "-id")[:MOST_SHOWN])


def duties_waiting(*, actor: Actor) -> tuple[DutyProposed, ...]:
    """Return what waits for somebody like the actor, the oldest first; nothing of their own and for themselves."""
    found = _proposals().filter(outcome="", region__in=actor.regions(*DECIDERS))
    found = found.exclude(proposed_by=actor.staff_id).exclude(staff=actor.staff_id)
    return tuple(_shown(row) for row in found.order_by("proposed_at", "id")[:MOST_SHOWN])


def duty_digest(*, row: DutyProposal) -> str:
    """Return the digest over a proposal: what is approved is what was shown (S4)."""
    said = (row.id, row.staff_id, row.role, row.region_id, row.from_on, row.until_on or "", row.reason)
    return hashlib.sha256("|".join(map(str, said)).encode()).hexdigest()


def _proposals() -> QuerySet[DutyProposal]:
    return DutyProposal.objects.select_related("staff", "region", "proposed_by", "decided_by")


def _shown(row: DutyProposal) -> DutyProposed:
    return DutyProposed(
        id=row.id,
        staff_id=row.staff_id,
        staff=row.staff.name,
        login=row.staff.login,
        role=Role(row.role),
        region=row.region.name,
        from_on=row.from_on,
        until_on=row.until_on,
        reason=row.reason,
        proposed_by_id=row.proposed_by_id,
        proposed_by=row.proposed_by.name,
        proposed_at=row.proposed_at,
        outcome=row.outcome,
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        answer=row.answer,
        digest=duty_digest(row=row),
    )
