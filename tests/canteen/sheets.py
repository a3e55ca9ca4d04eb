"""Files as towns send them, made on the spot: workbooks by openpyxl, and those no program would write by hand."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
WORKBOOK = (
    '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
)


def xlsx(
    rows: Iterable[Any],
    *,
    merges: Sequence[str] = (),
    since_1904: bool = False,
    hides: Sequence[int] = (),
    others: Sequence[tuple[str, bool, Sequence[Any]]] = (),
) -> bytes:
    """A workbook with these rows; `hides` are numbers of them, `others` further sheets: name, hidden, rows."""
    book = Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for number in hides:
        sheet.row_dimensions[number].hidden = True
    for merge in merges:
        sheet.merge_cells(merge)
    for name, hidden, lines in others:
        other = book.create_sheet(name)
        other.sheet_state = "hidden" if hidden else "visible"
        for line in lines:
            other.append(list(line))
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, date | datetime):
                cell.number_format = 'yyyy"年"m"月"d"日"'
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def raw_xlsx(sheet: str | bytes, **parts: str | bytes) -> bytes:
    """A workbook of one sheet, given as XML; `parts` replace or add others, named with / as __ and . as _dot_."""
    every: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": sheet,
    }
    every |= {name.replace("__", "/").replace("_dot_", "."): text for name, text in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in every.items():
            packed.writestr(name, text)
    return file.getvalue()


def sheet_xml(cells: str, after: str = "") -> str:
    """A sheet with this inside its rows' place."""
    return f"<worksheet><sheetData>{cells}</sheetData>{after}</worksheet>"
