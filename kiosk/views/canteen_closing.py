"""Closing a canteen: what it touches of meals, orders and devices is shown first; until the day comes it is undone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.scope import Role
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.forms import DAY, HIDDEN, Field, Form
from canteen.gateways.registry_words import sittings
from canteen.operations.place_changes import keep_canteen_open, require_closable
from canteen.queries.place_list import PlacePage, place_seen
from canteen.queries.region_names import regions_on
from kiosk.operations.canteen_closing import close_as_seen
from kiosk.queries.canteen_closing import closing_seen

MOST_SHOWN = 30


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Close a canteen from a day on, once what that touches has been seen."""
    actor, at, seen = acting(request), now(), _canteen(request, canteen_id)
    form = Form(
        [
            Field("closed_on", _("从哪天起不再供餐"), DAY, first=True, hint=_("最早明天：今天的饭已经有人做了。")),
            Field("reason", _("原因"), most=200),
            Field("seen", "", HIDDEN, needed=False),
        ]
    )
    lead = _("那天起这里不再供餐、打卡和接受订餐。以前的月账照常提交和封账，调整仍记在这里。")
    act = _act(seen, title=_("关闭食堂"), button=_("关闭"), lead=lead)

    def do(values: dict[str, Any]) -> HttpResponse:
        actor.require(Role.CLERK, canteen_id=canteen_id)
        require_closable(canteen_id=canteen_id, closed_on=values["closed_on"], now=at)
        touched = closing_seen(canteen_id=canteen_id, closed_on=values["closed_on"])
        if touched.touches and values["seen"] != touched.digest:
            form.typed = {**form.typed, "seen": touched.digest}
            said = {"meals": len(touched.meals), "orders": touched.orders, "devices": len(touched.devices)}
            warning = _("涉及：供餐 %(meals)d 份、订餐 %(orders)d 份、终端 %(devices)d 台。确认后订餐随即取消。") % said
            words = sittings()
            context = {
                "act": act,
                "form": form,
                "warning": warning,
                "meals": [(meal, words[meal.sitting]) for meal in touched.meals[:MOST_SHOWN]],
                "more": max(0, len(touched.meals) - MOST_SHOWN),
                "devices": touched.devices,
            }
            return render(request, "kiosk/closing.html", context)
        cancelled = close_as_seen(
            actor=actor,
            canteen_id=canteen_id,
            closed_on=values["closed_on"],
            digest=touched.digest,
            reason=values["reason"],
            now=at,
        )
        told = _("已登记关闭日期。%(orders)d 份订餐已取消，请通知订餐的老人；终端里的记录上传完以后再停用终端。")
        messages.success(request, told % {"orders": cancelled})
        return redirect(act.back)

    return act_page(request, act=act, form=form, do=do)


@require_http_methods(["GET", "POST"])
def keep_open(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Withdraw a closing whose day has not come."""
    actor, at, seen = acting(request), now(), _canteen(request, canteen_id)
    form = Form([Field("reason", _("原因"), needed=False, most=200, first=True)])

    def do(values: dict[str, Any]) -> None:
        keep_canteen_open(actor=actor, canteen_id=canteen_id, reason=values["reason"], now=at)

    lead = _("已登记的供餐照常供应；已取消的订餐不会恢复，要重新订。")
    act = _act(seen, title=_("撤回关闭"), button=_("撤回关闭"), lead=lead)
    return act_page(request, act=act, form=form, do=do, said=_("已撤回，食堂照常营业。"))


def _canteen(request: HttpRequest, canteen_id: UUID) -> PlacePage:
    on = service_day(now())
    return place_seen(actor=acting(request), canteen_id=canteen_id, regions=regions_on(on=on), on=on)


def _act(seen: PlacePage, *, title: str, button: str, lead: str) -> Act:
    back = reverse("canteens:canteen", args=[seen.id])
    return Act(title=title, button=button, back=back, back_words=seen.name, about=seen.name, lead=lead, grave=True)
