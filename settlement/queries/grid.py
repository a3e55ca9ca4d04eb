"""Months × canteens: states and sums, with subtotals by town; sealed months are read, open ones added up (D15, D20)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from canteen.core.month import Month
from canteen.core.scope import Actor
from canteen.gateways.pinyin import order_of
from canteen.queries.towns import TownNamed, towns_of
from settlement.models import Books
from settlement.queries.months import BOOKS_READERS
from settlement.queries.sums import Sums, whole_sums

WIDTH: Final = 6  # months side by side
MOST_MONTHS: Final = 24  # side by side, where those in a state are asked for
WAITING: Final = "waiting"  # for whoever approves: handed in, and not asked about or answered
# What is asked for by a state → the states of books. A month that waits for a person is found however old it is.
PENDING: Final[Mapping[str, tuple[str, ...]]] = {
    WAITING: (Books.State.SUBMITTED, Books.State.ANSWERED),
    **{str(state): (state,) for state in (Books.State.SUBMITTED, Books.State.QUESTIONED, Books.State.ANSWERED)},
}


@dataclass(slots=True)
class CellSums:
    """Meals and fen: of one canteen's month, or of several together."""

    meals: int = 0
    elder_fen: int = 0
    canteen_fen: int = 0
    funds_fen: int = 0
    suspense_fen: int = 0
    others_fen: int = 0

    @property
    def price_fen(self) -> int:
        """What the meals are worth."""
        return self.elder_fen + self.canteen_fen + self.funds_fen + self.suspense_fen + self.others_fen

    def add(self, other: "CellSums") -> None:
        """Count other sums in."""
        self.meals += other.meals
        self.elder_fen += other.elder_fen
        self.canteen_fen += other.canteen_fen
        self.funds_fen += other.funds_fen
        self.suspense_fen += other.suspense_fen
        self.others_fen += other.others_fen


class _Listed(NamedTuple):
    """One of the books as the statement reads it; the figures are None where nothing has been sealed."""

    id: UUID
    month: date
    state: str
    canteen_id: UUID
    canteen: str
    region_id: UUID
    organisation_id: UUID
    organisation: str
    meals: int | None
    elder_fen: int
    canteen_fen: int
    funds_fen: int
    suspense_fen: int
    others_fen: int

    @property
    def sealed_sums(self) -> CellSums | None:
        """What was sealed, or nothing."""
        if self.meals is None:
            return None
        parts = (self.elder_fen, self.canteen_fen, self.funds_fen, self.suspense_fen, self.others_fen)
        return CellSums(self.meals, *parts)


