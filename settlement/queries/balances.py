"""Balances of accounts, summed from postings: Σ debit − Σ credit, in fen (D6)."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from canteen.models.sql import marks, rows
from settlement.core import chart
from settlement.models import Posting

_BALANCES = """
    SELECT account.address,
        COALESCE((SELECT SUM(fen) FROM settlement_posting WHERE debit_id = account.id), 0)
        - COALESCE((SELECT SUM(fen) FROM settlement_posting WHERE credit_id = account.id), 0)
    FROM settlement_account account WHERE account.address IN ({addresses})"""


def balances_of(*, addresses: Iterable[str]) -> Mapping[str, int]:
    """Return the balance of each address, 0 where no money ever moved; one statement."""
    wanted = list(dict.fromkeys(addresses))
    if not wanted:
        return {}
    found = {address: int(fen) for address, fen in rows(_BALANCES.format(addresses=marks(len(wanted))), wanted)}
    return {address: found.get(address, 0) for address in wanted}


def balance_of(*, address: str) -> int:
    """Return the balance of one account."""
    return balances_of(addresses=[address])[address]


def due_of(*, elder_id: UUID) -> int:
    """Return what an elder's shares come to less what she gave for them; below zero it is her credit (D13)."""
    return balance_of(address=chart.due(elder_id))


def guest_dues(*, order_ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """Return what is still due for guests' meals, by order, in fen; below zero it is to be handed back; one statement.

    All guests of a canteen share one account: what of it is one guest's, the entries about that order say.
    """
    wanted = list(order_ids)
    if not wanted:
        return {}
    found = dict.fromkeys(wanted, 0)
    moved = Posting.objects.filter(entry__order_id__in=wanted)
    for order_id, debit, credit, fen in moved.values_list(
        "entry__order_id", "debit__address", "credit__address", "fen"
    ):
        found[order_id] += sum(
            signed for address, signed in ((debit, fen), (credit, -fen)) if chart.kind_of(address) is chart.Kind.GUESTS
        )
    return found
