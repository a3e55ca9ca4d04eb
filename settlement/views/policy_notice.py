"""A policy version as a notice on paper: numbered clauses, in the reader's language, to be printed and posted."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from canteen.auth import acting
from canteen.core.sitting import service_day
from canteen.gateways.clock import now
from canteen.gateways.pages import day_words, in_chinese
from canteen.queries.region_names import regions_on
from settlement.core.policy import Policy, PolicyInvalid, parse
from settlement.core.policy_words import Clause, Told, clauses
from settlement.core.standing import Standing
from settlement.queries.included import included
from settlement.queries.policies import policy_document
from settlement.queries.policy_doubts import near_of
from settlement.queries.policy_versions import referred
from settlement.views.policy_words import policy_shown, versions_called

IN_LAW = (Standing.COMING, Standing.IN_FORCE, Standing.EXPIRED)


@require_GET
def policy_notice(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Answer with a version as a notice; one that is not approved says so on every sheet."""
    on = service_day(now())
    regions = regions_on(on=on)
    seen, document = policy_document(actor=acting(request), policy_id=policy_id, regions=regions)
    region, read = regions.full_name(seen.region_id), policy_read(document=document)
    told = Told(
        region,
        seen.from_on,
        seen.until_on,
        near_of(region_id=seen.region_id, regions=regions).funds,
        versions_called(found=referred(references=references_of(read)), regions=regions),
    )
    context = {
        **policy_shown(seen=seen, region=region, on=on),
        "seen": seen,
        "clauses": clauses_of(policy=read, told=told),
        "is_law": seen.standing(on) in IN_LAW,
        "approved_on": day_words(day=service_day(seen.approved_at)) if seen.approved_at else "",
    }
    return render(request, "settlement/policy_notice.html", context)


def policy_read(*, document: Mapping[str, Any]) -> Policy | None:
    """Return what a document says; None where the language has changed since, or what it includes is gone."""
    try:
        return parse(document, included(document=document))
    except PolicyInvalid:
        return None


def references_of(policy: Policy | None) -> tuple[str, ...]:
    """Return the references of the versions that layers of a policy stand in, each once."""
    found = [layer.included for layer in policy.layers if layer.included] if policy else []
    return tuple(dict.fromkeys(found))


def clauses_of(*, policy: Policy | None, told: Told) -> tuple[Clause, ...]:
    """Return a version in clauses, in the reader's language; none where it cannot be read."""
    return () if policy is None else clauses(policy, told, "zh" if in_chinese() else "en")
