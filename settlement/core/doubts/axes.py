"""Axes: what the conditions of a document ask about, each with just the values between which their answers change."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, combinations
from math import prod
from typing import Any, Final, NamedTuple

from canteen.core.sitting import Sitting
from settlement.core.case import LEVELS, MODES
from settlement.core.doubts.apart import Levels
from settlement.core.doubts.days import HOLDS_ON, days_asked
from settlement.core.policy.terms import (
    Age,
    Birthday,
    BirthMonth,
    CalendarIs,
    CanteenIs,
    Category,
    CategoryLevel,
    Dates,
    Diet,
    Distance,
    Eating,
    Home,
    Institution,
    Leaf,
    ModeIs,
    MonthDay,
    Nth,
    PackageIs,
    Portions,
    SittingIs,
    Spend,
    Weekday,
    Yearly,
)

ELSEWHERE: Final = "elsewhere"  # a canteen that no condition names; it could only be mistaken for one of that key
OLDEST: Final = 120  # a condition for older people is for nobody
_POWERSET: Final = 5  # of so many names every set is a value of its own; of more, each alone, each two, and all
_PAIRS: Final = 12
_AXES_KEPT: Final = 256
# Each stretch of ages and prices counts, in order: what lies between two others is looked at. Of days one each is left.
_ALL_DIFFER: Final = frozenset(("age", "spend", "day"))
_FARTHEST: Final = 1_000_000
_MOST_MEALS: Final = 1_000
TODAY, THIS_MONTH, ANOTHER_DAY, ANOTHER_MONTH = "today", "this_month", "another_day", "another_month"  # of birthdays

AxisId = tuple[Any, ...]
AGE: Final[AxisId] = ("age",)


class Where(NamedTuple):
    """Where she is at home: in these regions of the document, and as the canteen is at these levels."""

    keys: frozenset[str]
    shared: frozenset[str]


class Axis(NamedTuple):
    """One thing that is asked about. `exact`: no other value would be answered differently by any of its leaves."""

    id: AxisId
    values: tuple[Any, ...]
    exact: bool


def axis_of(leaf: Leaf) -> AxisId:
    """The axis that a plain condition looks at."""
    match leaf:
        case Home(kind=kind):
            return (kind,)
        case Spend(of=of, lines=lines):
            return ("spend", of, lines)
        case Nth(limit=limit):
            return ("nth", limit)
    return (_NAMES[type(leaf)],)


def axes_of(leaves: Iterable[Leaf], levels: Levels) -> list[Axis]:
    """The axes of some plain conditions, in the order in which they are first asked about.

    `levels` are those of the document's regions: of one level nobody is in two.
    """
    asked: dict[AxisId, list[Leaf]] = {}
    for leaf in dict.fromkeys(leaves):
        asked.setdefault(axis_of(leaf), []).append(leaf)
    return [_axis(axis_id, tuple(found), levels) for axis_id, found in asked.items()]


def holds(leaf: Leaf, value: Any) -> bool:
    """Whether a plain condition holds at a value of its axis."""
    return _HOLDS[type(leaf)](leaf, value)


@lru_cache(maxsize=_AXES_KEPT)
def _axis(axis_id: AxisId, leaves: tuple[Any, ...], levels: Levels) -> Axis:
    name = axis_id[0]
    values, exact = _PLACES[name](leaves, levels) if name in _PLACES else _VALUES[name](leaves)
    if axis_id[0] in _ALL_DIFFER:
        return Axis(axis_id, tuple(values), exact)
    # Of values that all leaves answer alike one is enough, the plainest.
    by_answers: dict[tuple[bool, ...], Any] = {}
    for value in values:
        by_answers.setdefault(tuple(holds(leaf, value) for leaf in leaves), value)
    return Axis(axis_id, tuple(by_answers.values()), exact)


# --- which values
Values = tuple[Iterable[Any], bool]


def _numbers(bounds: Iterable[int], least: int, most: int) -> list[int]:
    """The first number of each stretch between bounds, and of the lowest stretch its last one."""
    inside = sorted({bound for bound in bounds if least < bound <= most})
    return [inside[0] - 1, *inside] if inside else [least]


def _stretches(least: int, most: int) -> Callable[[Sequence[Any]], Values]:
    def values(leaves: Sequence[Any]) -> Values:
        bounds = chain.from_iterable((leaf.from_, leaf.below) for leaf in leaves)
        return _numbers(bounds, least, most), True

    return values


def _spends(leaves: Sequence[Any]) -> Values:
    bounds: list[int] = []
    for leaf in leaves:
        bounds += [fen for fen in (leaf.at_least, leaf.less_than) if fen is not None]
        bounds += [fen + 1 for fen in (leaf.more_than, leaf.at_most) if fen is not None]
    return _numbers(bounds, 0, _FARTHEST), True


def _ordinals(leaves: Sequence[Any]) -> Values:
    bounds = chain.from_iterable((*leaf.any_of, *(one + 1 for one in leaf.any_of)) for leaf in leaves)
    return _numbers(chain(bounds, *((leaf.from_, leaf.below) for leaf in leaves)), 1, _MOST_MEALS), True


def _sets(
    names: Iterable[Any], leaves: Sequence[Any], wrap: Callable[[frozenset[Any]], Any], levels: Levels = frozenset()
) -> tuple[list[Any], bool]:
    """Sets of names, the small ones first; of names that all leaves treat alike, one stands for the others.

    No set has two regions that lie apart.
    """
    level = dict(levels)
    alike: dict[tuple[Any, ...], Any] = {}
    for name in names:
        answers = tuple(holds(leaf, wrap(frozenset((name,)))) for leaf in leaves)
        alike.setdefault((level.get(name), answers), name)
    different = {name: level.get(name) or (name,) for name in alike.values()}
    together = Counter(different.values())
    sizes = range(len(together) + 1)
    exact = prod(count + 1 for count in together.values()) <= 1 << _POWERSET
    if not exact:
        sizes = range(3 if len(different) <= _PAIRS else 2)
    found = [
        frozenset(some)
        for size in sizes
        for some in combinations(different, size)
        if len({different[name] for name in some}) == size
    ]
    one_of_each = {at: name for name, at in reversed(different.items())}
    return [*found, frozenset(one_of_each.values())], exact or len(together) < len(sizes)


def _categories(leaves: Sequence[Any]) -> Values:
    names: dict[tuple[str, str], None] = {}
    for leaf in leaves:
        if isinstance(leaf, CategoryLevel):
            names |= dict.fromkeys([*((leaf.category, level) for level in leaf.any_of), (leaf.category, "")])
        else:
            names |= dict.fromkeys((name, "") for name in leaf.any_of)
    found, exact = _sets(names, leaves, lambda some: some)
    return [one_level(some) for some in found], exact


def one_level(categories: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Categories with one level each, for nobody has two of the same."""
    return frozenset({name: (name, level) for name, level in sorted(categories)}.values())


