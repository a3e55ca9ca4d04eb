"""What a policy document says, as frozen values: layers, tiers, the elder's band, limits, exclusions."""

from dataclasses import dataclass, field
from typing import Final

from settlement.core.policy.terms import Condition, Formula

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
class Empty:
    """Who pays what a fund's allotment no longer holds, and whether what it still holds is taken first."""

    then: str  # "next", "canteen", "elder" or "hold"
    part: bool


@dataclass(frozen=True, slots=True)
class FundOf:
    """The fund with a role in the region, of a level, of her registration or residence, or of the canteen (D9)."""

    whose: str  # "registration", "residence" or "canteen"
    level: str
    role: str
    advanced_by: str | None  # the key of the fund that pays for a visitor, and is owed it


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody who pays, with the way out when it is a fund that can run empty."""

    name: str  # "canteen", "suspense" or "fund:<key>"; "" for a fund that follows the elder home
    fund: str | None = None
    empty: Empty | None = None  # with every fund, and with nobody else
    home: FundOf | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """One formula of a layer and for whom it is; `rank` where the layer's tiers are ranked."""

    when: Condition | None
    formula: Formula
    rank: int | None = None


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
    pick: str  # "first", "highest" or "ranked"
    discount: bool = False  # whether it lowers the price that later bases and thresholds look at
    included: str = ""  # "region/version" of the published document it stands in, where that is another one (D9)
    path: str = field(default="", compare=False)  # where it, or the line that includes it, stands: "layers[2]"
    names_limits: bool = field(default=True, compare=False)  # whether it says which limits it counts against


@dataclass(frozen=True, slots=True)
class Band:
    """What the elder pays of some lines: never less (while they cost that much), and never more.

    Both are formulas over the price of the lines; equal ones are a fixed share.
    """

    when: Condition | None
    lines: frozenset[str]
    limits: tuple[str, ...]
    at_least: Formula
    at_most: Formula | None
    beyond: Payer | None  # who pays what is above at_most
    names_limits: bool = field(default=True, compare=False)  # as a layer's


@dataclass(frozen=True, slots=True)
class Limit:
    """So many subsidised meals, or so many fen of subsidy, of a person in each period, across all canteens (D8).

    One that counts every meal goes on counting where nobody pays for her; without a `count` it limits nothing.
    """

    id: str
    per: str
    count: int | None
    sum_fen: int | None = None
    # Against sum_fen: what was "paid", or what the formulas "asked" even where the meal cost less; or "every_meal".
    counts: str = "paid"
    when: Condition | None = None  # whom it binds; None: everybody
    included: str = field(default="", compare=False)  # as a layer's: one id is one counter, wherever it is said


@dataclass(frozen=True, slots=True)
class Product:
    """What a wallet can hold, and how it pays of the elder's share of some lines.

    A "bonus" comes with a top-up: `get_fen` for every `pay_fen`, spent with her own money as `spend` says, of one meal
    never more than `bonus_at_most`. A "voucher" takes `worth_fen` off a meal. A "pass" or a "ticket" has been paid
    before (`pay_fen`) and leaves nothing to pay.
    """

    id: str
    title: Title
    kind: str
    lines: frozenset[str]
    when: Condition | None
    limits: tuple[str, ...]
    pay_fen: int
    get_fen: int
    worth_fen: int
    spend: str  # "in_proportion", "own_first" or "bonus_first"
    rounding: str  # of the bonus's part in proportion
    bonus_at_most: Formula | None  # over the price of its lines, and over what is hers of them; None: what it holds
    payer: Payer | None  # who bears a bonus or a voucher


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What a document that is included says of the layers taken from it, and what does not come along with them."""

    path: str  # where the including line stands: "layers[0]"
    ref: str  # "region/version"
    bands: bool  # what the elder pays of lines that those layers are for
    products: bool  # what a wallet may pay of them
    discounts: bool  # layers with a discount that were not taken


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Whom some layers are not for, whatever else they say; with all layers the elder's band falls away as well."""

    id: str
    title: Title
    when: Condition
    layers: tuple[str, ...] | None  # None: all of the document
    included: str = field(default="", compare=False)  # as a layer's
