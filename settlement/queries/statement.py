"""A statement as people read it: figures per payer, meals with masked names, adjustments, holds, what is owed (D15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from canteen.core.month import Month
from canteen.core.scope import Actor
from ordering.queries.portions import Portion, portions
from settlement.core.outsiders import GUEST, OUTSIDERS, STAFF
from settlement.core.payables import borne_for
from settlement.core.policy.values import FUND
from settlement.core.statement import Statement, payer_place
from settlement.models import Books
from settlement.queries.month_rows import by_order
from settlement.queries.month_totals import HeldShare, MonthTotals, PayerFigure
from settlement.queries.months import BooksSeen, books_of, books_row
from settlement.queries.sealing import Sealing, sealing
from settlement.queries.sums import Sums


@dataclass(frozen=True, slots=True)
class MealRow:
    """One meal: of the month, or what a late fact changed about one of an earlier month."""

    entry_id: UUID
    order_id: UUID | None
    service_on: date | None
    sitting: str
    name: str  # masked
    meals: int  # 1 it counts, 0 its shares moved only, -1 it was taken back
    payers: Mapping[str, int]
    policy_version: int | None
    for_month: Month | None

    @property
    def is_elders(self) -> bool:
        """Whether an elder ate it: what guests and staff ate is counted apart."""
        return not any(payer in OUTSIDERS for payer in self.payers)

    @property
    def price_fen(self) -> int:
        """What the meal adds to the month."""
        return sum(self.payers.values())


@dataclass(frozen=True, slots=True)
class Sealed:
    """Who sealed the books, when, and after which seal."""

    digest: str
    previous: str | None
    sealed_at: datetime
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSeen(MonthTotals):
    """Everything about one canteen's month. `digest` is what an approver signs, or what the seal says."""

    books: BooksSeen
    meals_count: int
    guests_count: int
    staff_count: int
    adjusted_meals: int
    adjusted_guests: int
    adjusted_staff: int
    meals: tuple[MealRow, ...]
    adjustments: tuple[MealRow, ...]
    submitted_by: str
    digest: str
    sealed: Sealed | None

    @property
    def own(self) -> Sums:
        """The month itself, added up."""
        outsiders = {GUEST: self.guests_count, STAFF: self.staff_count}
        return Sums(self.meals_count, outsiders, {each.payer: each.own_fen for each in self.payers})

    @property
    def adjusted(self) -> Mapping[Month, Sums]:
        """What late facts changed, by the month they speak of."""
        found: dict[Month, Sums] = {}
        for row in self.adjustments:
            if row.for_month is not None:
                outsiders = {payer: row.meals for payer in row.payers if payer in OUTSIDERS}
                counted = Sums(0 if outsiders else row.meals, outsiders, dict(row.payers))
                found.setdefault(row.for_month, Sums()).add(counted)
        return found


def statement_of(*, actor: Actor, books_id: UUID) -> StatementSeen:
    """Return the statement of books in the actor's sight, counted anew; six statements, however many meals.

    NoSuchBooks.
    """
    books = books_row(actor=actor, books_id=books_id)
    seen, closed = books_of(row=books), sealing(books=books)
    eaten = _portions(seen, closed)
    rows = _rows(closed, eaten)
    names = closed.fund_names
    return StatementSeen(
        books=seen,
        meals_count=closed.figures.own.meals,
        adjusted_meals=sum(each.figures.meals for each in closed.figures.adjustments),
        payers=tuple(_figure(payer, names, closed.figures) for payer in _payers(closed)),
        meals=tuple(row for row in rows if row.for_month is None and (row.meals or row.payers)),
        adjustments=tuple(row for row in rows if row.for_month is not None),
        held=_held(closed, eaten),
        payables=tuple((key, names[key], fen) for key, fen in closed.payables.items()),
        submitted_by=books.submitted_by.name if books.submitted_by else "",
        digest=closed.digest,
        sealed=_sealed(books),
        guests_count=closed.figures.own.guests,
        staff_count=closed.figures.own.staff,
        adjusted_guests=sum(each.figures.guests for each in closed.figures.adjustments),
        adjusted_staff=sum(each.figures.staff for each in closed.figures.adjustments),
        borne_for=borne_for((key for key, _ in closed.figures.whole.claimed), closed.apportioned),
    )


def _payers(closed: Sealing) -> list[str]:
    """Every payer of a meal in the books, in the order of a statement.

    One whose sums are nothing in the end is listed too: single meals name it.
    """
    found = {payer for one in closed.rows.entries for payer, fen in one.payers.items() if fen}
    return sorted(found, key=payer_place)


def _figure(payer: str, names: Mapping[str, str], figures: Statement) -> PayerFigure:
    own_fen = dict(figures.own.payers).get(payer, 0)
    whole_fen = dict(figures.whole.payers).get(payer, 0)
    return PayerFigure(payer, names.get(payer.removeprefix(FUND), ""), own_fen, whole_fen - own_fen)


def _portions(seen: BooksSeen, closed: Sealing) -> Mapping[UUID, Portion]:
    """Whose meals they were; of earlier months too, where late facts and carried holds speak of them."""
    months = {seen.month, *(each.for_month for each in closed.figures.adjustments)}
    months |= {Month.of(row.service_on) for row in closed.rows.about.values() if row.service_on is not None}
    return portions(canteen_id=seen.canteen_id, periods=[(month.first, month.next_first) for month in sorted(months)])


def _rows(closed: Sealing, eaten: Mapping[UUID, Portion]) -> list[MealRow]:
    rows = [
        MealRow(
            entry_id=head.entry_id,
            order_id=head.order_id,
            service_on=head.service_on,
            sitting=portion.sitting if portion else "",
            name=portion.name if portion else "",
            meals=meals,
            payers={payer: fen for payer, fen in payers.items() if fen},
            policy_version=head.policy_version,
            for_month=head.for_month,
        )
        for head, meals, payers in by_order(closed.rows.entries)
        for portion in [eaten.get(head.order_id) if head.order_id else None]
    ]
    return sorted(rows, key=lambda row: (row.service_on or closed.rows.month.first, str(row.entry_id)))


def _held(closed: Sealing, eaten: Mapping[UUID, Portion]) -> tuple[HeldShare, ...]:
    both = [(hold, False) for hold in closed.rows.holds] + [(hold, True) for hold in closed.rows.carried]
    return tuple(
        HeldShare(
            entry_id=UUID(hold.entry_id),
            order_id=meal.order_id,
            meal_books_id=meal.books_id,
            service_on=meal.service_on,
            name=eaten[meal.order_id].name if meal.order_id and meal.order_id in eaten else "",
            fen=hold.fen,
            reason=hold.reason,
            carried=carried,
        )
        for hold, carried in both
        for meal in [closed.rows.about[hold.entry_id]]
    )


def _sealed(books: Books) -> Sealed | None:
    seal = getattr(books, "seal", None)
    if seal is None:
        return None
    approved_by = books.approved_by.name if books.approved_by else ""
    return Sealed(seal.digest, seal.previous.digest if seal.previous else None, seal.sealed_at, approved_by)
