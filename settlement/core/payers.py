"""Which payer of a split an account stands for: the way back from `journal.payer_account`."""

from functools import lru_cache

from settlement.core import chart
from settlement.core.outsiders import GUEST, STAFF
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.shares import ELDER

_PAYERS = {
    chart.Kind.DUE: ELDER,
    chart.Kind.BORNE: CANTEEN,
    chart.Kind.SUSPENSE: SUSPENSE,
    chart.Kind.GUESTS: GUEST,
    chart.Kind.STAFF: STAFF,
}


@lru_cache(maxsize=20_000)
def payer_of(address: str) -> str | None:
    """The payer who bears what is debited to an account; None for every account that no split debits. BadAddress."""
    account = chart.parse_address(address)
    if account.kind is chart.Kind.ALLOTTED:
        return FUND + account.owner
    return _PAYERS.get(account.kind)


def most_of_elder(*, bears_fen: int, decided_fen: int, may_raise: bool) -> int | None:
    """How much more she may come to bear, in fen: up to what was decided; None where the policy lets it rise (D14)."""
    return None if may_raise else max(decided_fen - bears_fen, 0)
