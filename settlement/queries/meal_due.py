"""What is still due for one meal of an elder, or goes back to her, as the postings on her account say (D13)."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from canteen.models.sql import as_id_or_none, rows
from settlement.core import chart
from settlement.core.meal_cash import Move, open_fen
from settlement.models import Entry
from settlement.queries.balances import due_of

# All that an account moved since a meal was first posted: cash that names no meal may have paid for it too. By the ids
# of postings, which are made under her lock; that of an entry may have been made by a page, earlier.
_SINCE: Final = """
    SELECT {columns}, {sign}posting.fen
    FROM settlement_account account
    JOIN settlement_posting posting ON posting.{side}_id = account.id
    JOIN settlement_entry entry ON entry.id = posting.entry_id
    WHERE account.address = %s AND posting.id >= (
        SELECT first.id FROM settlement_entry meal JOIN settlement_posting first ON first.entry_id = meal.id
        WHERE meal.order_id = %s AND meal.kind = 'meal' ORDER BY first.id LIMIT 1)"""
_MOVE: Final = "posting.id, entry.order_id, entry.kind"


def meal_due(*, elder_id: UUID, order_id: UUID) -> int:
    """Return what an elder has still to give for a meal, in fen, never more than she owes; below zero it goes back.

    Two statements; whoever moves money by it holds her lock and the order's.
    """
    found = rows(since_meal(columns=_MOVE), since_meal_of(elder_id=elder_id, order_id=order_id))
    return open_fen(order_id=order_id, due_fen=due_of(elder_id=elder_id), moves=moves_of(found=found))


def since_meal(*, columns: str) -> str:
    """Return SQL for these columns and the signed fen of each posting on an account since a meal."""
    sides = (("debit", ""), ("credit", "-"))
    return " UNION ALL ".join(_SINCE.format(columns=columns, side=side, sign=sign) for side, sign in sides)


def since_meal_of(*, elder_id: UUID | None, order_id: UUID | None) -> tuple[object, ...]:
    """Return the parameters of `since_meal`."""
    return (chart.due(elder_id) if elder_id else None, order_id) * 2


def moves_of(*, found: Iterable[tuple[Any, ...]]) -> list[Move]:
    """Return moves from rows of a posting's id, its entry's order and kind, and fen, as they were made."""
    listed = sorted(found, key=itemgetter(0))
    return [Move(as_id_or_none(order_id), kind == Entry.Kind.TENDER, int(fen)) for _, order_id, kind, fen in listed]
