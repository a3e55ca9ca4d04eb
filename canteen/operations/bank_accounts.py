"""Where an organisation is paid: one person proposes another account, another one approves or refuses it (S4)."""

import re
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict
from canteen.core.identity import without_long_numbers, without_persons_numbers
from canteen.core.scope import Actor, OutOfScope, Role
from canteen.core.sitting import service_day
from canteen.gateways import vault
from canteen.models import AccountProposal, BankAccount, Organisation
from canteen.models.ids import new_id
from canteen.operations.deeds import do
from canteen.operations.places import BadPlace, NoSuchOrganisation
from canteen.operations.proposals import (
    LONGEST_WORDS,
    approve,
    refusal,
    refuse,
    require_another,
    withdraw,
)
from canteen.queries.bank_accounts import DECIDERS, NoSuchProposal, account_digest, covers_organisation, proposed_number
from canteen.queries.organisation_list import account_number, run_by
from canteen.queries.places import in_force

PROPOSERS: Final = (Role.CLERK,)
LONGEST_BANK: Final = 80
_NUMBER = re.compile(r"[0-9]{8,30}")


class NeverRan(Conflict):
    """This organisation has never run a canteen and is about to run none: nothing is paid to it."""

    code = "never-ran"
    zh = "它没有运营过食堂，也没有即将接手的食堂，没有补贴要付给它；请先登记或交接食堂"


class ProposalWaits(Conflict):
    """Another change of this organisation's account waits for a second person."""

    code = "account-proposal-waits"
    zh = "已有一项账户更改在等第二个人确认，请先处理那一项"


class SameAccount(Conflict):
    """This is the account the organisation is paid into already."""

    code = "same-account"
    zh = "这就是现在的账户"


def propose_account(
    *, actor: Actor, organisation_id: UUID, bank: str, number: str, from_on: date, now: datetime, reason: str = ""
) -> UUID:
    """Propose that an organisation is paid into another account from a day on, and return the proposal's id.

    A clerk does it whose duty covers every canteen the organisation runs or is about to run, or, where it runs none
    any more, those it ran and may be owed for: an account concerns all of them. The number is sealed, in no deed, and
    masked in the reason.
    OutOfScope, NoSuchOrganisation, NeverRan, BadPlace, SameAccount, ProposalWaits.
    """
    actor.require_held(*PROPOSERS)
    why = without_persons_numbers(without_long_numbers(reason))
    with transaction.atomic():
        _lock(organisation_id)
        if not run_by(organisation_id=organisation_id, on=service_day(now)):
            raise NeverRan()
        _require_cover(actor, PROPOSERS, organisation_id, now)
        digits = "".join(number.split())
        if mistakes := _mistakes(organisation_id, bank, digits, from_on, service_day(now)):
            raise BadPlace(mistakes)
        if AccountProposal.objects.filter(organisation_id=organisation_id, outcome="").exists():
            raise ProposalWaits()
        present = BankAccount.objects.filter(in_force(from_on), organisation_id=organisation_id).first()
        if present and (present.bank, account_number(row=present)) == (bank.strip(), digits):
            raise SameAccount()
        row_id = new_id()
        AccountProposal(
            id=row_id,
            organisation_id=organisation_id,
            bank=bank.strip(),
            number_sealed=vault.seal(digits, table="canteen_accountproposal", column="number_sealed", row_id=row_id),
            from_on=from_on,
            reason=why[:LONGEST_WORDS],
            proposed_by_id=actor.staff_id,
            proposed_at=now,
        ).save(force_insert=True)
        detail = {"proposal": str(row_id), "from_on": from_on.isoformat()}
        _written(actor, "propose account", organisation_id, why, detail, now)
    return row_id


