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
FUND_COLOURS = 6  # of the stylesheet; more funds than these begin anew
BAR_FROM = 0.2  # a day alone leaves this part of its step blank on either side


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
class Run:
    """Days of service on end, as points of two lines and where these begin and end."""

    begins: int
    ends: int
    price: str
    funds: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A month's days in a drawing 1000 wide and 240 high; a day without a meal is a gap between two runs."""

    runs: Sequence[Run]
    has_gaps: bool
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


def kind_words(*, kind: str, revision: int = 0) -> str:
    """Return what a kind of entry is called; a meal of a later revision was decided anew."""
    words = {
        "meal": _("重新核算") if revision else _("用餐"),
        "reversal": _("冲销"),
        "hold": _("挂起"),
        "clearing": _("清理挂起"),
        "tender": _("付款"),
        "release": _("退回额度"),
    }
    return words.get(kind, kind)


def bars_of(*, parts: Iterable[Part]) -> list[Bar]:
    """Return the bar of who pays; what is below zero has a line in the table and no length."""
    every = list(parts)
    bars, begins, funds = [], 0, 0
    for part, length in zip(every, _lengths([max(part.fen, 0) for part in every]), strict=True):
        kind = part.payer
        if kind.startswith(FUND):
            kind, funds = f"fund-{funds % FUND_COLOURS}", funds + 1
        words = payer_words(payer=part.payer, fund_name=part.fund_name)
        adjusted = format_page(part.adjusted_fen) if part.adjusted_fen else ""
        own = format_page(part.fen - part.adjusted_fen)
        bars.append(Bar(kind, part.payer, words, format_page(part.fen), begins, length, own, adjusted))
        begins += length
    return bars


def _lengths(fen: Sequence[int]) -> list[int]:
    """What each has of the whole length: the largest remainders fill it up, and whoever bears anything is seen."""
    whole = sum(fen)
    if not whole:
        return [0] * len(fen)
    found = [max(each * WHOLE // whole, 1) if each else 0 for each in fen]
    for place in sorted(range(len(fen)), key=lambda at: -(fen[at] * WHOLE % whole))[: max(WHOLE - sum(found), 0)]:
        found[place] += 1
    while sum(found) > WHOLE:
        found[found.index(max(found))] -= 1
    return found


def curve_of(*, days: Mapping[date, tuple[int, int]], month: Month, today: date) -> Curve:
    """Return the curve of a month from (whole, funds' part) in fen by day, every day of the calendar one step.

    A day without a meal is a gap, for a line through it would tell of a fall and a rise that nobody saw; a day alone
    between two gaps is a bar. Days that have not come are left blank, and are no gaps.
    """
    every = [month.first + timedelta(days=step) for step in range((month.next_first - month.first).days)]
    come = [on for on in every if on <= max(today, *days, month.first)]
    most = max((price_fen for price_fen, _funds in days.values()), default=0)
    runs: list[list[int]] = []
    for at, on in enumerate(come):
        if on not in days:
            continue
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    fen = [days.get(on, (0, 0)) for on in come]
    return Curve(
        runs=[_run(places, fen, most, WHOLE / len(every)) for places in runs],
        has_gaps=bool(runs) and sum(map(len, runs)) < len(come),
        most=format_page(most),
        marks=[every[0], every[len(every) // 2], every[-1]],
    )


def _run(places: Sequence[int], fen: Sequence[tuple[int, int]], most_fen: int, step: float) -> Run:
    """A line from the middle of the first day to that of the last; of one day alone, across that day."""
    drawn = [(at + 0.5, fen[at]) for at in places]
    if len(places) == 1:
        (at,) = places
        drawn = [(at + BAR_FROM, fen[at]), (at + 1 - BAR_FROM, fen[at])]
    across = [round(at * step) for at, _ in drawn]

    def points(of: int) -> str:
        return " ".join(f"{x},{_height(both[of], most_fen)}" for x, (_, both) in zip(across, drawn, strict=True))

    return Run(begins=across[0], ends=across[-1], price=points(0), funds=points(1))


def _height(fen: int, most_fen: int) -> int:
    """How far below the top a sum lies; what is below nothing lies on the ground."""
    return HEIGHT - max(fen, 0) * (HEIGHT - 10) // (most_fen if most_fen > 0 else 1)
