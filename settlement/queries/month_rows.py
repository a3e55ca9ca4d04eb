"""The plain rows of one canteen's books: what each entry put on each payer, and the holds left open (R12)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

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
    payers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MonthRows:
    """Everything in the books that a statement counts: entries in the order of their ids, holds, carried holds."""

    month: Month
    entries: tuple[Moved, ...]
    holds: tuple[Open, ...]
    carried: tuple[Open, ...]

    def figures(self) -> Statement:
        """Count them up."""
        rows = [
            Row(str(one.entry_id), one.event, payer, fen, one.for_month)
            for one in self.entries
            for payer, fen in one.payers.items()
        ]
        return statement(self.month, rows, self.holds)


def month_rows(*, books_id: UUID, canteen_id: UUID, organisation_id: UUID, month: Month) -> MonthRows:
    """Read the books of a month; four statements, however many meals there are.

    Of sealed books it says the same for ever: entries never change, and a hold counts as open here unless it was
    cleared in these books or in some that were sealed before them.
    """
    before = sealed_before(books_id=books_id, canteen_id=canteen_id, organisation_id=organisation_id)
    holds, carried = _holds(canteen_id, books_id, before)
    return MonthRows(month, _entries(books_id), holds, carried)


def sealed_before(*, books_id: UUID, canteen_id: UUID, organisation_id: UUID) -> tuple[UUID, ...]:
    """Return the books sealed before these in the chain of a canteen and organisation, the last one first.

    Books that are not sealed yet come after the head of the chain.
    """
    seals = Seal.objects.filter(books__canteen=canteen_id, books__organisation=organisation_id)
    rows = {row_id: (previous, books) for row_id, previous, books in seals.values_list("id", "previous_id", "books_id")}
    own = next((row_id for row_id, (_, books) in rows.items() if books == books_id), None)
    followed = {previous for previous, _ in rows.values()}
    at = rows[own][0] if own else next((row_id for row_id in rows if row_id not in followed), None)
    found = []
    while at is not None:
        at, books = rows[at]
        found.append(books)
    return tuple(found)


def _entries(books_id: UUID) -> tuple[Moved, ...]:
    found = Posting.objects.filter(entry__books_id=books_id, entry__kind__in=PAYING).order_by("entry_id", "position")
    named = found.values_list(
        "entry_id",
        "entry__kind",
        "entry__reverses__kind",
        "entry__order_id",
        "entry__service_on",
        "entry__for_month",
        "entry__policy_id",
        "debit__address",
        "credit__address",
        "fen",
    )
    heads: dict[UUID, tuple[str, str | None, UUID | None, date | None, date | None, UUID | None]] = {}
    sums: dict[UUID, dict[str, int]] = {}
    for entry_id, kind, reverses, order_id, service_on, for_month, policy_id, debit, credit, fen in named:
        heads[entry_id] = (kind, reverses, order_id, service_on, for_month, policy_id)
        payers = sums.setdefault(entry_id, {})
        for payer, signed in ((payer_of(debit), fen), (payer_of(credit), -fen)):
            if payer is not None:
                payers[payer] = payers.get(payer, 0) + signed
    return tuple(_moved(entry_id, head, sums[entry_id]) for entry_id, head in heads.items())


def _moved(
    entry_id: UUID,
    head: tuple[str, str | None, UUID | None, date | None, date | None, UUID | None],
    payers: Mapping[str, int],
) -> Moved:
    kind, reverses, order_id, service_on, for_month, policy_id = head
    event: Event = "moved"
    if kind == Entry.Kind.MEAL:
        event = "meal"
    elif reverses == Entry.Kind.MEAL:
        event = "reversal"
    late = None if for_month is None else Month.of(for_month)
    return Moved(entry_id, event, kind, order_id, service_on, late, policy_id, dict(payers))


def _holds(canteen_id: UUID, books_id: UUID, before: Sequence[UUID]) -> tuple[tuple[Open, ...], tuple[Open, ...]]:
    """The holds of these books, and those of books before, that nobody had cleared when these were closed."""
    settled = {books_id, *before}
    found = Hold.objects.filter(canteen_id=canteen_id, entry__books__in=settled)
    named = found.order_by("id").values_list("entry_id", "entry__books_id", "fen", "reason", "cleared_by__books_id")
    own: list[Open] = []
    carried: list[Open] = []
    for entry_id, opened_in, fen, reason, cleared_in in named:
        if cleared_in not in settled:
            (own if opened_in == books_id else carried).append(Open(str(entry_id), fen, reason))
    return tuple(own), tuple(carried)


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
