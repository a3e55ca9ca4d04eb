"""All meals as a list that can be sought, narrowed, sorted and taken along as a table."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import asked
from canteen.core.money import format_page
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.registry_words import sittings
from canteen.gateways.spreadsheet import Column, Fen, Value
from canteen.queries.staff_list import canteens_named
from ordering.queries.meal_list import LISTING, MealRow, all_meals, meal_page
from ordering.queries.meals import READERS


@seekable(LISTING)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Answer with the list of meals, or with all of it as a table."""
    actor, wanted = acting(request), asked(request.GET, LISTING)
    if wanted.export:
        columns = [Column(_("日期"), 12), Column(_("食堂"), 26), Column(_("餐次"), 8), Column(_("名称"), 20)]
        columns += [Column(_("套餐价（元）"), 12), Column(_("份数"), 8), Column(_("已订"), 8), Column(_("已用餐"), 8)]
        columns += [Column(_("状态"), 10), Column(_("套餐类别"), 16)]
        rows = (_line(row) for row in all_meals(actor=actor, asked=wanted))
        return list_download(name=_("供餐名单"), columns=columns, rows=rows, made_at=now())
    places = canteens_named(canteen_ids=actor.canteens(*READERS))
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=meal_page(actor=actor, asked=wanted).of(_shown),
        headings=[
            Heading(_("日期"), "on"),
            Heading(_("食堂")),
            Heading(_("餐次")),
            Heading(_("名称"), "title"),
            Heading(_("套餐价"), numeric=True),
            Heading(_("份数"), numeric=True),
            Heading(_("已订"), numeric=True),
            Heading(_("已用餐"), numeric=True),
            Heading(_("状态")),
        ],
        filters=[
            Filter("canteen", _("食堂"), [(str(row_id), name) for row_id, name in places]),
            Filter("sitting", _("餐次"), list(sittings().items())),
            Filter("state", _("状态"), list(_states().items())),
        ],
        searchable=_("名称或菜品"),
    )
    return render(request, "ordering/list.html", {"list": shown, "day": wanted.filters.get("day", "")})


def _shown(row: MealRow) -> dict[str, object]:
    return {
        "meal": row,
        "monday": row.service_on - timedelta(days=row.service_on.weekday()),
        "sitting": sittings()[row.sitting],
        "price": format_page(row.price_fen),
        "state": _states()[row.state],
    }


def _line(row: MealRow) -> list[Value]:
    counts = [row.portions, row.taken, row.served]
    price, words = Fen(row.price_fen), (sittings()[row.sitting], _states()[row.state])
    return [row.service_on, row.canteen, words[0], row.title, price, *counts, words[1], row.package]


def _states() -> dict[str, str]:
    return {"draft": _("草稿"), "published": _("已发布"), "withdrawn": _("已撤下")}
