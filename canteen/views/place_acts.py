"""What a clerk does about places: register canteens and organisations, hand over, put on the map."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canteen.auth import acting
from canteen.core.credit_code import is_credit_code, normalise_credit_code
from canteen.core.errors import Invalid
from canteen.core.keys import LONGEST_KEY
from canteen.core.scope import Role
from canteen.core.sitting import service_day
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.forms import DAY, ONE_OF, Choices, Field, Form, ident
from canteen.gateways.registry_words import place_kinds
from canteen.operations.hand_overs import propose_hand_over
from canteen.operations.place_changes import correct_canteen
from canteen.operations.places import register_canteen, register_organisation
from canteen.queries.organisation_list import organisation_choices
from canteen.queries.place_list import PlacePage, place_seen
from canteen.queries.region_names import regions_on
from canteen.views.hours import hours_fields, read_hours

USUAL = {"lunch_opens": "10:30", "lunch_closes": "13:30", "kind": "canteen"}
MILLIONTHS = 1_000_000
FARTHEST = 180  # degrees


class BadCreditCode(Invalid):
    """This is no unified social credit code: its last character does not fit the others."""

    code = "bad-credit-code"
    zh = "统一社会信用代码有误：应为 18 位，且最后一位校验码要对得上"


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register a canteen, its hours and who runs it."""
    actor, at = acting(request), now()
    regions = regions_on(on=service_day(at)).choices(actor.regions(Role.CLERK))
    form = Form(
        [
            Field("name", _("名称"), most=80, first=True),
            Field("kind", _("种类"), ONE_OF, choices=list(place_kinds().items())),
            Field("region_id", _("所在村镇"), ONE_OF, choices=regions, read=ident),
            Field("organisation_id", _("运营主体"), ONE_OF, choices=_organisations(), read=ident),
            Field("opened_on", _("从哪天开办"), DAY),
            Field("address", _("地址"), needed=False, most=160),
            *hours_fields(),
            *_map_fields(),
            _key_field(),
        ],
        typed={**USUAL, "opened_on": service_day(at).isoformat()},
    )

    def do(values: dict[str, Any]) -> HttpResponse:
        hours = [window for window in read_hours(values).values() if window]
        made = register_canteen(actor=actor, hours=hours, now=at, **values)
        return redirect("canteens:canteen", made)

    act = Act(
        title=_("登记食堂或助餐点"),
        button=_("登记"),
        back=reverse("canteens:list"),
        back_words=_("食堂名单"),
        lead=_("运营主体先要登记好；设备和工作人员登记以后再添。"),
        at={"key-taken": "key"},
    )
    return act_page(request, act=act, form=form, do=do, said=_("已登记。"))


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Propose that another organisation runs a canteen from a day on."""
    actor, at = acting(request), now()
    seen = _canteen(request, canteen_id)
    form = Form(
        [
            Field("organisation_id", _("交给哪个运营主体"), ONE_OF, choices=_organisations(), read=ident, first=True),
            Field("from_on", _("从哪天起"), DAY, hint=_("最早明天：今天的饭已经有人做了。")),
            Field("reason", _("原因"), most=200),
        ]
    )

    def do(values: dict[str, Any]) -> None:
        propose_hand_over(actor=actor, canteen_id=canteen_id, now=at, **values)

    lead = _("另一个人同意以后才交接：那天以前的补贴付给原来的运营主体，那天起付给新的；月中交接时，这个月分成两本账。")
    act = _act(seen, title=_("交接食堂"), button=_("提交，等第二个人同意"), lead=lead, grave=True)
    return act_page(request, act=act, form=form, do=do, said=_("已提交，等第二个人同意。"))


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, canteen_id: UUID) -> HttpResponse:
    """Put right what a canteen is called and where it is."""
    actor, at = acting(request), now()
    seen = _canteen(request, canteen_id)
    form = Form(
        [
            Field("name", _("名称"), most=80, first=True),
            Field("address", _("地址"), needed=False, most=160, wide=True),
            *_map_fields(),
        ],
        typed={
            "name": seen.name,
            "address": seen.address,
            "latitude_e6": _degrees(seen.latitude_e6),
            "longitude_e6": _degrees(seen.longitude_e6),
        },
    )

    def do(values: dict[str, Any]) -> None:
        correct_canteen(actor=actor, canteen_id=canteen_id, now=at, **values)

    act = _act(
        seen,
        title=_("更改名称和位置"),
        button=_("保存"),
        lead=_("经纬度用 WGS 84，例如 30.868123 和 120.412345。已封的账不变，以后的单据用新名称。"),
    )
    return act_page(request, act=act, form=form, do=do, said=_("已保存。"))


@require_http_methods(["GET", "POST"])
def register_runner(request: HttpRequest) -> HttpResponse:
    """Register an organisation by its credit code."""
    actor, at = acting(request), now()
    form = Form(
        [
            Field("name", _("法定名称"), most=120, first=True),
            Field("credit_code", _("统一社会信用代码"), most=30, whole=True, hint=_("18 位，末位是校验码。")),
        ]
    )

    def do(values: dict[str, Any]) -> HttpResponse:
        code = normalise_credit_code(values["credit_code"])
        if not is_credit_code(code):
            raise BadCreditCode()
        made = register_organisation(actor=actor, name=values["name"], credit_code=code, now=at)
        return redirect("organisations:organisation", made)

    act = Act(
        title=_("登记运营主体"),
        button=_("登记"),
        back=reverse("organisations:list"),
        back_words=_("运营主体名单"),
        at={"bad-credit-code": "credit_code", "organisation-exists": "credit_code"},
    )
    return act_page(request, act=act, form=form, do=do, said=_("已登记。"))


def _canteen(request: HttpRequest, canteen_id: UUID) -> PlacePage:
    on = service_day(now())
    return place_seen(actor=acting(request), canteen_id=canteen_id, regions=regions_on(on=on), on=on)


def _organisations() -> Choices:
    return [(str(row_id), name) for row_id, name in organisation_choices()]


def _map_fields() -> list[Field]:
    return [
        Field("latitude_e6", _("纬度"), needed=False, most=20, mode="decimal", read=millionths),
        Field("longitude_e6", _("经度"), needed=False, most=20, mode="decimal", read=millionths),
    ]


def _key_field() -> Field:
    hint = _("政策文件用它指明这家食堂，登记后不能再改。不填就用名称的拼音。")
    return Field("key", _("政策文件中的代号"), needed=False, most=LONGEST_KEY, hint=hint)


def millionths(text: str) -> int:
    """Read degrees as maps write them into millionths; ValueError."""
    try:
        degrees = Decimal(text)
        if abs(degrees) > FARTHEST:
            raise ValueError(text)  # not even tried: 1e999999 would be a million digits
        return int((degrees * MILLIONTHS).to_integral_value())
    except (InvalidOperation, OverflowError):
        raise ValueError(text) from None


def _degrees(value_e6: int | None) -> str:
    return "" if value_e6 is None else f"{value_e6 / MILLIONTHS:.6f}"


def _act(seen: PlacePage, *, title: str, button: str, lead: str, grave: bool = False) -> Act:
    return Act(
        title=title,
        button=button,
        back=reverse("canteens:canteen", args=[seen.id]),
        back_words=seen.name,
        about=seen.name,
        lead=lead,
        grave=grave,
    )
