"""Funds by the region and the role that policies find them by where they follow an elder home (D9)."""

from collections.abc import Collection, Iterable, Mapping

from settlement.core.case import Fact, Place
from settlement.models import Fund


def funds_at_home(*, region_keys: Collection[str] | None = None) -> Mapping[tuple[str, str], str]:
    """Return keys of funds by (region key, role): of these regions, or of all there are; one statement."""
    found = Fund.objects.exclude(role="")
    if region_keys is not None:
        found = found.filter(region__key__in=region_keys)
    return {(region, role): key for region, role, key in found.values_list("region__key", "role", "key")}


def home_keys(*, facts: Iterable[Fact], eating: Place) -> frozenset[str]:
    """Return the keys of all regions a policy may follow her to: where her facts place her, and where she eats."""
    places = (eating, *(fact.place for fact in facts))
    return frozenset(key for place in places for _, key in place)
