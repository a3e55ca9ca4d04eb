"""Organisations that run canteens: their list and each one's page; account numbers are masked."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import asked
from canteen.core.scope import Role
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.pinyin import order_of
from canteen.gateways.registry_words import proposal_outcomes
from canteen.gateways.spreadsheet import Column, Value
from canteen.queries.bank_accounts import PROPOSAL_READERS, account_proposals
from canteen.queries.organisation_list import (
    ACCOUNT_READERS,
    IDLE,
    LISTING,
    RUNS,
    all_organisations,
    organisation_page,
    organisation_seen,
    run_by,
    towns_run,
)


@seekable(LISTING)
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """Answer with the list of organisations, or with all of it as a table."""
    actor, on, wanted = acting(request), service_day(now()), asked(request.GET, LISTING)
    towns = towns_run(actor=actor, on=on)
    if wanted.export:
        columns = [Column(_("法定名称"), 36), Column(_("统一社会信用代码"), 24), Column(_("运营的食堂"), 12)]
        found = all_organisations(actor=actor, asked=wanted, towns=towns, on=on)
        rows: Iterator[list[Value]] = ([row.name, row.credit_code, row.canteens] for row in found)
        return list_download(name=_("运营主体名单"), columns=columns, rows=rows, made_at=now())
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=organisation_page(actor=actor, asked=wanted, towns=towns, on=on),
        headings=[
            Heading(_("法定名称"), "name"),
            Heading(_("统一社会信用代码"), "code"),
            Heading(_("运营的食堂"), numeric=True),
        ],
        filters=[
            Filter("runs", _("运营食堂"), [(RUNS, _("正在运营")), (IDLE, _("没有运营"))]),
            Filter("town", _("镇街"), sorted({(str(each.id), each.name) for each in towns.values()}, key=_by_name)),
        ],
        searchable=_("名称或信用代码"),
    )
    context = {"list": shown, "may_register": actor.holds(Role.CLERK)}
    return render(request, "canteen/places/organisations.html", context)


def _by_name(choice: tuple[str, str]) -> tuple[str, str]:
    return order_of(name=choice[1]), choice[0]


@require_GET
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Answer with one organisation."""
    actor, on = acting(request), service_day(now())
    seen = organisation_seen(actor=actor, organisation_id=organisation_id, on=on)
    run = run_by(organisation_id=organisation_id, on=on)
    looks_after = actor.holds(*PROPOSAL_READERS) and run <= actor.canteens(*PROPOSAL_READERS)
    proposed = account_proposals(organisation_id=organisation_id) if looks_after else ()
    outcomes = proposal_outcomes()
    context = {
        "organisation": seen,
        "sees_accounts": actor.holds(*ACCOUNT_READERS),
        "may_change": actor.holds(Role.CLERK) and bool(run) and run <= actor.canteens(Role.CLERK),
        "never_ran": not run,
        "proposals": [(outcomes[each.outcome], each) for each in proposed],
        "waits": any(not each.outcome for each in proposed),
    }
    return render(request, "canteen/places/organisation.html", context)
