"""Canteens and meal points: their list and each one's page, with who runs it, when it serves, who works there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import asked
from canteen.core.scope import Role
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.registry_words import place_kinds, proposal_outcomes, roles, sittings
from canteen.gateways.spreadsheet import Column
from canteen.queries.hand_overs import PROPOSAL_READERS, hand_overs_of
from canteen.queries.place_list import (
    LISTING,
    READERS,
    WORKERS,
    all_places,
    place_page,
    place_seen,
    runners,
    workers_of,
)
from canteen.queries.region_names import regions_on

MILLIONTHS = 1_000_000


@seekable(LISTING)
@require_GET
def canteens(request: HttpRequest) -> HttpResponse:
    """Answer with the list of canteens, or with all of it as a table."""
    actor, on, wanted = acting(request), service_day(now()), asked(request.GET, LISTING)
    regions, kinds = regions_on(on=on), place_kinds()
    if wanted.export:
        columns = [
            Column(_("名称"), 26),
            Column(_("代号"), 26),
            Column(_("种类"), 10),
            Column(_("所在"), 20),
            Column(_("地址"), 34),
        ]
        columns += [Column(_("运营主体"), 30), Column(_("开办日期"), 12), Column(_("关闭日期"), 12)]
        rows = (
            [row.name, row.key, kinds[row.kind], row.place, row.address, row.organisation, row.opened_on, row.closed_on]
            for row in all_places(actor=actor, asked=wanted, regions=regions, on=on)
        )
        return list_download(name=_("食堂名单"), columns=columns, rows=rows, made_at=now())
    page = place_page(actor=actor, asked=wanted, regions=regions, on=on)
    run = [(str(row_id), name) for row_id, name in runners(actor=actor, on=on)]
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=page.of(lambda row: {"canteen": row, "kind": kinds[row.kind]}),
        headings=[
            Heading(_("名称"), "name"),
            Heading(_("种类")),
            Heading(_("所在")),
            Heading(_("运营主体")),
            Heading(_("开办"), "opened"),
            Heading(_("状态")),
        ],
        filters=[
            Filter("kind", _("种类"), list(kinds.items())),
            Filter("region", _("村镇"), regions.choices(actor.regions(*READERS))),
            Filter("organisation", _("运营主体"), run),
            Filter("open", _("状态"), [("yes", _("营业")), ("no", _("已关闭"))]),
        ],
        searchable=_("名称、地址或代号"),
    )
    may_register = bool(actor.regions(Role.CLERK))
    return render(request, "canteen/places/list.html", {"list": shown, "may_register": may_register})


@require_GET
def canteen(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Answer with one canteen."""
    actor, on = acting(request), service_day(now())
    seen = place_seen(actor=actor, canteen_id=canteen_id, regions=regions_on(on=on), on=on)
    wanted = asked(request.GET, WORKERS)
    working = workers_of(canteen_id=canteen_id, asked=wanted, on=on)
    words, outcomes = sittings(), proposal_outcomes()
    reads = canteen_id in actor.canteens(*PROPOSAL_READERS)
    proposed = hand_overs_of(canteen_id=canteen_id) if reads else ()
    context = {
        "canteen": seen,
        "kind": place_kinds()[seen.kind],
        "hours": [(words[each.sitting], each) for each in seen.hours],
        "coordinates": _coordinates(seen.latitude_e6, seen.longitude_e6),
        "workers": [(worker, roles()[worker.role]) for worker in working.rows],
        "list": list_shown(path=request.path, asked=wanted, page=working, headings=(), exports=False),
        "may_change": canteen_id in actor.canteens(Role.CLERK),
        "hand_overs": [(outcomes[each.outcome], each) for each in proposed],
        "hand_over_waits": any(not each.outcome for each in proposed),
        "may_keep_open": seen.closed_on is not None and seen.closed_on > on,
        "sees_devices": canteen_id in actor.canteens(Role.MANAGER, Role.CLERK, Role.AUDITOR),
        "sees_staff": actor.holds(Role.CLERK, Role.SUPPORT, Role.AUDITOR),
        "sees_organisation": actor.holds(*READERS),
    }
    return render(request, "canteen/places/canteen.html", context)


def _coordinates(latitude_e6: int | None, longitude_e6: int | None) -> str:
    """Degrees as maps write them: 30.868123, 120.412345."""
    if latitude_e6 is None or longitude_e6 is None:
        return ""
    return f"{latitude_e6 / MILLIONTHS:.6f}, {longitude_e6 / MILLIONTHS:.6f}"
