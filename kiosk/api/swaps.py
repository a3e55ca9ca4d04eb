"""Two meals of one sitting over HTTP: what a swap would write, and the swap, by what the devices promised (K3)."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from canteen.auth import StaffSession, acting
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.wire import Made, Sent, Text
from kiosk.queries.swaps import Swap, swap_of_hold
from settlement.operations.holds import ShownOtherwise
from settlement.operations.swap import swap_meals

router = Router(auth=StaffSession(now), tags=["holds"])


class OtherMeal(Schema):
    """The meal that counts until then; `shares` is what each payer bears of it, in fen."""

    entry_id: UUID
    order_id: UUID
    books_id: UUID
    canteen_id: UUID
    canteen: str
    shares: dict[str, int]


class BearerShown(Schema):
    """Who may bear what the elder does not, and how much at most, in fen; null where nothing bounds it."""

    payer: str
    fund_name: str
    most_fen: int | None


class SwapShown(Schema):
    """What a swap would write, in fen; `seen` says all of it in one word, and is sent back."""

    hold_id: UUID
    fen: int
    promised_fen: int
    hers_fen: int
    rest_fen: int
    month: str
    other_month: str
    other: OtherMeal
    bearers: list[BearerShown]
    seen: str


class SwapSent(Sent):
    """`payer` is canteen or fund:<key>; both reasons go into the record of deeds alone."""

    payer: Text
    counts: Text
    waits: Text
    seen: Text


@router.get("/holds/{hold_id}/swap", response=SwapShown, summary="What swapping two meals of a sitting would write")
def get_swap(request: HttpRequest, hold_id: UUID) -> dict[str, object]:
    """Answer with both meals as they stand; a hold that is not of this kind, or alone, is a conflict."""
    return _shown(swap_of_hold(actor=acting(request), hold_id=hold_id, on=service_day(now())))


@router.post("/holds/{hold_id}/swap", response={201: Made}, summary="Let the held one of two meals count instead")
def post_swap(request: HttpRequest, hold_id: UUID, sent: SwapSent) -> Status[Made]:
    """Answer with the hold of the meal that counted; what was not shown is not written."""
    actor, at = acting(request), now()
    offered = swap_of_hold(actor=actor, hold_id=hold_id, on=service_day(at))
    if sent.seen != offered.seen:
        raise ShownOtherwise()
    made = swap_meals(
        actor=actor,
        hold_id=hold_id,
        payer=sent.payer,
        promised_fen=offered.promised_fen,
        seen=sent.seen,
        counts=sent.counts,
        waits=sent.waits,
        now=at,
    )
    return Status(201, Made(id=made))


def _shown(swap: Swap) -> dict[str, object]:
    return {
        "hold_id": swap.hold.id,
        "fen": swap.hold.fen,
        "promised_fen": swap.promised_fen,
        "hers_fen": swap.hers_fen,
        "rest_fen": swap.rest_fen,
        "month": str(swap.month),
        "other_month": str(swap.other_month),
        "other": swap.other,
        "bearers": swap.bearers,
        "seen": swap.seen,
    }
