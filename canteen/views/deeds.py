"""Deeds as auditors read them: who did what, when and why; everything can be narrowed down by its address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import asked
from canteen.gateways.clock import now
from canteen.gateways.deed_words import subject_kinds, verbs
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.pages import moment_words
from canteen.gateways.spreadsheet import Column
from canteen.queries.deed_list import LISTING, all_deeds, deed_page
from canteen.queries.deeds import DeedSeen

# Where the page of a subject is; an auditor may open each of these, or is told why not.
PAGES = {"elder": "elders:elder", "canteen": "canteens:canteen", "organisation": "organisations:organisation"}


@seekable(LISTING)
@require_GET
def deeds(request: HttpRequest) -> HttpResponse:
    """Answer with the list of deeds, or with all of it as a table."""
    actor, wanted = acting(request), asked(request.GET, LISTING)
    if wanted.export:
        columns = [Column(_("时间"), 18), Column(_("谁"), 14), Column(_("做了什么"), 18), Column(_("对象"), 14)]
        columns += [Column(_("对象编号"), 40), Column(_("原因"), 40)]
        rows = (
            [moment_words(instant=row.at), row.staff, _verb(row), _kind(row), str(row.subject_id), row.reason]
            for row in all_deeds(actor=actor, asked=wanted)
        )
        return list_download(name=_("操作记录"), columns=columns, rows=rows, made_at=now())
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=deed_page(actor=actor, asked=wanted).of(_shown),
        headings=[
            Heading(_("时间"), "at"),
            Heading(_("谁")),
            Heading(_("做了什么")),
            Heading(_("对象")),
            Heading(_("原因")),
        ],
        filters=[
            Filter("verb", _("做了什么"), list(verbs().items())),
            Filter("kind", _("对象"), list(subject_kinds().items())),
        ],
        searchable=_("姓名或登录名"),
    )
    held = {name: wanted.filters[name] for name in ("subject", "staff") if name in wanted.filters}
    context = {"list": shown, "day": wanted.filters.get("day", ""), "held": held}
    return render(request, "canteen/deeds/list.html", context)


def _shown(row: DeedSeen) -> dict[str, object]:
    page = PAGES.get(row.subject_kind)
    return {
        "deed": row,
        "verb": _verb(row),
        "kind": _kind(row),
        "link": reverse(page, args=[row.subject_id]) if page else "",
        "ending": row.subject_id.hex[-6:],
    }


def _verb(row: DeedSeen) -> str:
    return verbs().get(row.verb, row.verb)


def _kind(row: DeedSeen) -> str:
    return subject_kinds().get(row.subject_kind, row.subject_kind)
