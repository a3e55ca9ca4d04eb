"""The page of all months: months × canteens with states and sums, towns added up."""

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import Asked, Cursor, Listing, asked, cut
from canteen.core.money import format_page
from canteen.core.month import Month, NotMonth
from canteen.core.sitting import service_day
from canteen.gateways.back import keep_list
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, list_shown, seekable
from canteen.gateways.pages import month_words
from canteen.gateways.spreadsheet import Column, Fen, Value
from settlement.gateways.figures import count_shown
from settlement.queries.grid import WAITING, WIDTH, Cell, CellSums, Grid, GridRow, grid

LISTING = Listing(sorts=("town",), filters=("until", "only", "state", "town"), size=60)
MOST_MONTHS = 24
ALONE = "month"
ANY = UUID(int=0)
STATES = ("open", WAITING, "submitted", "questioned", "answered", "sealed")


@seekable(LISTING)
@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """Answer with the months of every canteen in sight, or with all of them as a table."""
    wanted, at = asked(request.GET, LISTING), now()
    on = service_day(at)
    seen = grid(
        actor=acting(request),
        until=_until(wanted.filters.get("until", ""), on),
        on=on,
        width=1 if wanted.filters.get("only", "") == ALONE else WIDTH,
        search=wanted.search,
        state=wanted.filters.get("state", ""),
        town=wanted.filters.get("town", ""),
    )
    if wanted.export:
        return list_download(name=_("月账"), columns=_columns(), rows=_sheet(seen), made_at=at)
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=cut(seen.rows, wanted, _place),  # small enough to be cut when it has been added up
        headings=(),
        filters=_filters(seen, on),
        searchable=_("食堂、运营主体"),
    )
    context = {
        "list": shown,
        "months": [{"words": month_words(month=month), "runs": month.contains(on)} for month in reversed(seen.months)],
        "groups": _groups(shown.rows, seen, wanted),
        "whole": _by_month(seen.whole, seen, wanted),
        "waiting": seen.waiting,
        "questioned": seen.questioned,
    }
    return keep_list(request=request, answer=render(request, "settlement/months.html", context), name="months_list")


def _until(text: str, on: date) -> Month:
    """The last month shown: the one asked for, else this one."""
    try:
        asked_for = Month.parse(text)
    except NotMonth:
        return Month.of(on)
    return asked_for if 2000 < asked_for.year < 2200 else Month.of(on)


def _place(row: GridRow) -> Cursor:
    return Cursor(row.canteen, row.place[2])


def _filters(seen: Grid, on: date) -> list[Filter]:
    this, recent = Month.of(on), list[Month]()
    while len(recent) < MOST_MONTHS - 1:
        recent.append((recent or [this])[-1].previous())
    before = [(str(month), month_words(month=month)) for month in recent]
    side_by_side = ngettext("%(months)s 个月", "%(months)s 个月", WIDTH) % {"months": WIDTH}
    return [
        Filter("until", _("截至"), before, unchosen=month_words(month=this)),
        Filter("only", _("并列"), [(ALONE, _("最后一个月"))], unchosen=side_by_side),
        Filter("state", _("状态"), [(state, _state(state)) for state in STATES]),
        Filter("town", _("镇街"), [(str(town.id), town.name) for town in seen.towns]),
    ]


def _state(state: str) -> str:
    words = {
        "open": _("未提交"),
        WAITING: _("待批准或已答复"),
        "submitted": _("待批准"),
        "questioned": _("有疑问"),
        "answered": _("已答复"),
        "sealed": _("已封账"),
    }
    return words[state]


def _groups(rows: Sequence[GridRow], seen: Grid, wanted: Asked) -> list[dict[str, object]]:
    """The rows of a page under their towns; a town's sums are those of all its canteens."""
    groups: list[dict[str, object]] = []
    address = reverse("months:statement", args=[ANY])  # looked up once, for there are hundreds of cells
    for row in rows:
        if not groups or groups[-1]["town"] != row.town:
            sums = _by_month(seen.by_town[row.town.id], seen, wanted, town=str(row.town.id))
            canteens = len({each.canteen_id for each in seen.rows if each.town == row.town})
            groups.append({"town": row.town, "sums": sums, "canteens": canteens, "rows": []})
        cells = [_cell(month, cell, address) for month, cell in zip(seen.months, row.cells, strict=True)]
        cells.reverse()
        shown = {"canteen": row.canteen, "organisation": row.organisation, "cells": cells}
        groups[-1]["rows"].append(shown)  # type: ignore[attr-defined]  # the list put in above
    return groups


def _by_month(sums: Sequence[CellSums], seen: Grid, wanted: Asked, town: str = "") -> list[dict[str, object]]:
    """Figures of each month with its words, and where they are added up by canteen; the latest first."""
    pairs = list(zip(seen.months, sums, strict=True))
    links = [_added_up(wanted, month, town) if each.meals or each.price_fen else "" for month, each in pairs]
    found = [
        {"month": month_words(month=month), "link": link, **_figures(each)}
        for (month, each), link in zip(pairs, links, strict=True)
    ]
    return found[::-1]


def _added_up(wanted: Asked, month: Month, town: str) -> str:
    """The address of what is asked for with one month alone, of one town or of all; nothing where one is there already.

    Where canteens are chosen by a state the months stay: a canteen is shown for its state in any of them.
    """
    parts = wanted.parts
    if "state" not in parts:
        parts |= {"until": str(month), "only": ALONE}
    if town:
        parts["town"] = town
    return "" if parts == wanted.parts else f"?{urlencode(parts)}"


def _cell(month: Month, cell: Cell | None, address: str) -> dict[str, object]:
    words: dict[str, object] = {"month": month_words(month=month)}
    if cell is None:
        return words
    link = address.replace(str(ANY), str(cell.books_id))
    shown = {"link": link, "state": cell.state, "state_words": _state(cell.state)}
    return {**words, **shown, **_figures(cell.sums)}


def _figures(sums: CellSums) -> dict[str, object]:
    return {
        "meals": sums.meals,
        "told": ngettext("%(meals)s 人次", "%(meals)s 人次", sums.meals) % {"meals": count_shown(sums.meals)},
        "price": format_page(sums.price_fen),
        "funds": format_page(sums.funds_fen),
        "suspense": format_page(sums.suspense_fen) if sums.suspense_fen else "",
    }


def _columns() -> list[Column]:
    heads = [(_("镇街"), 12), (_("食堂"), 20), (_("运营主体"), 30), (_("月份"), 10), (_("状态"), 10), (_("人次"), 10)]
    sums = [_("餐费"), _("老人"), _("资金"), _("食堂承担"), _("本月暂挂"), _("来客和员工")]
    return [*(Column(words, width) for words, width in heads), *(Column(words, 14) for words in sums)]


def _sheet(seen: Grid) -> Iterator[list[Value]]:
    for row in seen.rows:
        for month, cell in zip(seen.months, row.cells, strict=True):
            if cell is None:
                continue
            sums = cell.sums
            fen = (sums.price_fen, sums.elder_fen, sums.funds_fen, sums.canteen_fen, sums.suspense_fen, sums.others_fen)
            head: list[Value] = [
                row.town.name,
                row.canteen,
                row.organisation,
                str(month),
                _state(cell.state),
                sums.meals,
            ]
            yield [*head, *(Fen(each) for each in fen)]
