"""Limits: which are used up in the periods of a meal, what sums still hold, which ordinal a claim takes (D8)."""

from collections.abc import Collection, Sequence
from typing import Final

from settlement.core.case import Case, next_ordinal, period_of, uses
from settlement.core.policy.values import Limit
from settlement.core.shares import ClaimUse

_NONE: Final[frozenset[str]] = frozenset()


def spent(limits: Sequence[Limit], case: Case) -> Collection[str]:
    """The limits that have no free ordinal, or no fen, left in the periods of this meal."""
    if not case.used:
        return _NONE
    return {limit.id for limit in limits if _is_spent(limit, case)}


def _is_spent(limit: Limit, case: Case) -> bool:
    used = uses(case, limit.id, limit.per)
    if limit.count is not None and len(used) >= limit.count:
        return True
    return limit.sum_fen is not None and sum(used.values()) >= limit.sum_fen


def rooms(sums: Sequence[Limit], case: Case) -> dict[str, int]:
    """What the limits that count fen still hold in the periods of this meal; never below nothing."""
    return {limit.id: max(0, (limit.sum_fen or 0) - sum(uses(case, limit.id, limit.per).values())) for limit in sums}


def claim(limit: Limit, case: Case, fen: int) -> ClaimUse:
    """Use the lowest free ordinal of a limit, for so many fen where it counts them."""
    period = period_of(limit.per, case.service_on, case.sitting)
    return ClaimUse(limit.id, period, next_ordinal(case, limit.id, limit.per), fen)
