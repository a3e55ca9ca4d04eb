"""What a clerk does about one elder: register her, record and end facts, change her phone, open her ID number."""

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
from canteen.gateways.registry_words import category_choices, fact_kinds, id_fault_words
from canteen.operations.elder_rows import NewFact
from canteen.operations.elders import change_phone, end_fact, record_fact, register_elder
from canteen.operations.opening import open_id_number
from canteen.queries.elder_list import elder_by_secret
from canteen.queries.elder_page import ElderNamed, elder_named, elder_of_fact, state_of
from canteen.queries.elders import RECORD_READERS
from canteen.queries.region_names import regions_on

OTHER_KINDS = ("permit", "institution")


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
def record(request: HttpRequest, elder_id: UUID) -> HttpResponse:
    """Record a category, a permit or a stay in an institution."""
    actor, at = acting(request), now()
    who = elder_named(actor=actor, elder_id=elder_id, roles=(Role.CLERK,), on=service_day(at))
    kinds = fact_kinds()
    what = [(f"category:{code}", words) for code, words in category_choices()]
    what += [(kind, kinds[kind]) for kind in OTHER_KINDS]
    form = Form(
        [
            Field("what", _("登记什么"), ONE_OF, choices=what, first=True),
            Field(
                "value",
                _("说明"),
                needed=False,
                most=100,
                whole=True,
                hint=_("居住证号的后四位，或机构名称；类别不用填。"),
            ),
            Field("from_on", _("从哪天起"), DAY),
            Field("until_on", _("到哪天止"), DAY, needed=False, hint=_("这一天起不再算。")),
            Field("level", _("级别"), needed=False, most=20, hint=_("例如二级、重度。")),
            Field("evidence", _("凭据"), needed=False, most=200, hint=_("例如低保证编号；不要写身份证号。")),
            Field("granted_by", _("认定单位"), needed=False, most=120),
        ],
        typed={"from_on": service_day(at).isoformat()},
    )

    def do(values: dict[str, Any]) -> None:
        kind, _sep, code = values.pop("what").partition(":")
        told = values.pop("value")
        fact = NewFact(kind, code or told or kinds[kind], **values)
        record_fact(actor=actor, elder_id=elder_id, fact=fact, now=at)

    act = _act(who, title=_("登记事实"), button=_("登记"), lead=_("已经结算的餐按当时的规定，不会改动。"))
    return act_page(request, act=act, form=form, do=do, said=_("已登记。"))


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """End a fact on a day."""
    actor, at = acting(request), now()
    elder_id = elder_of_fact(fact_id=fact_id)
    who = elder_named(actor=actor, elder_id=elder_id, roles=(Role.CLERK,), on=service_day(at))
    form = Form(
        [
            Field("until_on", _("从哪天起不再算"), DAY, first=True),
            Field("reason", _("原因"), needed=False, most=200),
        ],
        typed={"until_on": service_day(at).isoformat()},
    )

    def do(values: dict[str, Any]) -> None:
        end_fact(actor=actor, fact_id=fact_id, now=at, **values)

    if state_of(fact_id=fact_id) is not None:
        return redirect("elders:withdraw", fact_id)
    act = _act(who, title=_("终止一条记录"), button=_("终止"), lead=_("那天以前的餐不受影响。"), grave=True)
    return act_page(request, act=act, form=form, do=do, said=_("已终止。"))


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


def _act(who: ElderNamed, *, title: str, button: str, lead: str, grave: bool = False, at: Any = None) -> Act:
    return Act(
        title=title,
        button=button,
        back=reverse("elders:elder", args=[who.id]),
        back_words=who.name,
        lead=lead,
        grave=grave,
        about=who.name,
        at=at or {},
    )
