"""Who runs a canteen, and is paid for it: one person proposes another organisation, another one decides (S4, D2)."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict
from canteen.core.identity import without_persons_numbers
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.models import Canteen, HandOverProposal, Organisation, Tenure
from canteen.operations.deeds import do
from canteen.operations.places import BadPlace, NoSuchOrganisation
from canteen.operations.proposals import LONGEST_WORDS, approve, refusal, refuse, require_another, withdraw
from canteen.queries.hand_overs import DECIDERS, NoSuchHandOver, hand_over_digest
from canteen.queries.places import in_force

PROPOSERS: Final = (Role.CLERK,)


class HandOverWaits(Conflict):
    """A hand-over of this canteen waits for a second person already."""

    code = "hand-over-waits"
    zh = "这个食堂的交接已在等第二个人同意，请先处理那一项"


def propose_hand_over(
    *, actor: Actor, canteen_id: UUID, organisation_id: UUID, from_on: date, now: datetime, reason: str = ""
) -> UUID:
    """Propose that another organisation runs a canteen from a day on, in mid-month too; return the proposal's id.

    OutOfScope, NoSuchOrganisation, HandOverWaits; BadPlace for a day before tomorrow, whose meals somebody has cooked
    already, or not after the day the present tenure began.
    """
    actor.require(*PROPOSERS, canteen_id=canteen_id)
    if not Organisation.objects.filter(id=organisation_id).exists():
        raise NoSuchOrganisation()
    row = HandOverProposal(canteen_id=canteen_id, organisation_id=organisation_id, from_on=from_on)
    row.reason = without_persons_numbers(reason)[:LONGEST_WORDS]
    row.proposed_by_id, row.proposed_at = actor.staff_id, now
    with transaction.atomic():
        _lock(canteen_id)
        _require_day(row, now)
        if HandOverProposal.objects.filter(canteen=canteen_id, outcome="").exists():
            raise HandOverWaits()
        row.save(force_insert=True)
        _written(actor, "propose hand-over", row, reason, now)
    return row.id


def approve_hand_over(*, actor: Actor, proposal_id: UUID, digest: str, now: datetime) -> None:
    """Let the proposed organisation run the canteen, as the second person; `digest` is of what was shown.

    OutOfScope, NoSuchHandOver, ProposalDecided, OwnProposal, OneHand, ProposerLeft, ProposalLate, ProposalMoved,
    BadPlace.
    """
    with transaction.atomic():
        row = _waiting(actor, proposal_id)
        approve(
            row,
            actor=actor,
            may_propose=lambda proposer: proposer.require(*PROPOSERS, canteen_id=row.canteen_id),
            seen=digest,
            digest=hand_over_digest(row=row),
            now=now,
        )
        _require_day(row, now)
        Tenure.objects.filter(in_force(row.from_on), canteen=row.canteen_id).update(until_on=row.from_on)
        Tenure(canteen_id=row.canteen_id, organisation_id=row.organisation_id, from_on=row.from_on).save(
            force_insert=True
        )
        _written(actor, "hand over", row, row.reason, now)


def refuse_hand_over(*, actor: Actor, proposal_id: UUID, answer: str, now: datetime) -> None:
    """Refuse a proposed hand-over, as the second person, and say why.

    OutOfScope, NoSuchHandOver, ProposalDecided, OwnProposal, NoAnswer.
    """
    why = refusal(answer)
    with transaction.atomic():
        row = _waiting(actor, proposal_id)
        refuse(row, actor=actor, answer=why, now=now)
        _written(actor, "refuse hand-over", row, why, now)


def withdraw_hand_over(*, actor: Actor, proposal_id: UUID, now: datetime) -> None:
    """Take back one's own proposal. NoSuchHandOver, ProposalDecided, NotProposer."""
    with transaction.atomic():
        row = _locked(proposal_id)
        withdraw(row, actor=actor, now=now)
        _written(actor, "withdraw hand-over", row, "", now)


def _require_day(row: HandOverProposal, now: datetime) -> None:
    """Pass a day that lies ahead, and after the last tenure began. BadPlace."""
    if row.from_on <= service_day(now):
        raise BadPlace([("from_on", "must lie ahead")])
    if Tenure.objects.filter(canteen=row.canteen_id, from_on__gte=row.from_on).exists():
        raise BadPlace([("from_on", "must be after the present tenure began")])


def _lock(canteen_id: UUID) -> None:
    # Whatever concerns who runs a canteen meets on the canteen's row.
    Canteen.objects.select_for_update(no_key=True).get(id=canteen_id)


def _locked(proposal_id: UUID) -> HandOverProposal:
    row = HandOverProposal.objects.filter(id=proposal_id).first()
    if row is None:
        raise NoSuchHandOver()
    _lock(row.canteen_id)
    row.refresh_from_db()
    return row


def _waiting(actor: Actor, proposal_id: UUID) -> HandOverProposal:
    row = _locked(proposal_id)
    actor.require(*DECIDERS, canteen_id=row.canteen_id)
    require_another(row, actor=actor)
    return row


def _written(actor: Actor, verb: str, row: HandOverProposal, reason: str, now: datetime) -> None:
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="canteen",
        subject_id=row.canteen_id,
        reason=reason,
        detail={
            "proposal": str(row.id),
            "organisation": str(row.organisation_id),
            "from_on": row.from_on.isoformat(),
            "proposed_by": str(row.proposed_by_id),
        },
        now=now,
    )
