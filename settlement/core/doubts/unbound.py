"""Doubt about limits by age that leave an age out: who is so old may come as often as she likes."""

from collections.abc import Iterator, Sequence
from typing import Final

from settlement.core.case import Case
from settlement.core.doubts.axes import AGE
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.listed import kinds_of_lines
from settlement.core.doubts.space import Person, whens_of, whom
from settlement.core.policy.terms import Age, leaves
from settlement.core.policy.values import Layer, Limit

_SHOWN: Final = 4


def look_at_unbound(search: Search) -> None:
    """Say of limits of one period that bind some of the younger and some of the older, and nobody of an age between."""
    limits = search.policy.limits
    for per in dict.fromkeys(limit.per for limit in limits if _asks_age(limit)):
        for layer in search.policy.layers:
            some = [limit for limit in limits if limit.per == per and limit.id in layer.limits]
            if any(not limit.included for limit in some) and _look_at_layer(search, layer, some):
                break


def _asks_age(limit: Limit) -> bool:
    return any(isinstance(leaf, Age) for leaf in leaves(limit.when))


def _look_at_layer(search: Search, layer: Layer, limits: Sequence[Limit]) -> bool:
    if not any(_asks_age(limit) for limit in limits):
        return False

    def shows(case: Case) -> bool:
        return search.part.is_for(layer, case)

    kinds, said = kinds_of_lines(layer.lines), {"layer": layer.title}
    people = _left_out(search, layer, limits)
    return any(search.tell("limits", "age-unbound", [one], kinds, shows, age=one[AGE], **said) for one in people)


def _left_out(search: Search, layer: Layer, limits: Sequence[Limit]) -> Iterator[Person]:
    """Whom no limit binds, while one binds somebody younger and one somebody older who are alike otherwise."""
    space = search.space(*whens_of(layer), *(limit.when for limit in limits))
    if space is None:
        return
    inside, bound = whom(space, layer), 0
    for limit in limits:
        bound |= space.holds(limit.when)
    step, slices = space.shift(AGE), space.slices(AGE)
    here = [(inside & bound & people) >> step * index for index, people in enumerate(slices)]
    free = [(inside & ~bound & people) >> step * index for index, people in enumerate(slices)]
    for index in range(len(slices)):
        younger = older = 0
        for one in here[:index]:
            younger |= one
        for one in here[index + 1 :]:
            older |= one
        yield from space.people((free[index] & younger & older) << step * index, _SHOWN)
