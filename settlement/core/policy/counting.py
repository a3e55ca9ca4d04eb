"""Formulas compiled into functions: how many fen a layer asks for, and why."""

from collections.abc import Callable
from typing import Protocol, assert_never

from settlement.core.policy.terms import (
    WHOLE_BASIS_POINTS,
    DownTo,
    Fixed,
    Formula,
    Highest,
    Lowest,
    Percent,
    Sum,
)
from settlement.core.shares import Numbers, Reason


class Paper(Protocol):
    """What a formula may look at beside price and rest: what layers before have taken."""

    took: dict[str, int]

    def discounted(self, lines: int) -> int:
        """The price of a set of lines after the discounts so far, in fen."""


Counted = tuple[int, Reason]  # fen a formula asks for, never negative but perhaps more than is left
Count = Callable[[int, int, Paper], Counted]  # price and what is left of it, of the layer's lines


def count_of(formula: Formula, layer: str, tier: int | None, lines: int) -> Count:
    """Compile a formula of a layer; `lines` is the number of its set of lines."""
    match formula:
        case Fixed(fen):
            fixed = (fen, Reason("fixed", layer, tier, (("fixed_fen", fen),)))
            return lambda price, left, paper: fixed
        case DownTo(Fixed(fen)):
            down = Reason("down-to", layer, tier, (("down_to_fen", fen),))
            return lambda price, left, paper: (left - fen if left > fen else 0, down)
        case DownTo(part):
            return _down_to(count_of(part, layer, tier, lines), layer, tier)
        case Percent():
            return _percent(formula, layer, tier, lines)
        case Lowest(parts):
            return _best(tuple(count_of(part, layer, tier, lines) for part in parts), min)
        case Highest(parts):
            return _best(tuple(count_of(part, layer, tier, lines) for part in parts), max)
        case Sum(parts):
            return _sum(tuple(count_of(part, layer, tier, lines) for part in parts), layer, tier)
    assert_never(formula)


def fen_over(formula: Formula, price: int) -> int:
    """What a formula over the price alone comes to, in fen: an end of the elder's band."""
    return count_of(formula, "", None, 0)(price, price, _NO_PAPER)[0]


class _Blank:
    """Nothing was taken yet."""

    def __init__(self) -> None:
        self.took: dict[str, int] = {}

    def discounted(self, lines: int) -> int:
        raise AssertionError("a formula over the price alone asks for no discount")


_NO_PAPER = _Blank()


def _percent(formula: Percent, layer: str, tier: int | None, lines: int) -> Count:
    parts, of, other = formula.parts, formula.of, formula.layer
    above, up_to = formula.above_fen, formula.up_to_fen
    step = formula.whole * formula.to_fen
    # added before dividing down: nothing, half a step, or all but the least part of one
    lift = {"down": 0, "half_up": step // 2, "up": step - 1}[formula.rounding]
    code = f"percent-of-{of}" if formula.whole == WHOLE_BASIS_POINTS else f"part-of-{of}"
    told: Numbers = (
        (("basis_points", parts),)
        if formula.whole == WHOLE_BASIS_POINTS
        else (("parts", parts), ("whole", formula.whole))
    )
    limits: Numbers = (
        *((("above_fen", above),) if above else ()),
        *((("up_to_fen", up_to),) if up_to is not None else ()),
    )

    def count(price: int, left: int, paper: Paper) -> Counted:
        if of == "price":
            base = price
        elif of == "left":
            base = left
        elif of == "discounted":
            base = paper.discounted(lines)
        else:
            base = paper.took.get(other, 0)
        counted = base
        if up_to is not None and counted > up_to:
            counted = up_to
        counted = counted - above if counted > above else 0
        fen = (counted * parts + lift) // step * formula.to_fen
        return fen, Reason(code, layer, tier, (*told, ("base_fen", base), *limits))

    return count


def _down_to(keeps: Count, layer: str, tier: int | None) -> Count:
    def count(price: int, left: int, paper: Paper) -> Counted:
        fen = keeps(price, left, paper)[0]
        return max(0, left - fen), Reason("down-to", layer, tier, (("down_to_fen", fen),))

    return count


def _best(counts: tuple[Count, ...], choose: Callable[..., Counted]) -> Count:
    # min and max keep the first of equals, so the order of the document breaks ties
    return lambda price, left, paper: choose((count(price, left, paper) for count in counts), key=_fen)


def _sum(counts: tuple[Count, ...], layer: str, tier: int | None) -> Count:
    def count(price: int, left: int, paper: Paper) -> Counted:
        parts = [one(price, left, paper)[0] for one in counts]
        return sum(parts), Reason("sum", layer, tier, tuple((f"part_{n}_fen", fen) for n, fen in enumerate(parts, 1)))

    return count


def _fen(counted: Counted) -> int:
    return counted[0]
