"""Cards and printed codes: their list, and the pages that issue, block and replace one; the old dies at once (K8)."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canteen.auth import acting
from canteen.core.listing import SEARCH, asked
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.core.sought import sought
from canteen.gateways.acts import Act, act_page
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.forms import DAY, ONE_OF, Field, Form
from canteen.gateways.listing import Filter, Heading, list_shown
from canteen.gateways.registry_words import credential_kinds, credential_states
from canteen.gateways.spreadsheet import Column
from canteen.operations.credentials import (
    BLOCKERS,
    ISSUERS,
    Issued,
    block_credential,
    issue_card,
    issue_qr,
    replace_credential,
)
from canteen.operations.opening import hand_out_list
from canteen.queries.credential_list import LISTING, READERS, all_credentials, credential_by_number, credential_page
from canteen.queries.credentials import credential_holder
from canteen.queries.elder_page import ElderNamed, elder_named
from canteen.queries.elders import RECORD_READERS
from canteen.queries.region_names import regions_on

QR_YEARS = 5
LOST, BROKEN, STOLEN, OTHER = "lost", "broken", "stolen", "other"


@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """Answer with the list of cards, or with all of it as a table."""
    actor, on, wanted = acting(request), service_day(now()), asked(request.GET, LISTING)
    regions, kinds, states = regions_on(on=on), credential_kinds(), credential_states()
    if wanted.export:
        hand_out_list(actor=actor, verb="export cards", searched=wanted.is_narrowed, now=now())
        columns = [Column(_("姓名"), 12), Column(_("种类"), 12), Column(_("卡号尾号"), 10)]
        columns += [Column(_("发放日期"), 12), Column(_("有效至"), 12), Column(_("状态"), 10)]
        rows = (
            [row.name, kinds[row.kind], row.ending, service_day(row.issued_at), row.expires_on, states[row.state]]
            for row in all_credentials(actor=actor, asked=wanted, regions=regions, on=on)
        )
        return list_download(name=_("卡证名单"), columns=columns, rows=rows, made_at=now())
    page = credential_page(actor=actor, asked=wanted, regions=regions, on=on)
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=page.of(lambda row: {"card": row, "kind": kinds[row.kind], "state": states[row.state]}),
        headings=[
            Heading(_("卡")),
            Heading(_("姓名"), "name"),
            Heading(_("发放日期"), "issued"),
            Heading(_("有效至"), "expires"),
            Heading(_("状态")),
        ],
        filters=[
            Filter("kind", _("种类"), list(kinds.items())),
            Filter("state", _("状态"), list(states.items())),
            Filter("region", _("村镇"), regions.choices(actor.regions(*READERS))),
        ],
        searchable=_("姓名、拼音首字母，或刷一下卡"),
    )
    context = {
        "list": shown,
        "reads_records": actor.holds(*RECORD_READERS),
        "may_issue": actor.holds(*ISSUERS),
    }
    return render(request, "canteen/cards/list.html", context)


@require_POST
def seek(request: HttpRequest) -> HttpResponse:
    """Lead to replacing the card whose number was typed or scanned, or to the list; a number stays out of addresses."""
    typed = sought(request.POST.get(SEARCH, "")[:200])
    address = reverse("cards:list")
    actor, on = acting(request), service_day(now())
    found = credential_by_number(actor=actor, text=typed.text, on=on) if typed.text else None
    if found is not None and actor.holds(*ISSUERS):
        address = reverse("cards:replace", args=[found])
    elif found is not None:
        address = reverse("elders:elder", args=[credential_holder(credential_id=found)])
    elif not typed.is_harmless:
        messages.error(request, _("没有找到这张卡，请再看一遍；也可能不在您负责的区划。"))
    else:
        parts = {name: request.POST.get(name, "") for name in (*LISTING.filters, "sort")}
        kept = urlencode({name: text for name, text in {**parts, SEARCH: typed.text}.items() if text})
        address = f"{address}?{kept}" if kept else address
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, elder_id: UUID) -> HttpResponse:
    """Give an elder a card whose number is scanned or typed."""
    actor, at = acting(request), now()
    who = elder_named(actor=actor, elder_id=elder_id, roles=ISSUERS, on=service_day(at))
    form = Form([_number(needed=True)])
    act = _act(
        actor, who, title=_("发卡"), button=_("发卡"), lead=_("把卡放在读卡器上，卡号会自己填进来。发了马上能用。")
    )

    def do(values: dict[str, Any]) -> None:
        issue_card(actor=actor, elder_id=elder_id, number=values["number"], now=at)

    return act_page(request, act=act, form=form, do=do, said=_("卡已发放，现在就能用。"))


@require_http_methods(["GET", "POST"])
def issue_printed(request: HttpRequest, elder_id: UUID) -> HttpResponse:
    """Give an elder a printed code, and go on to its print."""
    actor, at = acting(request), now()
    who = elder_named(actor=actor, elder_id=elder_id, roles=ISSUERS, on=service_day(at))
    form = Form([_expires()], typed={"expires_on": _in_years(service_day(at)).isoformat()})
    act = _act(
        actor, who, title=_("发二维码卡"), button=_("发卡并打印"), lead=_("卡上只有姓名和二维码，没有身份证号。")
    )

    def do(values: dict[str, Any]) -> HttpResponse:
        made = issue_qr(actor=actor, elder_id=elder_id, expires_on=values["expires_on"], now=at)
        return redirect("cards:print", made.id)

    return act_page(request, act=act, form=form, do=do, said=_("已发放，打印出来就能用。"))


@require_http_methods(["GET", "POST"])
def block(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Make a card worthless from now on."""
    actor, at = acting(request), now()
    who = _holder(actor, credential_id, BLOCKERS, at)
    form = Form([_why(), Field("told", _("补充说明"), needed=False, most=30)])
    lead = _("停用后这张卡马上不能再用，也不能恢复；余额和补贴跟着人，不受影响。要换新卡请用“补办”。")
    act = _act(actor, who, title=_("停用卡证"), button=_("停用"), lead=lead, grave=True)

    def do(values: dict[str, Any]) -> None:
        reason = "：".join(part for part in (_reasons()[values["why"]], values["told"]) if part)
        block_credential(actor=actor, credential_id=credential_id, reason=reason, now=at)

    return act_page(request, act=act, form=form, do=do, said=_("已停用。"))


