"""Pages of funds, allotments of a month, and policy versions; to be read: what is decided about them has other ways."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.money import format_page
from canteen.core.month import Month, NotMonth
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.pages import day_words, in_chinese, month_words
from canteen.queries.names import canteen_names, staff_names
from settlement.queries.funds import FundSeen, allotments, funds
from settlement.queries.policies import PolicySeen, policies, policy_document

MONTHS_OFFERED = 13


@require_GET
def fund_list(request: HttpRequest) -> HttpResponse:
    """Answer with the funds in sight and what each canteen may draw of them in one month."""
    actor, this = acting(request), Month.of(service_day(now()))
    month = _month(request.GET.get("month", ""), this)
    found = allotments(actor=actor, month=month)
    names = canteen_names(canteen_ids={row.canteen_id for row in found})
    drawn = sorted(((names[row.canteen_id], row) for row in found), key=lambda pair: (pair[0], pair[1].fund_key))
    context = {
        "funds": [_fund(each) for each in funds(actor=actor)],
        "allotments": [
            {
                "canteen": name,
                "fund": row.fund_name,
                "fen": format_page(row.fen),
                "drawn": format_page(row.drawn_fen),
                "left": format_page(row.fen - row.drawn_fen),
            }
            for name, row in drawn
        ],
        "month": str(month),
        "month_words": month_words(month=month),
        "months": [(str(each), month_words(month=each)) for each in _offered(this)],
    }
    return render(request, "settlement/funds.html", context)


@require_GET
def policy_list(request: HttpRequest) -> HttpResponse:
    """Answer with every version of the policies in sight, the newest of each region first."""
    found = [_policy(each) for each in policies(actor=acting(request))]
    return render(request, "settlement/policies.html", {"policies": found})


@require_GET
def policy(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Answer with one version: its days, who signed it, its layers, and the document as it was signed."""
    seen, document = policy_document(actor=acting(request), policy_id=policy_id)
    people = staff_names(staff_ids={staff for staff in (seen.made_by_id, seen.approved_by_id) if staff})
    language = "zh" if in_chinese() else "en"
    layers = document.get("layers", [])
    titles = [layer["title"][language] for layer in layers] if isinstance(layers, list) else []
    context = {
        **_policy(seen),
        "title": _title(document, language),
        "made_by": people.get(seen.made_by_id, ""),
        "approved_by": people.get(seen.approved_by_id, "") if seen.approved_by_id else "",
        "layers": titles,
        "digest": [seen.digest[at : at + 8] for at in range(0, len(seen.digest), 8)],
        "document": json.dumps(document, ensure_ascii=False, indent=2),
    }
    return render(request, "settlement/policy.html", context)


def _month(text: str, this: Month) -> Month:
    try:
        return Month.parse(text)
    except NotMonth:
        return this


def _offered(this: Month) -> list[Month]:
    months = [this.next()]
    while len(months) < MONTHS_OFFERED:
        months.append(months[-1].previous())
    return months


def _fund(seen: FundSeen) -> dict[str, object]:
    sources = {
        "budget": _("一般公共预算"),
        "lottery": _("福利彩票公益金"),
        "charity": _("慈善捐赠"),
        "collective": _("村集体"),
        "joint": _("联合资金"),
    }
    return {
        "name": seen.name,
        "key": seen.key,
        "source": sources.get(seen.source, seen.source),
        "parts": ":".join(str(part.weight) for part in seen.parts),
        "appropriated": "" if seen.parts else format_page(seen.appropriated_fen),
        "free": "" if seen.parts else format_page(seen.free_fen),
        "returned": "" if seen.parts else format_page(seen.returned_fen),
    }


def _policy(seen: PolicySeen) -> dict[str, object]:
    return {
        "id": seen.id,
        "title": seen.title if in_chinese() else seen.title_en or seen.title,
        "version": seen.version,
        "is_approved": seen.state == "approved",
        "from_on": day_words(day=seen.from_on),
        "until_on": day_words(day=seen.until_on) if seen.until_on else "",
    }


def _title(document: dict[str, object], language: str) -> str:
    title = document.get("title", {})
    return str(title.get(language, "")) if isinstance(title, dict) else ""
