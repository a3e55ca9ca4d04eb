"""Finds the region a list means: by name, by name and town, by address; what is not clear is said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final
from uuid import UUID

from canteen.core.intake.cells import Unreadable, bare, quoted, unreadable
from canteen.core.region import Level, Tree

_TAILS: Final = (
    "居民委员会", "村民委员会", "居委会", "村委会", "居民区", "街道办事处", "街道", "社区", "镇", "乡", "村",
)  # fmt: skip
_RANKS: Final = list(Level)
_REGION_WORD: Final = re.compile("村|社区|居委|居民区|街道|镇|乡")
_STREET_WORD: Final = re.compile("路|街|巷|弄|号|幢|栋|室|小区")
# Whoever governs a town is no place inside it: 织里镇人民政府（本级）, 织里镇/社会事务办公室, which comes here without
# brackets and slashes. A committee of residents or villagers governs a place of its own, which has a name.
_OFFICE: Final = re.compile(
    "(?:(?:人民)?政府|(?:街道)?办事处|(?:管理|工作|党工)?委员会|管委会|党工委|党委)?"
    "(?:(?:民政|财政|老龄|社会事务|社会治理|社会保障|公共服务|便民服务|党群服务|综合服务)(?:管理|服务)?"
    "(?:办公室|办|局|科|所|站|中心))?(?:本级|本部|机关|直属)?"
)
_MOST_REMEMBERED: Final = 20_000
_MOST_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A region as lists name it."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Places:
    """The regions of a day by what they are called; a town's list names the same few hundred over and over."""

    tree: Tree
    names: Mapping[UUID, str]
    exact: Mapping[str, tuple[UUID, ...]]
    short: Mapping[str, tuple[UUID, ...]]
    remembered: dict[tuple[str, UUID | None], UUID | Unreadable] = field(default_factory=dict)

    @classmethod
    def of(cls, places: Iterable[Place], tree: Tree) -> "Places":
        """Arrange regions by their names, whole and without 镇, 社区, 村委会 at the end."""
        names = {place.id: place.name for place in places}
        exact: dict[str, tuple[UUID, ...]] = {}
        short: dict[str, tuple[UUID, ...]] = {}
        for region_id, name in names.items():
            word = bare(name)
            exact[word] = (*exact.get(word, ()), region_id)
            short[_shortened(word)] = (*short.get(_shortened(word), ()), region_id)
        return cls(tree, names, exact, short)

    def find(self, text: str, within: UUID | None = None) -> UUID:
        """The one region a text means, inside another if that is known. Unreadable."""
        key = (text, within)
        if key not in self.remembered:
            if len(self.remembered) >= _MOST_REMEMBERED:
                self.remembered.clear()
            try:
                self.remembered[key] = self._find(text, within)
            except Unreadable as no:
                self.remembered[key] = no
        found = self.remembered[key]
        if isinstance(found, Unreadable):
            raise unreadable(found.code, **found.values)
        return found

    def path(self, region_id: UUID) -> str:
        """A region with all it lies in, the widest first: 南浔区练市镇花林村."""
        return "".join(self.names.get(each, "") for each in reversed(self.tree.path(region_id)))

    def _find(self, text: str, within: UUID | None) -> UUID:
        word = bare(text)
        named = self.exact.get(word) or self.short.get(_shortened(word)) or ()
        found = named or self._inside_text(word)
        near = [each for each in found if within is None or self.tree.inside(each, within)]
        if len(near) > 1:
            near = self._named_above(near, word)
        if len(near) == 1:
            if not named:
                self._require_read_whole(near[0], word)
            return near[0]
        if near:
            paths = sorted(self.path(each) for each in near)
            raise unreadable("region-ambiguous", text=quoted(text, 40), among="、".join(paths[:_MOST_NAMED]))
        raise self._unknown(text, found)

    def _inside_text(self, word: str) -> tuple[UUID, ...]:
        """The narrowest regions whose name, whole or else short, stands in an address."""
        found: list[UUID] = []
        for names in (self.exact, self.short):
            found = found or [each for name, ids in names.items() if len(name) > 1 and name in word for each in ids]
        narrowest = max((_RANKS.index(self.tree.level(each)) for each in found), default=0)
        return tuple(each for each in found if _RANKS.index(self.tree.level(each)) == narrowest)

    def _require_read_whole(self, region_id: UUID, word: str) -> None:
        """Pass unless behind a town's name, or a wider one, stands neither a street nor an office of that town.

        What else stands there is a village nobody knows. Unreadable, naming what was not found.
        """
        if self.tree.level(region_id) == Level.VILLAGE:
            return
        whole = bare(self.names[region_id])
        rest = word.rpartition(whole if whole in word else _shortened(whole))[2]
        if _OFFICE.fullmatch(rest):
            return
        if _REGION_WORD.search(rest) or not _STREET_WORD.search(rest):
            raise unreadable("region-rest-unknown", name=self.names[region_id], rest=quoted(rest))

    def _named_above(self, found: list[UUID], word: str) -> list[UUID]:
        """Those of several whose town or district the text names as well; all of them when it names none."""
        named = [
            each
            for each in found
            if any(_shortened(bare(self.names[above])) in word for above in self.tree.path(each)[1:])
        ]
        deepest = max((self._levels_named(each, word) for each in named), default=0)
        return [each for each in named if self._levels_named(each, word) == deepest] or found

    def _levels_named(self, region_id: UUID, word: str) -> int:
        return sum(_shortened(bare(self.names[above])) in word for above in self.tree.path(region_id)[1:])

    def _unknown(self, text: str, elsewhere: Iterable[UUID]) -> Unreadable:
        paths = sorted(self.path(each) for each in elsewhere)
        if paths:
            return unreadable("region-elsewhere", text=quoted(text, 40), among="、".join(paths[:_MOST_NAMED]))
        close = get_close_matches(bare(text), list(self.exact), n=2, cutoff=0.6)
        likely = [self.names[region_id] for each in close for region_id in self.exact[each]]
        if likely:
            return unreadable("region-unknown-but", text=quoted(text, 40), likely="、".join(dict.fromkeys(likely)))
        return unreadable("region-unknown", text=quoted(text, 40))


def _shortened(word: str) -> str:
    """A name without what says only its level; a name of one character keeps it."""
    for tail in _TAILS:
        if word.endswith(tail) and len(word) > len(tail) + 1:
            return word.removesuffix(tail)
    return word
