"""Canteens that somebody proposed to hand over: to whom, from when, where that one is paid, what was decided (S4)."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from canteen.core.errors import NotFound
from canteen.core.scope import Actor, Role
from canteen.models import BankAccount, HandOverProposal, Tenure
from canteen.queries.organisation_list import account_number, masked
from canteen.queries.places import in_force
from canteen.queries.proposals import Proposed, digest_of, latest, proposed, waiting_for, with_people

DECIDERS: Final = (Role.CLERK, Role.FINANCE)
PROPOSAL_READERS: Final = (Role.CLERK, Role.FINANCE, Role.AUDITOR)


class NoSuchHandOver(NotFound):
    """There is no such proposal, or it lies outside what you may see."""

    code = "no-such-hand-over"
    zh = "没有这项提议，或不在您的职责范围内"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverProposed(Proposed):
    """A canteen that another organisation is to run."""

    canteen_id: UUID
    canteen: str
    organisation: str


@dataclass(frozen=True, slots=True)
class HandOverToDecide:
    """A proposal with who runs the canteen until then, where the new one is paid (masked), and the digest of all."""

    proposed: HandOverProposed
    present: str
    bank: str
    number: str
    digest: str


def hand_overs_of(*, canteen_id: UUID) -> tuple[HandOverProposed, ...]:
    """Return the last proposals about a canteen, the newest first; one statement. The caller asked who may see."""
    return tuple(_shown(row) for row in latest(found=_proposals().filter(canteen=canteen_id)))


def hand_over_to_decide(*, actor: Actor, proposal_id: UUID) -> HandOverToDecide:
    """Return a proposal as a second person is shown it; three statements. OutOfScope, NoSuchHandOver."""
    actor.require_held(*PROPOSAL_READERS)
    row = _proposals().filter(id=proposal_id, canteen__in=actor.canteens(*PROPOSAL_READERS)).first()
    if row is None:
        raise NoSuchHandOver()
    tenure, account = _present(row), _account(row)
    bank, number = (account.bank, masked(account_number(row=account))) if account else ("", "")
    present = tenure.organisation.name if tenure else ""
    return HandOverToDecide(_shown(row), present, bank, number, _digest(row, tenure, account))


def hand_overs_waiting(*, actor: Actor, on: date) -> tuple[HandOverProposed, ...]:
    """Return the proposals that wait for somebody like the actor, the oldest first; one statement.

    Those whose day has come can only be refused or withdrawn, and stand on the canteen's page.
    """
    found = _proposals().filter(canteen__in=actor.canteens(*DECIDERS), from_on__gt=on)
    return tuple(_shown(row) for row in waiting_for(actor=actor, found=found))


def hand_over_digest(*, row: HandOverProposal) -> str:
    """Return the digest over a proposal, who ran the canteen before, and where the new one is paid on that day (S4)."""
    return _digest(row, _present(row), _account(row))


def _digest(row: HandOverProposal, tenure: Tenure | None, account: BankAccount | None) -> str:
    said = (row.id, row.canteen_id, row.organisation_id, row.from_on, row.reason)
    return digest_of(said=(*said, tenure.id if tenure else "", account.id if account else ""))


def _present(row: HandOverProposal) -> Tenure | None:
    """Who ran the canteen when the proposed tenure was to begin, also when that one has begun."""
    found = Tenure.objects.filter(canteen=row.canteen_id, from_on__lt=row.from_on).select_related("organisation")
    return found.order_by("-from_on").first()


def _account(row: HandOverProposal) -> BankAccount | None:
    return BankAccount.objects.filter(in_force(row.from_on), organisation=row.organisation_id).first()


def _proposals() -> QuerySet[HandOverProposal]:
    return with_people(found=HandOverProposal.objects.select_related("canteen", "organisation"))


def _shown(row: HandOverProposal) -> HandOverProposed:
    return HandOverProposed(
        canteen_id=row.canteen_id,
        canteen=row.canteen.name,
        organisation=row.organisation.name,
        **proposed(row=row),
    )
