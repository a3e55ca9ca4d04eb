"""What two funds settle for a month: both directions against each other, paid from fund to fund, to the fen (D9)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from canteen.core.money import apportion
from canteen.core.month import Month
from settlement.core import chart
from settlement.core.journal import Contributor, Transfer, Transfers, advance, reversal
from settlement.core.shares import Advance


class Due(NamedTuple):
    """What one fund paid for another one's people at one canteen in one month; below zero it gives back."""

    by: str
    owed_by: str
    canteen_id: UUID
    month: Month
    fen: int


class Net(NamedTuple):
    """Who pays whom, and how much; nothing where both paid as much for each other."""

    debtor: str
    creditor: str
    fen: int


def net_of(advances: Iterable[Advance], one: str, other: str) -> Net:
    """Set what two funds paid for each other against each other. Where nothing is left the first is named debtor."""
    owed = sum(made.fen if made.owed_by == one else -made.fen for made in advances)
    return Net(one, other, owed) if owed >= 0 else Net(other, one, -owed)


def settled(
    dues: Iterable[Due], fen: int, payers: Sequence[Contributor], receivers: Sequence[Contributor]
) -> Transfers:
    """Close what stands as advanced, and pay the net from what is free of one fund to what is free of the other.

    A joint fund has no money of its own: its contributors pay or receive by their weights, the largest remainder
    first, in the order stated (D10).
    """
    closed: list[Transfer] = []
    for by, owed_by, canteen_id, month, due_fen in dues:
        made = advance(Advance(by, owed_by, abs(due_fen)), canteen_id, month)
        closed += reversal(made) if due_fen > 0 else made
    return (*closed, *_paid(fen, payers, receivers))


def _paid(fen: int, payers: Sequence[Contributor], receivers: Sequence[Contributor]) -> Iterable[Transfer]:
    """Pay a sum from several to several: the first pays the first until one of them has done."""
    owing = [(part, key) for part, (key, _) in zip(_parts(fen, payers), payers, strict=True) if part]
    getting = [(part, key) for part, (key, _) in zip(_parts(fen, receivers), receivers, strict=True) if part]
    while owing and getting:
        (owes, payer), (gets, receiver) = owing.pop(0), getting.pop(0)
        now = min(owes, gets)
        # A fund that contributes to both sides pays itself, and nothing moves.
        if payer != receiver:
            yield Transfer(chart.free(payer), chart.free(receiver), now)
        if owes > now:
            owing.insert(0, (owes - now, payer))
        if gets > now:
            getting.insert(0, (gets - now, receiver))


def _parts(fen: int, funds: Sequence[Contributor]) -> list[int]:
    return apportion(fen, [weight for _, weight in funds])
