"""What a split depends on, read under the locks: the policy in force, claims so far, allotments (D8, D9, D20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from canteen.models.sql import as_id, marks, rows
from settlement.core.case import PERIODS, period_of
from settlement.core.policy import Policy, parse
from settlement.models import Policy as PolicyVersion

_SETTLING = """
    SELECT 'policy', id, region_id, '', '', 0, 0 FROM settlement_policy
    WHERE state = 'approved' AND from_on <= %s AND (until_on IS NULL OR until_on > %s) AND region_id IN ({regions})
    UNION ALL
    SELECT 'claim', id, id, limit_key, period, ordinal, 0 FROM settlement_claim
    WHERE person_id = %s AND released_by_id IS NULL AND period IN ({periods})
    UNION ALL
    SELECT 'allotment', allotment.id, fund.id, fund.key, '', allotment.fen, allotment.drawn_fen
    FROM settlement_allotment allotment JOIN settlement_fund fund ON fund.id = allotment.fund_id
    WHERE allotment.canteen_id = %s AND allotment.month = %s"""


@dataclass(frozen=True, slots=True)
class Settling:
    """The policy that applies (none where no region of the path has one), live claims and what allotments hold."""

    policy_id: UUID | None
    policy: Policy | None
    used: Mapping[tuple[str, str], Sequence[int]]
    left: Mapping[str, int]  # fund key → fen
    allotments: Mapping[str, UUID]  # fund key → allotment


@lru_cache(maxsize=256)
def compiled(policy_id: UUID) -> Policy:
    """Return an approved version, parsed; it never changes, so it may be remembered between requests."""
    return parse(PolicyVersion.objects.values_list("document", flat=True).get(id=policy_id, state="approved"))


def settling(
    *,
    region_path: Sequence[UUID],
    person_id: UUID,
    canteen_id: UUID,
    month: date,
    service_on: date,
    sitting: str,
) -> Settling:
    """Gather what a split needs; the caller holds the books of (`canteen_id`, `month`) and the person.

    One policy applies: that of the narrowest region on the path that has one in force on the service date (D9).
    """
    periods = [period_of(per, service_on, sitting) for per in PERIODS]
    sql = _SETTLING.format(regions=marks(len(region_path)), periods=marks(len(periods)))
    params = (service_on, service_on, *region_path, person_id, *periods, canteen_id, month)
    by_region: dict[UUID, UUID] = {}
    used: dict[tuple[str, str], list[int]] = {}
    left: dict[str, int] = {}
    allotments: dict[str, UUID] = {}
    for kind, row_id, other_id, text, period, number, drawn_fen in rows(sql, params):
        if kind == "policy":
            by_region[as_id(other_id)] = as_id(row_id)
        elif kind == "claim":
            used.setdefault((text, period), []).append(number)
        else:
            left[text] = number - drawn_fen
            allotments[text] = as_id(row_id)
    policy_id = next((by_region[region] for region in region_path if region in by_region), None)
    return Settling(policy_id, compiled(policy_id) if policy_id else None, used, left, allotments)
