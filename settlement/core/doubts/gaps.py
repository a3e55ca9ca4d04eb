"""Doubts about gaps: an age, or a sum spent, that a list leaves out between others that it is for."""

from collections.abc import Iterable, Sequence
from typing import Final

from canteen.core.money import format_yuan
from settlement.core.doubts.axes import AGE, Axis
from settlement.core.doubts.doubt import Search
from settlement.core.doubts.people import case_of
from settlement.core.doubts.space import Person, Space
from settlement.core.policy.terms import Age, Condition, Leaf, leaves
from settlement.core.policy.values import Layer

_SHOWN: Final = 4


def look_at_gaps(
    search: Search,
    path: str,
    space: Space,
    inside: int,
    when: Condition | None,
    whens: Sequence[Condition | None],
    kinds: Sequence[str],
    layer: Layer | None,
) -> None:
    """Look at ages, and at what is spent, that have no part in a list while less and more of it have, all else alike.

    `inside` are those for whom the list is, by `when` and what excludes; `whens` are the conditions of its items. Of a
    layer only where all three of them show it: what is counted or taken before may leave nobody a part in it. An age is
    not left out by an item that begins or ends with it, and would be hers did she spend less or more: that is meant.
    """
    covered = _held(space, whens, frozenset()) & inside
    # Nobody is left out between birthdays: of 70 and 80 as single years neither is the end of a stretch.
    singles = frozenset(leaf for one in (when, *whens) for leaf in leaves(one) if _is_single_year(leaf))
    sides = _held(space, whens, singles) & space.holds(when, singles) & inside
    for axis in space.axes:
        if axis.id != AGE and axis.id[0] != "spend":
            continue
        step = space.shift(axis.id)
        slices = space.slices(axis.id)
        here = [(covered & people) >> step * index for index, people in enumerate(slices)]
        beside = [(sides & people) >> step * index for index, people in enumerate(slices)]
        for index, value in enumerate(axis.values):
            left_out = (_any(beside[:index]) & _any(beside[index + 1 :]) & ~here[index]) << step * index
            if left_out and axis.id == AGE:
                of_age = [one for one in whens if _ends_with(one, axis.values[index : index + 2])]
                left_out &= ~_at_any_sum(space, _held(space, of_age, frozenset()) & inside)
            shown = (
                person
                for person in space.people(left_out, _SHOWN)
                if layer is None or _is_between(search, layer, kinds, person, axis)
            )
            if _tell(search, path, shown, kinds, axis, value):
                break


def _tell(search: Search, path: str, people: Iterable[Person], kinds: Sequence[str], axis: Axis, value: int) -> bool:
    if axis.id == AGE:
        return search.tell(path, "age-gap", people, kinds, age=value)
    return search.tell(path, "money-gap", people, kinds, yuan=format_yuan(value))


def _held(space: Space, whens: Iterable[Condition | None], nobodys: frozenset[Leaf]) -> int:
    return _any(space.holds(when, nobodys) for when in whens)


def _at_any_sum(space: Space, people: int) -> int:
    """Some people, and whoever differs from one of them in nothing but what she spends."""
    for axis in space.axes:
        if axis.id[0] == "spend":
            step = space.shift(axis.id)
            here = [(people & some) >> step * index for index, some in enumerate(space.slices(axis.id))]
            people = _any(_any(here) << step * index for index in range(len(here)))
    return people


def _any(many: Iterable[int]) -> int:
    found = 0
    for people in many:
        found |= people
    return found


def _ends_with(when: Condition | None, ages: Sequence[int]) -> bool:
    """Whether a condition is for people from the first of two ages on, or below the second one."""
    return any(isinstance(leaf, Age) and (leaf.from_ == ages[0] or leaf.below == ages[-1]) for leaf in leaves(when))


def _is_single_year(leaf: Leaf) -> bool:
    return isinstance(leaf, Age) and leaf.below == leaf.from_ + 1


def _is_between(search: Search, layer: Layer, kinds: Sequence[str], person: Person, axis: Axis) -> bool:
    """Whether a layer leaves somebody out and is for people below and above who are like her otherwise."""

    def is_for(value: int) -> bool:
        return search.part.is_for(layer, case_of(search.policy, {**person, axis.id: value}, kinds))

    hers = person[axis.id]
    return (
        not is_for(hers)
        and any(is_for(value) for value in reversed(axis.values) if value < hers)
        and any(is_for(value) for value in axis.values if value > hers)
    )
