"""One death or one move at a time: what it touches is shown before it is confirmed, and held when it is (R14)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.money import format_page
from canteen.core.scope import Role
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.forms import DAY, HIDDEN, ONE_OF, Field, Form
from canteen.gateways.registry_words import fact_kinds
from canteen.queries.elder_page import ElderNamed, elder_named
from canteen.queries.region_names import regions_on
from settlement.operations.part import days_after_death, days_after_move, record_death, record_move
from settlement.operations.touch import Held, TouchedOtherwise
from settlement.queries.touched import NOTHING, Touched, meals_touched, touched_sum

OUTSIDE = "outside"


@require_http_methods(["GET", "POST"])
def death(request: HttpRequest, elder_id: UUID) -> HttpResponse:
    """Record that an elder has died."""
    actor, at = acting(request), now()
    who = elder_named(actor=actor, elder_id=elder_id, roles=(Role.CLERK,), on=service_day(at))
    form = Form(
        [
            Field("from_on", _("去世日期"), DAY, first=True),
            Field("evidence", _("凭据"), needed=False, most=200, hint=_("例如死亡证明编号；不要写身份证号。")),
            Field("seen", "", HIDDEN, needed=False),
        ]
    )
    lead = _("她的卡此后不能再用餐；那天以后已经吃的餐保留，补贴部分挂起，由财务处理。")
    act = _act(who, title=_("登记去世"), button=_("登记去世"), lead=lead)

    def do(values: dict[str, Any]) -> HttpResponse:
        days = days_after_death(elder_id=elder_id, died_on=values["from_on"])
        return _confirmed(
            request,
            act,
            form,
            days,
            lambda shown: record_death(
                actor=actor,
                elder_id=elder_id,
                died_on=values["from_on"],
                evidence=values["evidence"],
                now=at,
                shown=shown,
            ),
            then=act.back,
        )

    return act_page(request, act=act, form=form, do=do)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, elder_id: UUID) -> HttpResponse:
    """Record a new registration or residence; the former one ends on that day."""
    actor, at = acting(request), now()
    on = service_day(at)
    who = elder_named(actor=actor, elder_id=elder_id, roles=(Role.CLERK,), on=on)
    regions, kinds = regions_on(on=on), fact_kinds()
    where = [(OUTSIDE, _("外地（不在名单里的地方）")), *regions.choices(regions.names)]
    form = Form(
        [
            Field(
                "kind",
                _("变更什么"),
                ONE_OF,
                choices=[(kind, kinds[kind]) for kind in ("registration", "residence")],
                first=True,
            ),
            Field("region", _("迁到哪里"), ONE_OF, choices=where),
            Field("from_on", _("从哪天起"), DAY),
            Field("evidence", _("凭据"), needed=False, most=200),
            Field("seen", "", HIDDEN, needed=False),
        ],
        typed={"from_on": on.isoformat()},
    )
    lead = _("原来的户籍或居住到那天为止。迁到别的镇以后，由那里的经办负责，您可能不再看到她；那天起的补贴部分挂起。")
    act = _act(who, title=_("登记迁移"), button=_("登记迁移"), lead=lead)

    def do(values: dict[str, Any]) -> HttpResponse:
        region_id = None if values["region"] == OUTSIDE else UUID(values["region"])
        moved = {"elder_id": elder_id, "kind": values["kind"], "region_id": region_id, "moved_on": values["from_on"]}
        return _confirmed(
            request,
            act,
            form,
            days_after_move(**moved),
            lambda shown: record_move(actor=actor, evidence=values["evidence"], now=at, shown=shown, **moved),
            then=reverse("elders:list"),  # who has moved away may be out of sight
        )

    return act_page(request, act=act, form=form, do=do)


def _confirmed(
    request: HttpRequest,
    act: Act,
    form: Form,
    days: Mapping[UUID, date],
    record: Callable[[str], Held],
    *,
    then: str,
) -> HttpResponse:
    """Do it at once when no meal is touched, and go on to `then`; else show how many and how much, and ask once more.

    What is confirmed is what was shown: whatever has been eaten meanwhile is shown first.
    """
    shown = form.typed.get("seen") or NOTHING
    try:
        touched = _touched(days)
        if touched.mark != shown:
            raise TouchedOtherwise()
        held = record(shown)
    except TouchedOtherwise:
        touched = _touched(days)
        form.typed = {**form.typed, "seen": touched.mark}
        said = {"count": touched.meals, "sum": format_page(touched.fen)}
        warning = _("那天以后有 %(count)d 餐，补贴共 %(sum)s。确认后这些补贴挂起；餐不删除，她已付的钱不变。") % said
        return render(request, "canteen/act.html", {"act": act, "form": form, "warning": warning})
    told = {"count": held.meals, "sum": format_page(held.fen)}
    messages.success(
        request,
        _("已登记，%(count)d 餐的补贴共 %(sum)s 已挂起。") % told
        if held.meals
        else _("已登记，没有涉及已经吃过的餐。"),
    )
    return redirect(then)


def _touched(days: Mapping[UUID, date]) -> Touched:
    return touched_sum(meals=meals_touched(first_days=days) if days else ())


def _act(who: ElderNamed, *, title: str, button: str, lead: str) -> Act:
    return Act(
        title=title,
        button=button,
        back=reverse("elders:elder", args=[who.id]),
        back_words=who.name,
        about=who.name,
        lead=lead,
        grave=True,
    )
