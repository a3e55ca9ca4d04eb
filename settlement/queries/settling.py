"""What a split depends on, read under the locks: the policy in force, claims so far, allotments (D8, D9, D20)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from uuid import UUID

from canteen.models.sql import as_id, marks, rows
from settlement.core.case import PERIODS, period_of
from settlement.core.policy import Policy, parse
from settlement.models import Policy as PolicyVersion
from settlement.queries.homes import funds_at_home
from settlement.queries.included import included, lapsed

_SETTLING = """
    SELECT 'policy', policy.id, region.id, region.key, '', policy.version, 0
    FROM settlement_policy policy JOIN canteen_region region ON region.id = policy.region_id
    WHERE policy.state = 'approved' AND policy.from_on <= %s AND (policy.until_on IS NULL OR policy.until_on > %s)
        AND policy.region_id IN ({regions})
    UNION ALL
    SELECT 'claim', id, id, limit_key, period, ordinal, fen FROM settlement_claim
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
    used: Mapping[tuple[str, str], Mapping[int, int]]  # ordinal → fen
    left: Mapping[str, int]  # fund key → fen
    allotments: Mapping[str, UUID]  # fund key → allotment
    homes: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (region key, role) → fund key
    lapsed: frozenset[str] = frozenset()  # what it includes, as "region key/version", that is not in force that day


@lru_cache(maxsize=256)
def compiled(policy_id: UUID) -> Policy:
    """Return an approved version, parsed; it never changes, nor does what it includes, so it may be remembered."""
    document = PolicyVersion.objects.values_list("document", flat=True).get(id=policy_id, state="approved")
    return parse(document, included(document=document))


def settling(
    *,
    region_path: Sequence[UUID],
    person_id: UUID,
    canteen_id: UUID,
    month: date,
    service_on: date,
    sitting: str,
    region_keys: Collection[str] | None = None,
) -> Settling:
    """Gather what a split needs; the caller holds the books of (`canteen_id`, `month`) and the person.

    One policy applies: that of the narrowest region on the path that has one in force on the service date (D9). A
    second statement is sent where it asks for funds at home, of the regions of these keys or of all; and one where it
    includes a version that is not in force in any region of the path.
    """
    periods = [period_of(per, service_on, sitting) for per in PERIODS]
    sql = _SETTLING.format(regions=marks(len(region_path)), periods=marks(len(periods)))
    params = (service_on, service_on, *region_path, person_id, *periods, canteen_id, month)
    by_region: dict[UUID, UUID] = {}
    in_force: set[str] = set()
    used: dict[tuple[str, str], dict[int, int]] = {}
    left: dict[str, int] = {}
    allotments: dict[str, UUID] = {}
    for kind, row_id, other_id, text, period, number, fen in rows(sql, params):
        if kind == "policy":
            by_region[as_id(other_id)] = as_id(row_id)
            in_force.add(f"{text}/{number}")
        elif kind == "claim":
            used.setdefault((text, period), {})[number] = fen
        else:
            left[text] = number - fen
            allotments[text] = as_id(row_id)
    policy_id = next((by_region[region] for region in region_path if region in by_region), None)
    if policy_id is None:
        return Settling(None, None, used, left, allotments)
    policy = compiled(policy_id)
    homes = funds_at_home(region_keys=region_keys) if policy.asks_homes else {}
    gone = lapsed(references=[ref for ref in policy.includes if ref not in in_force], on=service_on)
    return Settling(policy_id, policy, used, left, allotments, homes, gone)
