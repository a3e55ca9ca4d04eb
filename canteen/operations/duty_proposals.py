"""Duties over regions: one person proposes that somebody is to hold one, another approves or refuses it (S4)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict
from canteen.core.identity import without_persons_numbers
from canteen.core.scope import CANTEEN_ROLES, Actor, Role
from canteen.core.sitting import service_day
from canteen.models import Duty, DutyProposal, Staff
from canteen.operations.deeds import do
from canteen.operations.duties import (
    BadDuty,
    NotForOneself,
    grant_duty,
    require_free,
    require_grantable,
    require_granter,
    write_duty,
)
from canteen.operations.proposals import (
    LONGEST_WORDS,
    approve,
    refusal,
    refuse,
    require_another,
    withdraw,
)
from canteen.queries.duty_proposals import DECIDERS, NoSuchProposedDuty, duty_digest
from canteen.queries.staff import NoSuchStaff, lock_alone


class DutyProposalWaits(Conflict):
    """This very duty waits for a second person already."""

    code = "duty-proposal-waits"
    zh = "这项职责已在等第二个人确认"


@dataclass(frozen=True, slots=True)
class Offered:
    """What came of it: a duty in force, or a proposal that waits for a second person."""

    duty_id: UUID | None
    proposal_id: UUID | None


def offer_duty(
    *,
    actor: Actor,
    staff_id: UUID,
    role: Role,
    from_on: date,
    now: datetime,
    region_id: UUID | None = None,
    canteen_id: UUID | None = None,
    until_on: date | None = None,
    reason: str = "",
) -> Offered:
    """Grant a duty in a canteen at once, and propose one over a region; who founded all and is alone grants that too.

    The noes of grant_duty; BadDuty for a region from a day that has passed; DutyProposalWaits.
    """
    with transaction.atomic():
        if role in CANTEEN_ROLES or lock_alone(staff_id=actor.staff_id):
            made = grant_duty(
                actor=actor,
                staff_id=staff_id,
                role=role,
                from_on=from_on,
                now=now,
                region_id=region_id,
                canteen_id=canteen_id,
                until_on=until_on,
                reason=reason,
            )
            return Offered(made, None)
        if region_id is None or canteen_id is not None:
            raise BadDuty([("region_id", "this role is held in one region")])
        row = DutyProposal(staff_id=staff_id, role=role.value, region_id=region_id, from_on=from_on, until_on=until_on)
        return Offered(None, _proposed(row, actor=actor, reason=reason, now=now))


def _proposed(row: DutyProposal, *, actor: Actor, reason: str, now: datetime) -> UUID:
    require_grantable(_duty(row), actor=actor)
    if row.from_on < service_day(now):
        raise BadDuty([("from_on", "must not lie in the past")])
    row.reason = without_persons_numbers(reason)[:LONGEST_WORDS]
    row.proposed_by_id, row.proposed_at = actor.staff_id, now
    with transaction.atomic():
        _lock(row.staff_id)
        require_free(_duty(row))
        waits = DutyProposal.objects.filter(staff_id=row.staff_id, role=row.role, region_id=row.region_id, outcome="")
        if waits.exists():
            raise DutyProposalWaits()
        row.save(force_insert=True)
        _written(actor, "propose duty", row, reason, now)
    return row.id


def approve_duty(*, actor: Actor, proposal_id: UUID, digest: str, now: datetime) -> UUID:
    """Let somebody hold the proposed duty, as the second person, and return its id; `digest` is of what was shown.

    OutOfScope, NoSuchProposedDuty, ProposalDecided, OwnProposal, OneHand, ProposerLeft, NotForOneself, ProposalLate,
    ProposalMoved, DutyHeld.
    """
    with transaction.atomic():
        row = _waiting(actor, proposal_id)
        approve(
            row,
            actor=actor,
            may_propose=lambda proposer: _require_right(proposer, row),
            seen=digest,
            digest=duty_digest(row=row),
            now=now,
        )
        return write_duty(_duty(row), actor=actor, reason=row.reason, now=now, proposed_by=row.proposed_by_id)


def refuse_duty(*, actor: Actor, proposal_id: UUID, answer: str, now: datetime) -> None:
    """Refuse a proposed duty, as the second person, and say why.

    OutOfScope, NoSuchProposedDuty, ProposalDecided, OwnProposal, NotForOneself, NoAnswer.
    """
    why = refusal(answer)
    with transaction.atomic():
        row = _waiting(actor, proposal_id)
        refuse(row, actor=actor, answer=why, now=now)
        _written(actor, "refuse duty", row, why, now)


def withdraw_duty(*, actor: Actor, proposal_id: UUID, now: datetime) -> None:
    """Take back one's own proposal. NoSuchProposedDuty, ProposalDecided, NotProposer."""
    with transaction.atomic():
        row = _locked(proposal_id)
        withdraw(row, actor=actor, now=now)
        _written(actor, "withdraw duty", row, "", now)


def _lock(staff_id: UUID) -> None:
    # Grants and proposals about one person meet on the person's row.
    if not Staff.objects.select_for_update(no_key=True).filter(id=staff_id, is_active=True).exists():
        raise NoSuchStaff()


def _locked(proposal_id: UUID) -> DutyProposal:
    row = DutyProposal.objects.filter(id=proposal_id).first()
    if row is None:
        raise NoSuchProposedDuty()
    Staff.objects.select_for_update(no_key=True).get(id=row.staff_id)
    row.refresh_from_db()
    return row


def _waiting(actor: Actor, proposal_id: UUID) -> DutyProposal:
    row = _locked(proposal_id)
    actor.require_region(*DECIDERS, region_id=row.region_id)
    if row.staff_id == actor.staff_id:
        raise NotForOneself()
    require_another(row, actor=actor)
    return row


def _require_right(proposer: Actor, row: DutyProposal) -> None:
    require_granter(actor=proposer, role=Role(row.role), region_id=row.region_id, canteen_id=None)


def _duty(row: DutyProposal) -> Duty:
    return Duty(
        staff_id=row.staff_id, role=row.role, region_id=row.region_id, from_on=row.from_on, until_on=row.until_on
    )


def _written(actor: Actor, verb: str, row: DutyProposal, reason: str, now: datetime) -> None:
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="staff",
        subject_id=row.staff_id,
        reason=reason,
        detail={"proposal": str(row.id), "role": row.role, "region": str(row.region_id)},
        now=now,
    )
