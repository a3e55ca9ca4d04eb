"""What funds paid for one another's people: between which two, at which canteen, in which month's books (D9)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from settlement.core import chart
from settlement.models import Books, Entry, Posting, Receivable
from settlement.queries.paying import PAYING

Between = tuple[str, str]  # keys of the fund that paid and of the one that owes it


@dataclass(frozen=True, slots=True)
class AdvanceMoved:
    """One posting on an advance: `fen` below zero takes it back. `mirrored` where both sides speak of the same one."""

    entry_id: UUID
    kind: str
    debit: str
    between: Between
    fen: int
    mirrored: bool


def advances_moved(*, books: Books) -> Iterator[AdvanceMoved]:
    """Yield what the entries about meals in these books say of advances, in their order; one statement."""
    found = _postings(books).filter(entry__books=books, entry__kind__in=PAYING).order_by("entry_id", "position")
    columns = ("entry_id", "entry__kind", "debit__address", "credit__address", "fen")
    for entry_id, kind, debit, credit, fen in found.values_list(*columns):
        sides = (chart.parse_address(debit), chart.parse_address(credit))
        made = sides[0].kind is chart.Kind.ADVANCED
        by, owes = sides if made else sides[::-1]
        mirrored = (by.kind, owes.kind) == (chart.Kind.ADVANCED, chart.Kind.OWED) and (
            (by.owner, by.other, by.canteen_id, by.month) == (owes.other, owes.owner, owes.canteen_id, owes.month)
        )
        signed = fen if made else -fen
        yield AdvanceMoved(entry_id, kind, debit, (by.owner, by.other), signed, mirrored)


def advanced_in(*, books: Books) -> Mapping[Between, int]:
    """Return what funds paid for others in these books, in fen; below zero more was taken back of earlier months."""
    found: dict[Between, int] = {}
    for one in advances_moved(books=books):
        found[one.between] = found.get(one.between, 0) + one.fen
    return {between: fen for between, fen in sorted(found.items()) if fen}


def receivables_of(*, books_ids: Iterable[UUID], settled: bool = False) -> Mapping[Between, int]:
    """Return what was written of advances when these books were sealed, or what of it is settled; one statement."""
    found = Receivable.objects.filter(books__in=list(books_ids))
    if settled:
        found = found.filter(netting__entry__isnull=False)
    sums: dict[Between, int] = {}
    for by, owed_by, fen in found.values_list("by__key", "owed_by__key", "fen"):
        sums[by, owed_by] = sums.get((by, owed_by), 0) + fen
    return sums


def advances_told(*, books: Books) -> Mapping[UUID, int]:
    """Return what the splits of the meals in these books say was advanced, by entry, in fen; one statement."""
    found = Entry.objects.filter(books=books, kind=Entry.Kind.MEAL, explanation__has_key="advances")
    return {
        entry_id: sum(int(one["fen"]) for one in explanation["advances"])
        for entry_id, explanation in found.values_list("id", "explanation")
    }


def advances_borne(*, books: Books) -> Mapping[tuple[UUID, str], tuple[int, int]]:
    """Return, by order and fund, what the fund paid for others and what it bears in all now, in fen.

    Of all meals that these books move an advance of, whatever other books say of them; funds that never paid for others
    are left out. Two statements, or one where nothing was advanced: a month just written has no statistics yet, and
    without them PostgreSQL may walk every posting for every meal when the meals are asked for in the same statement.
    """
    advanced: dict[tuple[UUID, str], int] = {}
    borne: dict[tuple[UUID, str], int] = {}
    orders = {*_postings(books).filter(entry__books=books).values_list("entry__order_id", flat=True)}
    if not orders:
        return {}
    moved = Posting.objects.filter(entry__order__in=orders, entry__kind__in=PAYING)
    columns = ("entry__order_id", "debit__address", "credit__address", "fen")
    for order_id, debit, credit, fen in moved.values_list(*columns):
        for address, signed in ((debit, fen), (credit, -fen)):
            account = chart.parse_address(address)
            sums = {chart.Kind.ADVANCED: advanced, chart.Kind.ALLOTTED: borne}.get(account.kind)
            if sums is not None and order_id is not None:
                sums[order_id, account.owner] = sums.get((order_id, account.owner), 0) + signed
    return {about: (fen, borne.get(about, 0)) for about, fen in advanced.items()}


def _postings(books: Books) -> QuerySet[Posting]:
    """The postings of this canteen-month that move an advance, found by month and canteen (D20)."""
    either = Q(debit__address__startswith="fund/", debit__address__contains=f"/{chart.Kind.ADVANCED}/") | Q(
        credit__address__startswith="fund/", credit__address__contains=f"/{chart.Kind.ADVANCED}/"
    )
    return Posting.objects.filter(either, month=books.month, canteen_id=books.canteen_id)
