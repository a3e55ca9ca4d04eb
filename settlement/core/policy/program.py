"""A policy compiled once into closures, in the order in which a split takes them; nothing is interpreted per meal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, assert_never

from settlement.core.policy.values import (
    Age,
    AllOf,
    AnyOf,
    Band,
    Category,
    Condition,
    DownTo,
    Fixed,
    Formula,
    Highest,
    Layer,
    Limit,
    Lowest,
    Not,
    Payer,
    Percent,
    SittingIs,
    Tier,
)
from settlement.core.shares import Reason, Skipped

WHOLE_BASIS_POINTS: Final = 10_000
NEVER_BELOW: Final = 1_000  # an age no one reaches: the open end of a band


class Seen(NamedTuple):
    """What conditions look at."""

    age: int | None
    categories: frozenset[str]
    sitting: str


Test = Callable[[Seen], bool]
Counted = tuple[int, Reason]  # fen a formula asks for, and why
Count = Callable[[int, int], Counted]  # price and what is left of it, of the layer's lines → fen
Pick = Callable[[Seen, int, int], Counted | None]  # None: no tier is for this person


@dataclass(frozen=True, slots=True)
class Step:
    """A layer, ready to run."""

    id: str
    payer: Payer
    fund: str | None
    lines: int  # index into Program.line_sets
    test: Test | None
    limits: tuple[str, ...]
    pick: Pick
    not_met: Skipped
    no_tier: Skipped
    nothing_left: Skipped
    limit_used: Skipped


@dataclass(frozen=True, slots=True)
class BandStep:
    """A band of the elder, ready to run."""

    band: Band
    test: Test
    lines: int


@dataclass(frozen=True, slots=True)
class Program:
    """A whole policy, ready to run."""

    steps: tuple[Step, ...]
    bands: tuple[BandStep, ...]
    limits: tuple[Limit, ...]
    line_sets: tuple[frozenset[str], ...]


def compile_program(layers: Sequence[Layer], bands: Sequence[Band], limits: Sequence[Limit]) -> Program:
    """Resolve everything that does not depend on the meal."""
    line_sets: list[frozenset[str]] = []
    steps = tuple(_step(layer, _index(line_sets, layer.lines)) for layer in layers)
    band_steps = tuple(
        BandStep(band, _always if band.when is None else condition_of(band.when), _index(line_sets, band.lines))
        for band in bands
    )
    return Program(steps, band_steps, tuple(limits), tuple(line_sets))


def age_on(birth_on: date, day: date, reached: str) -> int | None:
    """Whole years of age on a day; None for a birth date that lies after it.

    `reached` says from when a new year of age counts: "birthday", "next_day" (the day after) or "next_month" (the first
    day of the month after). Who was born on 29 February has the birthday on the last day of February in other years.
    """
    if birth_on > day:
        return None
    years = day.year - birth_on.year
    if reached == "next_month":
        return max(0, years - (day.month <= birth_on.month))
    born = birth_on.day
    if born == 29 and birth_on.month == 2 and not _is_leap(day.year):
        born = 28
    this_year = (birth_on.month, born)
    today = (day.month, day.day)
    return max(0, years - (today <= this_year if reached == "next_day" else today < this_year))


def condition_of(condition: Condition, *, holds: bool = True) -> Test:
    """Compile a condition into a test that is true only where it surely holds (or surely does not: holds=False).

    "Not" is pushed down to the leaves, so an unknown age satisfies neither a band nor its opposite.
    """
    match condition:
        case Age(from_, below):
            return _age_test(from_, below, holds)
        case Category(any_of):
            wanted = frozenset(any_of)
            if holds:
                return lambda seen: not wanted.isdisjoint(seen.categories)
            return lambda seen: wanted.isdisjoint(seen.categories)
        case SittingIs(any_of):
            sittings = frozenset(any_of)
            if holds:
                return lambda seen: seen.sitting in sittings
            return lambda seen: seen.sitting not in sittings
        case Not(part):
            return condition_of(part, holds=not holds)
        case AllOf(parts) | AnyOf(parts):
            tests = tuple(condition_of(part, holds=holds) for part in parts)
            return _every(tests) if isinstance(condition, AllOf) is holds else _some(tests)
    assert_never(condition)


def _age_test(from_: int, below: int, holds: bool) -> Test:
    def inside(seen: Seen) -> bool:
        return seen.age is not None and from_ <= seen.age < below

    def outside(seen: Seen) -> bool:
        return seen.age is not None and not from_ <= seen.age < below

    return inside if holds else outside


def _every(tests: tuple[Test, ...]) -> Test:
    def every(seen: Seen) -> bool:
        for test in tests:  # noqa: SIM110 — all() with a generator takes twice as long, once per meal
            if not test(seen):
                return False
        return True

    return every


def _some(tests: tuple[Test, ...]) -> Test:
    def some(seen: Seen) -> bool:
        for test in tests:  # noqa: SIM110 — as above
            if test(seen):
                return True
        return False

    return some


def _always(seen: Seen) -> bool:
    return True


def count_of(formula: Formula, layer: str, tier: int | None) -> Count:
    """Compile a formula; what it answers is never negative but may be more than is left."""
    match formula:
        case Fixed(fen):
            fixed = (fen, Reason("fixed", layer, tier, (("fixed_fen", fen),)))
            return lambda price, left: fixed
        case DownTo(fen):
            down = Reason("down-to", layer, tier, (("down_to_fen", fen),))
            return lambda price, left: (left - fen if left > fen else 0, down)
        case Percent():
            return _percent(formula, layer, tier)
        case Lowest(parts):
            return _best(tuple(count_of(part, layer, tier) for part in parts), min)
        case Highest(parts):
            return _best(tuple(count_of(part, layer, tier) for part in parts), max)
    assert_never(formula)


def _percent(formula: Percent, layer: str, tier: int | None) -> Count:
    points = formula.basis_points
    of_price = formula.of == "price"
    # added before dividing down: nothing, half a fen, or all but the least part of one
    lift = {"down": 0, "half_up": WHOLE_BASIS_POINTS // 2, "up": WHOLE_BASIS_POINTS - 1}[formula.rounding]
    code = "percent-of-price" if of_price else "percent-of-left"

    def count(price: int, left: int) -> Counted:
        base = price if of_price else left
        numbers = (("basis_points", points), ("base_fen", base))
        return (base * points + lift) // WHOLE_BASIS_POINTS, Reason(code, layer, tier, numbers)

    return count


def _best(counts: tuple[Count, ...], choose: Callable[..., Counted]) -> Count:
    # min and max keep the first of equals, so the order of the document breaks ties
    return lambda price, left: choose((count(price, left) for count in counts), key=_fen)


def _fen(counted: Counted) -> int:
    return counted[0]


def _step(layer: Layer, lines: int) -> Step:
    def skipped(code: str) -> Skipped:
        return Skipped(layer.id, Reason(code, layer.id))

    return Step(
        id=layer.id,
        payer=layer.payer,
        fund=layer.payer.fund,
        lines=lines,
        test=None if layer.when is None else condition_of(layer.when),
        limits=layer.limits,
        pick=_picker(layer),
        not_met=skipped("condition"),
        no_tier=skipped("no-tier"),
        nothing_left=skipped("nothing-left"),
        limit_used=skipped("limit-used"),
    )


def _picker(layer: Layer) -> Pick:
    if not layer.tiered:
        plain = count_of(layer.tiers[0].formula, layer.id, None)
        return lambda seen, price, left: plain(price, left)
    tiers = tuple(_tier(tier, layer.id, index) for index, tier in enumerate(layer.tiers))

    def first(seen: Seen, price: int, left: int) -> Counted | None:
        for test, count in tiers:
            if test(seen):
                return count(price, left)
        return None

    def highest(seen: Seen, price: int, left: int) -> Counted | None:
        most: Counted | None = None
        for test, count in tiers:
            if test(seen):
                counted = count(price, left)
                if most is None or counted[0] > most[0]:
                    most = counted
        return most

    return first if layer.pick == "first" else highest


def _tier(tier: Tier, layer: str, index: int) -> tuple[Test, Count]:
    return (_always if tier.when is None else condition_of(tier.when)), count_of(tier.formula, layer, index)


def _index(line_sets: list[frozenset[str]], lines: frozenset[str]) -> int:
    if lines not in line_sets:
        line_sets.append(lines)
    return line_sets.index(lines)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
