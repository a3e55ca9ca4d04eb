"""The page of funds and of what canteens may draw of them in each month; to be read: money moves by the interface."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import SORT, asked
from canteen.core.money import format_page
from canteen.core.month import Month
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.pages import month_words
from canteen.gateways.spreadsheet import Column, Fen, Value
from settlement.core.policy.values import FUND
from settlement.queries.allotments_listed import (
    ALLOTMENTS,
    AllotmentListed,
    allotment_page,
    allotting_funds,
    books_drawing,
    every_allotment,
)
from settlement.queries.funds import funds
from settlement.views.fund import fund_figures

MONTHS_OFFERED = 13


@seekable(ALLOTMENTS)
@require_GET
def fund_list(request: HttpRequest) -> HttpResponseBase:
    """Answer with the funds in sight and what canteens may draw of them, or with all of the latter as a table."""
    actor, at, wanted = acting(request), now(), asked(request.GET, ALLOTMENTS)
    if wanted.export:
        rows = _allotment_sheet(every_allotment(actor=actor, asked=wanted))
        return list_download(name=_("额度"), columns=_allotment_columns(), rows=rows, made_at=at)
    page = allotment_page(actor=actor, asked=wanted)
    drawing = books_drawing(rows=page.rows)
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=page.of(lambda row: _allotment(row, drawing.get((row.canteen_id, row.month), ()))),
        headings=[
            Heading(_("食堂"), "canteen"),
            Heading(_("资金")),
            Heading(_("额度"), "allotted", numeric=True),
            Heading(_("已用"), "drawn", numeric=True),
            Heading(_("剩余"), "left", numeric=True),
            Heading(_("月份"), "month"),
        ],
        filters=[
            Filter("fund", _("资金"), [(str(fund_id), name) for fund_id, name in allotting_funds(actor=actor)]),
            Filter("month", _("月份"), _offered(Month.of(service_day(at)), wanted.filters.get("month", ""))),
        ],
        searchable=_("食堂名称"),
    )
    context = {
        "funds": [fund_figures(each) for each in funds(actor=actor)],
        "list": shown,
        "is_one_month": set(wanted.parts) - {SORT} == {"month"},
    }
    return render(request, "settlement/funds.html", context)


def _offered(this: Month, chosen: str) -> list[tuple[str, str]]:
    """The months one chooses from: the next one, those before, and whichever is chosen already."""
    months = [this.next()]
    while len(months) < MONTHS_OFFERED:
        months.append(months[-1].previous())
    words = {str(each): month_words(month=each) for each in months}
    return [*words.items(), *([(chosen, chosen)] if chosen and chosen not in words else [])]


def _allotment(row: AllotmentListed, books: Sequence[UUID]) -> dict[str, object]:
    return {
        "payer": FUND + row.fund_key,
        "books": books if row.drawn_fen else (),
        "canteen": row.canteen,
        "fund": row.fund,
        "month": month_words(month=row.month),
        "fen": format_page(row.fen),
        "drawn": format_page(row.drawn_fen),
        "left": format_page(row.left_fen),
    }


def _allotment_columns() -> list[Column]:
    heads = [(_("食堂"), 20), (_("资金"), 20), (_("月份"), 10), (_("额度"), 14), (_("已用"), 14), (_("剩余"), 14)]
    return [Column(words, width) for words, width in heads]


def _allotment_sheet(rows: Iterable[AllotmentListed]) -> Iterator[list[Value]]:
    for row in rows:
        yield [row.canteen, row.fund, str(row.month), Fen(row.fen), Fen(row.drawn_fen), Fen(row.left_fen)]
