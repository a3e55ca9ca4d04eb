"""Doubt about shares of several payers that come to more than the whole: of the price, or of a sum they share."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Final, NamedTuple

from canteen.core.money import format_yuan
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.listed import kinds_of_lines
from settlement.core.doubts.parts import percent_of
from settlement.core.doubts.people import case_of
from settlement.core.doubts.shown import reason_of_layer, took_part
from settlement.core.doubts.space import Person, Space
from settlement.core.policy.terms import Formula, Percent, Sum
from settlement.core.policy.values import Layer, Title
from settlement.core.shares import Split
from settlement.core.split import split

_SHOWN: Final = 4
_MOST_TRIES: Final = 20  # each is a split
_MOST_SUMS: Final = 100  # different ones; of more no word is said

Sums = dict[Fraction, int]  # what the shares of some people come to → who they are, in a space


class Base(NamedTuple):
    """What shares are of: the price of some lines, or the part of it above so many fen and up to so many."""

    lines: frozenset[str]
    above: int
    up_to: int | None


def look_at_wholes(search: Search) -> None:
    """Say of the last share of a base that with those before it there is more than the whole, of one base once.

    Payers who share a sum share it for everybody. Of shares of the price somebody may well come under several that are
    more than the price together; one that can be had in full by nobody is doubted.
    """
    layers = search.policy.layers
    bases = dict.fromkeys(base for layer in layers for tier in layer.tiers for base in _bases(layer, tier.formula))
    for base in bases:
        some = [layer for layer in layers if _most(layer, base)]
        if len(some) > 1 and sum(_most(layer, base) for layer in some) > 1:
            _look_at(search, base, some)


def _look_at(search: Search, base: Base, layers: Sequence[Layer]) -> None:
    space = search.space(*(when for layer in layers for when in (layer.when, *(tier.when for tier in layer.tiers))))
    sums = None if space is None else _sums(space, base, layers)
    if space is None or sums is None:
        return
    for layer, tier, person in islice(_people(space, sums, base, layers), _MOST_TRIES):
        case = case_of(search.policy, person, kinds_of_lines(base.lines))
        total = _total(split(search.policy, case), base, layers)
        if total > 1:
            at = f"{layer.path}.tiers[{tier}].formula" if layer.tiered else f"{layer.path}.formula"
            said = {"percent": percent_of(total), "what": _words(base)}
            if search.write(at, "more-than-whole", person, case, None, **said):
                return


def _people(space: Space, sums: Sums, base: Base, layers: Sequence[Layer]) -> Iterator[tuple[Layer, int, Person]]:
    """Who comes under too many shares, each with the last of the document's own layers that adds one of them."""
    over = 0
    for total, people in sums.items():
        over |= people if total > 1 else 0
    for layer, tier, people in _counting(space, base, layers):
        some = people & over
        if not layer.included and (base.up_to is not None or some == people):
            yield from ((layer, tier, person) for person in space.people(some, _SHOWN))


def _counting(space: Space, base: Base, layers: Sequence[Layer]) -> Iterator[tuple[Layer, int, int]]:
    """Each tier with a share of a base and whom it is for, the last one first."""
    for layer in reversed(layers):
        inside = space.holds(layer.when)
        found = []
        for index, tier in enumerate(layer.tiers):
            people = inside & space.holds(tier.when)
            inside &= ~people
            if people and _share(layer, tier.formula, base):
                found.append((layer, index, people))
        yield from reversed(found)


def _sums(space: Space, base: Base, layers: Sequence[Layer]) -> Sums | None:
    """What the shares of everybody come to, as if the first tier that holds were hers; None of too many sums."""
    sums: Sums = {Fraction(0): space.everybody}
    for layer in layers:
        found: Sums = {}
        for total, everybody in sums.items():
            rest = everybody & ~space.holds(layer.when)
            found[total] = found.get(total, 0) | rest
            left = everybody & ~rest
            for tier in layer.tiers:
                people = left & space.holds(tier.when)
                left &= ~people
                more = total + _share(layer, tier.formula, base)
                found[more] = found.get(more, 0) | people
            found[total] |= left
        sums = {total: people for total, people in found.items() if people}
        if len(sums) > _MOST_SUMS:
            return None
    return sums


def _total(answer: Split, base: Base, layers: Sequence[Layer]) -> Fraction:
    """What the shares of somebody come to at a meal."""
    total = Fraction(0)
    for layer in layers:
        reason = reason_of_layer(answer, layer.id)
        if reason is not None and took_part(answer, layer.id):
            total += _share(layer, layer.tiers[reason.tier or 0].formula, base)
    return total


def _most(layer: Layer, base: Base) -> Fraction:
    return max(_share(layer, tier.formula, base) for tier in layer.tiers)


def _share(layer: Layer, formula: Formula, base: Base) -> Fraction:
    """The share of a base that a formula of a layer adds; all of it is another way to say that the meal is free."""
    shares = (Fraction(one.parts, one.whole) for one in _added(formula) if _base(layer, one) == base)
    return sum((share for share in shares if share < 1), Fraction(0))


def _bases(layer: Layer, formula: Formula) -> Iterator[Base]:
    return (_base(layer, one) for one in _added(formula))


def _base(layer: Layer, share: Percent) -> Base:
    return Base(layer.lines, share.above_fen, share.up_to_fen)


def _added(formula: Formula) -> Iterator[Percent]:
    """The shares of the price that add up in a formula."""
    if isinstance(formula, Percent) and formula.of == "price":
        yield formula
    elif isinstance(formula, Sum):
        for part in formula.parts:
            yield from _added(part)


def _words(base: Base) -> Title:
    if base.up_to is not None:
        end = format_yuan(base.up_to)
        start = format_yuan(base.above)
        if base.above:
            return Title(f"餐价 {start} 元至 {end} 元的部分", f"the price between {start} and {end} yuan")
        return Title(f"餐价的前 {end} 元", f"the first {end} yuan of the price")
    if base.above:
        start = format_yuan(base.above)
        return Title(f"餐价超过 {start} 元的部分", f"the price above {start} yuan")
    return Title("餐价", "the price")
