"""Words and drawings that pages of money share: payers, kinds of entries, a bar of shares, a curve of days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from canteen.core.money import format_page
from canteen.core.month import Month
from settlement.core.policy.values import FUND

WHOLE = 1000  # bars and curves are drawn in thousandths
HEIGHT = 240


class Part(NamedTuple):
    """What one payer bears, in fen, with what of it is adjustment; the name is that of a fund."""

    payer: str
    fund_name: str
    fen: int
    adjusted_fen: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """One payer's part of a bar, in thousandths of its length."""

    kind: str
    payer: str
    words: str
    yuan: str
    begins: int
    length: int
    own: str
    adjusted: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A month's days as points of a drawing 1000 wide and 240 high."""

    price: str  # points of a line
    funds: str
    ends: int  # where the last day that has come lies
    most: str
    marks: Sequence[date]


def payer_words(*, payer: str, fund_name: str) -> str:
    """Return what a payer is called on pages."""
    words = {
        "elder": _("老人自付"),
        "canteen": _("食堂承担"),
        "suspense": _("暂挂"),
        "guest": _("来客自付"),
        "staff": _("员工餐（食堂承担）"),
    }
    return words.get(payer) or fund_name or payer


def kind_words(*, kind: str) -> str:
    """Return what a kind of entry is called."""
    words = {
        "meal": _("用餐"),
        "reversal": _("冲销"),
        "hold": _("挂起"),
        "clearing": _("清理挂起"),
        "tender": _("付款"),
        "release": _("退回额度"),
    }
    return words.get(kind, kind)


def sitting_words(*, sitting: str) -> str:
    """Return what a sitting is called."""
    return {"breakfast": _("早餐"), "lunch": _("午餐"), "dinner": _("晚餐")}.get(sitting, sitting)


def bars_of(*, parts: Iterable[Part]) -> list[Bar]:
    """Return the bar of who pays; what is below zero has a line in the table and no length."""
    every = list(parts)
    whole = sum(max(part.fen, 0) for part in every) or 1
    bars, begins, funds = [], 0, 0
    for part in every:
        length = max(part.fen, 0) * WHOLE // whole
        kind = part.payer
        if kind.startswith(FUND):
            kind, funds = f"fund-{funds % 4}", funds + 1
        words = payer_words(payer=part.payer, fund_name=part.fund_name)
        adjusted = format_page(part.adjusted_fen) if part.adjusted_fen else ""
        own = format_page(part.fen - part.adjusted_fen)
        bars.append(Bar(kind, part.payer, words, format_page(part.fen), begins, length, own, adjusted))
        begins += length
    return bars


def curve_of(*, days: Mapping[date, tuple[int, int]], month: Month, today: date) -> Curve:
    """Return the curve of a month from (whole, funds' part) in fen by day, every day of the calendar one step.

    A day without meals lies on the ground; days that have not come are left blank.
    """
    every = [month.first + timedelta(days=step) for step in range((month.next_first - month.first).days)]
    found = [days.get(on, (0, 0)) for on in every if on <= max(today, *days, month.first)]
    most = max(price_fen for price_fen, _funds in found)
    step = WHOLE / (len(every) - 1)
    return Curve(
        price=_points([price_fen for price_fen, _funds in found], most, step),
        funds=_points([funds_fen for _price, funds_fen in found], most, step),
        ends=round((len(found) - 1) * step),
        most=format_page(most),
        marks=[every[0], every[len(every) // 2], every[-1]],
    )


def _points(fen: Sequence[int], most: int, step: float) -> str:
    return " ".join(
        f"{round(at * step)},{HEIGHT - max(value, 0) * (HEIGHT - 10) // (most or 1)}" for at, value in enumerate(fen)
    )
