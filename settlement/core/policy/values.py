"""What a policy document says, as frozen values: layers, tiers, conditions, formulas, the elder's band, limits."""

from dataclasses import dataclass
from typing import Final

CANTEEN: Final = "canteen"
SUSPENSE: Final = "suspense"
FUND: Final = "fund:"


@dataclass(frozen=True, slots=True)
class Title:
    """A name in both languages of the screens."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rule was published."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Age:
    """`from_ <= age < below`, in whole years on the service date; an unknown age is neither inside nor outside."""

    from_: int
    below: int


@dataclass(frozen=True, slots=True)
class Category:
    """At least one of these categories is a fact on the service date."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SittingIs:
    """The meal belongs to one of these sittings."""

    any_of: tuple[str, ...]


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


Condition = Age | Category | SittingIs | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Fixed:
    """So many fen a meal."""

    fen: int


@dataclass(frozen=True, slots=True)
class DownTo:
    """Everything of what is left above so many fen."""

    fen: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of a stated base, in basis points (2500 = 25 %), rounded to the fen as stated."""

    basis_points: int
    of: str  # "price": of the layer's lines in full; "left": of what the layers before have left of them
    rounding: str  # "down", "half_up" or "up"


@dataclass(frozen=True, slots=True)
class Lowest:
    """The formula that gives least; of equals the first stated."""

    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Highest:
    """The formula that gives most; of equals the first stated."""

    parts: tuple["Formula", ...]


Formula = Fixed | DownTo | Percent | Lowest | Highest


@dataclass(frozen=True, slots=True)
class Empty:
    """Who pays what a fund's allotment no longer holds, and whether what it still holds is taken first."""

    then: str  # "next", "canteen", "elder" or "hold"
    part: bool


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody who pays, with the way out when it is a fund that can run empty."""

    name: str  # "canteen", "suspense" or "fund:<key>"
    fund: str | None = None
    empty: Empty | None = None  # with every fund, and with nobody else


@dataclass(frozen=True, slots=True)
class Tier:
    """One formula of a layer and for whom it is."""

    when: Condition | None
    formula: Formula


@dataclass(frozen=True, slots=True)
class Layer:
    """One payer's step, applied in order to what is left of the price of its lines."""

    id: str
    title: Title
    payer: Payer
    lines: frozenset[str]
    when: Condition | None
    limits: tuple[str, ...]
    tiers: tuple[Tier, ...]  # a plain formula is one tier without a condition
    tiered: bool
    pick: str  # "first" or "highest"


@dataclass(frozen=True, slots=True)
class Band:
    """What the elder pays of some lines: never less (while they cost that much), and never more."""

    when: Condition | None
    lines: frozenset[str]
    limits: tuple[str, ...]
    at_least_fen: int
    at_most_fen: int | None
    beyond: Payer | None  # who pays what is above at_most_fen


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` subsidised meals of a person in each period, across all canteens (D8)."""

    id: str
    per: str
    count: int
