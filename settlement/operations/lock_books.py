"""Locks the books an event belongs to: its month's, or those that last spoke of its meal; closed ones hand on (D16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from canteen.core.errors import Unavailable
from canteen.core.month import Month
from canteen.core.sitting import service_day
from canteen.models.sql import as_id, lock, marks, rows
from settlement.models import Books
from settlement.queries.paying import PAYING

_OWN = "SELECT id, state FROM settlement_books WHERE canteen_id = %s AND month = %s AND organisation_id = %s"
_BY_ID = "SELECT id, state, month FROM settlement_books WHERE id = %s"
_EARLIEST_OPEN = (
    "SELECT id, month FROM settlement_books WHERE canteen_id = %s AND organisation_id = %s AND state = 'open' "
    "AND month > %s ORDER BY month LIMIT 1"
)
_LAST_ABOUT = """
    SELECT books.month FROM settlement_entry entry JOIN settlement_books books ON books.id = entry.books_id
    WHERE entry.order_id = %s AND entry.kind IN ({kinds}) ORDER BY books.month DESC LIMIT 1"""
_SINCE = (
    "SELECT organisation_id, month, state FROM settlement_books WHERE canteen_id = %s AND month >= %s "
    "ORDER BY month, id"
)
MOST_TRIES = 5


class BooksUnsettled(Unavailable):
    """The books of this canteen are being closed at this moment; try again."""

    code = "books-unsettled"
    zh = "账目正在提交，请稍候再试"


@dataclass(frozen=True, slots=True)
class BooksLocked:
    """Open books whose row this transaction holds; `for_month` is set when the event is about an earlier month."""

    id: UUID
    canteen_id: UUID
    month: date
    for_month: date | None


def lock_books(*, canteen_id: UUID, organisation_id: UUID, service_on: date, now: datetime) -> BooksLocked:
    """Lock the books of the service month, or, when those are submitted or sealed, the earliest open ones after.

    Months are locked in ascending order (D18). Books that nobody opened yet are opened. BooksUnsettled when they
    keep closing under our hands.
    """
    month = Month.of(service_on).first
    return _lock_from(canteen_id, organisation_id, month, month, now)


def lock_books_of_meal(
    *, order_id: UUID, canteen_id: UUID, organisation_id: UUID, service_on: date, now: datetime
) -> BooksLocked:
    """Lock the books in which a change of a posted meal counts: those that last spoke of it, or open ones after them.

    What is posted about a meal never goes back to an earlier month: one that came late stands in a later month's books,
    and so does its undoing, even where its own month has been opened again meanwhile (D16). Read once more under the
    lock, for somebody may have moved it on. BooksUnsettled.
    """
    month = Month.of(service_on).first
    last = _last_about(order_id, month)
    for _ in range(MOST_TRIES):
        books = _lock_from(canteen_id, organisation_id, last, month, now)
        last = _last_about(order_id, month)
        if last <= books.month:
            return books
    raise BooksUnsettled()


def _lock_from(canteen_id: UUID, organisation_id: UUID, month: date, about: date, now: datetime) -> BooksLocked:
    """Lock the books of a month, or the earliest open ones after; the event is about the month `about`."""
    state, books_id = _lock_own(canteen_id, month, organisation_id, now)
    if state == Books.State.OPEN:
        return _locked(books_id, canteen_id, month, about)
    later = month
    for _ in range(MOST_TRIES):
        found = rows(lock(_EARLIEST_OPEN), (canteen_id, organisation_id, month))
        if found:
            books_id, found_month = found[0]
            return _locked(as_id(books_id), canteen_id, found_month, about)
        later = max(Month.of(later).next().first, Month.of(service_day(now)).first)
        state, books_id = _lock_own(canteen_id, later, organisation_id, now)
        if state == Books.State.OPEN:
            return _locked(books_id, canteen_id, later, about)
    raise BooksUnsettled()


def _locked(books_id: UUID, canteen_id: UUID, month: date, about: date) -> BooksLocked:
    return BooksLocked(books_id, canteen_id, month, about if about != month else None)


def _last_about(order_id: UUID, month: date) -> date:
    """The last month whose books speak of a meal, its own at the earliest."""
    kinds = [str(kind) for kind in PAYING]
    found = rows(_LAST_ABOUT.format(kinds=marks(len(kinds))), (order_id, *kinds))
    return max(month, *(last for (last,) in found)) if found else month


def lock_books_since(*, canteen_id: UUID, since: Mapping[UUID, date], now: datetime) -> None:
    """Lock all books of a canteen from a day on, in ascending order: for who goes through several of its months.

    `since` says for each organisation whose meals are in question the first day of them. A late fact takes a month and
    then the earliest open one; who did so for one month after the other would come back from a later month to an
    earlier one, and meet whoever goes the right way (D18). So are books that such a fact will need and nobody opened
    yet opened here: later they would be locked after those of the next canteen. BooksUnsettled.
    """
    last: dict[UUID, tuple[date, str]] = {}
    for organisation_id, month, state in rows(lock(_SINCE), (canteen_id, Month.of(min(since.values())).first)):
        last[as_id(organisation_id)] = (month, state)
    for organisation_id in sorted(since):
        month, state = last[organisation_id]
        if state != Books.State.OPEN:
            _lock_from(canteen_id, organisation_id, month, month, now)


def lock_books_by_id(*, books_id: UUID) -> tuple[str, date]:
    """Lock one row of books; return its state and month, read under the lock."""
    _, state, month = rows(lock(_BY_ID), (books_id,))[0]
    return state, month


def _lock_own(canteen_id: UUID, month: date, organisation_id: UUID, now: datetime) -> tuple[str, UUID]:
    key = (canteen_id, month, organisation_id)
    found = rows(lock(_OWN), key)
    if not found:
        books = Books(canteen_id=canteen_id, month=month, organisation_id=organisation_id, opened_at=now)
        Books.objects.bulk_create([books], ignore_conflicts=True)
        found = rows(lock(_OWN), key)
    books_id, state = found[0]
    return state, as_id(books_id)
