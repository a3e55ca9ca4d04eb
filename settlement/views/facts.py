"""A fact of one elder, recorded or ended: which meals it has decided anew is shown before anybody confirms (D14)."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.scope import Role
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.forms import DAY, ONE_OF, Field, Form, ident
from canteen.gateways.registry_words import category_choices, diet_choices, fact_kinds
from canteen.operations.elder_rows import NewFact
from canteen.queries.elder_page import ElderNamed, elder_named, elder_of_fact, state_of
from canteen.queries.region_names import regions_on
from settlement.operations.retell import end_foreseen, fact_foreseen, tell_end, tell_fact
from settlement.views.retold import SEEN, confirmed

OTHER_KINDS = ("permit", "institution")


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, elder_id: UUID) -> HttpResponse:
    """Record a category, a diet, a permit or a stay in an institution."""
    actor, at = acting(request), now()
    who = elder_named(actor=actor, elder_id=elder_id, roles=(Role.CLERK,), on=service_day(at))
    kinds = fact_kinds()
    what = [(f"category:{code}", words) for code, words in category_choices()]
    what += [(f"diet:{code}", f"{kinds['diet']} · {words}") for code, words in diet_choices()]
    what += [(kind, kinds[kind]) for kind in OTHER_KINDS]
    hint = _("居住证号的后四位，或机构名称；类别和膳食不用填。")
    places = regions_on(on=service_day(at)).choices(actor.regions(Role.CLERK))
    form = Form(
        [
            Field("what", _("登记什么"), ONE_OF, choices=what, first=True),
            Field("value", _("说明"), needed=False, most=100, whole=True, hint=hint),
            Field("from_on", _("从哪天起"), DAY),
            Field("until_on", _("到哪天止"), DAY, needed=False, hint=_("这一天起不再算。")),
            Field("level", _("级别"), needed=False, most=20, hint=_("例如二级、重度。")),
            Field("evidence", _("凭据"), needed=False, most=200, hint=_("例如低保证编号；不要写身份证号。")),
            Field("granted_by", _("认定单位"), needed=False, most=120),
            Field(
                "region_id",
                _("居住证在哪个村镇"),
                ONE_OF,
                needed=False,
                choices=places,
                hint=_("居住证才填；按村镇补贴的政策看它。"),
                read=ident,
            ),
            SEEN,
        ],
        typed={"from_on": service_day(at).isoformat()},
    )
    lead = _("日期早于今天的，那天以后已经吃过的餐会按它重新核算；改动多少餐、多少钱，先给您看过再确认。")
    act = _act(who, title=_("登记事实"), button=_("登记"), lead=lead)

    def do(values: dict[str, Any]) -> HttpResponse:
        said = {name: value for name, value in values.items() if name != SEEN.name}
        kind, _sep, code = said.pop("what").partition(":")
        told = said.pop("value")
        said["region_id"] = said["region_id"] if kind == "permit" else None
        fact = NewFact(kind, code or told or kinds[kind], **said)
        foresee = partial(fact_foreseen, actor=actor, elder_id=elder_id, fact=fact, now=at)
        tell = partial(tell_fact, actor=actor, elder_id=elder_id, fact=fact, now=at)
        return confirmed(request, act, form, foresee=foresee, tell=lambda mark: tell(shown=mark)[1], said=_("已登记。"))

    return act_page(request, act=act, form=form, do=do)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """End a fact on a day."""
    actor, at = acting(request), now()
    elder_id = elder_of_fact(fact_id=fact_id)
    who = elder_named(actor=actor, elder_id=elder_id, roles=(Role.CLERK,), on=service_day(at))
    if state_of(fact_id=fact_id) is not None:
        return redirect("elders:withdraw", fact_id)
    form = Form(
        [
            Field("until_on", _("从哪天起不再算"), DAY, first=True),
            Field("reason", _("原因"), needed=False, most=200),
            SEEN,
        ],
        typed={"until_on": service_day(at).isoformat()},
    )
    lead = _("那天以前的餐不受影响；那天以后已经吃过的餐会重新核算，先给您看过再确认。")
    act = _act(who, title=_("终止一条记录"), button=_("终止"), lead=lead, grave=True)

    def do(values: dict[str, Any]) -> HttpResponse:
        foresee = partial(end_foreseen, actor=actor, fact_id=fact_id, until_on=values["until_on"], now=at)
        tell = partial(
            tell_end,
            actor=actor,
            fact_id=fact_id,
            until_on=values["until_on"],
            now=at,
            reason=values["reason"] or "",
        )
        return confirmed(request, act, form, foresee=foresee, tell=lambda mark: tell(shown=mark)[1], said=_("已终止。"))

    return act_page(request, act=act, form=form, do=do)


def _act(who: ElderNamed, *, title: str, button: str, lead: str, grave: bool = False) -> Act:
    back = reverse("elders:elder", args=[who.id])
    return Act(title=title, button=button, back=back, back_words=who.name, lead=lead, grave=grave, about=who.name)
