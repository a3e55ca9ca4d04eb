"""Tables from outside, CSV and xlsx, read row by row within bounds; what is hostile or too large is refused (S8)."""

import re
from collections.abc import Iterator
from typing import Protocol

from canteen.core.intake.cells import Cell
from canteen.gateways.tables.delimited import Delimited
from canteen.gateways.tables.limits import MOST_BYTES, EmptyTable, OldWorkbook, TableTooLarge
from canteen.gateways.tables.sheets import Sheet
from canteen.gateways.tables.workbook import Workbook

__all__ = ["Line", "Sheet", "Table", "open_table"]

Line = tuple[int, tuple[Cell, ...]]
_SAYS_ANYTHING = re.compile(rb"[^\x00 \r\n\t]")
_ZIP = b"PK\x03\x04"
# What systems of offices call .xls and is a web page, or the XML of before 2007, in whatever encoding.
_MARKUP = re.compile(
    rb"\s*<(!doctype\s+html|html|head|meta|body|style|table|\?xml|\?mso-application|!--)", re.IGNORECASE
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Table(Protocol):
    """A file as a table: its sheets, and the rows of one of them with their numbers, the first being 1."""

    since_1904: bool

    def sheets(self) -> tuple[Sheet, ...]:
        """All sheets in order; a text has one."""

    def expected(self, sheet: int) -> int:
        """About how many rows a sheet has, for a progress bar."""

    def rows(self, sheet: int) -> Iterator[Line]:
        """The rows of a sheet that hold anything."""


def open_table(content: bytes) -> Table:
    """Open a file by what is in it, whatever it is called. UnfitTable and its kinds."""
    if len(content) > MOST_BYTES:
        raise TableTooLarge()
    if not _SAYS_ANYTHING.search(content):
        raise EmptyTable()
    if content.startswith(_OLE) or _MARKUP.match(content[:400].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"")):
        raise OldWorkbook()
    return Workbook(content) if content.startswith(_ZIP) else Delimited(content)
