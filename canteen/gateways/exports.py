"""A whole list as a file to keep: xlsx row by row, so that a hundred thousand rows need no more memory than fifty."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any, Final
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from canteen.core.money import format_yuan
from canteen.gateways.archives import saved
from canteen.gateways.spreadsheet import COUNT, DAY, MONEY, TEXT, Column, Fen, Value, disarmed, on_paper

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_EXPORTED: Final = 50_000
SHEET_ROWS: Final = 1_048_575  # below the heading: what a sheet holds, nine times the longest list that is read in
PORTRAIT: Final = 90  # characters side by side that can be read on an upright A4
_BOLD: Final = Font(bold=True)
_HEAD: Final = PatternFill("solid", fgColor="EFE2C8")


def download(*, name: str, body: bytes, content_type: str = XLSX) -> HttpResponse:
    """Answer with a file of this name, Chinese or not."""
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(body, content_type=content_type, headers=named)


def list_download(
    *, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]], made_at: datetime, whole: bool = False
) -> HttpResponse:
    """Answer with a list as a workbook of one sheet, at most 50,000 rows of it; the last row says when there are more.

    `whole` is for what somebody signs: as many rows as a sheet holds. Texts stay texts and formulas are disarmed (S8).
    `name` is without its ending; the day is added to it.
    """
    most = SHEET_ROWS if whole else MOST_EXPORTED
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    if not isinstance(sheet, WriteOnlyWorksheet):
        raise AssertionError("a write-only workbook has write-only sheets")
    page: Any = sheet  # it has all settings of a sheet, though its types do not say so
    page.freeze_panes, page.print_title_rows = "A2", "1:1"
    on_paper(page, landscape=sum(column.width for column in columns) > PORTRAIT)
    for number, column in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    source = iter(rows)
    first = next(source, ())
    right = [isinstance(value, Fen | int) for value in first] or [False] * len(columns)

    def lines() -> Iterator[list[Cell]]:
        yield [_head(sheet, column.heading, far) for column, far in zip(columns, right, strict=True)]
        for row in islice(chain([first] if first else [], source), most):
            yield [_cell(sheet, value) for value in row]
        if next(source, None) is not None:
            yield [_cell(sheet, _("只导出前 %(count)d 条，请先筛选。") % {"count": most})]

    return download(name=f"{name}-{made_at:%Y%m%d}.xlsx", body=saved(book=book, rows=lines()))


def _head(sheet: WriteOnlyWorksheet, words: str, right: bool) -> Cell:
    cell = _cell(sheet, words)
    cell.font, cell.fill = _BOLD, _HEAD
    cell.alignment = Alignment(horizontal="right" if right else "left")
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    if isinstance(value, Fen):
        cell.value, cell.number_format = Decimal(format_yuan(value.fen)), MONEY
    elif isinstance(value, date):
        cell.value, cell.number_format = value, DAY
    elif isinstance(value, int):
        cell.value, cell.number_format = value, COUNT
    elif value:
        cell.value = disarmed(value)
        cell.data_type, cell.number_format = "s", TEXT
    return cell
