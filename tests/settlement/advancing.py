"""Lunches of visitors: what one fund pays is owed to it by another, as their policy would say (D9)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from settlement.core import redecision
from settlement.core.case import Case
from settlement.core.policy import Policy
from settlement.core.shares import Advance, Split
from settlement.core.split import split
from settlement.operations import settle


@contextmanager
def visitors(by: str = "charity", owed_by: str = "town") -> Iterator[None]:
    """Everybody who eats meanwhile is at home in a place whose fund owes what the fund of this one pays."""

    def asking(policy: Policy, case: Case) -> Split:
        decided = split(policy, case)
        fen = decided.draws.get(by, 0)
        return replace(decided, advances=(Advance(by, owed_by, fen),) if fen else ())

    rooms = [vars(settle), vars(redecision)]
    before = [room["split"] for room in rooms]
    for room in rooms:
        room["split"] = asking
    try:
        yield
    finally:
        for room, one in zip(rooms, before, strict=True):
            room["split"] = one
