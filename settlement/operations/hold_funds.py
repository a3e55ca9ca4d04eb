"""Takes what funds bear of a meal into suspense, a hold for each fund, since each is cleared to a payer of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from canteen.models.sql import Statement, insert
from settlement.core import journal
from settlement.core.payers import payer_of
from settlement.core.policy.values import FUND
from settlement.core.shares import HoldCode
from settlement.models import Entry, Hold
from settlement.operations.ledger import Circumstances, record
from settlement.operations.lock_books import BooksLocked


@dataclass(frozen=True, slots=True)
class FundsHeld:
    """How many fen were taken, by which transfers; the conductor sends the statements and gives back what was drawn.

    The transfers take advances back too, which no meal's price is made of.
    """

    fen: int = 0
    transfers: journal.Transfers = ()
    statements: tuple[Statement, ...] = ()


def hold_funds(
    *, borne: Iterable[tuple[str, int]], books: BooksLocked, code: HoldCode, circumstances: Circumstances, now: datetime
) -> FundsHeld:
    """Rest what funds bear of a meal in suspense, and why; `borne` is what its accounts bear, in fen.

    The caller holds the books. Allotments are its business: what a fund had drawn before goes back, what it draws in
    the same breath is not drawn at all.
    """
    borne = tuple(borne)
    funds: dict[str, list[tuple[str, int]]] = {}
    for address, fen in borne:
        payer = payer_of(address)
        if fen > 0 and payer is not None and payer.startswith(FUND):
            funds.setdefault(payer, []).append((address, fen))
    moved: list[journal.Transfer] = []
    statements: list[Statement] = []
    taken_fen = 0
    for payer, parts in funds.items():
        transfers = [one for address, fen in parts for one in journal.hold(address, books.canteen_id, fen)]
        transfers += journal.advances_back(borne, payer.removeprefix(FUND))
        recorded = record(kind=Entry.Kind.HOLD, transfers=transfers, books=books, circumstances=circumstances, now=now)
        hold = Hold(
            entry_id=recorded.entry_id,
            canteen_id=books.canteen_id,
            fen=sum(fen for _, fen in parts),
            reason=code.value,
            opened_at=now,
        )
        statements += [*recorded.statements, *insert([hold])]
        moved += transfers
        taken_fen += hold.fen
    return FundsHeld(taken_fen, tuple(moved), tuple(statements))
