"""Months: the grid, one statement, approval as a seal, withdrawal. Submission needs the devices: kiosk's API has it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from canteen.auth import StaffSession, acting
from canteen.core.month import Month
from canteen.gateways.clock import now
from canteen.gateways.wire import Reason, Sent, Text
from settlement.operations.months import withdraw_books
from settlement.operations.seal import approve_books
from settlement.queries.months import BooksListed, BooksSeen, books_list
from settlement.queries.statement import StatementSeen, statement_of

router = Router(auth=StaffSession(now), tags=["months"])


class BooksShown(Schema):
    """A canteen's month under one organisation; `digest` stands in its seal."""

    id: UUID
    canteen_id: UUID
    canteen: str
    organisation_id: UUID
    organisation: str
    credit_code: str
    month: str
    state: str
    submitted_by_id: UUID | None
    submitted_at: datetime | None
    silent_kiosks: list[dict[str, Any]]
    approved_by_id: UUID | None
    sealed_at: datetime | None
    digest: str | None

    @staticmethod
    def resolve_organisation(row: BooksSeen) -> str:
        """Name the organisation."""
        return row.organisation.name

    @staticmethod
    def resolve_credit_code(row: BooksSeen) -> str:
        """Give its unified social credit code."""
        return row.organisation.credit_code

    @staticmethod
    def resolve_month(row: BooksSeen) -> str:
        """Write the month as text."""
        return str(row.month)


class BooksInGrid(Schema):
    """Books with their sums in fen, which add up to the price; `meals` are those of elders."""

    books: BooksShown
    meals: int
    price_fen: int
    elder_fen: int
    canteen_fen: int
    funds_fen: int
    suspense_fen: int
    others_fen: int


class PayerShown(Schema):
    """What one payer bears, in fen: elder, canteen, fund:<key>, suspense, guest or staff."""

    payer: str
    fund_name: str
    own_fen: int
    adjusted_fen: int
    whole_fen: int


class MealShown(Schema):
    """A meal with each payer's share in fen; names are masked. `for_month` is set for a late fact."""

    entry_id: UUID
    order_id: UUID | None
    service_on: date | None
    sitting: str
    name: str
    meals: int
    price_fen: int
    payers: dict[str, int]
    policy_version: int | None
    for_month: str | None

    @staticmethod
    def resolve_for_month(row: Any) -> str | None:
        """Write the month as text."""
        return str(row.for_month) if row.for_month else None


class HeldShown(Schema):
    """A share in suspense, outside the claim."""

    entry_id: UUID
    order_id: UUID | None
    service_on: date | None
    name: str
    fen: int
    reason: str
    carried: bool


class OwedShown(Schema):
    """What one fund owes."""

    fund_key: str
    name: str
    fen: int


class StatementShown(Schema):
    """A month's figures; `digest` is what an approval is bound to, and what the seal will say.

    `meals_count` are portions of elders of the month itself; what guests and staff ate is counted apart, and what late
    facts changed about earlier months stands in the three `adjusted_…`. `held_fen` and `carried_fen` rest in suspense
    at the month's end, held in these books and in earlier ones; the payer `suspense` is what the month moved there.
    """

    books: BooksShown
    meals_count: int
    guests_count: int
    staff_count: int
    adjusted_meals: int
    adjusted_guests: int
    adjusted_staff: int
    price_fen: int
    claimed_fen: int
    held_fen: int
    carried_fen: int
    payers: list[PayerShown]
    meals: list[MealShown]
    adjustments: list[MealShown]
    held: list[HeldShown]
    payables: list[OwedShown]
    digest: str

    @staticmethod
    def resolve_payables(row: StatementSeen) -> list[dict[str, object]]:
        """Name the three parts of each."""
        return [{"fund_key": key, "name": name, "fen": fen} for key, name, fen in row.payables]


class ApprovalSent(Sent):
    """`digest` is that of the statement that was shown, `mark` that of the questions and answers with it."""

    digest: Text
    mark: Text = ""
    reason: Text = ""


class Sealed(Schema):
    """The digest of the seal."""

    digest: str


@router.get("/months", response=list[BooksInGrid], summary="The months of my canteens")
def get_months(request: HttpRequest, until: str = "") -> list[BooksListed]:
    """Answer with states and sums, the latest month first, at most 600; `until` (2026-11) begins further back."""
    return list(books_list(actor=acting(request), until=Month.parse(until) if until else None))


@router.get("/months/{books_id}", response=StatementShown, summary="One statement")
def get_statement(request: HttpRequest, books_id: UUID) -> StatementSeen:
    """Answer with figures per payer, meals, adjustments, holds and what every fund owes."""
    return statement_of(actor=acting(request), books_id=books_id)


@router.post("/months/{books_id}/approval", response=Sealed, summary="Approve submitted books, which seals them")
def post_approval(request: HttpRequest, books_id: UUID, sent: ApprovalSent) -> dict[str, str]:
    """A second person signs exactly what was shown (S4)."""
    digest = approve_books(
        actor=acting(request),
        books_id=books_id,
        seen_digest=sent.digest,
        seen_mark=sent.mark,
        reason=sent.reason,
        now=now(),
    )
    return {"digest": digest}


@router.post("/months/{books_id}/withdrawal", response={204: None}, summary="Take a submission back")
def post_withdrawal(request: HttpRequest, books_id: UUID, sent: Reason) -> Status[None]:
    """Open the books again, as long as nobody has approved them."""
    withdraw_books(actor=acting(request), books_id=books_id, reason=sent.reason, now=now())
    return Status(204, None)
