"""What applies round a version: what it is compared with, on the day before it begins, and what follows it (D9, S4)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from canteen.core.scope import Actor
from canteen.queries.region_names import Regions, regions_on
from settlement.core.policy_difference import Difference, differences
from settlement.core.standing import Standing
from settlement.models import Policy
from settlement.queries.policies import PolicySeen, policy_document, policy_seen, stands


@dataclass(frozen=True, slots=True)
class PolicyBefore:
    """The version another one is compared with, and its text; it may be a wider region's."""

    seen: PolicySeen
    document: dict[str, Any]


def policy_before(*, region_id: UUID, from_on: date) -> PolicyBefore | None:
    """Return what applied in a region on the day before a version begins; None where nothing did.

    That is the version of the narrowest region round it that had one in force, as for a meal of that day.
    """
    row = _applying(region_id, from_on - timedelta(days=1), Q())
    return PolicyBefore(policy_seen(row), row.document) if row else None


def policy_after(*, region_id: UUID, from_on: date, until_on: date) -> PolicySeen | None:
    """Return what applies in a region on the day a version ends, once that is approved; None where nothing does.

    The region's version before it does not come back: one without an end ends on the day the new one begins.
    """
    ended = Q(region_id=region_id, until_on__isnull=True, from_on__lt=from_on)
    row = _applying(region_id, until_on, ~ended)
    return policy_seen(row) if row else None


def policy_mark(*, region_id: UUID, from_on: date, until_on: date | None) -> str:
    """Return what an approval is bound to beside the version itself: what applies before it, and after its end."""
    before = policy_before(region_id=region_id, from_on=from_on)
    after = policy_after(region_id=region_id, from_on=from_on, until_on=until_on) if until_on else None
    return _mark(before.seen if before else None, until_on, after)


@dataclass(frozen=True, slots=True)
class Compared:
    """A version beside the one it is compared with, and what it says otherwise; `mark` is what an approval names.

    `after` is what applies once it has ended; None where nothing does, or where it has no end.
    """

    seen: PolicySeen
    document: dict[str, Any]
    before: PolicyBefore | None
    differences: tuple[Difference, ...]
    after: PolicySeen | None
    mark: str


def policy_compared(*, actor: Actor, policy_id: UUID, regions: Regions | None = None) -> Compared:
    """Return a version with its differences from what applied before it; none where nothing did. NoSuchPolicy.

    With `regions` it may be one that a wider region published (policy_document).
    """
    seen, document = policy_document(actor=actor, policy_id=policy_id, regions=regions)
    before = policy_before(region_id=seen.region_id, from_on=seen.from_on)
    found = differences(before.document, document) if before else ()
    after = (
        policy_after(region_id=seen.region_id, from_on=seen.from_on, until_on=seen.until_on) if seen.until_on else None
    )
    return Compared(seen, document, before, found, after, _mark(before.seen if before else None, seen.until_on, after))


def _applying(region_id: UUID, day: date, which: Q) -> Policy | None:
    path = regions_on(on=day).tree.path(region_id)
    rows = Policy.objects.filter(which, stands(standing=Standing.IN_FORCE, on=day), region_id__in=path)
    found = {row.region_id: row for row in rows}
    return next((found[each] for each in path if each in found), None)


def _mark(before: PolicySeen | None, until_on: date | None, after: PolicySeen | None) -> str:
    first = before.digest if before else ""
    return first if until_on is None else f"{first}/{after.digest if after else ''}"
