"""Funds by the region and the role that policies find them by where they follow an elder home (D9)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from canteen.queries.deeds import done_to
from settlement.core.case import Fact, Place
from settlement.models import Fund

Homes = Mapping[tuple[str, str], str]  # (region key, role) → fund key


class Said(NamedTuple):
    """A fund was registered, or got another role: when, which, and what it was before (None: it was not yet)."""

    at: datetime
    fund_id: UUID
    before: str | None


@dataclass(frozen=True, slots=True)
class HomesTold:
    """Which funds had which role at any moment: as it is now, and all that was said of it, the latest first."""

    places: Mapping[UUID, tuple[str, str]]  # fund → (region key, fund key)
    roles: Mapping[UUID, str]  # as they are now; empty for none
    said: Sequence[Said]

    def at(self, moment: datetime) -> Homes:
        """The funds at home as a meal that was decided at that moment found them."""
        roles: dict[UUID, str | None] = dict(self.roles)
        for one in self.said:
            if one.at <= moment:
                break
            roles[one.fund_id] = one.before
        return {(region, roles[fund_id] or ""): key for fund_id, (region, key) in self.places.items() if roles[fund_id]}


def funds_at_home(*, region_keys: Collection[str] | None = None) -> Homes:
    """Return keys of funds by (region key, role): of these regions, or of all there are; one statement."""
    found = Fund.objects.exclude(role="")
    if region_keys is not None:
        found = found.filter(region__key__in=region_keys)
    return {(region, role): key for region, role, key in found.values_list("region__key", "role", "key")}


def homes_told() -> HomesTold:
    """Return which funds have and had which role, as the deeds of assigning them tell; two statements."""
    found = list(Fund.objects.values_list("id", "region__key", "key", "role"))
    done = done_to(kind="fund", verbs=("register", "assign-role"))
    said = [Said(at, fund_id, _before(verb, detail)) for at, fund_id, verb, detail in done]
    return HomesTold(
        places={fund_id: (region, key) for fund_id, region, key, _ in found},
        roles={fund_id: role for fund_id, _, _, role in found},
        said=[one for one in said if one.fund_id in {fund_id for fund_id, *_ in found}],
    )


def _before(verb: str, detail: Mapping[str, Any]) -> str | None:
    return None if verb == "register" else str(detail.get("before", ""))


def home_keys(*, facts: Iterable[Fact], eating: Place) -> frozenset[str]:
    """Return the keys of all regions a policy may follow her to: where her facts place her, and where she eats."""
    places = (eating, *(fact.place for fact in facts))
    return frozenset(key for place in places for _, key in place)
