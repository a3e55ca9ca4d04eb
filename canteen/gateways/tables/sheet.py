"""One sheet of a workbook as rows of cells: streamed, with merged cells filled in, errors and formulas told apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.xmlreader import AttributesImpl

from canteen.core.intake.cells import EMPTY, Cell
from canteen.gateways.tables.limits import LONGEST_TEXT, MOST_COLUMNS, MOST_ROWS, TableTooLong, TableTooWide, UnfitTable
from canteen.gateways.tables.package import Listener, Package
from canteen.gateways.tables.strings import Strings
from canteen.gateways.tables.styles import number_text

_MERGE: Final = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
)
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LONGEST_MERGE: Final = 300
_MOST_MERGES: Final = 200_000
_LAST_ROW: Final = 1_048_576  # of any spreadsheet


@dataclass(frozen=True, slots=True)
class Merge:
    """A block of cells that shows what stands in its first one; columns count from 0, rows from 1."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Look:
    """What the workbook says about all cells: shared texts, styles that mean days, the calendar."""

    strings: Strings
    day_styles: frozenset[int]
    since_1904: bool


def sheet_rows(package: Package, name: str, look: Look) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The rows that hold anything, with their numbers. UnfitTable, TableTooLong, TableTooWide."""
    merges = sorted(_merges(package, name), key=lambda merge: merge.top)
    filling = _Filling(merges)
    hears = _Hears(look)
    counted = 0
    for _ in package.feed(name, hears):
        for number, found in hears.rows:
            row = filling.filled(number, found)
            if not any(cell.text or cell.fault for cell in row):
                continue
            counted += 1
            if counted > MOST_ROWS:
                raise TableTooLong()
            yield number, row
        hears.rows.clear()


def _whole(text: str, otherwise: int) -> int:
    """A number of at most nine digits; what no table that people made could say counts as not said."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else otherwise


def column_number(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _merges(package: Package, name: str) -> Iterator[Merge]:
    """Merged blocks stand behind all rows, so they are looked for first, in the bytes: no tree, no second parse."""
    tail, counted = b"", 0
    for piece in package.pieces(name):
        text = tail + piece
        end = 0
        for found in _MERGE.finditer(text):
            left, top, right, bottom = (part.decode() for part in found.groups())
            end = found.end()
            counted += 1
            if counted > _MOST_MERGES:
                raise UnfitTable()
            yield Merge(column_number(left), int(top), min(column_number(right), MOST_COLUMNS - 1), int(bottom))
        tail = text[max(end, len(text) - _LONGEST_MERGE) :]


class _Filling:
    """Fills merged blocks as rows go by: what each column repeats, and until which row."""

    def __init__(self, merges: list[Merge]) -> None:
        self._waiting = iter(merges)
        self._next = next(self._waiting, None)
        self._repeats: dict[int, tuple[int, Cell]] = {}

    def filled(self, number: int, found: dict[int, Cell]) -> tuple[Cell, ...]:
        while self._next is not None and self._next.top <= number:
            merge = self._next
            cell = found.get(merge.left, EMPTY) if merge.top == number else EMPTY
            if cell.text:
                repeated = cell._replace(repeated=True, hidden=False)
                self._repeats.update(dict.fromkeys(range(merge.left, merge.right + 1), (merge.bottom, repeated)))
            self._next = next(self._waiting, None)
        for at, (until, cell) in list(self._repeats.items()):
            if until < number:
                del self._repeats[at]
            elif not found.get(at, EMPTY).text:
                found[at] = cell
        width = max(found, default=-1) + 1
        return tuple(found.get(at, EMPTY) for at in range(width))


class _Hears(Listener):
    """Gathers rows out of elements; a cell's text is kept to a bound while it comes in."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.rows: list[tuple[int, dict[int, Cell]]] = []
        self.number = 0
        self.row: dict[int, Cell] = {}
        self.at = -1
        self.kind, self.style = "", 0
        self.value: list[str] = []
        self.size = 0
        self.listening = self.formula = self.in_reading = self.is_hidden = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.heard += 1
        plain = name.rpartition(":")[2]
        if plain == "c":
            self._begin_cell(attrs)
        elif plain == "row":
            self._begin_row(attrs)
        elif plain == "f":
            self.formula = True
        elif plain == "rPh":
            self.in_reading = True
        self.listening = plain in ("v", "t") and not self.in_reading

    def endElement(self, name: str) -> None:
        plain = name.rpartition(":")[2]
        self.listening = False
        if plain == "c":
            self._end_cell()
        elif plain == "row":
            self.rows.append((self.number, self.row))
            self.row = {}
        elif plain == "rPh":
            self.in_reading = False

    def characters(self, content: str) -> None:
        if self.listening and self.size < LONGEST_TEXT:
            self.value.append(content)
            self.size += len(content)

    def _begin_row(self, attrs: AttributesImpl) -> None:
        stated = attrs.get("r", "")
        number = _whole(stated, self.number + 1)
        if not self.number < number <= _LAST_ROW:
            raise UnfitTable()
        self.number, self.row, self.at = number, {}, -1
        self.is_hidden = attrs.get("hidden", "0") in ("1", "true")

    def _begin_cell(self, attrs: AttributesImpl) -> None:
        place = _REFERENCE.fullmatch(attrs.get("r", ""))
        self.at = column_number(place[1]) if place else self.at + 1
        self.kind = attrs.get("t", "n")
        style = attrs.get("s", "0")
        self.style = _whole(style, 0)
        self.value, self.size, self.formula = [], 0, False

    def _end_cell(self) -> None:
        cell = self._cell("".join(self.value))
        if not cell.text.strip() and not cell.fault:
            return
        if self.at >= MOST_COLUMNS:
            raise TableTooWide()
        self.row[self.at] = cell._replace(hidden=True) if self.is_hidden else cell

    def _cell(self, value: str) -> Cell:
        if self.kind == "e":
            return Cell(value, fault="cell-error")
        if not value:
            return Cell(fault="formula-empty") if self.formula else EMPTY
        if self.kind == "s":
            return Cell(self.look.strings.text(_whole(value, -1)))
        if self.kind in ("str", "inlineStr", "d"):
            return Cell(value)
        if self.kind == "b":
            return Cell("TRUE" if value == "1" else "FALSE")
        is_day = self.style in self.look.day_styles
        return Cell(number_text(value, is_day=is_day, since_1904=self.look.since_1904), number=not is_day)
