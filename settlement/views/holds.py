"""The list of open holds over all canteens in sight: what waits for finance, each leading to the page of its meal."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import asked
from canteen.core.money import format_page
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.pages import in_chinese, moment_words
from canteen.gateways.spreadsheet import Column, Fen, Value
from settlement.queries.holds import reason_choices, reason_words
from settlement.queries.holds_listed import HOLDS, HoldListed, every_hold, holding_canteens, holds_listed


@seekable(HOLDS)
@require_GET
def holds(request: HttpRequest) -> HttpResponseBase:
    """Answer with what waits for a person, or with all of it as a table."""
    wanted, canteens = asked(request.GET, HOLDS), holding_canteens(actor=acting(request))
    if wanted.export:
        rows = _sheet(every_hold(canteens=canteens, asked=wanted))
        return list_download(name=_("挂起"), columns=_columns(), rows=rows, made_at=now())
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=holds_listed(canteens=canteens, asked=wanted).of(_row),
        headings=[
            Heading(_("姓名")),
            Heading(_("日期")),
            Heading(_("食堂")),
            Heading(_("原因")),
            Heading(_("挂起时间"), "opened"),
            Heading(_("元"), "fen", numeric=True),
        ],
        filters=[
            Filter("canteen", _("食堂"), [(str(row_id), name) for row_id, name in canteens.items()]),
            Filter("reason", _("原因"), reason_choices(chinese=in_chinese())),
        ],
        searchable=_("食堂名称"),
    )
    return render(request, "settlement/holds.html", {"list": shown})


def _why(reason: str) -> str:
    return reason_words(reason=reason, chinese=in_chinese())


def _row(hold: HoldListed) -> dict[str, object]:
    return {"hold": hold, "why": _why(hold.reason), "yuan": format_page(hold.fen)}


def _columns() -> list[Column]:
    heads = [(_("食堂"), 20), (_("日期"), 12), (_("姓名"), 10), (_("原因"), 30), (_("挂起时间"), 18), (_("元"), 10)]
    return [*(Column(words, width) for words, width in heads), Column(_("凭证号"), 40)]


def _sheet(rows: Iterable[HoldListed]) -> Iterator[list[Value]]:
    for hold in rows:
        head: list[Value] = [hold.canteen, hold.service_on, hold.name, _why(hold.reason)]
        yield [*head, moment_words(instant=hold.opened_at), Fen(hold.fen), str(hold.entry_id)]
