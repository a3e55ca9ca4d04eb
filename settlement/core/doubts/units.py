"""Doubts about numbers in conditions that look like another unit, or a digit short: kilometres for metres, 6 for 60."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

from settlement.core.doubts.doubt import Search
from settlement.core.doubts.listed import kinds_of_lines
from settlement.core.doubts.named import Placed, placed_conditions
from settlement.core.doubts.shown import Shows
from settlement.core.policy.terms import Age, Condition, Distance, Leaf, leaves

_NEAR_M: Final = 100  # nobody draws a line so near to a canteen, and nobody as many kilometres away
_CHILD: Final = 15  # an elder's age without its second digit is less than this
_ELDER: Final = 50  # what ends below this is for children or for the young, and says so


class Asked(NamedTuple):
    """A condition with its path, what must hold beside it, each in one of several ways, and what somebody shows."""

    path: str
    when: Condition
    beside: Sequence[Sequence[Condition | None]] = ([],)
    kinds: tuple[str, ...] = ("set",)
    shows: Shows | None = None


def look_at_units(search: Search, own: Placed) -> None:
    """Distances of a few metres, and ages of children from which on elders come under a condition as well.

    Of an age nothing is said where the document has something for those below it: it is for children and for others.
    """
    ends = {leaf.below for when in search.policy.conditions() for leaf in leaves(when) if isinstance(leaf, Age)}
    for asked in _asked(search, own):
        for leaf in dict.fromkeys(leaves(asked.when)):
            match leaf:
                case Distance(from_, below) if 0 < from_ < _NEAR_M or below < _NEAR_M:
                    near = Distance(from_ or below - 1, (from_ or below - 1) + 1)
                    _tell(search, asked, near, "metres-few", metres=from_ or below)
                case Age(from_, below) if 0 < from_ <= _CHILD and below > _ELDER and from_ not in ends:
                    _tell(search, asked, replace(leaf, below=from_ + 1), "age-short", age=from_)


def _asked(search: Search, own: Placed) -> Iterator[Asked]:
    for path, layer in own:
        kinds, shows = kinds_of_lines(layer.lines), partial(search.part.is_for, layer)
        if layer.when is not None:
            yield Asked(f"{path}.when", layer.when, [[tier.when] for tier in layer.tiers], kinds, shows)
        for index, tier in enumerate(layer.tiers):
            if tier.when is not None:
                yield Asked(f"{path}.tiers[{index}].when", tier.when, [[layer.when]], kinds, shows)
    for path, when in placed_conditions(search.policy, ()):
        if path:
            yield Asked(path, when)


def _tell(search: Search, asked: Asked, leaf: Leaf, code: str, **names: int) -> None:
    """Doubt a condition if it holds where a plain one does, just inside the bound in question."""
    people = (one for some in asked.beside for one in search.plainest([leaf, asked.when, *some], most=1))
    search.tell(asked.path, code, people, asked.kinds, asked.shows, **names)
