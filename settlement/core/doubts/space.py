"""Space: everybody the conditions of one place can tell apart, each a bit, so that a whole list is asked at once."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from math import prod
from typing import Any, Final

from settlement.core.doubts.apart import Levels
from settlement.core.doubts.axes import Axis, AxisId, axes_of, axis_of, holds
from settlement.core.policy.terms import AllOf, AnyOf, Condition, Leaf, Not, leaves
from settlement.core.policy.values import Layer

MOST: Final = 1 << 14

Person = Mapping[AxisId, Any]  # what she and her meal are, of what is asked about; everything else is plain

# Who comes first is shown as an example, so what needs many words comes last: most significant are sets of names.
_PLAINEST_LAST: Final = (
    "age", "birthday", "day", "sitting", "mode", "institution", "category", "registration", "residence", "permit",
    "eating", "canteen", "diet", "package", "distance", "portions", "spend", "nth",
)  # fmt: skip


class Space:
    """The product of some axes. A set of people is a whole number with a bit for each of them."""

    def __init__(self, axes: Iterable[Axis]) -> None:
        self.axes = tuple(sorted(axes, key=lambda axis: _PLAINEST_LAST.index(axis.id[0])))
        self.size = prod(len(axis.values) for axis in self.axes)
        self.everybody = (1 << self.size) - 1
        self.exact = all(axis.exact for axis in self.axes)
        self._strides: dict[AxisId, int] = {}
        stride = 1
        for axis in self.axes:
            self._strides[axis.id] = stride
            stride *= len(axis.values)
        self._by_id = {axis.id: axis for axis in self.axes}
        self._leaves: dict[Leaf, int] = {}

    def holds(self, condition: Condition | None, nobodys: frozenset[Leaf] = frozenset()) -> int:
        """For whom a condition holds; its plain conditions must be among those the space was made of.

        `nobodys` are plain conditions that are taken to hold for nobody.
        """
        match condition:
            case None:
                return self.everybody
            case Not(part):
                return self.everybody & ~self.holds(part, nobodys)
            case AllOf(parts):
                found = self.everybody
                for part in parts:
                    found &= self.holds(part, nobodys)
                return found
            case AnyOf(parts):
                found = 0
                for part in parts:
                    found |= self.holds(part, nobodys)
                return found
        if condition in nobodys:
            return 0
        known = self._leaves.get(condition)
        if known is None:
            axis = self._by_id[axis_of(condition)]
            known = self._at(axis, [index for index, value in enumerate(axis.values) if holds(condition, value)])
            self._leaves[condition] = known
        return known

    def nearest(self, condition: Condition | None, among: int) -> int:
        """Those of `among` for whom as many parts of a condition hold as can, in order, when not all can."""
        parts = condition.parts if isinstance(condition, AllOf) else (condition,)
        for part in parts:
            among = among & self.holds(part) or among
        return among

    def slices(self, axis_id: AxisId) -> list[int]:
        """Everybody at each value of an axis, in order; the same people otherwise are `shift` bits apart."""
        axis = self._by_id[axis_id]
        return [self._at(axis, [index]) for index in range(len(axis.values))]

    def values(self, axis_id: AxisId) -> tuple[Any, ...]:
        """The values of an axis; none where nothing asks about it."""
        axis = self._by_id.get(axis_id)
        return () if axis is None else axis.values

    def shift(self, axis_id: AxisId) -> int:
        """How many bits the next value of an axis lies away."""
        return self._strides[axis_id]

    def bit(self, person: Person) -> int:
        """Somebody alone, as a set of people."""
        return 1 << sum(self._strides[axis.id] * axis.values.index(person[axis.id]) for axis in self.axes)

    def people(self, among: int, most: int) -> Iterator[Person]:
        """The plainest of some people."""
        return islice(self._each(among), most)

    def _each(self, among: int) -> Iterator[Person]:
        while among:
            lowest = among & -among
            yield self._person(lowest.bit_length() - 1)
            among ^= lowest

    def _person(self, index: int) -> Person:
        return {axis.id: axis.values[index // self._strides[axis.id] % len(axis.values)] for axis in self.axes}

    def _at(self, axis: Axis, indexes: Iterable[int]) -> int:
        """Everybody at some values of an axis: one period of bits, repeated to the end."""
        stride = self._strides[axis.id]
        run = (1 << stride) - 1
        period = stride * len(axis.values)
        once = sum(run << index * stride for index in indexes)
        return once * (self.everybody // ((1 << period) - 1))


def space_of(levels: Levels, *conditions: Condition | None) -> Space | None:
    """The space of all that some conditions ask about; None where they tell apart too many people to look at."""
    axes = axes_of((leaf for condition in conditions for leaf in leaves(condition)), levels)
    return Space(axes) if prod(len(axis.values) for axis in axes) <= MOST else None


def whens_of(layer: Layer) -> list[Condition | None]:
    """The conditions of a layer and of its tiers."""
    return [layer.when, *(tier.when for tier in layer.tiers)]


def whom(space: Space, layer: Layer) -> int:
    """Whom a layer is for, by its condition and any of its tiers'."""
    covered = 0
    for tier in layer.tiers:
        covered |= space.holds(tier.when)
    return covered & space.holds(layer.when)
