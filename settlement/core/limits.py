"""Limits: which are used up in the periods of a meal, and which ordinal its claim takes (D8)."""

from collections.abc import Collection, Sequence
from itertools import count

from settlement.core.case import Case, period_of
from settlement.core.policy.values import Limit
from settlement.core.shares import ClaimUse


def spent(limits: Sequence[Limit], case: Case) -> set[str]:
    """The limits that have no free ordinal left in the periods of this meal."""
    if not case.used:
        return set()
    return {limit.id for limit in limits if len(_ordinals(limit, case)) >= limit.count}


def _ordinals(limit: Limit, case: Case) -> Collection[int]:
    return case.used.get((limit.id, period_of(limit.per, case.service_on, case.sitting)), ())


def claim(limit: Limit, case: Case) -> ClaimUse:
    """Use the lowest ordinal that no live claim has: a voided claim leaves a gap, and counting on would collide."""
    used = _ordinals(limit, case)
    free = next(ordinal for ordinal in count(1) if ordinal not in used)
    return ClaimUse(limit.id, period_of(limit.per, case.service_on, case.sitting), free)
