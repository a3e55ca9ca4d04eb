"""Meals of who is no elder: a guest pays the whole price, and a canteen bears what its own people eat."""

from collections.abc import Sequence
from typing import Final

from settlement.core.case import Line
from settlement.core.shares import Reason, Share, Split

GUEST: Final = "guest"
STAFF: Final = "staff"
OUTSIDERS: Final = (GUEST, STAFF)


def outsider_split(eater: str, lines: Sequence[Line]) -> Split:
    """Put the whole price on the one who bears it; no policy speaks of them, no fund is drawn, no limit is used."""
    if eater not in OUTSIDERS:
        raise ValueError(f"no outsider {eater!r}")
    reason = Reason(f"{eater}-meal", eater)
    shares = tuple(Share(eater, eater, at, line.fen, reason) for at, line in enumerate(lines) if line.fen)
    return Split(shares, 0, (), {}, 0, ())
