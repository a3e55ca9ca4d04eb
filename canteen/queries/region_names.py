"""Regions by name, key and in their order, as lists choose and show them: one statement whatever the tree's size."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from canteen.core.region import Level, Node, Parent, Place, Tree
from canteen.gateways.pinyin import order_of
from canteen.models import Region

_DEEPER = "　"  # a space as wide as a character, which a choice keeps


@dataclass(frozen=True, slots=True)
class Regions:
    """The tree of a day with what its regions are called, by people and in policy documents."""

    tree: Tree
    names: Mapping[UUID, str]
    keys: Mapping[UUID, str]

    def name(self, region_id: UUID | None) -> str:
        """What a region is called; nothing for none."""
        return self.names.get(region_id, "") if region_id else ""

    def full_name(self, region_id: UUID | None) -> str:
        """A region after the town it lies in: 测试镇东村. Wider ones stand alone."""
        if region_id is None or region_id not in self.names:
            return ""
        town = self.tree.at_level(region_id, Level.TOWN)
        return self.names[region_id] if town in (None, region_id) else self.names[town] + self.names[region_id]

    def place(self, region_id: UUID | None) -> Place:
        """A region and all it lies in, as policies ask for them, narrowest first; nothing for none."""
        if region_id is None or region_id not in self.keys:
            return ()
        return tuple((self.tree.levels[each].value, self.keys[each]) for each in self.tree.path(region_id))

    def within(self, region_id: UUID, covered: frozenset[UUID]) -> frozenset[UUID]:
        """The region and everything in it, as far as it is covered."""
        return self.tree.within(region_id) & covered if region_id in self.names else frozenset()

    def choices(self, covered: Iterable[UUID]) -> list[tuple[str, str]]:
        """These regions as a choice: each below the one it lies in and set in from it, by pinyin as lists stand."""
        left = set(covered)
        below: dict[UUID | None, list[UUID]] = {}
        for region_id in left:
            parent = self.tree.parents.get(region_id)
            below.setdefault(parent if parent in left else None, []).append(region_id)
        found: list[tuple[str, str]] = []
        waiting = [(region_id, 0) for region_id in self._last_first(below.get(None, []))]
        while waiting:
            region_id, depth = waiting.pop()
            found.append((str(region_id), _DEEPER * depth + self.names[region_id]))
            waiting += [(each, depth + 1) for each in self._last_first(below.get(region_id, []))]
        return found

    def _last_first(self, region_ids: list[UUID]) -> list[UUID]:
        return sorted(region_ids, key=lambda each: (_order(self.names[each]), each), reverse=True)


@lru_cache(maxsize=4096)
def _order(name: str) -> str:
    return order_of(name=name)


def regions_on(*, on: date) -> Regions:
    """Return all regions as they lie in each other on a day. RegionKnot."""
    rows = Region.objects.values_list(
        "id", "level", "name", "key", "parents__parent_id", "parents__from_on", "parents__until_on"
    )
    names: dict[UUID, str] = {}
    keys: dict[UUID, str] = {}
    levels: dict[UUID, Level] = {}
    parents: list[Parent] = []
    for region_id, level, name, key, parent_id, from_on, until_on in rows:
        names[region_id], keys[region_id], levels[region_id] = name, key, Level(level)
        if from_on is not None:
            parents.append(Parent(region_id, parent_id, from_on, until_on))
    return Regions(Tree.on(on, [Node(*each) for each in levels.items()], parents), names, keys)
