"""Figures of a month as its pages show them, the statement and the page on which it is signed alike."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from canteen.core.money import format_page
from canteen.core.month import Month
from canteen.gateways.pages import month_words
from settlement.core.policy.values import FUND
from settlement.gateways.words import Part, bars_of


class Added(Protocol):
    """Portions of elders, guests and staff, and fen, added up."""

    meals: int

    @property
    def guests(self) -> int: ...

    @property
    def staff(self) -> int: ...

    @property
    def price_fen(self) -> int: ...

    @property
    def funds_fen(self) -> int: ...


def figures_shown(*, parts: Iterable[Part], own: Added, late: Mapping[Month, Added]) -> dict[str, Any]:
    """Return the context of `who_pays.html` and `late.html`, and the counts of portions at the head."""
    every = list(parts)
    return {
        "meals": own.meals,
        "guests": own.guests,
        "staff_meals": own.staff,
        "price": format_page(sum(part.fen for part in every)),
        "bars": bars_of(parts=every),
        "own_sum": format_page(own.price_fen),
        "late_sum": format_page(sum(sums.price_fen for sums in late.values())),
        "is_late": bool(late),
        "late_meals": count_shown(sum(sums.meals for sums in late.values())),
        "late": [_late(month, sums) for month, sums in sorted(late.items())],
        "late_outsiders": any(sums.guests or sums.staff for sums in late.values()),
    }


def owed_shown(
    *, payables: Iterable[tuple[str, str, int]], borne_for: Mapping[str, Sequence[str]], parts: Iterable[Part]
) -> dict[str, Any]:
    """Return the context of `owed.html`: what each fund owes, and the meals it owes that for.

    What it owes of a joint fund is a share by weight of that fund's meals, and no meal's own.
    """
    names = {part.payer: part.fund_name for part in parts}
    rows = [
        {
            "name": name,
            "yuan": format_page(fen),
            "own": FUND + key if key in borne_for.get(key, ()) else "",
            "joint": [(FUND + each, names.get(FUND + each) or each) for each in borne_for.get(key, ()) if each != key],
        }
        for key, name, fen in payables
    ]
    return {"payables": rows}


def _late(month: Month, sums: Added) -> dict[str, str]:
    return {
        "month": str(month),
        "words": month_words(month=month),
        "meals": count_shown(sums.meals),
        "guests": count_shown(sums.guests),
        "staff": count_shown(sums.staff),
        "price": format_page(sums.price_fen),
        "funds": format_page(sums.funds_fen),
    }


def count_shown(number: int) -> str:
    """Write a count with the minus that sums have: -2 → "−2"."""
    return f"−{-number}" if number < 0 else str(number)
