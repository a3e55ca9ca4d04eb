"""The tree of regions on a day: inside, level, path."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Self
from uuid import UUID

from canteen.core.errors import Conflict, NotFound


class Level(StrEnum):
    """The rank of a region. A tree may skip ranks: a development zone has villages and no town."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    TOWN = "town"
    VILLAGE = "village"


# Where something lies on a day: (level, key) of its region and of all that region lies in, narrowest first (D4).
Place = tuple[tuple[str, str], ...]


class NoSuchRegion(NotFound):
    """This region does not exist."""

    code = "no-such-region"
    zh = "没有这个区划"


class RegionKnot(Conflict):
    """On this day the regions are no tree: one has two parents, or lies inside itself."""

    code = "region-knot"
    zh = "区划隶属关系有误：某一区划有两个上级，或隶属于自身"


@dataclass(frozen=True, slots=True)
class Node:
    """A region: its own id and its level. National codes are dated attributes and say nothing here (D4)."""

    region_id: UUID
    level: Level


@dataclass(frozen=True, slots=True)
class Parent:
    """Who a region belonged to, from `from_on` up to but without `until_on` (None: still)."""

    region_id: UUID
    parent_id: UUID | None
    from_on: date
    until_on: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the row counts on that day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True, slots=True)
class Tree:
    """The regions as they lay inside each other on one day; build with `Tree.on`."""

    levels: Mapping[UUID, Level]
    parents: Mapping[UUID, UUID]

    @classmethod
    def on(cls, day: date, nodes: Iterable[Node], rows: Iterable[Parent]) -> Self:
        """Build the tree of a day from all rows, in force or not. A region without a parent that day is a root.

        NoSuchRegion for a row that names an unknown region, RegionKnot for two parents on one day or a cycle.
        """
        levels = {node.region_id: node.level for node in nodes}
        seen: set[UUID] = set()
        parents: dict[UUID, UUID] = {}
        for row in rows:
            if not row.in_force(day):
                continue
            if row.region_id not in levels or (row.parent_id is not None and row.parent_id not in levels):
                raise NoSuchRegion(str(row.region_id))
            if row.region_id in seen:
                raise RegionKnot(str(row.region_id))
            seen.add(row.region_id)
            if row.parent_id is not None:
                parents[row.region_id] = row.parent_id
        _refuse_cycles(parents)
        return cls(MappingProxyType(levels), MappingProxyType(parents))

    def level(self, region_id: UUID) -> Level:
        """The level of a region; NoSuchRegion."""
        try:
            return self.levels[region_id]
        except KeyError:
            raise NoSuchRegion(str(region_id)) from None

    def path(self, region_id: UUID) -> tuple[UUID, ...]:
        """The region itself and all it lies in, narrowest first; NoSuchRegion."""
        self.level(region_id)
        path = [region_id]
        while (parent_id := self.parents.get(path[-1])) is not None:
            path.append(parent_id)
        return tuple(path)

    def inside(self, inner_id: UUID, outer_id: UUID) -> bool:
        """Whether `inner_id` is `outer_id` or lies in it; NoSuchRegion for either."""
        self.level(outer_id)
        return outer_id in self.path(inner_id)

    def at_level(self, region_id: UUID, level: Level) -> UUID | None:
        """The region of that level which contains this one (or is it); None where the tree skips the level."""
        return next((each for each in self.path(region_id) if self.levels[each] == level), None)

    def within(self, region_id: UUID) -> frozenset[UUID]:
        """The region itself and everything in it: what a duty on it covers; NoSuchRegion."""
        self.level(region_id)
        children: dict[UUID, list[UUID]] = {}
        for child_id, parent_id in self.parents.items():
            children.setdefault(parent_id, []).append(child_id)
        found, waiting = {region_id}, [region_id]
        while waiting:
            below = children.get(waiting.pop(), [])
            found.update(below)
            waiting.extend(below)
        return frozenset(found)


def _refuse_cycles(parents: Mapping[UUID, UUID]) -> None:
    """RegionKnot when a region lies inside itself. Each region is walked once, so a wide tree stays cheap."""
    sound: set[UUID] = set()
    for start in parents:
        walked: set[UUID] = set()
        region_id: UUID | None = start
        while region_id is not None and region_id not in sound:
            if region_id in walked:
                raise RegionKnot(str(region_id))
            walked.add(region_id)
            region_id = parents.get(region_id)
        sound |= walked