def _homes(leaves: Sequence[Any], levels: Levels) -> Values:
    named = dict.fromkeys(chain.from_iterable(leaf.any_of for leaf in leaves))
    keys, exact = _sets(named, leaves, lambda some: Where(some, frozenset()), levels)
    asked = [level for level in LEVELS if any(leaf.same == level for leaf in leaves)]
    # Who lives in the canteen's town lives in its district and city as well; LEVELS are widest first.
    shared = [frozenset(asked[:many]) for many in range(len(asked) + 1)]
    return [Where(some, with_it) for with_it in shared for some in keys if len(some) <= len(LEVELS)], exact


def _named_sets(leaves: Sequence[Any], levels: Levels = frozenset()) -> Values:
    return _sets(dict.fromkeys(chain.from_iterable(leaf.any_of for leaf in leaves)), leaves, lambda some: some, levels)


def _one_of(*known: str) -> Callable[[Sequence[Any]], Values]:
    def values(leaves: Sequence[Any]) -> Values:
        return dict.fromkeys(chain(known, chain.from_iterable(leaf.any_of for leaf in leaves))), True

    return values


def _birthdays(leaves: Sequence[Any]) -> Values:
    if any(isinstance(leaf, BirthMonth) for leaf in leaves):
        return (ANOTHER_MONTH, THIS_MONTH, TODAY), True
    return (ANOTHER_DAY, TODAY), True


