"""A table as a town keeps it, and the four kinds of file it is sent as: made on the spot, none of them is kept."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils import range_boundaries

_DAY_ZERO: Final = date(1899, 12, 30)  # of the serials after February 1900
_SHOWN_DIGITS: Final = 11  # of a longer number a spreadsheet shows, and saves as text, three and an exponent
_FORMULA: Final = re.compile(r'(<c r="[A-Z]+[0-9]+"[^>]*)(><f>.*?</f>)<v(?: ?/>|></v>)')


class Formula(NamedTuple):
    """A cell that is worked out: its formula, and the result that is stored with it; "" where it never was."""

    text: str
    result: str


Value = str | int | float | date | Formula | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows from the first of the sheet on, and the blocks of cells that are merged (A1:G1)."""

    rows: tuple[tuple[Value, ...], ...]
    merges: tuple[str, ...] = ()


def serial(day: date) -> int:
    """The number a day is kept as, seen where the cell has lost its format."""
    return (day - _DAY_ZERO).days


def filled_down(table: Table) -> Table:
    """The table as somebody mends it for a text, which knows no merged cells: each column's blocks filled downward."""
    rows = [list(row) for row in table.rows]
    for merge in table.merges:
        left, top, right, bottom = range_boundaries(merge)
        if left is not None and top is not None and bottom is not None and left == right:
            for at in range(top, bottom):
                rows[at][left - 1] = rows[top - 1][left - 1]
    return Table(tuple(map(tuple, rows)))


def xlsx(table: Table) -> bytes:
    """A workbook, with results beside its formulas as a spreadsheet stores them."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    for row in table.rows:
        sheet.append([f"={cell.text}" if isinstance(cell, Formula) else cell for cell in row])
    for merge in table.merges:
        sheet.merge_cells(merge)
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, date):
                cell.number_format = 'yyyy"年"m"月"d"日"'
    file = io.BytesIO()
    book.save(file)
    results = (cell.result for row in table.rows for cell in row if isinstance(cell, Formula))
    return _with_results(file.getvalue(), results)


def _with_results(content: bytes, results: Iterator[str]) -> bytes:
    def stored(found: re.Match[str]) -> str:
        result = next(results)
        return f'{found[1]} t="str"{found[2]}<v>{escape(result)}</v>' if result else found[0]

    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/"):
                part = _FORMULA.sub(stored, part.decode()).encode()
            new.writestr(name, part)
    return file.getvalue()


def text(table: Table, encoding: str, delimiter: str = ",") -> bytes:
    """A text as a spreadsheet saves it: what the cells show, and of a merged block its first cell alone."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    for row in table.rows:
        writer.writerow([_shown(cell) for cell in row])
    return file.getvalue().encode(encoding)


def _shown(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return cell.result
    if isinstance(cell, date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    if isinstance(cell, int) and len(str(cell)) > _SHOWN_DIGITS:
        return f"{cell:.5E}"
    return str(cell)


# What each is called, and how it is made: CSV in the mark and the encodings of Excel, "Unicode text", and WPS.
FORMS: Final[Mapping[str, Callable[[Table], bytes]]] = {
    "xlsx": xlsx,
    "CSV UTF-8": lambda table: text(table, "utf-8-sig"),
    "CSV UTF-16": lambda table: text(table, "utf-16", "\t"),
    "CSV GB18030": lambda table: text(table, "gb18030"),
}


def lines_of(*columns: str) -> Callable[..., tuple[Value, ...]]:
    """How a row is written by its columns: the returned function puts named cells in their order, the rest is empty."""

    def line(**cells: Value) -> tuple[Value, ...]:
        if strange := cells.keys() - set(columns):
            raise AssertionError(f"no such columns: {sorted(strange)}")
        return tuple(cells.get(column) for column in columns)

    return line
