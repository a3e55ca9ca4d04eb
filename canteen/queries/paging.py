"""Pages of a list, cut by the database: keyset pagination, whose last page costs what its first one costs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import IntegerField, Model, Q, QuerySet, Subquery

from canteen.core.listing import Asked, Cursor, Page

MOST_COUNTED: Final = 1000  # beyond that a list says “more than”: an exact count reads the whole table
ROWS_AT_ONCE: Final = 500  # of a whole list, so that however long it is, few are held in memory
_YEARS: Final = range(1900, 2200)
_BITS: Final = 64

M = TypeVar("M", bound=Model)


class _Counted(Subquery):
    """How many rows another query returns."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Key:
    """What a list sorts by: a column that is never empty, and how its value is read back from an address."""

    path: str
    read: Callable[[str], Any] = str


def by_day(path: str) -> Key:
    """Return a key over a column of days."""
    return Key(path, date.fromisoformat)


def by_instant(path: str) -> Key:
    """Return a key over a column of instants."""
    return Key(path, _instant)


def by_number(path: str) -> Key:
    """Return a key over a column of whole numbers."""
    return Key(path, _number)


def _instant(text: str) -> datetime:
    """An instant as a page wrote it; ValueError for one without a zone, or beyond what every zone can say."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None or value.year not in _YEARS:
        raise ValueError(text)
    return value


def _number(text: str) -> int:
    """A whole number that a column can hold; ValueError."""
    value = int(text)
    if value.bit_length() >= _BITS:
        raise ValueError(text)
    return value


def page_of(*, found: QuerySet[M], asked: Asked, keys: Mapping[str, Key]) -> Page[M]:
    """Return the page that was asked for; one statement. `keys` holds one key for each sort of the listing.

    The count rides on the rows; where a cursor is followed by none, it is asked for by itself. Rows are ordered by the
    key and then by id, so that every row has one place; give the table an index over both.
    """
    key, up = keys[asked.sort], asked.down == asked.back
    sign = "" if up else "-"
    ordered = _beyond(found, asked.cursor, key, up).order_by(f"{sign}{key.path}", f"{sign}id")
    size, whole = asked.listing.size, found.order_by().values("pk")[: MOST_COUNTED + 1]
    rows = list(ordered.annotate(rows_counted=_Counted(whole))[: size + 1])
    more, shown = len(rows) > size, rows[:size]
    if asked.back:
        shown.reverse()
    counted = _counted(rows, whole) if rows or asked.cursor else 0
    follows, precedes = (True, more) if asked.back else (more, asked.cursor is not None)
    return Page(
        rows=tuple(shown),
        after=_place(shown[-1], key) if shown and follows else None,
        before=_place(shown[0], key) if shown and precedes else None,
        counted=min(counted, MOST_COUNTED),
        beyond=counted > MOST_COUNTED,
    )


def every(*, found: QuerySet[M], asked: Asked, keys: Mapping[str, Key]) -> Iterator[M]:
    """Yield the rows of all pages in the order that was asked for; one statement."""
    key, sign = keys[asked.sort], "-" if asked.down else ""
    return found.order_by(f"{sign}{key.path}", f"{sign}id").iterator(chunk_size=ROWS_AT_ONCE)


def _counted(rows: list[M], whole: QuerySet[Any, Any]) -> int:
    return int(rows[0].rows_counted if rows else whole.count())  # type: ignore[attr-defined]  # annotated by page_of


def _beyond(found: QuerySet[M], cursor: Cursor | None, key: Key, up: bool) -> QuerySet[M]:
    if cursor is None:
        return found
    try:
        value, row_id = key.read(cursor.value), UUID(cursor.id)
    except ValueError:
        return found
    side = "gt" if up else "lt"
    # The first condition is what an index can begin at; the second keeps rows of the same value apart.
    return found.filter(
        Q(**{f"{key.path}__{side}e": value}) & (Q(**{f"{key.path}__{side}": value}) | Q(**{f"id__{side}": row_id}))
    )


def _place(row: Model, key: Key) -> Cursor:
    value: Any = row
    for step in key.path.split("__"):
        value = getattr(value, step)
    return Cursor(value.isoformat() if isinstance(value, date) else str(value), str(row.pk))
