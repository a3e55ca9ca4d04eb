"""Puts an advance back that was taken off with its share: the fund that had advanced it bears it once more (D9)."""

from canteen.core.month import Month
from settlement.core import chart, journal
from settlement.core.policy.values import FUND
from settlement.core.shares import Advance
from settlement.models import Hold
from settlement.operations.ledger import transfers_of
from settlement.operations.lock_books import BooksLocked


def advanced_again(*, hold: Hold, payer: str, books: BooksLocked, fen: int) -> journal.Transfers:
    """Return what other funds owe once more when `payer` comes to bear `fen` of a hold, in the month of these books.

    Only what that very hold took off, and no more than is borne; any other payer bears it for itself. One statement
    for a fund, none for another payer.
    """
    found: list[journal.Transfer] = []
    if not payer.startswith(FUND):
        return ()
    for one in transfers_of(entry_id=hold.entry_id):
        account = chart.parse_address(one.credit)
        if account.kind is chart.Kind.ADVANCED and account.owner == payer.removeprefix(FUND):
            made = Advance(account.owner, account.other, min(one.fen, fen))
            found += journal.advance(made, books.canteen_id, Month.of(books.month))
            fen -= made.fen
    return tuple(found)
