"""Doubts about ages left out: people who are far too young have a part, because one condition asks for no age."""

from typing import Final

from settlement.core.case import Case
from settlement.core.doubts.axes import AGE, AxisId
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.listed import kinds_of_lines
from settlement.core.doubts.named import Placed
from settlement.core.doubts.shown import Shows, of_tier, reason_of_layer, took_part
from settlement.core.doubts.space import Space, whens_of, whom
from settlement.core.policy.terms import Age, Leaf, leaves
from settlement.core.policy.values import CANTEEN, Layer
from settlement.core.split import split

YOUNG: Final = 30  # shown as an example: too young for every notice about elders
ELDERLY: Final = 50  # a document that asks for a lower age speaks of the young as well
_DELIVERY: Final = "delivery"
_CATEGORY: Final[AxisId] = ("category",)
_SHOWN: Final = 4


def look_at_the_young(search: Search, own: Placed) -> None:
    """Layers of funds in which the young have a part; a canteen may give of its own to whom it will."""
    funded = [layer for layer in search.policy.layers if layer.payer.name != CANTEEN]
    for path, layer in own:
        if layer.payer.name == CANTEEN:
            continue
        ages = ages_asked(layer)
        if ages:
            _look_at_categories(search, path, layer, ages)
        elif layer.lines == {_DELIVERY}:
            _look_at_ageless(search, path, layer, [one for one in funded if one is not layer])


def ages_asked(layer: Layer) -> frozenset[Leaf]:
    """The conditions on age of a layer and its tiers."""
    return frozenset(leaf for when in whens_of(layer) for leaf in leaves(when) if isinstance(leaf, Age))


def first_age(ages: frozenset[Leaf]) -> int | None:
    """The youngest age asked for, where nobody is asked for who is no elder; None otherwise."""
    asked = [leaf.from_ for leaf in ages if isinstance(leaf, Age)]
    return min(asked) if asked and min(asked) >= ELDERLY else None


def _look_at_categories(search: Search, path: str, layer: Layer, ages: frozenset[Leaf]) -> None:
    """Tiers and alternatives that ask for a category and no age, beside those that ask for one."""
    first, space = first_age(ages), search.space(*whens_of(layer))
    if first is None or space is None or not space.values(_CATEGORY):
        return
    left = _only_in_categories(space, whom(space, layer) & space.slices(AGE)[0])
    kinds = kinds_of_lines(layer.lines)
    for index, tier in enumerate(layer.tiers):
        people = ({**one, AGE: YOUNG} for one in space.people(left & space.holds(tier.when), _SHOWN))
        at = f"{path}.tiers[{index}].when" if layer.tiered else f"{path}.when"
        search.tell(at, "young-too", people, kinds, _by_categories_alone(search, layer, index), age=first)


def _only_in_categories(space: Space, covered: int) -> int:
    """Who of them would not be among them, all else alike, were she in no category."""
    step, slices = space.shift(_CATEGORY), space.slices(_CATEGORY)
    found = 0
    for index, people in enumerate(slices):
        found |= ((covered & people) >> step * index & ~covered & slices[0]) << step * index
    return found


def _by_categories_alone(search: Search, layer: Layer, index: int) -> Shows:
    def shows(case: Case) -> bool:
        hers = split(search.policy, case)
        return took_part(hers, layer.id) and of_tier(reason_of_layer(hers, layer.id), layer, index)

    return shows


def _look_at_ageless(search: Search, path: str, layer: Layer, others: list[Layer]) -> None:
    """What is brought, to people of whatever age, where all other funds ask for one."""
    firsts = [first_age(ages_asked(one)) for one in others]
    if not firsts or None in firsts:
        return

    def shows(case: Case) -> bool:
        hers = split(search.policy, case)
        return took_part(hers, layer.id) and not any(took_part(hers, one.id) for one in others)

    first = min(first for first in firsts if first is not None)
    for tier in layer.tiers:
        people = ({**one, AGE: YOUNG} for one in search.plainest([layer.when, tier.when]))
        if search.tell(path, "ageless", people, sorted(layer.lines), shows, age=first):
            return
