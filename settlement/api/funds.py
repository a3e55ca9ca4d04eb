"""Funds, what is appropriated to them, and what they allot to canteens."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field, StrictInt

from canteen.auth import StaffSession, acting
from canteen.core.month import Month
from canteen.gateways.clock import now
from canteen.gateways.wire import Made, Sent, Text
from settlement.core.journal import Contributor
from settlement.operations.fund_roles import assign_role
from settlement.operations.funds import MOST_FEN, allot, appropriate, register_fund
from settlement.queries.funds import AllotmentSeen, FundSeen, allotments, funds

router = Router(auth=StaffSession(now), tags=["funds"])

SumFen = Annotated[StrictInt, Field(ge=-MOST_FEN, le=MOST_FEN)]


class PartShown(Schema):
    """A contributor of a joint fund, in the stated order."""

    fund_key: str
    weight: int


class FundShown(Schema):
    """A fund and its money, in fen; a joint fund has none of its own."""

    id: UUID
    region_id: UUID
    key: str
    name: str
    source: str
    budget_year: int | None
    budget_line: str
    receipt_type: str
    role: str
    parts: list[PartShown]
    appropriated_fen: int
    free_fen: int
    returned_fen: int


class PartSent(Sent):
    fund_key: Text
    weight: StrictInt


class FundSent(Sent):
    """Finance of the region registers it, and decides about its money from then on."""

    region_id: UUID
    key: Text
    name: Text
    source: Text
    parts: list[PartSent] = []
    budget_year: StrictInt | None = None
    budget_line: Text = ""
    receipt_type: Text = ""
    role: Text = ""
    reason: Text = ""


class RoleSent(Sent):
    """What policies ask the fund's region for, such as meals; empty for nothing."""

    role: Text
    reason: Text = ""


class SumSent(Sent):
    """A sum in fen."""

    fen: SumFen
    reason: Text = ""


class AllotmentSent(Sent):
    """`fen` more than the canteen may draw of the fund in the month so far; `month` is written 2026-11."""

    canteen_id: UUID
    month: Text
    fen: SumFen
    reason: Text = ""


class AllotmentShown(Schema):
    """What a fund lets a canteen draw in a month, and what was drawn, in fen."""

    fund_key: str
    fund_name: str
    canteen_id: UUID
    month: str
    fen: int
    drawn_fen: int

    @staticmethod
    def resolve_month(row: AllotmentSeen) -> str:
        """Write the month as text."""
        return str(row.month)


@router.get("/funds", response=list[FundShown], summary="The funds of my regions with their money")
def get_funds(request: HttpRequest) -> list[FundSeen]:
    """Answer with what was appropriated, what is free and what came back (R4)."""
    return list(funds(actor=acting(request)))


@router.post("/funds", response={201: Made}, summary="Register a fund")
def post_fund(request: HttpRequest, sent: FundSent) -> Status[Made]:
    """Register a fund, or a joint one with its contributors in order (D10, D17)."""
    fund_id = register_fund(
        actor=acting(request),
        region_id=sent.region_id,
        key=sent.key,
        name=sent.name,
        source=sent.source,
        parts=[Contributor(part.fund_key, part.weight) for part in sent.parts],
        budget_year=sent.budget_year,
        budget_line=sent.budget_line,
        receipt_type=sent.receipt_type,
        role=sent.role,
        reason=sent.reason,
        now=now(),
    )
    return Status(201, Made(id=fund_id))


@router.post("/funds/{key}/appropriations", response={201: Made}, summary="Record money appropriated or given")
def post_appropriation(request: HttpRequest, key: str, sent: SumSent) -> Status[Made]:
    """Answer with the entry."""
    entry_id = appropriate(actor=acting(request), fund_key=key, fen=sent.fen, reason=sent.reason, now=now())
    return Status(201, Made(id=entry_id))


@router.post("/funds/{key}/role", response={204: None}, summary="Say what policies find this fund by")
def post_role(request: HttpRequest, key: str, sent: RoleSent) -> Status[None]:
    """Policies that follow an elder home ask her region for the fund of a role (D9)."""
    assign_role(actor=acting(request), fund_key=key, role=sent.role, reason=sent.reason, now=now())
    return Status(204, None)


@router.post("/funds/{key}/allotments", response={201: Made}, summary="Let a canteen draw more in a month")
def post_allotment(request: HttpRequest, key: str, sent: AllotmentSent) -> Status[Made]:
    """Answer with the entry; of a joint fund every contributor reserves its part (D10)."""
    entry_id = allot(
        actor=acting(request),
        fund_key=key,
        canteen_id=sent.canteen_id,
        month=Month.parse(sent.month),
        fen=sent.fen,
        reason=sent.reason,
        now=now(),
    )
    return Status(201, Made(id=entry_id))


@router.get("/allotments", response=list[AllotmentShown], summary="What canteens may draw in a month")
def get_allotments(request: HttpRequest, month: str) -> list[AllotmentSeen]:
    """Answer with the allotments of the canteens in scope; `month` is written 2026-11."""
    return list(allotments(actor=acting(request), month=Month.parse(month)))
