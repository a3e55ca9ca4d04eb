"""CSV and its relatives: the encoding found from the bytes, the delimiter from the first lines; read line by line."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from canteen.core.intake.cells import Cell
from canteen.gateways.tables.limits import (
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    StrayQuote,
    TableTooLong,
    TableTooWide,
    UnfitTable,
    UnknownEncoding,
)
from canteen.gateways.tables.sheets import Sheet

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PIECE: Final = 1 << 16
_DELIMITERS: Final = ("\t", ",", ";", "|", "，")
_HEAD: Final = 20_000
_QUOTED: Final = re.compile(r'"[^"\r\n]*"')


class Delimited:
    """A text whose lines are rows."""

    since_1904 = False

    def __init__(self, content: bytes) -> None:
        """UnknownEncoding; StrayQuote where a cell would swallow the rows below it."""
        self._content = content
        self._encoding = encoding_of(content)
        self._delimiter, self._width = _delimiter(content[:_HEAD].decode(self._encoding, errors="ignore"))
        if b'"' in content:
            self._require_closed_quotes()

    def sheets(self) -> tuple[Sheet, ...]:
        """The text itself."""
        return (Sheet("", hidden=False),)

    def expected(self, sheet: int) -> int:
        """About how many rows there are, for a progress bar."""
        return self._content.count(b"\n") + 1

    def rows(self, sheet: int) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Rows that hold anything, by the line they end on. TableTooLong, TableTooWide, UnfitTable."""
        counted = 0
        try:
            for number, fields in enumerate(self._records(self._lines()), start=1):
                if not any(field.strip() for field in fields):
                    continue
                counted += 1
                if counted > MOST_ROWS:
                    raise TableTooLong()
                yield number, _cells(fields)
        except csv.Error:
            raise UnfitTable() from None

    def _lines(self) -> Iterator[str]:
        text = io.TextIOWrapper(io.BytesIO(self._content), encoding=self._encoding, newline="")
        return (line.replace("\x00", "") for line in text)

    def _records(self, lines: Iterator[str]) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self._delimiter, strict=True)

    def _require_closed_quotes(self) -> None:
        """No cell goes on over the end of its row: one that holds a whole row, or makes its row too wide, does."""
        read, begun = 0, 1

        def counted() -> Iterator[str]:
            nonlocal read
            for line in self._lines():
                read += 1
                yield line

        try:
            for fields in self._records(counted()):
                broken = [field for field in fields if "\n" in field or "\r" in field]
                if broken and (len(fields) > self._width or any(self._delimiter in field for field in broken)):
                    raise StrayQuote(begun)
                begun = read + 1
        except csv.Error:
            raise StrayQuote(begun) from None


def _cells(fields: list[str]) -> tuple[Cell, ...]:
    while fields and not fields[-1].strip():
        fields.pop()
    if len(fields) > MOST_COLUMNS:
        raise TableTooWide()
    return tuple(Cell(field[:LONGEST_TEXT]) for field in fields)


def encoding_of(content: bytes) -> str:
    """The encoding of a text: by its mark, else the first that decodes all of it. UnknownEncoding."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _sure(content, name)
    zeros = content[:4_000].count(b"\x00")
    if zeros * 4 > len(content[:4_000]):
        even = content[:4_000:2].count(b"\x00")
        return _sure(content, "utf-16-be" if even * 2 > zeros else "utf-16-le")
    for name in ("utf-8", "gb18030"):
        try:
            return _sure(content, name)
        except UnknownEncoding:
            continue
    raise UnknownEncoding()


def _sure(content: bytes, name: str) -> str:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for start in range(0, len(content), _PIECE):
            decoder.decode(content[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise UnknownEncoding() from None
    return name


def _delimiter(head: str) -> tuple[str, int]:
    """The delimiter of which most of the first lines hold as many, and how many cells that makes; a comma where none.

    Header and rows agree about it; remarks may hold more of another, but not as many in every line.
    """
    lines = [_QUOTED.sub("", line) for line in head.splitlines() if line.strip()][:30]
    best, most, width = ",", (0, 0), MOST_COLUMNS
    for each in _DELIMITERS:
        counted = Counter(line.count(each) for line in lines if each in line)
        agreed = max(((lines_with, count) for count, lines_with in counted.items()), default=(0, 0))
        if agreed > most:
            best, most, width = each, agreed, agreed[1] + 1
    return best, width