_COLUMNS: Final = (
    *("id", "month", "state", "canteen_id", "canteen__name", "canteen__region_id"),
    *("organisation_id", "organisation__name", "sums__meals"),
    *("sums__elder_fen", "sums__canteen_fen", "sums__funds_fen", "sums__suspense_fen", "sums__others_fen"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One canteen's month in the grid."""

    books_id: UUID
    state: str
    sums: CellSums


@dataclass(frozen=True, slots=True)
class GridRow:
    """A canteen under one organisation, month by month; None where it has no books."""

    canteen_id: UUID
    canteen: str
    organisation_id: UUID
    organisation: str
    town: TownNamed
    cells: tuple[Cell | None, ...]

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it stands among the rows: by pinyin, as lists do."""
        return (order_of(name=self.town.name), order_of(name=self.canteen), f"{self.canteen_id}{self.organisation_id}")


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows in sight, by town and name, with sums by town and of everything.

    `waiting` and `questioned` count all books in sight, of whichever month, whatever is searched for.
    """

    months: tuple[Month, ...]
    rows: tuple[GridRow, ...]
    by_town: Mapping[UUID, tuple[CellSums, ...]]
    whole: tuple[CellSums, ...]
    waiting: int
    questioned: int
    towns: tuple[TownNamed, ...]


def grid(
    *, actor: Actor, until: Month, on: date, width: int = WIDTH, search: str = "", state: str = "", town: str = ""
) -> Grid:
    """Return the months up to `until` of the canteens in the actor's sight; six statements however many. OutOfScope.

    `search` is part of the name of a canteen or its organisation; `state` leaves canteens with a month in that state;
    of one of PENDING the months are those with such books, at most 24, where `width` asks for more than one.
    `town` is a region's id as text. Only books that are not sealed are added up.
    """
    actor.require_held(*BOOKS_READERS)
    inside = Books.objects.filter(canteen_id__in=actor.canteens(*BOOKS_READERS))
    months = _months_in(inside, PENDING[state], until) if state in PENDING and width > 1 else _window(until, width)
    found = inside.filter(month__gte=months[0].first, month__lte=until.first)
    if search:
        found = found.filter(Q(canteen__name__icontains=search) | Q(organisation__name__icontains=search))
    # Plain rows: four objects for each of a thousand books cost more than reading them.
    listed = [_Listed(*row) for row in found.order_by("month", "id").values_list(*_COLUMNS)]
    counted = inside.filter(state__in=[*PENDING[WAITING], Books.State.QUESTIONED]).aggregate(
        waiting=Count("id", filter=Q(state__in=PENDING[WAITING])),
        questioned=Count("id", filter=Q(state=Books.State.QUESTIONED)),
    )
    # The earliest, not whether any is earlier: with statistics SQLite 3.40 misreads such a bound (decision 0076).
    if listed and inside.order_by("month").values_list("month", flat=True)[0] >= months[0].first:
        months = tuple(month for month in months if month.first >= listed[0].month)  # nothing was before
    towns = towns_of(region_ids={books.region_id for books in listed}, on=on)
    rows = sorted(_rows(listed, months, towns), key=lambda row: row.place)
    states = set(PENDING.get(state, (state,)))
    shown = [row for row in rows if (not state or states & _states(row)) and (not town or str(row.town.id) == town)]
    return Grid(
        months=months,
        rows=tuple(shown),
        by_town=_by_town(shown, len(months)),
        whole=_added((row.cells for row in shown), len(months)),
        waiting=counted["waiting"],
        questioned=counted["questioned"],
        towns=tuple(sorted(set(towns.values()), key=lambda each: (order_of(name=each.name), str(each.id)))),
    )


def _window(until: Month, width: int) -> tuple[Month, ...]:
    months = [until]
    while len(months) < width:
        months.append(months[-1].previous())
    return tuple(reversed(months))


def _months_in(inside: QuerySet[Books], states: Sequence[str], until: Month) -> tuple[Month, ...]:
    """The latest months with books in one of these states; the last alone where there are none."""
    found = sorted(set(inside.filter(state__in=states).values_list("month", flat=True)))
    return tuple(Month.of(first) for first in found if first <= until.first)[-MOST_MONTHS:] or (until,)


def _rows(listed: Sequence[_Listed], months: Sequence[Month], towns: Mapping[UUID, TownNamed]) -> Iterable[GridRow]:
    unsealed = [books for books in listed if books.meals is None]
    live = whole_sums(books=[Books(id=one.id, month=one.month, canteen_id=one.canteen_id) for one in unsealed])
    grouped: dict[tuple[UUID, UUID], dict[date, _Listed]] = {}
    for books in listed:
        grouped.setdefault((books.canteen_id, books.organisation_id), {})[books.month] = books
    for of in grouped.values():
        cells = tuple(_cell(of.get(month.first), live) for month in months)
        last = next(reversed(of.values()))
        yield GridRow(
            canteen_id=last.canteen_id,
            canteen=last.canteen,
            organisation_id=last.organisation_id,
            organisation=last.organisation,
            town=towns[last.region_id],
            cells=cells,
        )


def _cell(books: _Listed | None, live: Mapping[UUID, Sums]) -> Cell | None:
    if books is None:
        return None
    if (sealed := books.sealed_sums) is not None:
        return Cell(books.id, books.state, sealed)
    sums = live.get(books.id, Sums())
    parts = (sums.elder_fen, sums.canteen_fen, sums.funds_fen, sums.suspense_fen, sums.others_fen)
    return Cell(books.id, books.state, CellSums(sums.meals, *parts))


def _states(row: GridRow) -> set[str]:
    return {cell.state for cell in row.cells if cell}


def _by_town(rows: Iterable[GridRow], width: int) -> dict[UUID, tuple[CellSums, ...]]:
    grouped: dict[UUID, list[GridRow]] = {}
    for row in rows:
        grouped.setdefault(row.town.id, []).append(row)
    return {town_id: _added((row.cells for row in inside), width) for town_id, inside in grouped.items()}


def _added(rows: Iterable[Sequence[Cell | None]], width: int) -> tuple[CellSums, ...]:
    sums = tuple(CellSums() for _ in range(width))
    for cells in rows:
        for total, cell in zip(sums, cells, strict=True):
            total.add(cell.sums if cell else CellSums())
    return sums