# --- what holds
def _between(leaf: Any, value: int) -> bool:
    return bool(leaf.from_ <= value < leaf.below)


def _among(leaf: Any, value: Any) -> bool:
    return value in leaf.any_of


def _meets(leaf: Any, value: frozenset[str]) -> bool:
    return not value.isdisjoint(leaf.any_of)


def _spend_holds(leaf: Spend, fen: int) -> bool:
    return (
        (leaf.at_least is None or fen >= leaf.at_least)
        and (leaf.more_than is None or fen > leaf.more_than)
        and (leaf.at_most is None or fen <= leaf.at_most)
        and (leaf.less_than is None or fen < leaf.less_than)
    )


_HOLDS: Final[Mapping[type, Callable[[Any, Any], bool]]] = {
    Age: _between,
    Category: lambda leaf, value: any(name in leaf.any_of for name, _ in value),
    CategoryLevel: lambda leaf, value: any(name == leaf.category and level in leaf.any_of for name, level in value),
    Home: lambda leaf, value: not value.keys.isdisjoint(leaf.any_of) or leaf.same in value.shared,
    Diet: _meets,
    Institution: lambda leaf, value: leaf.stays is value,
    Birthday: lambda leaf, value: leaf.today is (value == TODAY),
    BirthMonth: lambda leaf, value: leaf.now is (value in (TODAY, THIS_MONTH)),
    SittingIs: _among,
    Eating: _meets,
    CanteenIs: _among,
    ModeIs: _among,
    PackageIs: _among,
    Distance: _between,
    Portions: _between,
    **HOLDS_ON,
    Spend: _spend_holds,
    Nth: lambda leaf, value: value in leaf.any_of or leaf.from_ <= value < leaf.below,
}

_NAMES: Final[Mapping[type, str]] = {
    Age: "age",
    Birthday: "birthday",
    BirthMonth: "birthday",
    Category: "category",
    CategoryLevel: "category",
    Diet: "diet",
    Institution: "institution",
    SittingIs: "sitting",
    Eating: "eating",
    CanteenIs: "canteen",
    ModeIs: "mode",
    PackageIs: "package",
    Distance: "distance",
    Portions: "portions",
    CalendarIs: "day",
    Weekday: "day",
    MonthDay: "day",
    Dates: "day",
    Yearly: "day",
}

_VALUES: Final[Mapping[str, Callable[[Sequence[Any]], Values]]] = {
    "age": _stretches(0, OLDEST),
    "birthday": _birthdays,
    "category": _categories,
    "diet": _named_sets,
    "institution": lambda leaves: ((False, True), True),
    "sitting": _one_of(Sitting.LUNCH.value, Sitting.DINNER.value, Sitting.BREAKFAST.value),
    "canteen": _one_of(ELSEWHERE),
    "mode": _one_of(*MODES),
    "package": _one_of(""),
    "distance": _stretches(0, _FARTHEST),
    "portions": _stretches(1, _FARTHEST),
    "day": days_asked,
    "spend": _spends,
    "nth": _ordinals,
}
_PLACES: Final[Mapping[str, Callable[[Sequence[Any], Levels], Values]]] = {
    "registration": _homes,
    "residence": _homes,
    "permit": _homes,
    "eating": _named_sets,
}
