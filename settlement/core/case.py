"""What a split is asked about: one eater's lines, facts on the day, claims so far, what allotments still hold."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

LINE_KINDS: Final = ("set", "extra", "weighed", "delivery")
PERIODS: Final = ("sitting", "day", "week", "month", "year")


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
    """A statement about the elder in force on the service date (D3), such as category = dibao."""

    kind: str
    value: str
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a split depends on, gathered before it is asked.

    `used` are the ordinals of live claims by (limit id, period): the next claim takes the lowest free ordinal, so a
    voided one leaves a gap that can be filled again. `left` is what each fund's allotment for this canteen and month
    still holds, in fen; a fund that is absent has no allotment and counts as empty. `promised_fen` is what the elder
    was told she pays for all these lines together; None when nobody told her.
    """

    service_on: date
    sitting: str
    lines: tuple[Line, ...]
    birth_on: date | None = None
    facts: tuple[Fact, ...] = ()
    used: Mapping[tuple[str, str], Collection[int]] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    promised_fen: int | None = None


def period_of(per: str, service_on: date, sitting: str) -> str:
    """Name the period a service date and sitting fall in.

    2026-11-21/lunch (sitting), 2026-11-21 (day), 2026-W47 (the natural week, Monday first, of its ISO year),
    2026-11 (month), 2026 (year).
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
    if per == "year":
        return service_on.isoformat()[:4]
    raise ValueError(f"no period {per!r}")
