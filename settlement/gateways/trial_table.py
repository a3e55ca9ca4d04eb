"""One table of a trial, as a page shows it and as a workbook keeps it: figures, changes, days, sums at its foot."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from canteen.core.money import format_page
from canteen.gateways.spreadsheet import Column, Fen, Table, Value
from settlement.gateways.trial_words import change_shown


@dataclass(frozen=True, slots=True)
class Change:
    """A sum in fen that would be more or less."""

    fen: int


LONGEST_NAME: Final = 31
_NO_SHEET: Final = re.compile(r"[\[\]:*?/\\]")
Cell = str | int | Fen | date | Change | None


@dataclass(frozen=True, slots=True)
class TrialTable:
    """One table: its first column says what a row is about, the others are figures; `sums` is its last row.

    What would be counted twice has no sum: empty text stands in its place.
    """

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    sums: Sequence[Cell] = ()

    @property
    def shown(self) -> Iterator[tuple[str, list[tuple[str, str]], int]]:
        """Yield each row for a page: what it is about, each figure with its heading, how many columns the last takes.

        Nothing stands behind the last figure of a row: a group that is too small has one remark in place of figures.
        """
        for first, *cells in self.rows:
            told = [(head, _cell(cell)) for head, cell in zip(self.heads[1:], cells, strict=True) if cell is not None]
            yield _cell(first), told, len(cells) - len(told) + 1

    @property
    def summed(self) -> list[tuple[str, str]]:
        """Return the last row for a page, each figure with its heading; nothing where there is none."""
        return [(head, _cell(cell)) for head, cell in zip(self.heads[: len(self.sums)], self.sums, strict=True)]

    @property
    def sheet_name(self) -> str:
        """What its sheet is called: a sheet's name is short, and takes not every sign."""
        return _NO_SHEET.sub("", self.title)[:LONGEST_NAME].strip()

    def table(self) -> Table:
        """Return it for a workbook."""
        columns = [Column(head, 24 if at == 0 else 14) for at, head in enumerate(self.heads)]
        rows = [[_value(cell) for cell in row] for row in self.rows]
        return Table(columns, rows, sums=[_value(cell) for cell in self.sums], title=self.title)


def _cell(cell: Cell) -> str:
    if isinstance(cell, Change):
        return change_shown(fen=cell.fen)
    if isinstance(cell, Fen):
        return format_page(cell.fen)
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _value(cell: Cell) -> Value:
    return Fen(cell.fen) if isinstance(cell, Change) else cell
