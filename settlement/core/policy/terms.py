"""What a policy's conditions and formulas say, as frozen values."""

from dataclasses import dataclass
from datetime import date
from typing import Final

WHOLE_BASIS_POINTS: Final = 10_000
NEVER_BELOW: Final = 1_000  # an age no one reaches: the open end of a band


@dataclass(frozen=True, slots=True)
class Age:
    """`from_ <= age < below`, in whole years on the service date; an unknown age is neither inside nor outside.

    `reached` says from when a new year of age counts (D14); an included layer keeps that of its own document.
    """

    from_: int
    below: int
    reached: str = "birthday"


@dataclass(frozen=True, slots=True)
class Birthday:
    """The service date is her birthday (or is not); that of 29 February is the last of February in other years."""

    today: bool


@dataclass(frozen=True, slots=True)
class BirthMonth:
    """The service date lies in the month of her birthday (or does not)."""

    now: bool


@dataclass(frozen=True, slots=True)
class Category:
    """At least one of these categories is a fact on the service date."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryLevel:
    """The category is a fact on the service date, at one of these levels."""

    category: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """She is registered, lives or holds a permit in one of these regions, or in the canteen's region of a level."""

    kind: str  # "registration", "residence" or "permit"
    any_of: tuple[str, ...]
    same: str | None = None


@dataclass(frozen=True, slots=True)
class Diet:
    """One of these diets is a fact on the service date."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Institution:
    """She stays in an institution on the service date, or does not."""

    stays: bool


@dataclass(frozen=True, slots=True)
class SittingIs:
    """The meal belongs to one of these sittings."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Eating:
    """The canteen stands in one of these regions."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CanteenIs:
    """The meal is eaten at one of these canteens."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModeIs:
    """The meal is eaten in, taken away or delivered."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackageIs:
    """The set meal is one of these packages."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Distance:
    """`from_ <= metres < below`; an unknown distance is neither inside nor outside."""

    from_: int
    below: int


@dataclass(frozen=True, slots=True)
class Portions:
    """So many portions are delivered together: `from_ <= portions < below`."""

    from_: int
    below: int


@dataclass(frozen=True, slots=True)
class CalendarIs:
    """The service date is a day of one of these kinds."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weekday:
    """The service date falls on one of these weekdays, Monday = 0."""

    any_of: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MonthDay:
    """The service date is one of these days of its month, from 1; a month that is too short for one has none."""

    any_of: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """The service date lies in one of these spans, both ends inside."""

    spans: tuple[tuple[date, date], ...]


YearDay = tuple[int, int]  # the month and the day in it


@dataclass(frozen=True, slots=True)
class Yearly:
    """The service date lies in one of these spans of any year, both ends inside; one that ends before it begins goes on
    into the next year.
    """

    spans: tuple[tuple[YearDay, YearDay], ...]


@dataclass(frozen=True, slots=True)
class Spend:
    """What is spent on some lines, before or after the canteen's discount, lies within these bounds, in fen."""

    of: str  # "price" or "discounted"
    lines: frozenset[str]
    at_least: int | None = None
    more_than: int | None = None
    at_most: int | None = None
    less_than: int | None = None


@dataclass(frozen=True, slots=True)
class Nth:
    """This meal would be that use of a limit in its period: the first of the day, the second, or `from_` on."""

    limit: str
    any_of: tuple[int, ...]
    from_: int = 0
    below: int = 0


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part surely does not hold."""

    part: "Condition"


OfHer = Age | Birthday | BirthMonth | Category | CategoryLevel | Home | Diet | Institution
OfMeal = (
    SittingIs
    | Eating
    | CanteenIs
    | ModeIs
    | PackageIs
    | Distance
    | Portions
    | CalendarIs
    | Weekday
    | MonthDay
    | Dates
    | Yearly
    | Spend
)
Leaf = OfHer | OfMeal | Nth
Condition = Leaf | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Fixed:
    """So many fen a meal."""

    fen: int


@dataclass(frozen=True, slots=True)
class DownTo:
    """Everything of what is left above what another formula comes to; mostly a Fixed: so many fen."""

    part: "Formula"


@dataclass(frozen=True, slots=True)
class Percent:
    """So many of `whole` parts of a base (2500 of 10000 is 25 %, 1 of 3 a third), rounded as stated."""

    parts: int
    of: str  # "price", "left", "discounted", or "layer": what an earlier layer took
    rounding: str  # "down", "half_up" or "up"
    whole: int = WHOLE_BASIS_POINTS
    to_fen: int = 1  # rounded to a multiple of this
    above_fen: int = 0  # of the base, only the part above this
    up_to_fen: int | None = None  # and up to this
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Lowest:
    """The formula that gives least; of equals the first stated."""

    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Highest:
    """The formula that gives most; of equals the first stated."""

    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """All of the formulas together."""

    parts: tuple["Formula", ...]


Formula = Fixed | DownTo | Percent | Lowest | Highest | Sum


def leaves(condition: Condition | None) -> tuple[Leaf, ...]:
    """The plain conditions inside a condition, each as often as it stands there."""
    match condition:
        case None:
            return ()
        case AllOf(parts) | AnyOf(parts):
            return tuple(leaf for part in parts for leaf in leaves(part))
        case Not(part):
            return leaves(part)
    return (condition,)


def pieces(formula: Formula) -> tuple[Formula, ...]:
    """The formulas inside a formula that have no others in them, and those that go down to one."""
    match formula:
        case Lowest(parts) | Highest(parts) | Sum(parts):
            return tuple(piece for part in parts for piece in pieces(part))
        case DownTo(part):
            return (formula, *pieces(part))
    return (formula,)
