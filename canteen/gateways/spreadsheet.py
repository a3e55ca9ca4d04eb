"""Spreadsheets for people (xlsx): exact sums, long numbers as text, formulas disarmed, the same bytes always (S8)."""

import re
import zipfile
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from canteen.core.money import format_yuan
from canteen.gateways.archives import saved

TEXT: Final = "@"
MONEY: Final = "0.00"
COUNT: Final = "0"
DAY: Final = "yyyy-mm-dd"

_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first instant a zip can name

_INK: Final = "2F2118"
_FACE: Final = "Microsoft YaHei"
_HEAD: Final = PatternFill("solid", fgColor="EFE2C8")
_SUM: Final = PatternFill("solid", fgColor="FBF4E6")
_THIN: Final = Side(style="thin", color="C9B896")


@dataclass(frozen=True, slots=True)
class Fen:
    """A sum of money in fen; a spreadsheet shows it as yuan with two decimals, and can add it up."""

    fen: int


Value = str | int | Fen | date | None
# What cells of one form look like in one workbook: looked up, for making it anew costs more than all else about a cell.
Styles = dict[tuple[str, bool], StyleArray]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, and how wide it is in characters."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row, and a last row of sums where it has one."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    sums: Sequence[Value] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: lines of label and value, then tables one under the other; a lone table keeps its heading in view."""

    name: str
    tables: Sequence[Table]
    title: str = ""
    facts: Sequence[tuple[str, Value]] = ()
    landscape: bool = True


def workbook(*, sheets: Sequence[Sheet], made_at: datetime, title: str) -> bytes:
    """Return a workbook; of the same sheets and the same `made_at` (UTC) always the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = disarmed(title)
    book.properties.creator = "Nuancan 暖餐"
    book.properties.created = made_at.replace(tzinfo=None, microsecond=0)
    styles: Styles = {}
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet, styles)
    return _fixed(saved(book=book), made_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode())


def disarmed(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and without characters that no file may hold (S8)."""
    clean = _ILLEGAL.sub("", text)
    return f"'{clean}" if clean.startswith(_DANGEROUS) else clean


def _write(page: Worksheet, sheet: Sheet, styles: Styles) -> None:
    at = 1
    if sheet.title:
        _put(page, styles, at, 1, sheet.title).font = _font(bold=True, size=16)
        at += 2
    for label, value in sheet.facts:
        _put(page, styles, at, 1, label).font = _font(color="5A4536")
        _put(page, styles, at, 2, value).alignment = Alignment(horizontal="left")
        at += 1
    at += 1 if sheet.facts else 0
    for table in sheet.tables:
        at = _table(page, styles, table, at) + 1
    if len(sheet.tables) == 1 and not sheet.facts:
        page.freeze_panes = "A2"
        page.print_title_rows = "1:1"
    for number, column in enumerate(sheet.tables[0].columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.sheet_view.showGridLines = False
    on_paper(page, landscape=sheet.landscape)


def on_paper(page: Any, *, landscape: bool) -> None:
    """Set a sheet of openpyxl up for A4: as wide as one page, as long as it must be, with page numbers below."""
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.oddFooter.center.text, page.oddFooter.right.text = "&P / &N", "&A"


def _table(page: Worksheet, styles: Styles, table: Table, at: int) -> int:
    """Write a table from a row on, and return the row after it."""
    if table.title:
        _put(page, styles, at, 1, table.title).font = _font(bold=True, size=12)
        at += 1
    for number, column in enumerate(table.columns, 1):
        cell = _put(page, styles, at, number, column.heading)
        cell.font, cell.fill = _font(bold=True), _HEAD
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(bottom=_THIN)
    page.row_dimensions[at].height = 30
    at += 1
    for row in table.rows:
        for number, value in enumerate(row, 1):
            _put(page, styles, at, number, value)
        at += 1
    for number, value in enumerate(table.sums, 1):
        cell = _put(page, styles, at, number, value)
        cell.font, cell.fill, cell.border = _font(bold=True), _SUM, Border(top=_THIN)
    return at + (1 if table.sums else 0)


def _put(page: Worksheet, styles: Styles, row: int, column: int, value: Value) -> Cell:
    """Write one value in its own form; text stays text, however much it looks like a number or a formula."""
    cell = page.cell(row=row, column=column)
    if not isinstance(cell, Cell):
        raise AssertionError("nothing is merged in these sheets")
    form = ""
    if isinstance(value, Fen):
        cell.value, form = Decimal(format_yuan(value.fen)), MONEY
    elif isinstance(value, date):
        cell.value, form = value, DAY
    elif isinstance(value, int):
        cell.value, form = value, COUNT
    elif value:
        cell.value, form = disarmed(value), TEXT
        cell.data_type = "s"
    key = (form, column > 1)
    if key not in styles:
        _style(cell, form, is_first=column == 1)
        styles[key] = copy(cell._style)  # type: ignore[attr-defined]  # openpyxl's stubs leave it out
    else:
        cell._style = copy(styles[key])  # type: ignore[attr-defined]  # as above
    return cell


def _style(cell: Cell, form: str, *, is_first: bool) -> None:
    """Make the look of a form."""
    cell.font = _font()
    if form:
        cell.number_format = form
    if form == DAY:
        cell.alignment = Alignment(horizontal="center")
    elif form == TEXT:
        cell.alignment = Alignment(indent=0 if is_first else 1)


def _font(*, bold: bool = False, size: int = 11, color: str = _INK) -> Font:
    return Font(name=_FACE, bold=bold, size=size, color=color)


def _fixed(raw: bytes, stamp: bytes) -> bytes:
    """Write the archive anew without the time of day it was made at."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = source.read(name)
            if name == "docProps/core.xml":
                body = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", body)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(entry, body)
    return made.getvalue()
