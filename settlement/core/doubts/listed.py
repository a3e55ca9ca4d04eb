"""Doubts about lists: tiers and bands that are never reached, that give less than a later one."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from settlement.core.case import LINE_KINDS
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.gaps import look_at_gaps
from settlement.core.doubts.outdone import outdoes
from settlement.core.doubts.space import Person, Space
from settlement.core.policy.terms import (
    Condition,
    DownTo,
    Fixed,
    Formula,
    Highest,
    Lowest,
    Percent,
    Sum,
)
from settlement.core.policy.values import Band, Layer

PRICES: Final = (800, 1000, 1200, 1500, 2000)  # fen; what a meal costs, to say which formula gives more
_SHOWN: Final = 4
_NOTHING: Final = Fixed(0)


class Listed(NamedTuple):
    """Items of which the first that holds counts, among some people."""

    space: Space
    inside: int
    here: tuple[int, ...]  # for whom each item holds
    got: tuple[int, ...]  # whom each item is for, in order


def listed(space: Space, inside: int, whens: Sequence[Condition | None]) -> Listed:
    """See for whom each item holds and who is left for it."""
    here = tuple(space.holds(when) & inside for when in whens)
    got, taken = [], 0
    for people in here:
        got.append(people & ~taken)
        taken |= people
    return Listed(space, inside, here, tuple(got))


def look_at_layer(search: Search, layer: Layer, path: str) -> None:
    """Look at one layer and its tiers."""
    exclusions = [one.when for one in search.policy.exclusions if one.layers is None or layer.id in one.layers]
    whens = [tier.when for tier in layer.tiers]
    space = search.space(layer.when, *whens, *exclusions)
    if space is None:  # without the exclusions there may be few enough; who is excluded then shows nothing in a split
        exclusions, space = [], search.space(layer.when, *whens)
    if space is None:
        return
    inside = _uncounted(search, space, layer, space.holds(layer.when))
    for when in exclusions:
        inside &= ~space.holds(when)
    kinds = kinds_of_lines(layer.lines)
    if not inside:
        if space.exact:
            at = path if layer.when is None else f"{path}.when"
            near = space.nearest(layer.when, space.everybody)
            search.tell(at, "never", space.people(near, _SHOWN), kinds, search.part.left_out(layer))
        return
    order = sorted(range(len(whens)), key=lambda index: layer.tiers[index].rank or 0)  # as written where none is ranked
    found = listed(space, inside, [whens[index] for index in order])
    if layer.tiered and layer.pick == "highest":
        _look_at_highest(search, layer, path, found)
    elif layer.tiered:
        _look_at_tiers(search, layer, path, found, order)
    at = f"{path}.tiers" if layer.tiered else f"{path}.when"
    look_at_gaps(search, at, found.space, inside, layer.when, whens, kinds, layer)


def look_at_bands(search: Search) -> None:
    """Look at the elder's bands, of which the first that holds is hers."""
    bands = search.policy.bands
    exclusions = [one.when for one in search.policy.exclusions if one.layers is None]
    space = search.space(*(band.when for band in bands), *exclusions)
    if space is None or not bands:
        return
    inside = space.everybody
    for when in exclusions:
        inside &= ~space.holds(when)
    found = listed(space, inside, [band.when for band in bands])
    for index, band in enumerate(bands):
        path, kinds = f"elder[{index}].when", kinds_of_lines(band.lines)
        if not found.got[index]:
            if space.exact:
                code = "shadowed" if found.here[index] else "never"
                search.tell(path, code, _near(found, index, band.when), kinds)
            continue
        for first, people in _both(found, index):
            if _asks_more(bands[first], band) and search.tell(
                path, "pays-more", space.people(people, _SHOWN), kinds, search.part.more_than_by(band), first=first + 1
            ):
                break
    whens = [band.when for band in bands]
    look_at_gaps(search, "elder", space, inside, None, whens, kinds_of_lines(bands[0].lines), None)


def kinds_of_lines(lines: frozenset[str]) -> tuple[str, ...]:
    """The plainest order that a layer or a band pays for."""
    return (next(kind for kind in LINE_KINDS if kind in lines),)


def _uncounted(search: Search, space: Space, layer: Layer, inside: int) -> int:
    """Leave out those who would be the third where a limit of the layer has an end at two."""
    for limit in search.policy.limits:
        if limit.id in layer.limits and limit.count is not None and limit.when is None:
            ordinals = space.values(("nth", limit.id))
            for ordinal, people in zip(ordinals, space.slices(("nth", limit.id)) if ordinals else (), strict=True):
                if ordinal > limit.count:
                    inside &= ~people
    return inside


