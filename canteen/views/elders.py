"""The list of elders, the search that keeps numbers out of addresses, and the record of one elder."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canteen.auth import acting
from canteen.core.listing import SEARCH, asked
from canteen.core.scope import Role
from canteen.core.sitting import service_day
from canteen.core.sought import By, sought
from canteen.core.states import DECEASED, MOVED_AWAY
from canteen.core.timeline import Span, Timeline, percent, timeline
from canteen.gateways.clock import now
from canteen.gateways.deed_words import deed_words
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, Heading, list_shown
from canteen.gateways.registry_words import (
    category_choices,
    category_shown,
    credential_kinds,
    credential_states,
    fact_kinds,
    fact_shown,
)
from canteen.gateways.spreadsheet import Column, Value
from canteen.operations.opening import hand_out_list
from canteen.queries.elder_list import BAND_KEYS, LISTING, LIVING, ElderRow, all_elders, elder_by_secret, elder_page
from canteen.queries.elder_page import DEEDS, ElderPage, elder_seen
from canteen.queries.elders import RECORD_READERS, SIGHT_KINDS
from canteen.queries.region_names import regions_on


@require_GET
def elders(request: HttpRequest) -> HttpResponse:
    """Answer with the list of elders, or with all of it as a table."""
    actor, on, wanted = acting(request), service_day(now()), asked(request.GET, LISTING)
    regions = regions_on(on=on)
    if wanted.export:
        hand_out_list(actor=actor, verb="export elders", searched=wanted.is_narrowed, now=now())
        rows = all_elders(actor=actor, asked=wanted, regions=regions, on=on)
        return list_download(name=_("老人名单"), columns=_columns(), rows=map(_cells, rows), made_at=now())
    page = elder_page(actor=actor, asked=wanted, regions=regions, on=on)
    choices = regions.choices(actor.regions(*RECORD_READERS))
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=page.of(_row_shown),
        headings=_headings(),
        filters=_filters(choices),
        searchable=_("姓名、拼音首字母、手机后四位、卡号、身份证号"),
    )
    may_register = bool(actor.regions(Role.CLERK))
    return render(request, "canteen/elders/list.html", {"list": shown, "may_register": may_register})


@require_POST
def seek(request: HttpRequest) -> HttpResponse:
    """Lead to the one elder whose number was typed, or to the list of those found; a number stays out of addresses."""
    typed = sought(request.POST.get(SEARCH, "")[:200])
    keep = {name: request.POST.get(name, "") for name in (*LISTING.filters, "sort")}
    if typed.by in (By.ID_NUMBER, By.CARD):
        found = elder_by_secret(actor=acting(request), text=typed.text, on=service_day(now()))
        if found is not None:
            return _onward(request, reverse("elders:elder", args=[found]))
        if typed.phone:
            return _onward(request, _listed({**keep, SEARCH: typed.phone}))
    if not typed.is_harmless:
        messages.error(request, _("没有找到这个号码，请再看一遍；也可能不在您负责的区划。"))
        return _onward(request, _listed(keep))
    return _onward(request, _listed({**keep, SEARCH: typed.text}))


@require_GET
def elder(request: HttpRequest, elder_id: UUID) -> HttpResponse:
    """Answer with one elder's record."""
    actor, at = acting(request), now()
    regions = regions_on(on=service_day(at))
    wanted = asked(request.GET, DEEDS)
    seen = elder_seen(actor=actor, elder_id=elder_id, regions=regions, asked=wanted, on=service_day(at))
    drawn = _timeline(seen, at)
    places = [fact.place for fact in seen.facts if fact.kind == "registration" and fact.in_force]
    context = {
        "elder": seen,
        "place": "".join(places),
        "facts": _facts_shown(seen),
        "credentials": _cards_shown(seen),
        "timeline": drawn,
        "marks": [{"words": year, "x": percent(place), "minor": year % 3 > 0} for year, place in drawn.years],
        "today": percent(drawn.today),
        "row_words": fact_kinds(),
        "deeds": [(deed, deed_words(verb=deed.verb, kind=deed.subject_kind)) for deed in seen.deeds.rows],
        "list": list_shown(path=request.path, asked=wanted, page=seen.deeds, headings=(), exports=False),
        "may_change": _may_change(actor.regions(Role.CLERK), seen),
    }
    return render(request, "canteen/elders/elder.html", context)


