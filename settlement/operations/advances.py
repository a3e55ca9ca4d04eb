"""Lets the home fund owe a share that comes back from suspense to the fund that advances it (D9)."""

from collections.abc import Iterable

from canteen.core.month import Month
from settlement.core import chart, journal
from settlement.core.policy.values import FUND
from settlement.core.shares import Advance, held_advances_of
from settlement.models import Entry, Hold
from settlement.operations.ledger import transfers_of
from settlement.operations.lock_books import BooksLocked


def advanced_again(*, hold: Hold, payer: str, books: BooksLocked, fen: int) -> journal.Transfers:
    """Return what other funds owe when `payer` comes to bear `fen` of a hold, in the month of these books.

    Only what that very hold took off, or what the split would have advanced had the fund's allotment held it, and no
    more than is borne; any other payer bears it for itself. One statement for a fund, none for another payer.
    """
    found: list[journal.Transfer] = []
    if not payer.startswith(FUND):
        return ()
    for one in _waiting(hold):
        if one.by == payer.removeprefix(FUND):
            made = one._replace(fen=min(one.fen, fen))
            found += journal.advance(made, books.canteen_id, Month.of(books.month))
            fen -= made.fen
    return tuple(found)


def _waiting(hold: Hold) -> Iterable[Advance]:
    """What was advanced, or would have been, of the share in this hold."""
    if hold.entry.kind == Entry.Kind.MEAL:
        yield from held_advances_of(hold.entry.explanation)
        return
    for one in transfers_of(entry_id=hold.entry_id):
        account = chart.parse_address(one.credit)
        if account.kind is chart.Kind.ADVANCED:
            yield Advance(account.owner, account.other, one.fen)
