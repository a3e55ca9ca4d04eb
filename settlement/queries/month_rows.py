"""The plain rows of one canteen's books: what each entry put on each payer, and the holds left open (R12)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from canteen.core.month import Month
from settlement.core.payers import payer_of
from settlement.core.statement import Event, Open, Row, Statement, statement
from settlement.models import Entry, Hold, Posting, Seal
from settlement.queries.paying import PAYING


@dataclass(frozen=True, slots=True)
class Moved:
    """One entry of the books: what it says, and what it put on each payer, in fen; below zero it took away."""

    entry_id: UUID
    event: Event
    kind: str
    order_id: UUID | None
    service_on: date | None
    for_month: Month | None
    policy_id: UUID | None
    policy_version: int | None
    payers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class HeldMeal:
    """The meal that a hold is about, wherever it was written."""

    books_id: UUID | None
    order_id: UUID | None
    service_on: date | None


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a posting of an apportionment moved between a joint fund and a contributor's reserve, and in which books."""

    books_id: UUID | None
    debit: str
    credit: str
    fen: int


@dataclass(frozen=True, slots=True)
class SealBefore:
    """The seal that books follow in the chain, and the books sealed before them, the last one first."""

    id: UUID | None
    digest: str | None
    books_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class MonthRows:
    """Everything in the books that a statement counts: entries in the order of their ids, holds, carried holds.

    `about` names the meal of each hold by its entry; `taken_over` is all that was apportioned in the canteen-month.
    """

    month: Month
    entries: tuple[Moved, ...]
    holds: tuple[Open, ...]
    carried: tuple[Open, ...]
    about: Mapping[str, HeldMeal]
    taken_over: tuple[TakenOver, ...]
    before: SealBefore

    def figures(self) -> Statement:
        """Count them up."""
        rows = [
            Row(str(one.entry_id), one.event, payer, fen, one.for_month)
            for one in self.entries
            for payer, fen in one.payers.items()
        ]
        return statement(self.month, rows, self.holds)


def month_rows(*, books_id: UUID, canteen_id: UUID, organisation_id: UUID, month: Month) -> MonthRows:
    """Read the books of a month out of the ledger; three statements, however many meals there are.

    Of sealed books it says the same for ever: entries never change, and a hold counts as open here unless it was
    cleared in these books or in some that were sealed before them.
    """
    before = _seal_before(books_id, canteen_id, organisation_id)
    entries, taken_over = _entries(books_id, canteen_id, month)
    holds, carried, about = _holds(canteen_id, books_id, before.books_ids)
    return MonthRows(month, entries, holds, carried, about, taken_over, before)


def _seal_before(books_id: UUID, canteen_id: UUID, organisation_id: UUID) -> SealBefore:
    """What lies before these books in the chain of a canteen and organisation.

    Books that are not sealed yet come after the head of the chain.
    """
    seals = Seal.objects.filter(books__canteen=canteen_id, books__organisation=organisation_id)
    rows: dict[UUID, tuple[UUID | None, UUID, str]] = {
        row_id: (previous, books, digest)
        for row_id, previous, books, digest in seals.values_list("id", "previous_id", "books_id", "digest")
    }
    own = next((row_id for row_id, (_, books, _) in rows.items() if books == books_id), None)
    followed = {previous for previous, _, _ in rows.values()}
    last = rows[own][0] if own else next((row_id for row_id in rows if row_id not in followed), None)
    found, at = list[UUID](), last
    while at is not None:
        at, books, _ = rows[at]
        found.append(books)
    return SealBefore(last, rows[last][2] if last else None, tuple(found))


def _entries(books_id: UUID, canteen_id: UUID, month: Month) -> tuple[tuple[Moved, ...], tuple[TakenOver, ...]]:
    """What the postings of the books say; and those of apportionments, of other books of the canteen-month too."""
    own = Q(entry__books_id=books_id, entry__kind__in=PAYING)
    # Postings carry month and canteen of their books: by these they lie side by side (D20).
    here = Posting.objects.filter(month=month.first, canteen_id=canteen_id)
    found = here.filter(own | Q(entry__kind=Entry.Kind.APPORTIONMENT)).order_by("entry_id", "position")
    named = found.values_list(
        *("entry_id", "entry__books_id", "debit__address", "credit__address", "fen"),
        *("entry__kind", "entry__reverses__kind", "entry__order_id", "entry__service_on", "entry__for_month"),
        *("entry__policy_id", "entry__policy__version"),
    )
    entries: dict[UUID, Moved] = {}
    sums: dict[UUID, dict[str, int]] = {}
    taken_over = []
    for entry_id, of, debit, credit, fen, kind, reverses, *rest in named:
        if kind == Entry.Kind.APPORTIONMENT:
            taken_over.append(TakenOver(of, debit, credit, fen))
            continue
        payers = sums.setdefault(entry_id, {})
        if entry_id not in entries:
            order_id, service_on, for_month, policy_id, version = rest
            late = None if for_month is None else Month.of(for_month)
            event = _event(kind, reverses)
            entries[entry_id] = Moved(entry_id, event, kind, order_id, service_on, late, policy_id, version, payers)
        for payer, signed in ((payer_of(debit), fen), (payer_of(credit), -fen)):
            if payer is not None:
                payers[payer] = payers.get(payer, 0) + signed
    return tuple(entries.values()), tuple(taken_over)


def _event(kind: str, reverses: str | None) -> Event:
    if kind == Entry.Kind.MEAL:
        return "meal"
    return "reversal" if reverses == Entry.Kind.MEAL else "moved"


def _holds(
    canteen_id: UUID, books_id: UUID, before: Sequence[UUID]
) -> tuple[tuple[Open, ...], tuple[Open, ...], Mapping[str, HeldMeal]]:
    """The holds of these books, and those of books before, that nobody had cleared when these were closed."""
    settled = {books_id, *before}
    found = Hold.objects.filter(canteen_id=canteen_id, entry__books__in=settled).order_by("id")
    named = found.values_list(
        *("entry_id", "fen", "reason", "cleared_by__books_id"),
        *("entry__books_id", "entry__order_id", "entry__service_on"),
    )
    own: list[Open] = []
    carried: list[Open] = []
    about: dict[str, HeldMeal] = {}
    for entry_id, fen, reason, cleared_in, opened_in, order_id, service_on in named:
        if cleared_in not in settled:
            (own if opened_in == books_id else carried).append(Open(str(entry_id), fen, reason))
            about[str(entry_id)] = HeldMeal(opened_in, order_id, service_on)
    return tuple(own), tuple(carried), about


def by_order(entries: Iterable[Moved]) -> list[tuple[Moved, int, dict[str, int]]]:
    """Sum entries up by meal: the first entry about it, meals (1 it stands, 0, -1 it was taken back), fen by payer."""
    heads: dict[UUID | None, Moved] = {}
    meals: dict[UUID | None, int] = {}
    payers: dict[UUID | None, dict[str, int]] = {}
    for one in entries:
        heads.setdefault(one.order_id, one)
        meals[one.order_id] = meals.get(one.order_id, 0) + {"meal": 1, "reversal": -1}.get(one.event, 0)
        sums = payers.setdefault(one.order_id, {})
        for payer, fen in one.payers.items():
            sums[payer] = sums.get(payer, 0) + fen
    return [(heads[order_id], meals[order_id], payers[order_id]) for order_id in heads]