def _listed(parts: dict[str, str]) -> str:
    query = urlencode({name: text for name, text in parts.items() if text})
    return f"{reverse('elders:list')}?{query}" if query else reverse("elders:list")


def _onward(request: HttpRequest, address: str) -> HttpResponse:
    """Lead on; a script that asked for a piece of the list is told to open the page as a whole."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _headings() -> list[Heading]:
    return [
        Heading(_("姓名"), "name"),
        Heading(_("出生"), "birth"),
        Heading(_("户籍、居住")),
        Heading(_("类别")),
        Heading(_("卡"), numeric=True),
    ]


def _filters(regions: list[tuple[str, str]]) -> list[Filter]:
    bands = [(key, _band(first, last)) for key, (first, last) in BAND_KEYS.items()]
    states = [*_states().items(), ("apart", _("人户分离"))]
    return [
        Filter("region", _("村镇"), regions),
        Filter("category", _("类别"), category_choices()),
        Filter("age", _("年龄"), bands),
        Filter("state", _("状态"), states),
        Filter("card", _("卡证"), [("yes", _("有有效的卡")), ("no", _("没有卡"))]),
    ]


def _states() -> dict[str, str]:
    return {LIVING: _("在世"), DECEASED: _("已去世"), MOVED_AWAY: _("已迁出")}


def _band(first: int, last: int | None) -> str:
    if last is None:
        return _("%(first)d 岁以上") % {"first": first}
    if first == 0:
        return _("不满 %(age)d 岁") % {"age": last + 1}
    return _("%(first)d 至 %(last)d 岁") % {"first": first, "last": last}


def _row_shown(row: ElderRow) -> dict[str, object]:
    state = "" if row.state == LIVING else _states()[row.state]
    return {"elder": row, "state": state, "categories": [category_shown(code=code) for code in row.categories]}


def _columns() -> list[Column]:
    return [
        Column(_("姓名"), 12),
        Column(_("性别"), 6),
        Column(_("出生日期"), 12),
        Column(_("年龄"), 8),
        Column(_("身份证号"), 22),
        Column(_("户籍"), 22),
        Column(_("居住"), 22),
        Column(_("类别"), 24),
        Column(_("状态"), 10),
        Column(_("有效的卡"), 10),
    ]


def _cells(row: ElderRow) -> list[Value]:
    return [
        row.name,
        _("女") if row.is_woman else _("男"),
        row.birth_on,
        row.age,
        row.id_number,
        row.registered,
        row.resides or row.registered,
        _("、").join(category_shown(code=code) for code in row.categories),
        _states()[row.state],
        row.cards,
    ]


def _facts_shown(seen: ElderPage) -> list[dict[str, object]]:
    """By kind in the order a record shows them, the newest first within each."""
    kinds = fact_kinds()
    order = list(kinds)
    facts = sorted(seen.facts, key=lambda fact: (order.index(fact.kind), -fact.from_on.toordinal()))
    return [
        {
            "fact": fact,
            "kind": kinds[fact.kind],
            "words": fact_shown(kind=fact.kind, value=fact.value, place=fact.place),
            "may_end": not fact.ended and fact.kind not in ("registration", "state"),
            "may_withdraw": fact.until_on is None and fact.kind == "state",
        }
        for fact in facts
    ]


def _cards_shown(seen: ElderPage) -> list[dict[str, object]]:
    kinds, states = credential_kinds(), credential_states()
    return [
        {
            "card": card,
            "kind": kinds[card.kind],
            "state": states[card.state],
            "reason": card.blocked_reason if card.state == "blocked" else "",
        }
        for card in seen.credentials
    ]


def _timeline(seen: ElderPage, at: datetime) -> Timeline:
    spans = [
        Span(
            row=fact.kind,
            words=fact_shown(kind=fact.kind, value=fact.value, place=fact.place),
            from_on=fact.from_on,
            until_on=fact.until_on,
        )
        for fact in seen.facts
        if not fact.withdrawn
    ]
    return timeline(spans=spans, rows=list(fact_kinds()), today=service_day(at))


def _may_change(covered: frozenset[UUID], seen: ElderPage) -> bool:
    """Whether a clerk's duty, not only an auditor's, reaches where she is registered or lives, or what she left."""
    return any(fact.region_id in covered for fact in seen.facts if fact.kind in SIGHT_KINDS and fact.in_force)
