"""The map of the trial: the towns of Nanxun by their real names; villages, canteens, points, all of them invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time
from random import Random
from typing import Final

from canteen.core.money import apportion
from canteen.core.sitting import Sitting, Window
from kiosk.operations.demo.scale import Scale

DISTRICT: Final = "南浔区"
DISTRICT_CODE: Final = "330503"

LUNCH: Final = Window(Sitting.LUNCH, time(10, 30), time(13, 30))
DINNER: Final = Window(Sitting.DINNER, time(16, 0), time(18, 30))

# key, name, latitude and longitude in thousandths of a degree, share of canteens, of points, of elders.
# The first is where the trial's main canteen stands.
TOWNS: Final = (
    ("shuanglin", "双林镇", 30_776, 120_336, 3, 21, 850),
    ("nanxun", "南浔镇", 30_873, 120_428, 3, 26, 1_200),
    ("lianshi", "练市镇", 30_707, 120_436, 3, 23, 950),
    ("linghu", "菱湖镇", 30_723, 120_171, 2, 21, 800),
    ("hefu", "和孚镇", 30_778, 120_211, 2, 16, 550),
    ("shanlian", "善琏镇", 30_713, 120_321, 2, 13, 450),
    ("jiuguan", "旧馆街道", 30_850, 120_316, 1, 10, 330),
    ("qianjin", "千金镇", 30_681, 120_254, 1, 8, 320),
    ("shicong", "石淙镇", 30_737, 120_262, 1, 7, 250),
    ("dongqian", "东迁街道", 30_872, 120_386, 1, 8, 300),
)
_HEADS: Final = "桑云渔荻菱莲兰槐柳桐枫梅沈钱陆姚潘费闵俞东西南北长新大兴永和"
_MIDDLES: Final = ("家", "溪", "荡", "泾", "塘", "墩", "港", "浜", "兜", "桥", "埭", "漾", "圩", "汇")
_COMMUNITIES: Final = ("颐和", "清风", "古桥", "南栅", "北栅", "东港", "西泾", "春晖", "映月", "荷塘", "丝织", "湖笔")
_STREETS: Final = ("河西路", "文园路", "永丰路", "和平路", "桑园路", "人民路", "振兴路", "丝业路", "横街", "年丰路")
_SPREAD_E6: Final = 24_000  # how far from the middle of its town a village lies: some two and a half kilometres


@dataclass(frozen=True, slots=True)
class VillagePlan:
    """A village or community, and where it lies, in millionths of a degree."""

    name: str
    latitude_e6: int
    longitude_e6: int


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A canteen or a meal point. `rank` is its place among the canteens, 0 the main one; -1 for a point."""

    name: str
    kind: str
    town: str  # its key
    village: int  # which of the town's
    address: str
    latitude_e6: int
    longitude_e6: int
    rank: int = -1
    dense: bool = False
    hours: tuple[Window, ...] = (LUNCH,)


@dataclass(frozen=True, slots=True)
class TownPlan:
    """A town with its villages, and how many elders live there."""

    key: str
    name: str
    villages: tuple[VillagePlan, ...]
    elders: int

    @property
    def fund_key(self) -> str:
        """The joint fund of the district and this town."""
        return f"joint-{self.key}"


@dataclass(frozen=True, slots=True)
class DistrictPlan:
    """The whole map: towns in order, canteens by rank, points."""

    towns: tuple[TownPlan, ...]
    canteens: tuple[PlacePlan, ...]
    points: tuple[PlacePlan, ...]

    def town(self, key: str) -> TownPlan:
        """Return a town by its key."""
        return next(town for town in self.towns if town.key == key)


def district_plan(*, scale: Scale, seed: int) -> DistrictPlan:
    """Draw the map; one seed and scale, one map. Each canteen and each point stands in a village of its own."""
    rows = TOWNS[: scale.towns]
    canteens = _shares(scale.canteens, [row[4] for row in rows])
    points = _shares(scale.points, [row[5] for row in rows])
    elders = _shares(scale.elders, [row[6] for row in rows])
    towns, stands, spots = [], [], []
    taken: set[str] = set()
    for row, *counts in zip(rows, canteens, points, elders, strict=True):
        random = Random(f"{seed}/map/{row[0]}")
        town = _town(random, row, counts[0] + counts[1], counts[2], taken)
        towns.append(town)
        stands.append([_canteen(random, town, number) for number in range(counts[0])])
        spots += [_point(random, town, counts[0] + number) for number in range(counts[1])]
    return DistrictPlan(tuple(towns), tuple(_ranked(stands, scale.dense)), tuple(spots))


def _shares(total: int, weights: Sequence[int]) -> list[int]:
    """Each town has one at least, where there are enough for that."""
    first = 1 if total >= len(weights) else 0
    rest = apportion(total - first * len(weights), weights)
    return [first + share for share in rest]


def _town(
    random: Random, row: tuple[str, str, int, int, int, int, int], villages: int, elders: int, taken: set[str]
) -> TownPlan:
    key, name, latitude, longitude, *_ = row
    names = _village_names(random, villages, taken)
    return TownPlan(
        key=key,
        name=name,
        villages=tuple(
            VillagePlan(word, *_near(random, latitude * 1000, longitude * 1000, _SPREAD_E6)) for word in names
        ),
        elders=elders,
    )


def _village_names(random: Random, count: int, taken: set[str]) -> list[str]:
    """The first ones are communities in the middle of the town; no name stands twice in the district."""
    words = [f"{head}{middle}村" for head in _HEADS for middle in _MIDDLES if head + middle not in taken]
    towns_own = [f"{word}社区" for word in _COMMUNITIES if word not in taken]
    random.shuffle(words)
    random.shuffle(towns_own)
    names = [*towns_own[: min(1 + count // 12, len(towns_own))], *words][:count]
    taken.update(name.removesuffix("村").removesuffix("社区") for name in names)
    return names


def _canteen(random: Random, town: TownPlan, number: int) -> PlacePlan:
    village = town.villages[number]
    # The first of a town carries the town's name.
    name = f"{town.name}老年食堂" if number == 0 else f"{village.name.removesuffix('社区').removesuffix('村')}老年食堂"
    address = f"{town.name}{random.choice(_STREETS)} {random.randrange(2, 199)} 号"
    where = _near(random, village.latitude_e6, village.longitude_e6, 900)
    return PlacePlan(name, "canteen", town.key, number, address, *where)


def _point(random: Random, town: TownPlan, number: int) -> PlacePlan:
    village = town.villages[number]
    where = _near(random, village.latitude_e6, village.longitude_e6, 900)
    name = f"{village.name}助餐点"
    return PlacePlan(name, "point", town.key, number, f"{town.name}{village.name}居家养老服务照料中心", *where)


def _near(random: Random, latitude_e6: int, longitude_e6: int, spread_e6: int) -> tuple[int, int]:
    return latitude_e6 + random.randint(-spread_e6, spread_e6), longitude_e6 + random.randint(-spread_e6, spread_e6)


def _ranked(stands: Sequence[Sequence[PlacePlan]], dense: int) -> Iterator[PlacePlan]:
    """By rank: the first canteen of each town, then the second of each; the first `dense` of them serve every day."""
    deepest = max(len(each) for each in stands)
    order = [each[depth] for depth in range(deepest) for each in stands if depth < len(each)]
    for rank, plan in enumerate(order):
        # Dinner is cooked where most people live, and nowhere else.
        hours = (LUNCH, DINNER) if rank < min(2, dense) else (LUNCH,)
        yield replace(plan, rank=rank, dense=rank < dense, hours=hours)
