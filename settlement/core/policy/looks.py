"""What conditions look at: each thing is read from a case once, and answers every condition that asks about it."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from canteen.core.calendar import kinds_of
from settlement.core.case import Case, Fact, Line, next_ordinal
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
    YearDay,
    Yearly,
)
from settlement.core.policy.values import Limit

Answer = bool | None  # None: what it asks about is not known
_Day = TypeVar("_Day", date, YearDay)
_MOST_KEPT: Final = 20_000
_NOTHING: Final[frozenset[Any]] = frozenset()


class Look:
    """One thing: how it is read from a case, and what each of its leaves answers. Equal things answer alike."""

    __slots__ = ("_kept", "leaves", "of", "of_her")

    def __init__(self, leaves: Sequence[Leaf], of: Callable[[Case], Hashable], *, of_her: bool = False) -> None:
        self.leaves = tuple(leaves)
        self.of = of
        self.of_her = of_her  # whether it hangs on the eater, not on the meal alone
        self._kept: dict[Hashable, tuple[Answer, ...]] = {}

    def answers(self, case: Case) -> tuple[Answer, ...]:
        """What the leaves answer of a case, in their order."""
        thing = self.of(case)
        found = self._kept.get(thing)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[thing] = tuple(_answer(leaf, thing) for leaf in self.leaves)
        return found


def looks_of(leaves: Sequence[Leaf], limits: Sequence[Limit]) -> tuple[Look, ...]:
    """Group the leaves of a policy by what they look at. Those on a discounted price are asked while splitting."""
    groups: dict[object, list[Leaf]] = {}
    for leaf in dict.fromkeys(leaves):
        groups.setdefault(_subject(leaf), []).append(leaf)
    return tuple(_look(group, limits) for group in groups.values())


def _subject(leaf: Leaf) -> object:
    match leaf:
        case Age(reached=reached):
            return Age, reached
        case Home(kind=kind):
            return Home, kind
        case Spend():
            return Spend, leaf.lines
        case Nth(limit=limit):
            return Nth, limit
    return type(leaf)


def _look(group: list[Leaf], limits: Sequence[Limit]) -> Look:  # noqa: C901 — one line for each thing
    match group[0]:
        case Age(reached=reached):
            return Look(group, lambda case: _age(case, reached), of_her=True)
        case Birthday():
            return Look(group, _birthday, of_her=True)
        case BirthMonth():
            return Look(group, lambda case: case.birth_on and case.birth_on.month == case.service_on.month, of_her=True)
        case Category():
            return Look(group, lambda case: _values(case.facts, "category"), of_her=True)
        case CategoryLevel():
            return Look(group, _levels, of_her=True)
        case Diet():
            return Look(group, lambda case: _values(case.facts, "diet"), of_her=True)
        case Institution():
            return Look(group, lambda case: any(fact.kind == "institution" for fact in case.facts), of_her=True)
        case Home(kind=kind):
            return Look(group, _home(kind, [leaf for leaf in group if isinstance(leaf, Home)]), of_her=True)
        case Eating():
            return Look(group, lambda case: frozenset([key for _, key in case.eating]) if case.eating else None)
        case CanteenIs():
            return Look(group, lambda case: case.canteen or None)
        case SittingIs():
            return Look(group, lambda case: case.sitting)
        case ModeIs():
            return Look(group, lambda case: case.mode)
        case PackageIs():
            return Look(group, lambda case: case.package)
        case Distance():
            return Look(group, lambda case: case.distance_m)
        case Portions():
            return Look(group, lambda case: case.portions)
        case CalendarIs():
            return Look(group, lambda case: kinds_of(case.service_on))
        case Weekday():
            return Look(group, lambda case: case.service_on.weekday())
        case MonthDay():
            return Look(group, lambda case: case.service_on.day)
        case Dates():
            return Look(group, lambda case: case.service_on)
        case Yearly():
            return Look(group, lambda case: (case.service_on.month, case.service_on.day))
        case Spend(lines=lines):
            return Look(group, lambda case: spent_on(case.lines, lines))
        case Nth(limit=name):
            limit = next(limit for limit in limits if limit.id == name)
            return Look(group, lambda case: next_ordinal(case, limit.id, limit.per))
    raise AssertionError(f"nothing looks at {group[0]!r}")


def _answer(leaf: Leaf, thing: Any) -> Answer:
    """What a leaf says of the thing its look has read; total over every leaf."""
    if thing is None:
        return None
    match leaf:
        case Age(from_, below) | Distance(from_, below) | Portions(from_, below):
            return bool(from_ <= thing < below)
        case Category(any_of) | Diet(any_of) | Eating(any_of) | CalendarIs(any_of):
            return not thing.isdisjoint(any_of)
        case CategoryLevel(category, any_of):
            return any((category, level) in thing for level in any_of)
        case Institution(wanted) | Birthday(wanted) | BirthMonth(wanted):
            return bool(thing is wanted)
        case Nth(any_of=ordinals):
            return thing in ordinals or leaf.from_ <= thing < leaf.below
        case Home():
            return _at_home(leaf, *thing)
        case Dates(spans) | Yearly(spans):
            return any(in_span(thing, *span) for span in spans)
        case Spend():
            return within(leaf, thing)
    return thing in leaf.any_of


def in_span(day: _Day, from_: _Day, through: _Day) -> bool:
    """Whether a day lies in a span, both ends inside; of days of any year it may go on over the end of the year."""
    if from_ <= through:
        return from_ <= day <= through
    return day >= from_ or day <= through


def within(leaf: Spend, fen: int) -> bool:
    """Whether so many fen lie within the bounds of a leaf."""
    return (
        (leaf.at_least is None or fen >= leaf.at_least)
        and (leaf.more_than is None or fen > leaf.more_than)
        and (leaf.at_most is None or fen <= leaf.at_most)
        and (leaf.less_than is None or fen < leaf.less_than)
    )


def spent_on(lines: Sequence[Line], kinds: frozenset[str]) -> int:
    """The price of the lines of some kinds, in fen."""
    return sum([line.fen for line in lines if line.kind in kinds])


def age_on(birth_on: date, day: date, reached: str) -> int | None:
    """Whole years of age on a day; None for a birth date that lies after it.

    `reached` says from when a new year of age counts: "birthday", "next_day" (the day after), "this_month" (the first
    day of that month), "next_month" (of the month after) or "this_year" (1 January). Who was born on 29 February has
    the birthday on the last day of February in other years.
    """
    if birth_on > day:
        return None
    years = day.year - birth_on.year
    if reached == "this_year":
        return years
    if reached == "this_month":
        return max(0, years - (day.month < birth_on.month))
    if reached == "next_month":
        return max(0, years - (day.month <= birth_on.month))
    this_year = _birthday_in(day.year, birth_on)
    today = (day.month, day.day)
    return max(0, years - (today <= this_year if reached == "next_day" else today < this_year))


def _birthday_in(year: int, birth_on: date) -> tuple[int, int]:
    if birth_on.month == 2 and birth_on.day == 29 and not _is_leap(year):
        return 2, 28
    return birth_on.month, birth_on.day


def is_birthday(birth_on: date, day: date) -> bool:
    """Whether a day is her birthday; that of 29 February is the last of February in other years."""
    return (day.month, day.day) == _birthday_in(day.year, birth_on)


def _birthday(case: Case) -> bool | None:
    return None if case.birth_on is None else is_birthday(case.birth_on, case.service_on)


def _age(case: Case, reached: str) -> int | None:
    return None if case.birth_on is None else age_on(case.birth_on, case.service_on, reached)


def _values(facts: Sequence[Fact], kind: str) -> frozenset[str]:
    return frozenset([fact.value for fact in facts if fact.kind == kind]) if facts else _NOTHING


def _levels(case: Case) -> frozenset[tuple[str, str | None]]:
    return frozenset([(fact.value, fact.level) for fact in case.facts if fact.kind == "category"])


def _home(kind: str, leaves: Sequence[Home]) -> Callable[[Case], Hashable]:
    """Of her places only the regions and levels that are asked about: so that people stay alike."""
    keys = frozenset(key for leaf in leaves for key in leaf.any_of)
    levels = frozenset(leaf.same for leaf in leaves if leaf.same)

    def of(case: Case) -> Hashable:
        hers = [
            pair
            for fact in case.facts
            if fact.kind == kind
            for pair in fact.place
            if pair[1] in keys or pair[0] in levels
        ]
        here = tuple([pair for pair in case.eating if pair[0] in levels]) if levels else ()
        return frozenset(hers), here, bool(case.eating)

    return of


def _at_home(leaf: Home, hers: frozenset[tuple[str, str]], here: tuple[tuple[str, str], ...], known: bool) -> Answer:
    if leaf.same is None:
        return any(key in leaf.any_of for _, key in hers)
    if not known:
        return None
    return any(level == leaf.same and (level, key) in hers for level, key in here)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
