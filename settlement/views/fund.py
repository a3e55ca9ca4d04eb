"""One fund: what it has, and everything that moved its money, down to the month of a canteen that it was for."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import asked
from canteen.core.money import format_page
from canteen.core.scope import Role
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.pages import moment_words, month_words
from canteen.gateways.spreadsheet import Column, Fen, Value
from canteen.queries.names import canteen_names
from settlement.core.chart import Kind
from settlement.queries.fund_moves import KINDS, MOVES, FundMove, every_fund_move, fund_moves, fund_seen, places_of
from settlement.queries.funds import FundSeen
from settlement.queries.netting import outstanding


@seekable(MOVES)
@require_GET
def fund(request: HttpRequest, fund_id: UUID) -> HttpResponseBase:
    """Answer with one fund and what moved its money, or with all of the latter as a table."""
    actor, wanted = acting(request), asked(request.GET, MOVES)
    seen = fund_seen(actor=actor, fund_id=fund_id)
    if wanted.export:
        moves = list(every_fund_move(fund=seen, asked=wanted))
        places = canteen_names(canteen_ids={row.canteen_id for row in moves if row.canteen_id})
        heads = [(_("时间"), 18), (_("事由"), 12), (_("科目"), 12), (_("食堂"), 20), (_("月份"), 10), (_("元"), 14)]
        columns = [Column(words, width) for words, width in heads]
        return list_download(name=seen.name, columns=columns, rows=_sheet(moves, places), made_at=now())
    page = fund_moves(fund=seen, asked=wanted)
    places = places_of(moves=page)
    accounts = [Kind.SOURCE if seen.parts else Kind.FREE, Kind.RETURNED]
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=page.of(lambda row: _row(row, places)),
        headings=[
            Heading(_("时间"), "at"),
            Heading(_("事由")),
            Heading(_("科目")),
            Heading(_("食堂")),
            Heading(_("元"), numeric=True),
        ],
        filters=[
            Filter("account", _("科目"), [(kind.value, _accounts()[kind]) for kind in accounts]),
            Filter("kind", _("事由"), [(kind.value, _kinds()[kind]) for kind in KINDS]),
        ],
        searchable=_("食堂名称"),
    )
    may_decide = seen.region_id in actor.regions(Role.FINANCE)
    between = outstanding(fund=seen)
    context = {
        "fund": fund_figures(seen),
        "list": shown,
        "may_decide": may_decide,
        "gets": format_page(between.gets_fen) if between.gets_fen else "",
        "gives": format_page(between.gives_fen) if between.gives_fen else "",
    }
    return render(request, "settlement/fund.html", context)


def fund_figures(seen: FundSeen) -> dict[str, object]:
    """Return a fund with its money as pages show it; what it has none of is blank."""
    sources = {
        "budget": _("一般公共预算"),
        "lottery": _("福利彩票公益金"),
        "charity": _("慈善捐赠"),
        "collective": _("村集体"),
        "joint": _("联合资金"),
    }
    return {
        "id": seen.id,
        "name": seen.name,
        "key": seen.key,
        "role": seen.role,
        "source": sources.get(seen.source, seen.source),
        "parts": ":".join(str(part.weight) for part in seen.parts),
        "appropriated": "" if seen.parts else format_page(seen.appropriated_fen),
        "free": "" if seen.parts else format_page(seen.free_fen),
        "returned": format_page(seen.returned_fen),
    }


def _row(row: FundMove, places: Mapping[UUID, str]) -> dict[str, object]:
    return {
        "at": row.at,
        "kind": _kinds().get(row.kind, row.kind),
        "account": _accounts()[row.account],
        "canteen": places.get(row.canteen_id, "") if row.canteen_id else "",
        "month": month_words(month=row.month) if row.month else "",
        "books_id": row.books_id,
        "yuan": format_page(row.fen),
    }


def _sheet(moves: Iterable[FundMove], places: Mapping[UUID, str]) -> Iterator[list[Value]]:
    kinds, accounts = _kinds(), _accounts()
    for row in moves:
        place = places.get(row.canteen_id, "") if row.canteen_id else ""
        what = [moment_words(instant=row.at), kinds.get(row.kind, row.kind), accounts[row.account]]
        yield [*what, place, str(row.month) if row.month else "", Fen(row.fen)]


def _kinds() -> dict[str, str]:
    return {
        "appropriation": _("拨入"),
        "allotment": _("下达额度"),
        "release": _("未用退回"),
        "apportionment": _("出资方分担"),
        "netting": _("垫付清算"),
    }


def _accounts() -> dict[str, str]:
    return {Kind.FREE: _("可下达"), Kind.SOURCE: _("联合出资"), Kind.RETURNED: _("退回")}
