"""What a split is asked about: one eater's lines, facts on the day, claims so far, what allotments still hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

LINE_KINDS: Final = ("set", "extra", "weighed", "delivery")
PERIODS: Final = ("sitting", "day", "week", "month", "quarter", "year", "ever")
MODES: Final = ("dine_in", "take_away", "delivery")
LEVELS: Final = ("city", "district", "town", "village")

# A place on the service date: (level, key) of a region and of all it lies in, narrowest first (D4).
Place = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One priced item of an order (D7)."""

    kind: str
    fen: int

    def __post_init__(self) -> None:
        """ValueError for a kind nobody knows or a price below zero: a wrong line cannot exist as a value."""
        if self.kind not in LINE_KINDS or self.fen < 0:
            raise ValueError(f"no line of an order: {self.kind!r}, {self.fen} fen")


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement about the elder in force on the service date (D3), such as category = dibao.

    A registration, a residence or a permit says its `place`; `value` is what the fact says in words or as an id.
    """

    kind: str
    value: str
    level: str | None = None
    place: Place = ()


class Holding(NamedTuple):
    """What her wallet holds of one product: her own money and the bonus in fen, or how often it may still be used."""

    own_fen: int = 0
    bonus_fen: int = 0
    uses: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a split depends on, gathered before it is asked.

    `used` are live claims by (limit id, period), each an ordinal with the fen it counts: the next claim takes the
    lowest free ordinal, so a voided one leaves a gap that can be filled again. `left` is what each fund's allotment for
    this canteen and month still holds, in fen; a fund that is absent has no allotment and counts as empty.
    `promised_fen` is what the elder was told she pays for all these lines together; None when nobody told her.
    `seats` are the ordinal and the fen that the meal itself holds of limits, where it is decided anew: it keeps them,
    however many others hold one by now (D8).

    `eating` is where the canteen stands and `canteen` its key; `package` says which set meal it is; `portions` are
    delivered together. `homes` are funds by (region key, role), for layers that follow the elder home; `lapsed` are the
    included versions ("region/3") that are not in force on the service date (D9). `wallet` is what she holds of each
    product.
    """

    service_on: date
    sitting: str
    lines: tuple[Line, ...]
    birth_on: date | None = None
    facts: tuple[Fact, ...] = ()
    used: Mapping[tuple[str, str], Mapping[int, int]] = field(default_factory=dict)
    seats: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    promised_fen: int | None = None
    eating: Place = ()
    canteen: str = ""
    mode: str = "dine_in"
    package: str = ""
    distance_m: int | None = None
    portions: int = 1
    homes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    lapsed: frozenset[str] = frozenset()
    wallet: Mapping[str, Holding] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def period_of(per: str, service_on: date, sitting: str) -> str:
    """Name the period a service date and sitting fall in.

    2026-11-21/lunch (sitting), 2026-11-21 (day), 2026-W47 (the natural week, Monday first, of its ISO year),
    2026-11 (month), 2026-Q4 (quarter), 2026 (year), ever (one period for all time).
    """
    if per == "sitting":
        return f"{service_on.isoformat()}/{sitting}"
    if per == "day":
        return service_on.isoformat()
    if per == "week":
        year, week, _ = service_on.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if per == "month":
        return service_on.isoformat()[:7]
    if per == "quarter":
        return f"{service_on.year:04d}-Q{(service_on.month + 2) // 3}"
    if per == "year":
        return service_on.isoformat()[:4]
    if per == "ever":
        return per
    raise ValueError(f"no period {per!r}")


def uses(case: Case, limit_id: str, per: str) -> Mapping[int, int]:
    """The live uses of a limit in the period of the case: ordinal → fen."""
    if not case.used:
        return _NO_USES
    return case.used.get((limit_id, period_of(per, case.service_on, case.sitting)), _NO_USES)


def seat(case: Case, limit_id: str, per: str) -> tuple[int, int] | None:
    """The ordinal and the fen that the meal of the case holds of a limit already; None where it holds none."""
    if not case.seats:
        return None
    return case.seats.get((limit_id, period_of(per, case.service_on, case.sitting)))


def next_ordinal(case: Case, limit_id: str, per: str) -> int:
    """Its own ordinal, or the lowest that no live use has: a voided one leaves a gap, and counting on would collide."""
    if (own := seat(case, limit_id, per)) is not None:
        return own[0]
    used = uses(case, limit_id, per)
    ordinal = 1
    while ordinal in used:
        ordinal += 1
    return ordinal


_NO_USES: Final[Mapping[int, int]] = MappingProxyType({})
