"""A statement as people read it: figures per payer, meals with masked names, adjustments, holds, what is owed (D15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from canteen.core.month import Month
from canteen.core.scope import Actor
from canteen.queries.names import staff_names
from ordering.queries.portions import Portion, portions
from settlement.core.closing import borne_for
from settlement.core.outsiders import GUEST, OUTSIDERS, STAFF
from settlement.core.policy.values import FUND
from settlement.core.statement import Open, Statement, payer_place
from settlement.models import Books, Entry, Seal
from settlement.queries.closing import Closing, closing
from settlement.queries.funds import fund_names
from settlement.queries.month_rows import by_order
from settlement.queries.months import BooksSeen, books_seen
from settlement.queries.policies import versions_of
from settlement.queries.sums import Sums


@dataclass(frozen=True, slots=True)
class PayerFigure:
    """What one payer bears, in fen: of the month's own meals, by adjustments of earlier months, together."""

    payer: str  # "elder", "canteen", "suspense" or "fund:<key>"
    fund_name: str  # empty for what is no fund
    own_fen: int
    adjusted_fen: int
    whole_fen: int


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
class HeldRow:
    """A share that nobody has decided yet: left out of the claim, carried on."""

    entry_id: UUID
    order_id: UUID | None
    service_on: date | None
    name: str
    fen: int
    reason: str  # a code of a split, or what a person wrote
    carried: bool  # from an earlier month


@dataclass(frozen=True, slots=True)
class Sealed:
    """Who sealed the books, when, and after which seal."""

    digest: str
    previous: str | None
    sealed_at: datetime
    approved_by: str


@dataclass(frozen=True, slots=True)
class StatementSeen:
    """Everything about one canteen's month. `digest` is what an approver signs, or what the seal says."""

    books: BooksSeen
    meals_count: int
    adjusted_meals: int
    payers: tuple[PayerFigure, ...]
    meals: tuple[MealRow, ...]
    adjustments: tuple[MealRow, ...]
    held: tuple[HeldRow, ...]
    payables: tuple[tuple[str, str, int], ...]  # fund key, name, fen
    submitted_by: str
    digest: str
    sealed: Sealed | None
    guests_count: int = 0
    staff_count: int = 0
    adjusted_guests: int = 0
    adjusted_staff: int = 0
    borne_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # fund key → funds whose claims it pays

    @property
    def price_fen(self) -> int:
        """What the meals of these books are worth, adjustments included."""
        return sum(each.whole_fen for each in self.payers)

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

    @property
    def claimed_fen(self) -> int:
        """What all funds owe together."""
        return sum(fen for _, _, fen in self.payables)

    @property
    def held_fen(self) -> int:
        """What rests in suspense of this month's meals."""
        return sum(each.fen for each in self.held if not each.carried)

    @property
    def carried_fen(self) -> int:
        """What rests in suspense of earlier months' meals."""
        return sum(each.fen for each in self.held if each.carried)


def statement_of(*, actor: Actor, books_id: UUID) -> StatementSeen:
    """Return the statement of books in the actor's sight; some twenty statements, however many meals. NoSuchBooks."""
    seen = books_seen(actor=actor, books_id=books_id)
    books = Books.objects.get(id=books_id)
    closed = closing(books=books)
    about = _entries_of((*closed.rows.holds, *closed.rows.carried))
    eaten = _portions(seen, closed, about)
    rows = _rows(closed, eaten)
    people = staff_names(staff_ids={staff for staff in (books.submitted_by_id, books.approved_by_id) if staff})
    names = fund_names(keys=[*closed.payables, *(payer.removeprefix(FUND) for payer in _payers(closed))])
    return StatementSeen(
        books=seen,
        meals_count=closed.figures.own.meals,
        adjusted_meals=sum(each.figures.meals for each in closed.figures.adjustments),
        payers=tuple(_figure(payer, names, closed.figures) for payer in _payers(closed)),
        meals=tuple(row for row in rows if row.for_month is None and (row.meals or row.payers)),
        adjustments=tuple(row for row in rows if row.for_month is not None),
        held=_held(closed, about, eaten),
        payables=tuple((key, names[key], fen) for key, fen in closed.payables.items()),
        submitted_by=people.get(books.submitted_by_id, "") if books.submitted_by_id else "",
        digest=closed.digest,
        sealed=_sealed(books, people),
        guests_count=closed.figures.own.guests,
        staff_count=closed.figures.own.staff,
        adjusted_guests=sum(each.figures.guests for each in closed.figures.adjustments),
        adjusted_staff=sum(each.figures.staff for each in closed.figures.adjustments),
        borne_for=borne_for((key for key, _ in closed.figures.whole.claimed), closed.apportioned),
    )


