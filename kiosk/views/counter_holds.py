"""The counter's list of what of its meals waits for finance: sought, filtered, sorted, paged, taken home."""

from collections.abc import Iterable, Iterator
from uuid import UUID

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
from canteen.gateways.listing import Filter, Heading, list_shown
from canteen.gateways.pages import in_chinese, moment_words
from canteen.gateways.spreadsheet import Column, Fen, Value
from kiosk.queries.counter_holds import every_hold_waiting, holds_waiting
from kiosk.views.counter_page import desk_at, head_context
from settlement.queries.holds import reason_choices, reason_words
from settlement.queries.holds_listed import HOLDS_HERE, HoldListed


@require_GET
def holds(request: HttpRequest, canteen_id: UUID) -> HttpResponseBase:
    """Answer with what of this canteen's meals waits for finance, and why; or with all of it as a table."""
    at_desk = desk_at(actor=acting(request), canteen_id=canteen_id, at=now())
    wanted, actor, canteen = asked(request.GET, HOLDS_HERE), at_desk.actor, at_desk.canteen
    if wanted.export:
        found = every_hold_waiting(actor=actor, canteen_id=canteen_id, canteen=canteen, asked=wanted)
        return list_download(name=_("挂起"), columns=_columns(), rows=_sheet(found), made_at=at_desk.at)
    waiting = holds_waiting(actor=actor, canteen_id=canteen_id, canteen=canteen, asked=wanted)
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=waiting.page.of(_row),
        headings=[
            Heading(_("姓名")),
            Heading(_("日期")),
            Heading(_("原因")),
            Heading(_("从什么时候起"), "opened"),
            Heading(_("元"), "fen", numeric=True),
        ],
        filters=[Filter("reason", _("原因"), reason_choices(chinese=in_chinese()))],
        searchable=_("姓名或拼音首字母"),
    )
    context = {**head_context(at_desk), "list": shown, "sum": format_page(waiting.fen)}
    return render(request, "kiosk/counter_desk/holds.html", context)


def _why(reason: str) -> str:
    return reason_words(reason=reason, chinese=in_chinese())


def _row(hold: HoldListed) -> dict[str, object]:
    return {"hold": hold, "why": _why(hold.reason), "yuan": format_page(hold.fen)}


def _columns() -> list[Column]:
    heads = [(_("日期"), 12), (_("姓名"), 10), (_("原因"), 30), (_("从什么时候起"), 18), (_("元"), 10)]
    return [Column(words, width) for words, width in heads]


def _sheet(rows: Iterable[HoldListed]) -> Iterator[list[Value]]:
    for hold in rows:
        since = moment_words(instant=hold.opened_at)
        yield [hold.service_on, hold.name, _why(hold.reason), since, Fen(hold.fen)]
