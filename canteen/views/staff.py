"""Staff: their list, each one's duties, and what is done about them: register, grant, end, a lost password."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from canteen.auth import acting
from canteen.core.listing import asked
from canteen.core.scope import CANTEEN_ROLES, Actor, Role
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.forms import DAY, ONE_OF, WORD, Choices, Field, Form, ident
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.registry_words import proposal_outcomes, roles
from canteen.gateways.spreadsheet import Column
from canteen.operations.duties import end_duty
from canteen.operations.duty_proposals import offer_duty
from canteen.operations.opening import hand_out_list
from canteen.operations.passwords import open_password_reset
from canteen.operations.staff import REGISTRARS, register_staff
from canteen.queries.duty_proposals import DECIDERS, duty_proposals
from canteen.queries.region_names import regions_on
from canteen.queries.staff_list import (
    ACTIVE,
    IDLE,
    LISTING,
    StaffRow,
    all_staff,
    canteens_named,
    person_seen,
    staff_of_duty,
    staff_page,
)


@seekable(LISTING)
@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    """Answer with the list of staff, or with all of it as a table."""
    actor, on, wanted = acting(request), service_day(now()), asked(request.GET, LISTING)
    if wanted.export:
        hand_out_list(actor=actor, verb="export staff", searched=wanted.is_narrowed, now=now())
        columns = [Column(_("姓名"), 14), Column(_("登录名"), 20), Column(_("职责"), 60)]
        rows = ([row.name, row.login, _duties(row)] for row in all_staff(actor=actor, asked=wanted, on=on))
        return list_download(name=_("工作人员名单"), columns=columns, rows=rows, made_at=now())
    page = staff_page(actor=actor, asked=wanted, on=on)
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=page.of(lambda row: {"person": row, "duties": [(roles()[duty.role], duty) for duty in row.duties]}),
        headings=[Heading(_("姓名"), "name"), Heading(_("登录名"), "login"), Heading(_("职责"))],
        filters=[
            Filter("role", _("角色"), _roles(tuple(Role))),
            Filter("state", _("状态"), [(ACTIVE, _("在任")), (IDLE, _("没有职责"))]),
        ],
        searchable=_("姓名或登录名"),
    )
    return render(request, "canteen/staff/list.html", {"list": shown, "may_register": actor.holds(*REGISTRARS)})


@require_GET
def person(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Answer with one member of staff."""
    actor = acting(request)
    seen = person_seen(actor=actor, staff_id=staff_id, on=service_day(now()))
    outcomes = proposal_outcomes()
    context = {
        "person": seen,
        "duties": [(roles()[duty.role], duty) for duty in seen.duties],
        "may_change": actor.holds(*REGISTRARS) and staff_id != actor.staff_id,
        "proposals": [
            (roles()[each.role], outcomes[each.outcome], each)
            for each in duty_proposals(actor=actor, staff_id=staff_id)
        ],
        "decides": actor.holds(*DECIDERS),
    }
    return render(request, "canteen/staff/person.html", context)


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register somebody who works, without any duty yet."""
    actor = acting(request)
    form = Form(
        [
            Field("name", _("姓名"), most=60, first=True),
            Field("login", _("登录名"), most=40, whole=True, hint=_("小写字母、数字、点或连字符，例如 zhang.min。")),
            Field("password", _("第一个密码"), WORD, most=128, hint=_("至少 10 位；本人第一次登录时必须换成自己的。")),
            Field("pin", _("柜台口令"), needed=False, most=6, mode="numeric", hint=_("4 至 6 位数字，柜台人员才要。")),
        ]
    )

    def do(values: dict[str, Any]) -> HttpResponse:
        login = values.pop("login").lower()
        return redirect("staff:person", register_staff(actor=actor, login=login, now=now(), **values))

    act = Act(
        title=_("登记工作人员"),
        button=_("登记"),
        back=reverse("staff:list"),
        back_words=_("工作人员名单"),
        lead=_("登记以后还不能做事，要再授予职责。"),
        at={"login-taken": "login"},
    )
    return act_page(request, act=act, form=form, do=do, said=_("已登记，请接着授予职责。"))


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Let somebody act in a role, in one canteen or one region, from a day on."""
    actor, on = acting(request), service_day(now())
    who = person_seen(actor=actor, staff_id=staff_id, on=on)
    places = canteens_named(canteen_ids=actor.canteens(*REGISTRARS))
    fields = [
        Field("role", _("角色"), ONE_OF, choices=_roles(_grantable(actor)), first=True),
        Field(
            "canteen_id",
            _("食堂"),
            ONE_OF,
            needed=False,
            choices=[(str(row_id), name) for row_id, name in places],
            read=ident,
            hint=_("柜台人员和食堂负责人选食堂。"),
        ),
    ]
    if actor.holds(Role.SUPPORT):
        regions = regions_on(on=on).choices(actor.regions(Role.SUPPORT))
        hint = _("其他角色选区划，连同其中的村镇和食堂。")
        fields.append(Field("region_id", _("区划"), ONE_OF, needed=False, choices=regions, read=ident, hint=hint))
    fields += [
        Field("from_on", _("从哪天起"), DAY),
        Field("until_on", _("到哪天止"), DAY, needed=False, hint=_("这一天起不再算。")),
        Field("reason", _("原因"), needed=False, most=200),
    ]
    form = Form(fields, typed={"from_on": on.isoformat()})

    def do(values: dict[str, Any]) -> None:
        role = Role(values.pop("role"))
        offered = offer_duty(actor=actor, staff_id=staff_id, role=role, now=now(), **values)
        messages.success(request, _("已授予。") if offered.duty_id else _("已提交，等第二个人同意。"))

    lead = _(
        "食堂的职责马上生效；管区划的要另一个人同意，登记时给的密码随即作废。密码是无权授予这项职责的人设的，"
        "也随即作废。作废以后用重置码另设。都写入操作记录。"
    )
    act = _act(who, title=_("授予职责"), button=_("授予"), lead=lead)
    return act_page(request, act=act, form=form, do=do)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """End a duty on a day; what the person may do ends with it."""
    actor, on = acting(request), service_day(now())
    who = person_seen(actor=actor, staff_id=staff_of_duty(duty_id=duty_id), on=on)
    form = Form(
        [
            Field("until_on", _("从哪天起不再担任"), DAY, first=True),
            Field("reason", _("原因"), needed=False, most=200),
        ],
        typed={"until_on": on.isoformat()},
    )

    def do(values: dict[str, Any]) -> None:
        end_duty(actor=actor, duty_id=duty_id, now=now(), **values)

    lead = _("到那天，即使已经登录也不能再做这个职责的事。")
    act = _act(who, title=_("终止职责"), button=_("终止"), lead=lead, grave=True)
    return act_page(request, act=act, form=form, do=do, said=_("已终止。"))


