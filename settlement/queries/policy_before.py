"""The version a policy is compared with: the one that applied there on the day before it begins (D9, S4)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

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
    day = from_on - timedelta(days=1)
    path = regions_on(on=day).tree.path(region_id)
    found = {
        row.region_id: row
        for row in Policy.objects.filter(stands(standing=Standing.IN_FORCE, on=day), region_id__in=path)
    }
    row = next((found[each] for each in path if each in found), None)
    return PolicyBefore(policy_seen(row), row.document) if row else None


@dataclass(frozen=True, slots=True)
class Compared:
    """A version beside the one it is compared with, and what it says otherwise; `mark` is what an approval names."""

    seen: PolicySeen
    document: dict[str, Any]
    before: PolicyBefore | None
    differences: tuple[Difference, ...]
    mark: str


def policy_compared(*, actor: Actor, policy_id: UUID, regions: Regions | None = None) -> Compared:
    """Return a version with its differences from what applied before it; none where nothing did. NoSuchPolicy.

    With `regions` it may be one that a wider region published (policy_document).
    """
    seen, document = policy_document(actor=actor, policy_id=policy_id, regions=regions)
    before = policy_before(region_id=seen.region_id, from_on=seen.from_on)
    found = differences(before.document, document) if before else ()
    return Compared(seen, document, before, found, mark_of(before))


def mark_of(before: PolicyBefore | None) -> str:
    """Return what an approval is bound to beside the version itself: the digest of what it was compared with."""
    return before.seen.digest if before else ""
