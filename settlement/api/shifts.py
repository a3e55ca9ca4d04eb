"""The cash drawer: shifts, cash taken and handed back (D13)."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import StrictInt

from canteen.auth import StaffSession, acting
from canteen.gateways.clock import now
from canteen.gateways.wire import Made, Sent, Text
from settlement.operations.shifts import close_shift, open_shift
from settlement.operations.tender import Tendered, hand_back, take_cash
from settlement.queries.shifts import ShiftSums, shift_sums

router = Router(auth=StaffSession(now), tags=["shifts"])


class ShiftShown(Schema):
    """The drawer in fen; `difference_fen` is what was counted less what should be there."""

    id: UUID
    canteen_id: UUID
    staff_id: UUID
    opened_at: datetime
    closed_at: datetime | None
    float_fen: int
    taken_fen: int
    handed_back_fen: int
    expected_fen: int
    counted_fen: int | None
    difference_fen: int | None


class ShiftSent(Sent):
    canteen_id: UUID
    float_fen: StrictInt = 0


class CashSent(Sent):
    """`given_fen` lies on the table; `fen` is what of the due is paid, all of it when left out; of one meal's order."""

    elder_id: UUID
    given_fen: StrictInt
    fen: StrictInt | None = None
    order_id: UUID | None = None


class BackSent(Sent):
    """`fen` of the elder's credit, all of it when left out; with an order, of what she gave for that meal."""

    elder_id: UUID
    fen: StrictInt | None = None
    order_id: UUID | None = None


class CountSent(Sent):
    """`expected_fen` is the sum that was shown to who counted; where money has moved since, nothing is closed."""

    counted_fen: StrictInt
    expected_fen: StrictInt | None = None
    reason: Text = ""


class TenderedShown(Schema):
    """What was taken (below zero: handed back), the change, what is still due (below zero: her credit), in fen."""

    entry_id: UUID
    taken_fen: int
    change_fen: int
    due_fen: int


@router.post("/shifts", response={201: Made}, summary="Open a shift")
def post_shift(request: HttpRequest, sent: ShiftSent) -> Status[Made]:
    """Begin one's own time at the drawer."""
    shift_id = open_shift(actor=acting(request), canteen_id=sent.canteen_id, float_fen=sent.float_fen, now=now())
    return Status(201, Made(id=shift_id))


@router.get("/shifts/{shift_id}", response=ShiftShown, summary="The sums of a shift")
def get_shift(request: HttpRequest, shift_id: UUID) -> ShiftSums:
    """Answer with what came in, went out and should be there."""
    return shift_sums(actor=acting(request), shift_id=shift_id)


@router.post("/shifts/{shift_id}/cash", response={201: TenderedShown}, summary="Take cash for what is due")
def post_cash(request: HttpRequest, shift_id: UUID, sent: CashSent) -> Status[Tendered]:
    """Answer with the change."""
    taken = take_cash(
        actor=acting(request),
        shift_id=shift_id,
        elder_id=sent.elder_id,
        given_fen=sent.given_fen,
        fen=sent.fen,
        order_id=sent.order_id,
        now=now(),
    )
    return Status(201, taken)


@router.post("/shifts/{shift_id}/back", response={201: TenderedShown}, summary="Hand a credit back")
def post_back(request: HttpRequest, shift_id: UUID, sent: BackSent) -> Status[Tendered]:
    """Answer with what is left of the credit."""
    back = hand_back(
        actor=acting(request),
        shift_id=shift_id,
        elder_id=sent.elder_id,
        fen=sent.fen,
        order_id=sent.order_id,
        now=now(),
    )
    return Status(201, back)


@router.post("/shifts/{shift_id}/count", response=ShiftShown, summary="Close a shift with what was counted")
def post_count(request: HttpRequest, shift_id: UUID, sent: CountSent) -> ShiftSums:
    """Answer with the difference."""
    actor, at = acting(request), now()
    return close_shift(
        actor=actor,
        shift_id=shift_id,
        counted_fen=sent.counted_fen,
        expected_fen=sent.expected_fen,
        reason=sent.reason,
        now=at,
    )
