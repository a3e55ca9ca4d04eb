"""What in a version is probably not what was meant: found before it is checked, and seen by who checks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from canteen.core.scope import Actor
from canteen.queries.names import canteens_by_key
from canteen.queries.region_names import Regions, regions_on
from settlement.core.doubts import Doubt, doubts
from settlement.core.policy import Policy, parse
from settlement.queries.funds import fund_names_in
from settlement.queries.included import included
from settlement.queries.policies import policy_document


@dataclass(frozen=True, slots=True)
class Near:
    """What stands around a region: ids of the regions it lies in or holds, keys of all regions, its funds' names."""

    ids: frozenset[UUID]
    regions: frozenset[str]
    funds: Mapping[str, str]


def doubts_in(
    *, document: Mapping[str, Any], region_id: UUID, from_on: date, until_on: date | None
) -> tuple[Doubt, ...]:
    """Return the doubts about a region's document that is to be in force from a day on. PolicyInvalid."""
    policy = parse(document, included(document=document))
    near = near_of(region_id=region_id, regions=regions_on(on=from_on))
    return doubts_about(policy=policy, near=near, from_on=from_on, until_on=until_on)


def near_of(*, region_id: UUID, regions: Regions) -> Near:
    """Return what a region's documents may name by key: funds of the regions it lies in or holds, and its canteens."""
    ids = frozenset((*regions.tree.path(region_id), *regions.tree.within(region_id)))
    return Near(ids, frozenset(regions.keys.values()), fund_names_in(region_ids=ids))


def doubts_about(*, policy: Policy, near: Near, from_on: date, until_on: date | None) -> tuple[Doubt, ...]:
    """Return the doubts about a policy that is to be in force in a region from a day on.

    Beside those that lie in the document: names of funds, regions and canteens that nobody `near` has.
    """
    last = until_on.year if until_on else from_on.year
    years = range(from_on.year, max(from_on.year, last) + 1)
    return (*_strangers(policy, near), *doubts(policy, years=years))


def _strangers(policy: Policy, near: Near) -> list[Doubt]:
    """What the document names and nobody here has."""
    funds, known = near.funds, near.regions
    canteens = canteens_by_key(region_ids=near.ids) if policy.canteens else {}
    found = [("layers", "fund", key) for key in policy.funds if key not in funds]
    found += [(f"regions.{key}", "region", key) for key in policy.regions if key not in known]
    found += [(f"canteens.{key}", "canteen", key) for key in policy.canteens if key not in canteens]
    words = {
        "fund": (
            "这里没有代号为 {key} 的资金，写到它的层付不出钱",
            "no fund here has the key {key}: its layers pay nothing",
        ),
        "region": ("没有代号为 {key} 的区划，写到它的条件没有人符合", "no region has the key {key}: nobody meets it"),
        "canteen": ("这里没有代号为 {key} 的食堂", "no canteen here has the key {key}"),
    }
    return [
        Doubt(path, f"no-{what}", words[what][0].format(key=key), words[what][1].format(key=key), "", "")
        for path, what, key in found
    ]


def policy_doubts(*, actor: Actor, policy_id: UUID) -> tuple[Doubt, ...]:
    """Return the doubts about one version. NoSuchPolicy, PolicyInvalid."""
    seen, document = policy_document(actor=actor, policy_id=policy_id)
    return doubts_in(document=document, region_id=seen.region_id, from_on=seen.from_on, until_on=seen.until_on)
