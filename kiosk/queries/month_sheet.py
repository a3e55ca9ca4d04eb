"""A month as a file: the statement of settlement with the devices that only this room knows (D23)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.gateways.pages import in_chinese_alone
from kiosk.queries.devices_by_order import devices_by_order
from kiosk.queries.signing import silent_named
from settlement.queries.sheets import statement_workbook, workbook_name
from settlement.queries.statement import statement_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A workbook and what it is called."""

    name: str
    body: bytes


def month_sheet(*, actor: Actor, books_id: UUID, drafted_at: datetime | None = None) -> MonthSheet:
    """Return the workbook of sealed books, the same bytes every time; of others a draft, where an instant is given.

    NoSuchBooks, BooksNotSealed.
    """
    with in_chinese_alone():  # the same bytes, whoever reads: a guest is named by a word
        statement = statement_of(actor=actor, books_id=books_id)
    months = {statement.books.month, *(row.for_month for row in statement.adjustments if row.for_month)}
    devices = devices_by_order(
        canteen_id=statement.books.canteen_id, periods=[(month.first, month.next_first) for month in sorted(months)]
    )
    books = statement.books
    silent = silent_named(books=books, on=service_day(drafted_at)) if drafted_at else books.silent_kiosks
    body = statement_workbook(statement=statement, devices=devices, silent_kiosks=silent, drafted_at=drafted_at)
    return MonthSheet(workbook_name(statement=statement), body)
