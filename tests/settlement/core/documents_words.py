"""What documents and cases at random are made of: few enough names that their parts meet."""

from random import Random
from typing import Any

Json = dict[str, Any]

FUNDS = ("town", "district", "charity")
HOME_FUNDS = ("zengcheng-meals", "tianhe-meals", "zhuhai-meals")
CATEGORIES = ("dibao", "tekun")
LEVELS_OF_CATEGORY = ("moderate", "severe")
DIETS = ("diabetic", "soft-diet")
PACKAGES = ("therapeutic", "festive")
CANTEENS = {"youte": "优特社区食堂", "kangle": "康乐食堂"}
REGIONS = {
    "guangzhou": "广州市",
    "zhuhai": "珠海市",
    "zengcheng": "增城区",
    "tianhe": "天河区",
    "zhengguo": "正果镇",
    "heshan": "何山村",
    "shipai": "石牌街道",
}
PLACES = (
    (("village", "heshan"), ("town", "zhengguo"), ("district", "zengcheng"), ("city", "guangzhou")),
    (("town", "zhengguo"), ("district", "zengcheng"), ("city", "guangzhou")),
    (("town", "shipai"), ("district", "tianhe"), ("city", "guangzhou")),
    (("district", "tianhe"), ("city", "guangzhou")),
    (("city", "zhuhai"),),
)
LEVELS = ("city", "district", "town", "village")
KINDS = ("set", "set", "extra", "weighed", "delivery")
LINES = (["set"], ["set"], ["set", "extra"], ["extra", "weighed"], ["set", "weighed", "delivery"])
SITTINGS = ("breakfast", "lunch", "dinner")
MODES = ("dine_in", "dine_in", "take_away", "delivery")
REFS = ("guangzhou/3", "guangdong/1")

# One id is one counter wherever it stands, so every document that has one of these says the same of it.
LIMITS: dict[str, Json] = {
    "one": {"id": "one", "per": "sitting", "count": 1},
    "two": {"id": "two", "per": "week", "count": 3},
    "pool": {"id": "pool", "per": "day", "sum": "8.00", "counts": "paid"},
    "asked": {"id": "asked", "per": "month", "sum": "20.00", "counts": "asked"},
    "both": {"id": "both", "per": "quarter", "count": 4, "sum": "15.00", "counts": "paid"},
    "some": {"id": "some", "per": "day", "count": 1, "when": {"not": {"category": "dibao"}}},
    "ever": {"id": "ever", "per": "ever", "count": 5},
    "every": {"id": "every", "per": "day", "counts": "every_meal"},
    "year": {"id": "year", "per": "year", "sum": "30.05", "counts": "paid", "when": {"category": "tekun"}},
}
ALWAYS = ("one", "two")
SUMS = frozenset(name for name, limit in LIMITS.items() if "sum" in limit)


def rarely(rng: Random) -> bool:
    return rng.random() < 0.3


def some(rng: Random, names: Any, most: int = 2) -> list[Any]:
    """One to `most` different ones of some names."""
    known = list(names)
    return rng.sample(known, rng.randint(1, min(most, len(known))))


def random_yuan(rng: Random) -> str:
    return f"{rng.randint(0, 12)}.{rng.randint(0, 99):02d}"


def random_ends(rng: Random, numbers: tuple[int, ...], from_: str = "from", below: str = "below") -> Json:
    """Two ends with something between them; either may be left out."""
    low = rng.choice(numbers)
    ends = {from_: low, below: low + rng.choice(numbers)}
    if rarely(rng):
        del ends[rng.choice((from_, below))]
    return ends
