"""Apart: regions in two of which nobody is at once, as far as their names tell; a document says no more of them."""

import re
from collections.abc import Mapping
from typing import Final

# Zones lie in districts and across them, and an estate that is called a village may stand in a community.
_ANY_LEVEL: Final = re.compile(
    "(?:[园新特地景小]|自治|开发|经开|高新|示范|度假|保税|实验|试验|合作|管理|先行)区$|新村$"
)
_NAMED: Final = (
    ("village", re.compile("(?:村|社区|居民区|居委会|村委会|居民委员会|村民委员会)$")),
    ("town", re.compile("(?:镇|乡|街道|街道办|街道办事处)$")),
    ("district", re.compile("[区县旗]$")),  # not 市: a city may lie in another one
)

Levels = frozenset[tuple[str, str]]  # (key of a region, its level), of those whose names say which


def levels_of(regions: Mapping[str, str]) -> Levels:
    """The level of each region, by its name: of two of one level neither lies in the other."""
    return frozenset((key, level) for key, name in regions.items() if (level := _level(name.strip())))


def _level(name: str) -> str:
    if _ANY_LEVEL.search(name):
        return ""
    return next((level for level, ending in _NAMED if ending.search(name)), "")
