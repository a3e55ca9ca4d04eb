"""The rows of one list from outside, found by what lies in plain beside them: number, outcome, columns."""

from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from canteen.core.listing import Asked, Listing, Page
from canteen.core.sought import plain_words
from canteen.gateways.staging import open_row
from canteen.gateways.tables.limits import MOST_ROWS
from canteen.models import ImportRow
from canteen.queries.imports import RowSeen
from canteen.queries.paging import by_number, page_of


def row_number(text: str) -> bool:
    """Whether a text holds no number of a person, or is the number of a row that a list can have."""
    return plain_words(text) or (_is_number(text) and int(text) <= MOST_ROWS)


ROWS: Final = Listing(sorts=("row",), filters=("outcome", "column"), allows=row_number)
KEYS: Final = {"row": by_number("number")}
ALL: Final = "all"  # rows of every outcome


def row_page(*, import_id: UUID, asked: Asked) -> Page[RowSeen]:
    """Return the page of a list's rows that was asked for; one statement, and only these rows are opened."""
    page = page_of(found=_found(import_id, asked), asked=asked, keys=KEYS)
    return page.of(lambda row: RowSeen(row.number, open_row(bytes(row.sealed), row.id)))


def _found(import_id: UUID, asked: Asked) -> QuerySet[ImportRow]:
    found = ImportRow.objects.filter(of_id=import_id)
    if asked.search:
        found = found.filter(number=int(asked.search)) if _is_number(asked.search) else found.none()
    if asked.filters.get("outcome") in ImportRow.Outcome.values:
        found = found.filter(outcome=asked.filters["outcome"])
    if column := asked.filters.get("column"):
        found = found.filter(columns__contains=f"|{column}|")
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 8