def approve_account(*, actor: Actor, proposal_id: UUID, digest: str, now: datetime) -> None:
    """Let an organisation be paid into the proposed account, as the second person; `digest` is of what was shown.

    OutOfScope, NoSuchProposal, ProposalDecided, OwnProposal, OneHand, ProposerLeft, ProposalLate, ProposalMoved.
    """
    with transaction.atomic():
        row = _waiting(actor, proposal_id, now)
        approve(
            row,
            actor=actor,
            may_propose=lambda proposer: _require_cover(proposer, PROPOSERS, row.organisation_id, now),
            seen=digest,
            digest=account_digest(row=row),
            now=now,
        )
        BankAccount.objects.filter(in_force(row.from_on), organisation_id=row.organisation_id).update(
            until_on=row.from_on
        )
        made_id = new_id()
        number = proposed_number(row=row)
        BankAccount(
            id=made_id,
            organisation_id=row.organisation_id,
            bank=row.bank,
            number_sealed=vault.seal(number, table="canteen_bankaccount", column="number_sealed", row_id=made_id),
            from_on=row.from_on,
        ).save(force_insert=True)
        detail = {"account": str(made_id), "proposal": str(row.id), "from_on": row.from_on.isoformat()}
        detail |= {"proposed_by": str(row.proposed_by_id)}
        _written(actor, "change account", row.organisation_id, row.reason, detail, now)


def refuse_account(*, actor: Actor, proposal_id: UUID, answer: str, now: datetime) -> None:
    """Refuse a proposed account, as the second person, and say why.

    OutOfScope, NoSuchProposal, ProposalDecided, OwnProposal, NoAnswer.
    """
    why = refusal(without_persons_numbers(without_long_numbers(answer)))
    with transaction.atomic():
        row = _waiting(actor, proposal_id, now)
        refuse(row, actor=actor, answer=why, now=now)
        _written(actor, "refuse account", row.organisation_id, why, {"proposal": str(row.id)}, now)


def withdraw_account(*, actor: Actor, proposal_id: UUID, now: datetime) -> None:
    """Take back one's own proposal. NoSuchProposal, ProposalDecided, NotProposer."""
    with transaction.atomic():
        row = _locked(proposal_id)
        withdraw(row, actor=actor, now=now)
        _written(actor, "withdraw account", row.organisation_id, "", {"proposal": str(row.id)}, now)


def _mistakes(organisation_id: UUID, bank: str, digits: str, from_on: date, today: date) -> list[tuple[str, str]]:
    mistakes = [] if 0 < len(bank.strip()) <= LONGEST_BANK else [("bank", f"must be 1 to {LONGEST_BANK} characters")]
    if not _NUMBER.fullmatch(digits):
        mistakes.append(("number", "must be 8 to 30 digits"))
    if from_on < today:
        mistakes.append(("from_on", "must not lie in the past"))
    elif BankAccount.objects.filter(organisation_id=organisation_id, from_on__gte=from_on).exists():
        mistakes.append(("from_on", "must be after the present account began"))
    return mistakes


def _lock(organisation_id: UUID) -> None:
    # Whatever concerns an account meets on the organisation's row.
    if not Organisation.objects.select_for_update(no_key=True).filter(id=organisation_id).exists():
        raise NoSuchOrganisation()


def _locked(proposal_id: UUID) -> AccountProposal:
    row = AccountProposal.objects.filter(id=proposal_id).first()
    if row is None:
        raise NoSuchProposal()
    _lock(row.organisation_id)
    row.refresh_from_db()
    return row


def _waiting(actor: Actor, proposal_id: UUID, now: datetime) -> AccountProposal:
    actor.require_held(*DECIDERS)
    row = _locked(proposal_id)
    _require_cover(actor, DECIDERS, row.organisation_id, now)
    require_another(row, actor=actor)
    return row


def _require_cover(actor: Actor, roles: tuple[Role, ...], organisation_id: UUID, now: datetime) -> None:
    if not covers_organisation(actor=actor, roles=roles, organisation_id=organisation_id, on=service_day(now)):
        raise OutOfScope()


def _written(
    actor: Actor, verb: str, organisation_id: UUID, reason: str, detail: dict[str, str], now: datetime
) -> None:
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="organisation",
        subject_id=organisation_id,
        reason=reason,
        detail=detail,
        now=now,
    )
