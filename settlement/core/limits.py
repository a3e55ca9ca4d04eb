"""Limits: which are used up in the periods of a meal, what sums still hold, which ordinal a claim takes (D8)."""

from collections.abc import Collection, Sequence
from typing import Final

from settlement.core.case import Case, next_ordinal, period_of, seat, uses
from settlement.core.policy.values import Limit
from settlement.core.shares import ClaimUse

_NONE: Final[frozenset[str]] = frozenset()


def spent(limits: Sequence[Limit], case: Case) -> Collection[str]:
    """The limits that have no free ordinal, or no fen, left in the periods of this meal."""
    if not case.used and not case.seats:
        return _NONE
    return {limit.id for limit in limits if _is_spent(limit, case)}


def _is_spent(limit: Limit, case: Case) -> bool:
    if limit.count is not None:
        own = seat(case, limit.id, limit.per)  # beyond the count where every meal is counted, whoever pays
        if own[0] > limit.count if own else len(uses(case, limit.id, limit.per)) >= limit.count:
            return True
    return limit.sum_fen is not None and not _room(limit, limit.sum_fen, case)


def rooms(sums: Sequence[Limit], case: Case) -> dict[str, int]:
    """What the limits that count fen still hold in the periods of this meal; never below nothing."""
    return {limit.id: _room(limit, limit.sum_fen or 0, case) for limit in sums}


def _room(limit: Limit, sum_fen: int, case: Case) -> int:
    """What others leave, and never less than what the meal holds itself: by another document they may hold more."""
    _, own_fen = seat(case, limit.id, limit.per) or (0, 0)
    return max(min(own_fen, sum_fen), sum_fen - sum(uses(case, limit.id, limit.per).values()))


def claim(limit: Limit, case: Case, fen: int) -> ClaimUse:
    """Use the meal's own ordinal of a limit, else the lowest free one, for so many fen where it counts them."""
    period = period_of(limit.per, case.service_on, case.sitting)
    return ClaimUse(limit.id, period, next_ordinal(case, limit.id, limit.per), fen)
