"""Doubt about the whole: somebody in every category of hardship pays more than the same person in fewer."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from canteen.core.money import format_yuan
from settlement.core.doubts.axes import AGE, AxisId, axes_of
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.named import Placed
from settlement.core.doubts.people import case_of, in_other_categories
from settlement.core.policy.document import Policy
from settlement.core.policy.terms import (
    AllOf,
    AnyOf,
    Category,
    CategoryLevel,
    Condition,
    Fixed,
    Leaf,
    Not,
    leaves,
)
from settlement.core.shares import Split
from settlement.core.split import split

_CATEGORY: Final[AxisId] = ("category",)
_MOST_SPLITS: Final = 200
_MOST_STEPS: Final = 10_000  # layers, tiers and plain conditions, times splits
_EXPLAINED: Final = frozenset(("gives-less", "pays-more", "shadowed"))

Named = frozenset[tuple[str, str]]  # (category, level)


def look_at_the_poorest(search: Search, own: Placed) -> None:
    """Split the same meals for people who differ in nothing but categories, as many as there is time for.

    Only categories that the document nowhere holds against anybody; and nothing is said where a doubt about a list
    says it already.
    """
    policy = search.policy
    every = _hardships(policy)
    if not every or any(doubt.code in _EXPLAINED for doubt in search.found):
        return
    kinds = sorted({kind for layer in policy.layers for kind in layer.lines}) or ["set"]
    fewer: list[Named] = [frozenset(), *(frozenset((one,)) for one in sorted(every)[: len(every) * (len(every) > 1)])]
    steps = 1 + sum(1 + len(layer.tiers) for layer in policy.layers) + sum(map(len, map(leaves, policy.conditions())))
    most = min(_MOST_SPLITS, _MOST_STEPS // steps)
    del fewer[max(1, most - 1) :]
    for person in islice(_people(search), max(1, most // (len(fewer) + 1))):
        poorest = {**person, _CATEGORY: every}
        case = case_of(policy, poorest, kinds)
        hers = split(policy, case)
        for some in fewer:
            beside = in_other_categories(case, some)
            other = split(policy, beside)
            if other.elder_fen < hers.elder_fen:
                said = {"poorer": format_yuan(hers.elder_fen), "other": format_yuan(other.elder_fen)}
                search.write(_where(own, hers, other), "poorer-pays-more", poorest, case, beside, **said)
                return


def _hardships(policy: Policy) -> Named:
    """Every category that is asked for, at the first level asked for, and never asked against."""
    wanted: dict[str, str] = {}
    against: set[str] = set()
    for condition in policy.conditions():
        for leaf, holds in _signed(condition, holds=True):
            for name, level in _names(leaf):
                if holds:
                    wanted.setdefault(name, level)
                else:
                    against.add(name)
    refused = [exclusion.when for exclusion in policy.exclusions]
    refused += [tier.when for layer in policy.layers for tier in layer.tiers if tier.when and tier.formula == Fixed(0)]
    against |= {name for when in refused for leaf in leaves(when) for name, _ in _names(leaf)}
    return frozenset((name, level) for name, level in wanted.items() if name not in against)


def _names(leaf: Leaf) -> list[tuple[str, str]]:
    match leaf:
        case Category(any_of):
            return [(name, "") for name in any_of]
        case CategoryLevel(category, any_of):
            return [(category, any_of[0])]
    return []


def _signed(condition: Condition, *, holds: bool) -> Iterator[tuple[Leaf, bool]]:
    """Every plain condition, with whether it is asked for or against."""
    match condition:
        case Not(part):
            yield from _signed(part, holds=not holds)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _signed(part, holds=holds)
        case _:
            yield condition, holds


def _people(search: Search) -> Iterator[Mapping[AxisId, object]]:
    """Everybody of each age with one thing about her or her meal as it is asked about, and all else plain."""
    asked = (leaf for condition in search.policy.conditions() for leaf in leaves(condition))
    axes = [axis for axis in axes_of(asked, search.levels) if axis.id != _CATEGORY]
    ages = next((axis.values for axis in axes if axis.id == AGE), ())
    plain: list[dict[AxisId, object]] = [{AGE: age} for age in ages] or [{}]
    yield from plain
    for axis in axes:
        if axis.id != AGE:
            for value in axis.values:
                yield from (person | {axis.id: value} for person in plain)


def _where(own: Placed, hers: Split, other: Split) -> str:
    """The layer that gives her less than the other, by most; or the elder's own part."""
    less = [(_of_layer(other, layer.id) - _of_layer(hers, layer.id), path) for path, layer in own]
    most, path = max(less, key=lambda pair: pair[0], default=(0, ""))
    return path if most > 0 else "elder"


def _of_layer(answer: Split, layer: str) -> int:
    return sum(share.fen for share in answer.shares if share.layer == layer)