def _payers(closed: Closing) -> list[str]:
    """Every payer of a meal in the books, in the order of a statement.

    One whose sums are nothing in the end is listed too: single meals name it.
    """
    found = {payer for one in closed.rows.entries for payer, fen in one.payers.items() if fen}
    return sorted(found, key=payer_place)


def _figure(payer: str, names: Mapping[str, str], figures: Statement) -> PayerFigure:
    own_fen = dict(figures.own.payers).get(payer, 0)
    whole_fen = dict(figures.whole.payers).get(payer, 0)
    return PayerFigure(payer, names.get(payer.removeprefix(FUND), ""), own_fen, whole_fen - own_fen, whole_fen)


def _entries_of(holds: Sequence[Open]) -> Mapping[str, Entry]:
    """The entries behind holds, for the meal each is about."""
    found = Entry.objects.filter(id__in=[hold.entry_id for hold in holds]).defer("explanation")
    return {str(row.id): row for row in found}


def _portions(seen: BooksSeen, closed: Closing, about: Mapping[str, Entry]) -> Mapping[UUID, Portion]:
    """Whose meals they were; of earlier months too, where late facts and carried holds speak of them."""
    months = {seen.month, *(each.for_month for each in closed.figures.adjustments)}
    months |= {Month.of(row.service_on) for row in about.values() if row.service_on is not None}
    return portions(canteen_id=seen.canteen_id, periods=[(month.first, month.next_first) for month in sorted(months)])


def _rows(closed: Closing, eaten: Mapping[UUID, Portion]) -> list[MealRow]:
    summed = by_order(closed.rows.entries)
    versions = versions_of(policy_ids={head.policy_id for head, _, _ in summed if head.policy_id})
    rows = [
        MealRow(
            entry_id=head.entry_id,
            order_id=head.order_id,
            service_on=head.service_on,
            sitting=portion.sitting if portion else "",
            name=portion.name if portion else "",
            meals=meals,
            payers={payer: fen for payer, fen in payers.items() if fen},
            policy_version=versions.get(head.policy_id) if head.policy_id else None,
            for_month=head.for_month,
        )
        for head, meals, payers in summed
        for portion in [eaten.get(head.order_id) if head.order_id else None]
    ]
    return sorted(rows, key=lambda row: (row.service_on or closed.rows.month.first, str(row.entry_id)))


def _held(closed: Closing, about: Mapping[str, Entry], eaten: Mapping[UUID, Portion]) -> tuple[HeldRow, ...]:
    both = [(hold, False) for hold in closed.rows.holds] + [(hold, True) for hold in closed.rows.carried]
    return tuple(
        HeldRow(
            entry_id=row.id,
            order_id=row.order_id,
            service_on=row.service_on,
            name=eaten[row.order_id].name if row.order_id and row.order_id in eaten else "",
            fen=hold.fen,
            reason=hold.reason,
            carried=carried,
        )
        for hold, carried in both
        for row in [about[hold.entry_id]]
    )


def _sealed(books: Books, people: Mapping[UUID, str]) -> Sealed | None:
    seal = Seal.objects.filter(books=books).select_related("previous").defer("body", "previous__body").first()
    if seal is None:
        return None
    approved_by = people.get(books.approved_by_id, "") if books.approved_by_id else ""
    return Sealed(seal.digest, seal.previous.digest if seal.previous else None, seal.sealed_at, approved_by)