@never_cache
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Make a code with which somebody who lost the password sets a new one; shown once."""
    actor = acting(request)
    who = person_seen(actor=actor, staff_id=staff_id, on=service_day(now()))
    form = Form([Field("reason", _("怎么确认是本人的"), most=200, first=True, wide=True)])
    lead = _("请先当面或打电话确认是本人。重置码半小时内有效，只能用一次；以前生成的随即作废。")
    act = _act(who, title=_("帮助找回密码"), button=_("生成重置码"), lead=lead)

    def do(values: dict[str, Any]) -> HttpResponse:
        code = open_password_reset(actor=actor, staff_id=staff_id, reason=values["reason"], now=now())
        parts = [code[:3], code[3:6], code[6:]]
        return render(request, "canteen/staff/reset.html", {"act": act, "person": who, "parts": parts})

    return act_page(request, act=act, form=form, do=do)


def _grantable(actor: Actor) -> tuple[Role, ...]:
    """A clerk grants the roles of canteens, support grants any."""
    return tuple(role for role in Role if actor.holds(Role.SUPPORT) or role in CANTEEN_ROLES)


def _roles(offered: tuple[Role, ...]) -> Choices:
    words = roles()
    return [(role.value, words[role]) for role in offered]


def _duties(row: StaffRow) -> str:
    said = [_("%(role)s（%(place)s）") % {"role": roles()[duty.role], "place": duty.place} for duty in row.duties]
    return _("、").join(said)


def _act(who: StaffRow, *, title: str, button: str, lead: str, grave: bool = False) -> Act:
    return Act(
        title=title,
        button=button,
        back=reverse("staff:person", args=[who.id]),
        back_words=who.name,
        about=_("%(name)s（%(login)s）") % {"name": who.name, "login": who.login},
        lead=lead,
        grave=grave,
    )
