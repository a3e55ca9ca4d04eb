"""Which town each region belongs to: what sums of many canteens are grouped by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from canteen.core.region import Level, Node, Parent, Tree
from canteen.models import Region


@dataclass(frozen=True, slots=True)
class TownNamed:
    """A town and what it is called; where the tree has no town, the region itself."""

    id: UUID
    name: str


def towns_of(*, region_ids: Iterable[UUID], on: date) -> Mapping[UUID, TownNamed]:
    """Return the town that each of these regions is or lies in on a day; one statement whatever the tree's size."""
    links = Region.objects.values_list(
        "id", "level", "name", "parents__parent_id", "parents__from_on", "parents__until_on"
    )
    names: dict[UUID, str] = {}
    levels: dict[UUID, str] = {}
    parents: list[Parent] = []
    for region_id, level, name, parent_id, from_on, until_on in links:
        names[region_id], levels[region_id] = name, level
        if from_on is not None:
            parents.append(Parent(region_id, parent_id, from_on, until_on))
    tree = Tree.on(on, [Node(region_id, Level(level)) for region_id, level in levels.items()], parents)
    found = {region_id: tree.at_level(region_id, Level.TOWN) or region_id for region_id in region_ids}
    return {region_id: TownNamed(town_id, names[town_id]) for region_id, town_id in found.items()}
