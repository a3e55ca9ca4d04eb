"""What a clerk does about one elder: register her, change her phone, open her ID number."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from canteen.auth import acting
from canteen.core.age import age_on
from canteen.core.id_faults import read_id_number
from canteen.core.identity import birth_date, is_woman, normalise_id_number
from canteen.core.scope import Role
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.forms import DAY, ONE_OF, Field, Form, ident
from canteen.gateways.pages import day_words
from canteen.gateways.registry_words import id_fault_words
from canteen.operations.elders import change_phone, register_elder
from canteen.operations.opening import open_id_number
from canteen.queries.elder_list import elder_by_secret
from canteen.queries.elder_page import ElderNamed, elder_named
from canteen.queries.elders import RECORD_READERS
from canteen.queries.region_names import regions_on


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register an elder; her ID number is looked at while it is typed."""
    actor, at = acting(request), now()
    regions = regions_on(on=service_day(at)).choices(actor.regions(Role.CLERK))
    form = Form(
        [
            Field("name", _("姓名"), most=60, first=True),
            Field(
                "id_number",
                _("身份证号"),
                most=40,
                check=reverse("elders:check"),
                hint=_("15 位的老号码也可以。"),
                read=normalise_id_number,
            ),
            Field("region_id", _("户籍所在村镇"), ONE_OF, choices=regions, read=ident),
            Field("registered_from", _("户籍从哪天起"), DAY, needed=False, hint=_("不填就从出生算起。")),
            Field("phone", _("电话"), needed=False, most=30, mode="tel"),
        ]
    )
    act = Act(
        title=_("登记老人"),
        button=_("登记"),
        back=reverse("elders:list"),
        back_words=_("老人名册"),
        at={"bad-id-number": "id_number", "elder-exists": "id_number", "bad-phone": "phone"},
    )

    def do(values: dict[str, Any]) -> HttpResponse:
        return redirect(
            "elders:elder", register_elder(actor=actor, now=at, **values | {"phone": values["phone"] or ""})
        )

    return act_page(request, act=act, form=form, do=do, said=_("已登记。接着可以登记事实、发卡。"))


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Say what an ID number is, while it is being typed; in a body, so that it stands in no address (S11)."""
    actor, on = acting(request), service_day(now())
    read = read_id_number(request.POST.get("id_number", "")[:60])
    context: dict[str, object] = {"wrong": id_fault_words(read=read)}
    if read.number:
        born = birth_date(read.number)
        sex = _("女") if is_woman(read.number) else _("男")
        words = {"day": day_words(day=born), "age": age_on(birth_on=born, on=on), "sex": sex}
        context["words"] = _("%(sex)s，%(day)s出生，%(age)d 岁。") % words
        found = elder_by_secret(actor=actor, text=read.number, on=on)
        if found is not None:
            context["twin"] = elder_named(actor=actor, elder_id=found, roles=RECORD_READERS, on=on)
    return render(request, "canteen/elders/check.html", context)


@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest, elder_id: UUID) -> HttpResponse:
    """Write down another telephone number, or none."""
    actor, at = acting(request), now()
    who = elder_named(actor=actor, elder_id=elder_id, roles=(Role.CLERK,), on=service_day(at))
    form = Form([Field("phone", _("新的电话"), needed=False, most=30, mode="tel", first=True)])

    def do(values: dict[str, Any]) -> None:
        change_phone(actor=actor, elder_id=elder_id, phone=values["phone"], now=at)

    act = _act(who, title=_("更改电话"), button=_("保存"), lead=_("留空表示没有电话。"), at={"bad-phone": "phone"})
    return act_page(request, act=act, form=form, do=do, said=_("电话已更改。"))


@never_cache
@require_http_methods(["GET", "POST"])
def id_number(request: HttpRequest, elder_id: UUID) -> HttpResponse:
    """Ask for a reason, and show the ID number once; nothing keeps the answer (S1)."""
    actor, at = acting(request), now()
    who = elder_named(actor=actor, elder_id=elder_id, roles=RECORD_READERS, on=service_day(at))
    form = Form([Field("reason", _("为什么要看"), most=200, first=True, wide=True)])
    act = _act(who, title=_("查看身份证号"), button=_("查看"), lead=_("谁、什么时候、为什么看的，都会记入操作记录。"))

    def do(values: dict[str, Any]) -> HttpResponse:
        number = open_id_number(actor=actor, elder_id=elder_id, reason=values["reason"], now=at)
        parts = (number[:6], number[6:14], number[14:])
        return render(request, "canteen/elders/id_number.html", {"act": act, "parts": parts})

    return act_page(request, act=act, form=form, do=do)


def _act(who: ElderNamed, *, title: str, button: str, lead: str, at: Any = None) -> Act:
    return Act(
        title=title,
        button=button,
        back=reverse("elders:elder", args=[who.id]),
        back_words=who.name,
        lead=lead,
        about=who.name,
        at=at or {},
    )