@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Issue a successor and kill the old card in the same moment: one form, one scan."""
    actor, at = acting(request), now()
    who = _holder(actor, credential_id, ISSUERS, at)
    form = Form(
        [_number(needed=False), _expires(needed=False), _why()],
        typed={"expires_on": _in_years(service_day(at)).isoformat(), "why": LOST},
    )
    lead = _("旧卡马上不能再用，新卡马上能用；余额和补贴跟着人，不受影响。")
    act = _act(actor, who, title=_("补办"), button=_("补办"), lead=lead)

    def do(values: dict[str, Any]) -> HttpResponse | None:
        number = values["number"] or None
        made: Issued = replace_credential(
            actor=actor,
            credential_id=credential_id,
            number=number,
            expires_on=None if number else values["expires_on"],
            reason=_reasons()[values["why"]],
            now=at,
        )
        return None if number else redirect("cards:print", made.id)

    return act_page(request, act=act, form=form, do=do, said=_("已补办：旧卡停用，新卡现在就能用。"))


def _holder(actor: Actor, credential_id: UUID, roles: tuple[Role, ...], at: datetime) -> ElderNamed:
    elder_id = credential_holder(credential_id=credential_id)
    return elder_named(actor=actor, elder_id=elder_id, roles=roles, on=service_day(at))


def _number(*, needed: bool) -> Field:
    hint = _("6 至 31 位数字或大写字母。") if needed else _("刷一下新卡；留空就发一张打印的二维码卡。")
    return Field("number", _("新卡卡号"), needed=needed, most=31, first=True, hint=hint)


def _expires(*, needed: bool = True) -> Field:
    return Field("expires_on", _("二维码卡有效至"), DAY, needed=needed, hint=_("这一天起不能再用。"))


def _why() -> Field:
    return Field("why", _("原因"), ONE_OF, choices=list(_reasons().items()))


def _reasons() -> dict[str, str]:
    return {LOST: _("丢失"), BROKEN: _("损坏"), STOLEN: _("被盗或被冒用"), OTHER: _("其他")}


def _in_years(on: date) -> date:
    return date(on.year + QR_YEARS, on.month, min(on.day, 28))


def _act(actor: Actor, who: ElderNamed, *, title: str, button: str, lead: str, grave: bool = False) -> Act:
    """Back to her record for who may read it, else to the list of cards, else to the desk."""
    back = reverse("desk")
    if actor.holds(*RECORD_READERS):
        back = reverse("elders:elder", args=[who.id])
    elif actor.holds(*READERS):
        back = reverse("cards:list")
    return Act(
        title=title,
        button=button,
        back=back,
        back_words=who.name if actor.holds(*RECORD_READERS) else _("返回"),
        lead=lead,
        grave=grave,
        about=_("%(name)s，%(year)d 年生") % {"name": who.name, "year": who.birth_year},
        at={"bad-card-number": "number", "persons-number-as-card": "number", "code-taken": "number"},
    )
