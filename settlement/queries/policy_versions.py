"""Policy versions beside each other: those of a region, those that include one, what one includes and what is newer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from settlement.models import Policy
from settlement.queries.policies import PolicySeen, Sight, policy_seen

MOST_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class Referred:
    """What a reference such as "guangzhou/3" leads to, and the newest version there that is approved since, if any."""

    reference: str
    seen: PolicySeen | None
    newer: PolicySeen | None


def versions_in(*, region_id: UUID, sight: Sight) -> tuple[PolicySeen, ...]:
    """Return the latest versions in sight of a region by the day they begin, without those withdrawn; one statement."""
    found = Policy.objects.filter(sight.condition, region_id=region_id).exclude(state=Policy.State.WITHDRAWN)
    return tuple(map(policy_seen, found.order_by("-from_on", "-id")[:MOST_SHOWN]))


def beside(*, seen: PolicySeen) -> tuple[PolicySeen, ...]:
    """Return what is checked or approved in a version's region for some of its days, beside itself; one statement."""
    waiting_or_law = Q(state__in=(Policy.State.CHECKED, Policy.State.APPROVED), region_id=seen.region_id)
    lasting = Q(until_on__isnull=True) | Q(until_on__gt=seen.from_on)
    begun = Q() if seen.until_on is None else Q(from_on__lt=seen.until_on)
    found = Policy.objects.filter(waiting_or_law, lasting, begun).exclude(id=seen.id)
    return tuple(map(policy_seen, found.order_by("from_on", "id")[:MOST_SHOWN]))


def including(*, policy_id: UUID, on: date, sight: Sight | None = None) -> tuple[PolicySeen, ...]:
    """Return the checked and approved versions, not yet expired on a day, that include this one; one statement.

    With `sight`, those alone that are in it: a wider region's version is included by neighbours as well.
    """
    one = Policy.objects.filter(id=policy_id)
    key, version = Subquery(one.values("region__key")), Cast(Subquery(one.values("version")), TextField())
    # As both engines write JSON down: a reference stands nowhere else in a document that was read.
    written = Concat(Value('"policy": "'), key, Value("/"), version, Value('"'), output_field=TextField())
    lasting = Q(until_on__isnull=True) | Q(until_on__gt=on)
    found = Policy.objects.filter(lasting, state__in=(Policy.State.CHECKED, Policy.State.APPROVED))
    found = found.filter(sight.condition) if sight else found
    found = found.annotate(written=Cast("document", TextField())).filter(written__contains=written)
    return tuple(map(policy_seen, found.order_by("from_on", "id")[:MOST_SHOWN]))


def referred(*, references: Iterable[str]) -> tuple[Referred, ...]:
    """Return what references lead to, in their order; one statement, none without any."""
    asked = tuple(references)
    if not asked:
        return ()
    keys = {reference.partition("/")[0] for reference in asked}
    rows = Policy.objects.filter(region__key__in=keys, state=Policy.State.APPROVED).select_related("region")
    versions: dict[str, dict[int, PolicySeen]] = {}
    for row in rows.order_by("version"):
        versions.setdefault(row.region.key, {})[row.version] = policy_seen(row)
    return tuple(_referred(reference, versions) for reference in asked)


def _referred(reference: str, versions: Mapping[str, Mapping[int, PolicySeen]]) -> Referred:
    key, _, number = reference.partition("/")
    there = versions.get(key, {})
    seen = next((row for version, row in there.items() if str(version) == number), None)
    newest = there[max(there)] if there else None
    return Referred(reference, seen, newest if seen and newest and newest.version > seen.version else None)
