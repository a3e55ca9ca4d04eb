"""Where canteens and elders' regions lie on each day of a trial: read again only where the tree of regions changes."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from canteen.models.sql import as_id, marks, rows
from canteen.queries.region_names import Regions, regions_on
from canteen.queries.region_turns import region_turns
from settlement.core.case import Place

_CANTEENS: Final = "SELECT CAST(id AS text), key, region_id FROM canteen_canteen WHERE id IN ({ids})"


@dataclass(frozen=True, slots=True)
class Stands:
    """Which canteen it is in policy documents, and where it stands."""

    key: str
    place: Place


class Grounds:
    """The regions of a trial's days, and its canteens in them; `turns` are the days on which regions change."""

    def __init__(self, canteen_ids: Sequence[UUID], from_on: date, until_on: date) -> None:
        self.turns = region_turns(from_on=from_on, until_on=until_on)
        self._begins = [from_on, *self.turns]
        self._regions: dict[date, Regions] = {}
        self._stands: dict[date, Mapping[str, Stands]] = {}
        sql = _CANTEENS.format(ids=marks(len(canteen_ids)))
        self._canteens = rows(sql, canteen_ids) if canteen_ids else []

    def regions(self, on: date) -> Regions:
        """Return the regions as they lie in each other on a day of the trial."""
        begins = self._begin(on)
        found = self._regions.get(begins)
        if found is None:
            found = self._regions[begins] = regions_on(on=begins)
        return found

    def stands(self, on: date) -> Mapping[str, Stands]:
        """Return where each canteen stands on a day, by its id as text."""
        begins = self._begin(on)
        found = self._stands.get(begins)
        if found is None:
            regions = self.regions(on)
            places = {canteen: Stands(key, regions.place(as_id(of))) for canteen, key, of in self._canteens}
            found = self._stands[begins] = places
        return found

    def _begin(self, on: date) -> date:
        return self._begins[max(bisect_right(self._begins, on) - 1, 0)]
