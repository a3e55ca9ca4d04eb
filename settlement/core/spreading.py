"""Sums laid over the lines of an order: each bears in proportion, and the order of the lines decides nothing."""

from collections.abc import Sequence

from canteen.core.money import apportion
from settlement.core.case import LINE_KINDS, Line

Parts = list[tuple[int, int]]  # (line, fen > 0), each line at most once, by line


def total(parts: Parts) -> int:
    """Fen of parts together."""
    return sum([fen for _, fen in parts])


def spread(fen: int, over: Parts, lines: Sequence[Line]) -> Parts:
    """Lay `fen` over parts in proportion to them, on none more than it is; of more than all of them, all.

    The odd fen go by largest remainder, of equals by kind and to the dearer line, never by who was rung up first.
    """
    if fen >= total(over):
        return over
    if len(over) == 1:
        return [(over[0][0], fen)] if fen else []
    ranked = sorted(over, key=lambda part: _rank(lines[part[0]]))
    found = zip(ranked, apportion(fen, [part for _, part in ranked]), strict=True)
    return sorted([(at, part) for (at, _), part in found if part])


def divided(over: Parts, fen: int, lines: Sequence[Line]) -> tuple[Parts, Parts]:
    """Divide parts into `fen` of them and the rest."""
    first = spread(fen, over, lines)
    borne = dict(first)
    return first, [(at, part - borne.get(at, 0)) for at, part in over if part > borne.get(at, 0)]


def _rank(line: Line) -> tuple[int, int]:
    return LINE_KINDS.index(line.kind), -line.fen
