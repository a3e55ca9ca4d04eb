"""Locks the books an event belongs to: those of its month while open, else the earliest open ones (D16, D18)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from canteen.core.errors import Unavailable
from canteen.core.month import Month
from canteen.core.sitting import service_day
from canteen.models.sql import as_id, lock, rows
from settlement.models import Books

_OWN = "SELECT id, state FROM settlement_books WHERE canteen_id = %s AND month = %s AND organisation_id = %s"
_BY_ID = "SELECT id, state, month FROM settlement_books WHERE id = %s"
_EARLIEST_OPEN = (
    "SELECT id, month FROM settlement_books WHERE canteen_id = %s AND organisation_id = %s AND state = 'open' "
    "AND month > %s ORDER BY month LIMIT 1"
)
_SINCE = "SELECT id FROM settlement_books WHERE canteen_id = %s AND month >= %s ORDER BY month, id"
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
    state, books_id = _lock_own(canteen_id, month, organisation_id, now)
    if state == Books.State.OPEN:
        return BooksLocked(books_id, canteen_id, month, None)
    later = month
    for _ in range(MOST_TRIES):
        found = rows(lock(_EARLIEST_OPEN), (canteen_id, organisation_id, month))
        if found:
            books_id, found_month = found[0]
            return BooksLocked(as_id(books_id), canteen_id, found_month, month)
        later = max(Month.of(later).next().first, Month.of(service_day(now)).first)
        state, books_id = _lock_own(canteen_id, later, organisation_id, now)
        if state == Books.State.OPEN:
            return BooksLocked(books_id, canteen_id, later, month)
    raise BooksUnsettled()


def lock_books_since(*, canteen_id: UUID, month: date) -> None:
    """Lock all books of a canteen from a month on, in ascending order: for who goes through several of its months.

    A late fact takes a month and then the earliest open one; who did so for one month after the other would come back
    from a later month to an earlier one, and meet whoever goes the right way (D18).
    """
    rows(lock(_SINCE), (canteen_id, month))


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
