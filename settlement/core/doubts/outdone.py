"""Outdone: whether a formula gives no less than another one at every price, whatever the layers before have taken."""

from dataclasses import replace
from typing import Final

from settlement.core.policy.counting import fen_over
from settlement.core.policy.terms import DownTo, Fixed, Formula, Highest, Lowest, Percent, Sum

# What a share is of, and how it is rounded, in ascending order: what is left is never more than the discounted price.
_BASES: Final = ("left", "discounted", "price")
_ROUNDINGS: Final = ("down", "half_up", "up")


def outdoes(formula: Formula, other: Formula, *, earlier: bool) -> bool:
    """Whether a tier is never counted beside another of the same layer, of which the one that gives most counts.

    `earlier`: the tier with `formula` stands before it, and so wins where both give the same.
    """
    return gives_no_less(formula, other) and (earlier or not gives_no_less(other, formula))


def gives_no_less(formula: Formula, other: Formula) -> bool:
    """Whether one formula surely gives as much as another or more, at every price; false where that is not certain."""
    most = most_fen(other)
    if formula == other or most == 0 or takes_all(formula):
        return True
    if _inside(formula, other):
        return True
    match formula, other:
        case (Fixed(fen), _) if most is not None:
            return fen >= most
        case DownTo(Fixed(fen)), DownTo(Fixed(other_fen)):
            return fen <= other_fen
        case Percent(), Percent():
            return _no_smaller_share(formula, other)
    return False


def most_fen(formula: Formula) -> int | None:
    """What a formula gives at most, at whatever price; None where it grows with the price."""
    match formula:
        case Fixed(fen):
            return fen
        case DownTo():
            return None
        case Percent(parts=parts, up_to_fen=up_to):
            if parts == 0:
                return 0
            return None if up_to is None else fen_over(replace(formula, of="price", layer=""), up_to)
        case Lowest(parts):
            return min((fen for fen in map(most_fen, parts) if fen is not None), default=None)
        case Highest(parts):
            return max(most_fen(part) or 0 for part in parts) if _all_end(parts) else None
        case Sum(parts):
            return sum(most_fen(part) or 0 for part in parts) if _all_end(parts) else None


def _all_end(parts: tuple[Formula, ...]) -> bool:
    return all(most_fen(part) is not None for part in parts)


def _inside(formula: Formula, other: Formula) -> bool:
    """What follows of the parts of either: the lowest is no more than each of them, the highest and the sum no less."""
    if isinstance(formula, Highest | Sum) and any(gives_no_less(part, other) for part in formula.parts):
        return True
    if isinstance(formula, Lowest) and all(gives_no_less(part, other) for part in formula.parts):
        return True
    if isinstance(other, Lowest) and any(gives_no_less(formula, part) for part in other.parts):
        return True
    return isinstance(other, Highest) and all(gives_no_less(formula, part) for part in other.parts)


def takes_all(formula: Formula) -> bool:
    """Whether a formula takes everything that is left, or more."""
    match formula:
        case DownTo(part):
            return most_fen(part) == 0
        case Percent(parts, of, whole=whole, to_fen=to_fen, above_fen=above, up_to_fen=up_to):
            return parts == whole and of in _BASES and to_fen == 1 and above == 0 and up_to is None
    return False


def _no_smaller_share(one: Percent, other: Percent) -> bool:
    """Of the same base or a larger one no smaller a share of no smaller a part, rounded alike or further up."""
    same_layer = one.of == other.of == "layer" and one.layer == other.layer
    larger = one.of in _BASES and other.of in _BASES and _BASES.index(one.of) >= _BASES.index(other.of)
    return (
        (same_layer or larger)
        and one.parts * other.whole >= other.parts * one.whole
        and one.to_fen == other.to_fen
        and _ROUNDINGS.index(one.rounding) >= _ROUNDINGS.index(other.rounding)
        and one.above_fen <= other.above_fen
        and (one.up_to_fen is None or (other.up_to_fen is not None and one.up_to_fen >= other.up_to_fen))
    )
