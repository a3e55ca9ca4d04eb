"""What becomes of a draw that is undone: the allotment's again, or, once its month is closed, the fund's (D16, R3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from canteen.core.month import Month
from canteen.models.sql import Statement
from settlement.core import chart, journal
from settlement.models import Entry
from settlement.operations.ledger import Circumstances, record
from settlement.operations.lock_books import BooksLocked

_KEPT_BY_MONTH: Final = (chart.Kind.ALLOTTED, chart.Kind.ADVANCED)
_GIVE_BACK: Final = """
    UPDATE settlement_allotment SET drawn_fen = drawn_fen - %s
    WHERE canteen_id = %s AND month = %s AND fund_id = (SELECT id FROM settlement_fund WHERE key = %s)"""


def draws_given_back(*, undone: Sequence[journal.Transfer], books: BooksLocked, now: datetime) -> tuple[Statement, ...]:
    """Return what makes up for transfers that are being undone; the caller holds the books and sends it.

    Counted net over all of them, one statement an allotment: PostgreSQL applies only one of two changes that one
    statement makes to a row. Draws of the month of these books go back to its allotment; those of an earlier month
    were paid by the fund long ago, and are credited to its return account. So do advances of an earlier month stay as
    they were settled, and this one has so much less.
    """
    net = {
        chart.parse_address(address): fen
        for address, fen in journal.balances(undone).items()
        if chart.kind_of(address) in _KEPT_BY_MONTH and fen
    }
    here = Month.of(books.month)
    statements = [
        Statement(_GIVE_BACK, (fen, books.canteen_id, books.month, account.owner))
        for account, fen in net.items()
        if account.month == here and account.kind is chart.Kind.ALLOTTED
    ]
    late = [
        transfer
        for account, fen in net.items()
        if account.canteen_id is not None and account.month is not None and account.month != here
        for transfer in (
            journal.late_advance(account, here, fen)
            if account.kind is chart.Kind.ADVANCED
            else journal.late_return(account.owner, account.canteen_id, account.month, fen)
        )
    ]
    if late:
        kind = Entry.Kind.RELEASE
        statements += record(kind=kind, transfers=late, books=books, circumstances=Circumstances(), now=now).statements
    return tuple(statements)
