"""Where a table's header stands, and which column means what: titles above it, two rows of it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from canteen.core.intake.cells import Cell, Unreadable, bare, plain
from canteen.core.intake.kinds import Column, Shape

DEEPEST: Final = 30  # rows in which a header is looked for
_HINTS = re.compile(r"[((\[【][^))\]】]*[))\]】]|[*:]|必填|选填")
_OTHERS: Final = ("家属", "监护人", "联系人", "子女", "经办", "代办", "配偶", "紧急", "户主", "委托人")
_DIGITS = re.compile(r"[0-9]{4}")
_LONGEST_HEADING: Final = 20


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its first row, how many rows it takes, and each column's heading in one text."""

    first: int
    height: int
    headings: tuple[str, ...]

    @property
    def signature(self) -> str:
        """What the same form is known by when its sender uses it again."""
        return hashlib.sha256("\x1f".join(bare(each) for each in self.headings).encode()).hexdigest()


def find_header(rows: Sequence[Sequence[Cell]], shape: Shape) -> Header | None:
    """The header among a table's first rows: the one that names most columns of this kind; None where none does."""
    best: Header | None = None
    most = 1
    for first in range(min(len(rows), DEEPEST)):
        found = header_at(rows, first, 1)
        named = len(guess(found, shape)) if found else 0
        if found and named > most:
            best, most = found, named
        two = header_at(rows, first, 2) if first + 1 < len(rows) and _goes_on(rows[first], rows[first + 1]) else None
        if two and (named := len(guess(two, shape))) > most:
            best, most = two, named
    if best and best.height == 1 and best.first and _goes_on(rows[best.first - 1], rows[best.first]):
        # What stands above belongs to it: 家属 over 姓名 and 电话 says whose they are.
        return header_at(rows, best.first - 1, 2)
    return best


def header_at(rows: Sequence[Sequence[Cell]], first: int, height: int) -> Header | None:
    """The header that takes these rows; None where there are none."""
    if first + height > len(rows):
        return None
    upper = [_heading(cell) for cell in rows[first]]
    if height == 1:
        return Header(first, 1, tuple(upper)) if any(upper) else None
    lower = [_heading(cell) for cell in rows[first + 1]]
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    for at in range(1, width):  # a heading over several columns stands in the first of them alone
        if not upper[at] and lower[at]:
            upper[at] = upper[at - 1]
    return Header(first, 2, tuple(_joined(*pair) for pair in zip(upper, lower, strict=True)))


def guess(header: Header, shape: Shape) -> dict[int, str]:
    """Which column of the table means which column of the kind; a heading that says it exactly goes first."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    ranked = sorted(
        (rank, at, column.key)
        for at, heading in enumerate(header.headings)
        if (spelled := _spelled(heading))
        for column in shape.columns
        if (rank := _rank(spelled, _known(column))) is not None
    )
    for _, at, key in ranked:
        if at not in found and key not in taken:
            found[at] = key
            taken.add(key)
    return found


def recalled(remembered: Mapping[str, str], header: Header, shape: Shape) -> dict[int, str]:
    """A remembered mapping (position as text → key) as far as table and kind still have its columns."""
    width = len(header.headings)
    return {
        int(at): key
        for at, key in remembered.items()
        if at.isdigit() and int(at) < width and shape.column(key) is not None
    }


def _spelled(heading: str) -> tuple[str, ...]:
    """What a heading may be read as, with hints and without; nothing for one that speaks of somebody else."""
    if any(other in heading for other in _OTHERS):
        return ()
    last = heading.rpartition("/")[2]
    return tuple(words for words in dict.fromkeys((bare(last), bare(_HINTS.sub("", last)))) if words)


@cache
def _known(column: Column) -> tuple[str, ...]:
    """The headings a column is known by, made bare once: every row of a table's beginning is held against them."""
    return tuple(map(bare, column.known))


def _rank(spelled: Sequence[str], known: Sequence[str]) -> tuple[int, int] | None:
    """How well a heading fits: exactly, then holding the word, the longest word first; None when it does not."""
    for words in spelled:
        for place, each in enumerate(known):
            if words == each:
                return 0, place
    for words in spelled:
        inside = [len(each) for each in known if len(each) > 1 and each in words]
        if inside and len(words) <= max(inside) + 6:
            return 10 - min(max(inside), 9), len(words)
    return None


def _heading(cell: Cell) -> str:
    try:
        return "".join(plain(cell.text).split()).replace("/", "、")
    except Unreadable:
        return ""


def _joined(upper: str, lower: str) -> str:
    if not lower or lower == upper:
        return upper
    return f"{upper}/{lower}" if upper else lower


def _goes_on(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """Whether two rows can be one header: short words in both, and above not one title over the whole width."""
    above = {_heading(cell) for cell in upper} - {""}
    below = {_heading(cell) for cell in lower} - {""}
    wordy = any(_DIGITS.search(word) or len(word) > _LONGEST_HEADING for word in above | below)
    return len(above) > 1 and bool(below) and not wordy and not any(":" in word for word in above)
