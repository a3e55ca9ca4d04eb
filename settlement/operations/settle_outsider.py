"""Settles the meal of a guest or of staff: no policy, no fund, no limit; one account bears the whole price."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from settlement.core import journal
from settlement.core.case import Line
from settlement.core.outsiders import GUEST, outsider_split
from settlement.models import Entry
from settlement.operations.ledger import Circumstances, record
from settlement.operations.lock_books import BooksLocked
from settlement.operations.settle import Settled


def settle_outsider(
    *, books: BooksLocked, eater: str, order_id: UUID, service_on: date, lines: Sequence[Line], now: datetime
) -> Settled:
    """Write down who bears a guest's or a staff meal; the caller holds the books and sends the statements.

    `elder_fen` is what the eater pays: the whole price for a guest, nothing for staff.
    """
    decided = outsider_split(eater, lines)
    recorded = record(
        kind=Entry.Kind.MEAL,
        transfers=journal.outsider_meal(decided, books.canteen_id),
        books=books,
        circumstances=Circumstances(order_id=order_id, service_on=service_on, explanation=decided.to_json()),
        now=now,
    )
    return Settled(recorded.entry_id, None, decided.paid_by().get(GUEST, 0), recorded.statements)
