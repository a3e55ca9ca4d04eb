"""Holds: shares in suspense that a person decides (D5)."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from canteen.auth import StaffSession, acting
from canteen.gateways.clock import now
from canteen.gateways.wire import Made, Sent, Text
from settlement.operations.holds import clear_hold, hold_share
from settlement.queries.holds import HoldSeen, open_holds

router = Router(auth=StaffSession(now), tags=["holds"])


class HoldShown(Schema):
    """An open hold, in fen; `reason` is a code, `words` says it."""

    id: UUID
    canteen_id: UUID
    entry_id: UUID
    order_id: UUID | None
    service_on: date | None
    fen: int
    reason: str
    words: str
    opened_at: datetime


class HoldSent(Sent):
    """`payer` is elder, canteen or fund:<key>; the reason goes into the record of deeds alone."""

    entry_id: UUID
    payer: Text
    reason: Text


class ClearingSent(Sent):
    """`payer` is elder, canteen or fund:<key>; the reason goes into the record of deeds alone."""

    payer: Text
    reason: Text


@router.get("/holds", response=list[HoldShown], summary="Open holds")
def get_holds(request: HttpRequest) -> list[HoldSeen]:
    """Answer with what waits for a person in the canteens in scope, the oldest first."""
    return list(open_holds(actor=acting(request)))


@router.post("/holds", response={201: Made}, summary="Hold a share of a posted meal")
def post_hold(request: HttpRequest, sent: HoldSent) -> Status[Made]:
    """The meal stands, its money waits."""
    actor, at = acting(request), now()
    hold_id = hold_share(actor=actor, entry_id=sent.entry_id, payer=sent.payer, reason=sent.reason, now=at)
    return Status(201, Made(id=hold_id))


@router.post("/holds/{hold_id}/clearing", response={201: Made}, summary="Decide who pays a held share")
def post_clearing(request: HttpRequest, hold_id: UUID, sent: ClearingSent) -> Status[Made]:
    """Answer with the clearing's entry; in closed books it is a late fact (D16)."""
    actor, at = acting(request), now()
    entry_id = clear_hold(actor=actor, hold_id=hold_id, payer=sent.payer, reason=sent.reason, now=at)
    return Status(201, Made(id=entry_id))