def _look_at_tiers(search: Search, layer: Layer, path: str, found: Listed, order: Sequence[int]) -> None:
    """Tiers of which the first that holds counts, or the one of the lowest rank."""
    kinds = kinds_of_lines(layer.lines)
    for place, index in enumerate(order):
        tier, at = layer.tiers[index], f"{path}.tiers[{index}]"
        if not found.got[place]:
            if found.space.exact:
                code = "shadowed" if found.here[place] else "never"
                near = _near(found, place, tier.when)
                search.tell(f"{at}.when", code, near, kinds, search.part.not_by(layer, index))
            continue
        if layer.pick == "ranked":
            continue  # whoever ranks tiers has said which of two counts
        for first, people in _both(found, place):
            if layer.tiers[first].formula == _NOTHING or _is_for_later_meals(found, first, place):
                continue  # the second meal of a day at half of it is no slip, nor is who is to have nothing here
            near, less = found.space.people(people, _SHOWN), search.part.less_by(layer, first, than=index)
            if gives_more(tier.formula, layer.tiers[first].formula) and search.tell(
                at, "gives-less", near, kinds, less, first=first + 1
            ):
                break


def _look_at_highest(search: Search, layer: Layer, path: str, found: Listed) -> None:
    """Tiers of which the one that gives most counts: one is never reached where another gives no less at any price."""
    kinds = kinds_of_lines(layer.lines)
    for index, tier in enumerate(layer.tiers):
        at = f"{path}.tiers[{index}].when"
        left = found.here[index]
        if not left:
            if found.space.exact:
                near = _near(found, index, tier.when)
                search.tell(at, "never", near, kinds, search.part.not_by(layer, index))
            continue
        for other, rival in enumerate(layer.tiers):
            if other != index and outdoes(rival.formula, tier.formula, earlier=other < index):
                left &= ~found.here[other]
        if not left and found.space.exact:
            people = found.space.people(found.here[index], _SHOWN)
            search.tell(at, "never-most", people, kinds, search.part.not_by(layer, index))


def _both(found: Listed, index: int) -> Iterator[tuple[int, int]]:
    """Who meets an item and is given an earlier one instead."""
    for first in range(index):
        people = found.here[index] & found.got[first]
        if people:
            yield first, people


def _is_for_later_meals(found: Listed, first: int, index: int) -> bool:
    """Whether an item waits for a later use of some limit, and another one is for the first use too."""
    for axis in found.space.axes:
        if axis.id[0] == "nth" and 1 in axis.values:
            at_first = found.space.slices(axis.id)[axis.values.index(1)]
            if not found.here[first] & at_first and found.here[index] & at_first:
                return True
    return False


def _near(found: Listed, index: int, when: Condition | None) -> Iterator[Person]:
    """Those who meet an item, or as much of it as can be met."""
    people = found.here[index] or found.space.nearest(when, found.inside or found.space.everybody)
    return found.space.people(people, _SHOWN)


def gives_more(formula: Formula, other: Formula) -> bool:
    """Whether a formula gives more than another at every usual price."""
    pairs = [(fen_at(formula, price), fen_at(other, price)) for price in PRICES]
    return all(one is not None and two is not None and one > two for one, two in pairs)


def fen_at(formula: Formula, price: int) -> int | None:
    """What a formula gives of a price of which nothing was taken yet; None where that hangs on another layer."""
    match formula:
        case Fixed(fen):
            return min(fen, price)
        case DownTo(part):
            keeps = fen_at(part, price)
            return None if keeps is None else max(0, price - keeps)
        case Percent():
            if formula.of == "layer":
                return None
            base = price if formula.up_to_fen is None else min(price, formula.up_to_fen)
            return max(0, base - formula.above_fen) * formula.parts // formula.whole
        case Lowest(parts) | Highest(parts) | Sum(parts):
            found = [fen_at(part, price) for part in parts]
            known = [fen for fen in found if fen is not None]
            if len(known) < len(found):
                return None
            if isinstance(formula, Sum):
                return sum(known)
            return min(known) if isinstance(formula, Lowest) else max(known)


def _asks_more(band: Band, other: Band) -> bool:
    """Whether a band lets her pay more than another one of the same lines does, at most."""
    if band.lines != other.lines or not isinstance(other.at_most, Fixed) or not isinstance(other.at_least, Fixed):
        return False
    return band.at_most is None or (isinstance(band.at_most, Fixed) and band.at_most.fen > other.at_most.fen)
