"""Saves workbooks straight into memory, compressed: openpyxl by itself puts each sheet into a plain file first (S1)."""

import zipfile
from collections.abc import Iterable, Sequence
from io import BufferedWriter, BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

_BUFFER_BYTES: Final = 64 * 1024


class _Archive(ExcelWriter):
    """Writes each sheet into its place in the archive; a kill in the middle leaves nothing that can be read."""

    def __init__(self, book: Workbook, archive: zipfile.ZipFile, rows: Iterable[Sequence[Cell]]) -> None:
        super().__init__(book, archive)
        self._book, self._zip, self._rows = book, archive, rows

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet; of a write-only book the rows, which are made while they are written."""
        with self._zip.open(ws.path[1:], "w") as entry, BufferedWriter(entry, _BUFFER_BYTES) as out:
            writer: Any = WorksheetWriter(ws, out=out)
            if self._book.write_only:
                ws._writer = writer
                writer.write_top()
                for row in self._rows:
                    ws.append(row)
                ws.close()
            else:
                writer.write()
        ws._rels = writer._rels
        self.manifest.append(ws)


def saved(*, book: Workbook, rows: Iterable[Sequence[Cell]] = ()) -> bytes:
    """Return a workbook as a file; `rows` are those of the one sheet of a write-only book.

    No row is kept once it is written: fifty thousand need the memory of what they come to compressed.
    """
    raw = BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        _Archive(book, archive, rows).write_data()
    return raw.getvalue()
