"""Bank accounts that somebody proposed: masked, with the digest of what a second person is shown (S4)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from canteen.core.errors import NotFound
from canteen.core.scope import Actor, OutOfScope, Role
from canteen.gateways import vault
from canteen.models import AccountProposal, BankAccount, Tenure
from canteen.queries.organisation_list import account_number, masked, run_by
from canteen.queries.places import in_force
from canteen.queries.proposals import Proposed, digest_of, latest, proposed, waiting_for, with_people

DECIDERS: Final = (Role.CLERK, Role.FINANCE)
PROPOSAL_READERS: Final = (Role.CLERK, Role.FINANCE, Role.AUDITOR)


class NoSuchProposal(NotFound):
    """There is no such proposal."""

    code = "no-such-proposal"
    zh = "没有这项提议"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountProposed(Proposed):
    """A proposed account: of its number only the end."""

    organisation_id: UUID
    organisation: str
    bank: str
    number: str


@dataclass(frozen=True, slots=True)
class AccountToDecide:
    """A proposal with the account it would follow, and the digest of both as they are shown."""

    proposed: AccountProposed
    present_bank: str
    present_number: str
    digest: str


def account_proposals(*, organisation_id: UUID) -> tuple[AccountProposed, ...]:
    """Return the last proposals of an organisation, the newest first. The caller asked who may see."""
    return tuple(_shown(row) for row in latest(found=_proposals().filter(organisation=organisation_id)))


def account_to_decide(*, actor: Actor, proposal_id: UUID, on: date) -> AccountToDecide:
    """Return a proposal as a second person is shown it. NoSuchProposal, OutOfScope."""
    actor.require_held(*PROPOSAL_READERS)
    row = _proposals().filter(id=proposal_id).first()
    if row is None:
        raise NoSuchProposal()
    organisation_id = row.organisation_id
    if not covers_organisation(actor=actor, roles=PROPOSAL_READERS, organisation_id=organisation_id, on=on):
        raise OutOfScope()
    present = _followed(row)
    bank, number = (present.bank, masked(account_number(row=present))) if present else ("", "")
    return AccountToDecide(_shown(row), bank, number, account_digest(row=row))


def accounts_waiting(*, actor: Actor, on: date) -> tuple[AccountProposed, ...]:
    """Return the proposals that wait for somebody like the actor, the oldest first; own ones are others' to decide.

    Those whose day has passed can only be refused or withdrawn, and stand on the organisation's page. One statement.
    """
    found = _proposals().filter(_covered(actor, on), from_on__gte=on)
    return tuple(_shown(row) for row in waiting_for(actor=actor, found=found))


def covers_organisation(*, actor: Actor, roles: tuple[Role, ...], organisation_id: UUID, on: date) -> bool:
    """Say whether the actor holds one of the roles over all that an organisation runs, will run, or else ran."""
    return run_by(organisation_id=organisation_id, on=on) <= actor.canteens(*roles)


def _covered(actor: Actor, on: date) -> Q:
    """What covers_organisation says, asked in the statement itself."""
    ran = Tenure.objects.filter(organisation=OuterRef("organisation"))
    runs = ran.filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
    here = actor.canteens(*DECIDERS)
    return ~Exists(runs.exclude(canteen__in=here)) & (Exists(runs) | ~Exists(ran.exclude(canteen__in=here)))


def proposed_number(*, row: AccountProposal) -> str:
    """Return the number of a proposed account in full: for writing the account, never for a page."""
    return vault.open(bytes(row.number_sealed), table="canteen_accountproposal", column="number_sealed", row_id=row.id)


def account_digest(*, row: AccountProposal) -> str:
    """Return the digest over a proposal and the account it would follow: what is approved is what was shown (S4)."""
    present = _followed(row)
    said = (row.id, row.organisation_id, row.bank, row.from_on, row.reason, present.id if present else "")
    return digest_of(said=said, sealed=bytes(row.number_sealed))


def _followed(row: AccountProposal) -> BankAccount | None:
    """The account until the day before, also when the proposed one is in force."""
    day_before = row.from_on - timedelta(days=1)
    return BankAccount.objects.filter(in_force(day_before), organisation_id=row.organisation_id).first()


def _proposals() -> QuerySet[AccountProposal]:
    return with_people(found=AccountProposal.objects.select_related("organisation"))


def _shown(row: AccountProposal) -> AccountProposed:
    return AccountProposed(
        organisation_id=row.organisation_id,
        organisation=row.organisation.name,
        bank=row.bank,
        number=masked(proposed_number(row=row)),
        **proposed(row=row),
    )
