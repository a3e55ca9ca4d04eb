"""One death or one move: what it holds or decides anew of meals is shown before it is confirmed, then done (R14)."""

from collections.abc import Callable
from functools import partial
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
from canteen.gateways.forms import DAY, ONE_OF, Field, Form
from canteen.gateways.registry_words import fact_kinds
from canteen.queries.elder_page import ElderNamed, elder_named
from canteen.queries.region_names import regions_on
from settlement.operations.part import days_after_death, move_foreseen, record_death, record_move
from settlement.operations.touch import Held, TouchedOtherwise
from settlement.queries.redecided_sums import Redecided
from settlement.queries.touched import Touched, meals_touched, touched_sum
from settlement.views.retold import SEEN, ask_again
from settlement.views.retold_words import told_words

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
            SEEN,
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
            lambda: touched_sum(meals=meals_touched(first_days=days)),
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
            SEEN,
        ],
        typed={"from_on": on.isoformat()},
    )
    lead = _(
        "原来的户籍或居住到那天为止。镇内迁移，那天以后已经吃过的餐按新的地方重新核算。"
        "迁到别的镇以后，由那里的经办负责，您可能不再看到她；那天起的补贴部分挂起。"
    )
    act = _act(who, title=_("登记迁移"), button=_("登记迁移"), lead=lead)

    def do(values: dict[str, Any]) -> HttpResponse:
        region_id = None if values["region"] == OUTSIDE else UUID(values["region"])
        moved = {"elder_id": elder_id, "kind": values["kind"], "region_id": region_id, "moved_on": values["from_on"]}
        return _confirmed(
            request,
            act,
            form,
            partial(move_foreseen, actor=actor, now=at, **moved),
            lambda shown: record_move(actor=actor, evidence=values["evidence"], now=at, shown=shown, **moved),
            then=reverse("elders:list"),  # who has moved away may be out of sight
        )

    return act_page(request, act=act, form=form, do=do)


def _confirmed(
    request: HttpRequest,
    act: Act,
    form: Form,
    foresee: Callable[[], Touched | Redecided],
    record: Callable[[str], Held | Redecided],
    *,
    then: str,
) -> HttpResponse:
    """Do it at once when no meal is touched, and go on to `then`; else show how many and how much, and ask once more.

    What is confirmed is what was shown: whatever has been eaten meanwhile is shown first.
    """
    seen = foresee()
    shown = form.typed.get(SEEN.name) or ("" if seen.meals else seen.mark)
    try:
        if seen.mark != shown:
            raise TouchedOtherwise()
        done = record(shown)
    except TouchedOtherwise:
        return _asked(request, act, form, foresee())
    messages.success(request, _done_words(done))
    return redirect(then)


def _asked(request: HttpRequest, act: Act, form: Form, seen: Touched | Redecided) -> HttpResponse:
    if isinstance(seen, Redecided):
        return ask_again(request=request, act=act, form=form, found=seen)
    form.typed = {**form.typed, SEEN.name: seen.mark}
    said = {"count": seen.meals, "sum": format_page(seen.fen)}
    warning = _("那天以后有 %(count)d 餐，补贴共 %(sum)s。确认后这些补贴挂起；餐不删除，她已付的钱不变。") % said
    return render(request, "canteen/act.html", {"act": act, "form": form, "warning": warning})


def _done_words(done: Held | Redecided) -> str:
    if isinstance(done, Redecided) and (done.meals or done.left):
        return " ".join([_("已登记。"), told_words(found=done)])
    if isinstance(done, Held) and done.meals:
        told = {"count": done.meals, "sum": format_page(done.fen)}
        return _("已登记，%(count)d 餐的补贴共 %(sum)s 已挂起。") % told
    return _("已登记，没有涉及已经吃过的餐。")


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
