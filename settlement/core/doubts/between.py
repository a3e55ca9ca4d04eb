"""Doubt about ages that lie between two layers: one ends before them, the other begins after them, and none is left."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from settlement.core.case import LINE_KINDS
from settlement.core.doubts.axes import AGE
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.people import case_of
from settlement.core.doubts.shown import took_part
from settlement.core.doubts.space import Person, Space, whens_of, whom
from settlement.core.policy.terms import Age, leaves
from settlement.core.policy.values import Layer
from settlement.core.shares import Split
from settlement.core.split import split

# Children and grown-ups may well be served by two layers of one canteen, with nobody between them who is meant.
_YOUNGEST: Final = 50
_MOST_PAIRS: Final = 40
_MOST_TRIES: Final = 40  # each is three splits
_SHOWN: Final = 4


class Between(NamedTuple):
    """Somebody in neither of two layers, and the ages at which, all else being alike, she would be in either."""

    person: Person
    younger: int
    older: int


def look_at_ages_between(search: Search) -> None:
    """Say of which age somebody pays more than younger and than older people who are alike otherwise, if there is one.

    Only where every layer that is for her is for both of the others as well, and each of them has one more: then her
    age was left out, and is not merely given less. Layers that leave out an age of their own are doubted already.
    """
    told = {
        doubt.path.removesuffix(".tiers").removesuffix(".when") for doubt in search.found if doubt.code == "age-gap"
    }
    layers = [layer for layer in search.policy.layers if _asks_age(layer) and layer.path not in told]
    pairs = (
        (young, old)
        for young in layers
        for old in layers
        if young is not old and young.lines & old.lines and not (young.included and old.included)
    )
    found = (
        (young, old, one) for young, old in islice(pairs, _MOST_PAIRS) for one in _left_between(search, young, old)
    )
    for young, old, one in islice(found, _MOST_TRIES):
        kinds = (next(kind for kind in LINE_KINDS if kind in young.lines & old.lines),)
        case = case_of(search.policy, one.person, kinds)
        hers = split(search.policy, case)
        others = [
            split(search.policy, case_of(search.policy, {**one.person, AGE: age}, kinds))
            for age in (one.younger, one.older)
        ]
        paying = [layer.id for layer in search.policy.layers if kinds[0] in layer.lines]
        if all(_has_more(other, hers, paying) for other in others):
            at = old if not old.included else young
            names = {"age": one.person[AGE], "younger": young.title, "older": old.title}
            search.write(at.path, "age-between", one.person, case, None, **names)
            return


def _asks_age(layer: Layer) -> bool:
    return any(isinstance(leaf, Age) for when in whens_of(layer) for leaf in leaves(when))


def _left_between(search: Search, young: Layer, old: Layer) -> Iterator[Between]:
    """Who is too old for one layer and too young for the other: the plainest of each age, the youngest first."""
    space = search.space(*whens_of(young), *whens_of(old))
    if space is None:
        return
    ages = space.values(AGE)
    here, there = _by_age(space, young), _by_age(space, old)
    for index, age in enumerate(ages):
        left_out = space.everybody if age >= _YOUNGEST else 0
        left_out &= _any(here[:index]) & _any(there[index + 1 :]) & ~here[index] & ~there[index]
        # everybody's place is that of the lowest age here, so the lowest slice alone counts
        left_out &= space.slices(AGE)[0]
        for person in space.people(left_out, _SHOWN):
            alike = space.bit(person)
            younger = next(at for at in reversed(range(index)) if here[at] & alike)
            older = next(at for at in range(index + 1, len(ages)) if there[at] & alike)
            yield Between({**person, AGE: age}, ages[younger], ages[older])


def _by_age(space: Space, layer: Layer) -> list[int]:
    """Whom a layer is for at each age, as people of the lowest one: the same people otherwise have the same place."""
    covered = whom(space, layer)
    return [(covered & people) >> space.shift(AGE) * index for index, people in enumerate(space.slices(AGE))]


def _any(many: list[int]) -> int:
    found = 0
    for people in many:
        found |= people
    return found


def _has_more(other: Split, hers: Split, layers: Sequence[str]) -> bool:
    """Whether somebody pays less, and is in all layers that she is in and in one more."""
    in_hers = {layer for layer in layers if took_part(hers, layer)}
    in_others = {layer for layer in layers if took_part(other, layer)}
    return in_hers < in_others and other.elder_fen < hers.elder_fen
