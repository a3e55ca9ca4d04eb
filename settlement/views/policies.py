"""The list of policy versions: whose, how each stands today, from when until when, in whose hands."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.listing import asked
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.exports import list_download
from canteen.gateways.listing import Filter, Heading, list_shown, seekable
from canteen.gateways.pages import moment_words
from canteen.gateways.spreadsheet import Column, Value
from canteen.queries.names import staff_names
from canteen.queries.region_names import Regions, regions_on
from settlement.core.standing import Standing
from settlement.operations.policies import MAKERS
from settlement.queries.policies import (
    POLICIES,
    PolicySeen,
    every_policy,
    policy_makers,
    policy_page,
    sight_of,
)
from settlement.views.policy_words import policy_shown, policy_title, standing_words


@seekable(POLICIES)
@require_GET
def policy_list(request: HttpRequest) -> HttpResponseBase:
    """Answer with the versions of the policies in sight, or with all of them as a table."""
    actor, at, wanted = acting(request), now(), asked(request.GET, POLICIES)
    on = service_day(at)
    regions = regions_on(on=on)
    sight = sight_of(actor=actor, regions=regions)
    covered = sight.own | sight.wider
    chosen = _region(wanted.filters.get("region", ""), regions, covered)
    if wanted.export:
        found = every_policy(sight=sight, asked=wanted, region_ids=chosen, on=on)
        names = staff_names(staff_ids=policy_makers(region_ids=chosen))
        return list_download(name=_("补贴政策"), columns=_columns(), rows=_sheet(found, regions, names, on), made_at=at)
    page = policy_page(sight=sight, asked=wanted, region_ids=chosen, on=on)
    names = staff_names(staff_ids=frozenset().union(*(row.hands for row in page.rows)))
    shown = list_shown(
        path=request.path,
        asked=wanted,
        page=page.of(
            lambda row: {
                **policy_shown(seen=row, region=regions.full_name(row.region_id), on=on),
                "is_wider": row.region_id in sight.wider,
                "made_by": names.get(row.made_by_id, ""),
                "approved_by": names.get(row.approved_by_id, "") if row.approved_by_id else "",
            }
        ),
        headings=[
            Heading(_("政策")),
            Heading(_("区划")),
            Heading(_("版本"), "version", numeric=True),
            Heading(_("状态")),
            Heading(_("起"), "from"),
            Heading(_("止")),
            Heading(_("起草、批准")),
        ],
        filters=[
            Filter("region", _("区划"), regions.choices(covered)),
            Filter("state", _("状态"), [(each.value, words) for each, words in standing_words().items()]),
        ],
        searchable=_("政策名称"),
    )
    return render(request, "settlement/policies.html", {"list": shown, "may_draft": bool(actor.regions(*MAKERS))})


def _region(chosen: str, regions: Regions, covered: frozenset[UUID]) -> frozenset[UUID]:
    """The chosen region and what lies in it; all in sight where none is chosen, or none that there is."""
    try:
        return regions.within(UUID(chosen), covered) if chosen else covered
    except ValueError:
        return covered


def _columns() -> list[Column]:
    heads = [(_("政策"), 40), (_("区划"), 20), (_("版本"), 8), (_("状态"), 10), (_("起"), 12), (_("止"), 12)]
    hands = [(_("起草人"), 12), (_("起草时间"), 18), (_("检查人"), 12), (_("检查时间"), 18)]
    hands += [(_("批准人"), 12), (_("批准时间"), 18)]
    return [Column(words, width) for words, width in (*heads, *hands)]


def _sheet(rows: Iterable[PolicySeen], regions: Regions, names: Mapping[UUID, str], on: date) -> Iterator[list[Value]]:
    states: Mapping[Standing, str] = standing_words()
    for row in rows:
        cells: list[Value] = [policy_title(seen=row), regions.full_name(row.region_id), row.version]
        cells += [states[row.standing(on)], row.from_on, row.until_on]
        cells += _hand(names, row.made_by_id, row.made_at)
        cells += _hand(names, row.checked_by_id, row.checked_at)
        cells += _hand(names, row.approved_by_id, row.approved_at)
        yield cells


def _hand(names: Mapping[UUID, str], staff_id: UUID | None, at: datetime | None) -> list[Value]:
    return [names.get(staff_id) if staff_id else None, moment_words(instant=at) if at else None]
