"""Duties over regions that somebody proposed: what waits for a second person, what was refused, and by whom."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from canteen.core.errors import NotFound
from canteen.core.scope import Actor, Role
from canteen.models import DutyProposal
from canteen.queries.proposals import Proposed, digest_of, latest, proposed, waiting_for, with_people
from canteen.queries.staff import STAFF_READERS

DECIDERS: Final = (Role.SUPPORT, Role.CLERK, Role.FINANCE)


class NoSuchProposedDuty(NotFound):
    """There is no such proposal, or it lies outside what you may see."""

    code = "no-such-proposed-duty"
    zh = "没有这项提议，或不在您的职责范围内"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyProposed(Proposed):
    """A duty somebody is to hold."""

    staff_id: UUID
    staff: str
    login: str
    role: Role
    region: str
    until_on: date | None
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
    return tuple(_shown(row) for row in latest(found=found))


def duties_waiting(*, actor: Actor) -> tuple[DutyProposed, ...]:
    """Return what waits for somebody like the actor, the oldest first; nothing of their own and for themselves."""
    found = _proposals().filter(region__in=actor.regions(*DECIDERS)).exclude(staff=actor.staff_id)
    return tuple(_shown(row) for row in waiting_for(actor=actor, found=found))


def duty_digest(*, row: DutyProposal) -> str:
    """Return the digest over a proposal: what is approved is what was shown (S4)."""
    return digest_of(said=(row.id, row.staff_id, row.role, row.region_id, row.from_on, row.until_on or "", row.reason))


def _proposals() -> QuerySet[DutyProposal]:
    return with_people(found=DutyProposal.objects.select_related("staff", "region"))


def _shown(row: DutyProposal) -> DutyProposed:
    return DutyProposed(
        staff_id=row.staff_id,
        staff=row.staff.name,
        login=row.staff.login,
        role=Role(row.role),
        region=row.region.name,
        until_on=row.until_on,
        digest=duty_digest(row=row),
        **proposed(row=row),
    )
