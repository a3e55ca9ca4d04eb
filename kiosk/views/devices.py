"""The devices of canteens: their list, a code that enrols one, cutting one off (K10)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from canteen.auth import acting
from canteen.core.listing import asked
from canteen.core.scope import Role
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.codes import code_groups
from canteen.gateways.exports import list_download
from canteen.gateways.forms import ONE_OF, Field, Form, ident
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.pages import moment_words
from canteen.gateways.spreadsheet import Column
from canteen.queries.staff_list import canteens_named
from kiosk.gateways.qr_drawing import qr_drawing
from kiosk.operations.devices import NoSuchKiosk, open_enrolment, revoke
from kiosk.queries.device_list import LISTING, all_devices, device_page, device_seen
from kiosk.queries.devices import READERS

KEEPERS = (Role.MANAGER, Role.CLERK)


@seekable(LISTING)
@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    """Answer with the list of devices, or with all of it as a table."""
    actor, at, wanted = acting(request), now(), asked(request.GET, LISTING)
    states = {"live": _("正常"), "silent": _("一天没有消息"), "revoked": pgettext("device", "已停用")}
    if wanted.export:
        columns = [Column(_("终端"), 20), Column(_("食堂"), 26), Column(_("登记时间"), 18)]
        columns += [Column(_("最近联系"), 18), Column(_("序号"), 10), Column(_("状态"), 14)]
        rows = (
            [
                row.name,
                row.canteen,
                moment_words(instant=row.enrolled_at),
                moment_words(instant=row.heard_at),
                row.sequence,
                states[row.state],
            ]
            for row in all_devices(actor=actor, asked=wanted, now=at)
        )
        return list_download(name=_("终端名单"), columns=columns, rows=rows, made_at=at)
    places = canteens_named(canteen_ids=actor.canteens(*READERS))
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=device_page(actor=actor, asked=wanted, now=at).of(lambda row: {"device": row, "state": states[row.state]}),
        headings=[
            Heading(_("终端"), "name"),
            Heading(_("食堂")),
            Heading(_("最近联系"), "heard"),
            Heading(_("序号"), numeric=True),
            Heading(_("状态")),
        ],
        filters=[
            Filter("canteen", _("食堂"), [(str(row_id), name) for row_id, name in places]),
            Filter("state", _("状态"), list(states.items())),
        ],
        searchable=_("终端或食堂名称"),
    )
    return render(request, "kiosk/devices/list.html", {"list": shown, "at": at, "may_change": actor.holds(*KEEPERS)})


@never_cache
@require_http_methods(["GET", "POST"])
def enrolment(request: HttpRequest) -> HttpResponse:
    """Make a code of ten minutes that enrols one device; shown big, and as a code to photograph with the device."""
    actor = acting(request)
    places = canteens_named(canteen_ids=actor.canteens(*KEEPERS))
    form = Form(
        [
            Field(
                "canteen_id",
                _("放在哪个食堂"),
                ONE_OF,
                choices=[(str(row_id), name) for row_id, name in places],
                read=ident,
                first=True,
            ),
            Field("name", _("终端叫什么"), most=40, hint=_("例如“门口左侧”。")),
        ],
        typed={"canteen_id": request.GET.get("canteen", "")},
    )
    act = Act(
        title=_("登记一台终端"),
        button=_("生成登记码"),
        back=reverse("devices:list"),
        back_words=_("终端名单"),
        lead=_("登记码十分钟内有效，只能用一次。请先把要登记的设备拿在手边。"),
    )

    def do(values: dict[str, Any]) -> HttpResponse:
        code = open_enrolment(actor=actor, canteen_id=values["canteen_id"], name=values["name"], now=now())
        # What stands behind # is never sent, so that the code reaches no log.
        address = request.build_absolute_uri(reverse("kiosk:enrol"))
        context = {
            "act": act,
            "parts": code_groups(code=code, size=4),
            "qr": qr_drawing(f"{address}#code={code}"),
            "address": address,
            "name": values["name"],
        }
        return render(request, "kiosk/devices/code.html", context)

    return act_page(request, act=act, form=form, do=do)


@require_http_methods(["GET", "POST"])
def revocation(request: HttpRequest, kiosk_id: UUID) -> HttpResponse:
    """Cut a device off at once."""
    actor, at = acting(request), now()
    seen = device_seen(actor=actor, kiosk_id=kiosk_id, now=at)
    if seen is None:
        raise NoSuchKiosk()
    form = Form([Field("reason", _("原因"), most=200, first=True, wide=True)])
    act = Act(
        title=_("停用终端"),
        button=pgettext("device", "停用"),
        back=reverse("devices:list"),
        back_words=_("终端名单"),
        about=_("%(name)s（%(canteen)s）") % {"name": seen.name, "canteen": seen.canteen},
        lead=_("它马上不能再登记用餐，名单从它那里删除；还没送来的记录仍然收下，由人核对。停用后要重新登记才能再用。"),
        grave=True,
    )

    def do(values: dict[str, Any]) -> None:
        revoke(actor=actor, kiosk_id=kiosk_id, reason=values["reason"], now=at)

    return act_page(request, act=act, form=form, do=do, said=_("终端已停用。"))
