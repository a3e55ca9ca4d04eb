"""An xlsx workbook: its sheets by name, hidden ones too, its calendar, and the rows of one sheet at a time."""

import posixpath
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from canteen.core.intake.cells import Cell
from canteen.gateways.tables.limits import MOST_SHEETS, UnfitTable
from canteen.gateways.tables.package import Package
from canteen.gateways.tables.sheet import Look, sheet_rows
from canteen.gateways.tables.sheets import Sheet
from canteen.gateways.tables.strings import Strings
from canteen.gateways.tables.styles import day_styles

_ROOT = "_rels/.rels"
_USUAL = "xl/workbook.xml"


class Workbook:
    """A workbook, opened; nothing of a sheet is read before its rows are asked for."""

    def __init__(self, content: bytes) -> None:
        """UnfitTable and its kinds."""
        self._package = Package(content)
        main = self._main()
        tree = self._package.tree(main)
        self._targets = self._relations(main)
        folder = posixpath.dirname(main)
        self._folder = folder
        found = [(each, self._part(each)) for each in tree.iter() if _name(each) == "sheet"]
        self._sheets = [(Sheet(each.get("name", "")[:80], _hidden(each)), part) for each, part in found if part]
        if not 0 < len(self._sheets) <= MOST_SHEETS:
            raise UnfitTable()
        settings = next((each for each in tree.iter() if _name(each) == "workbookPr"), None)
        self.since_1904 = settings is not None and settings.get("date1904", "0") in ("1", "true")
        self._look: Look | None = None

    def sheets(self) -> tuple[Sheet, ...]:
        """All sheets of cells, in order."""
        return tuple(sheet for sheet, _ in self._sheets)

    def expected(self, sheet: int) -> int:
        """About how many rows a sheet has, counted in its bytes, for a progress bar. UnfitTable and its kinds."""
        return sum(
            piece.count(b"<row ") + piece.count(b":row ") for piece in self._package.pieces(self._sheets[sheet][1])
        )

    def rows(self, sheet: int) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The rows of one sheet. UnfitTable and its kinds."""
        if not 0 <= sheet < len(self._sheets):
            raise UnfitTable()
        return sheet_rows(self._package, self._sheets[sheet][1], self._seen())

    def _seen(self) -> Look:
        if self._look is None:
            styles = self._of_type("styles")
            tree = self._package.tree(styles) if styles and self._package.has(styles) else None
            strings = Strings(self._package, self._of_type("sharedStrings") or "xl/sharedStrings.xml")
            self._look = Look(strings, day_styles(tree), self.since_1904)
        return self._look

    def _main(self) -> str:
        if self._package.has(_ROOT):
            for each in self._package.tree(_ROOT):
                if each.get("Type", "").endswith("/officeDocument"):
                    return posixpath.normpath(each.get("Target", _USUAL).lstrip("/"))
        return _USUAL

    def _relations(self, main: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(main)
        part = f"{folder}/_rels/{name}.rels"
        if not self._package.has(part):
            return {}
        return {
            each.get("Id", ""): (each.get("Type", ""), each.get("Target", ""))
            for each in self._package.tree(part)
            if each.get("TargetMode") != "External"
        }

    def _part(self, sheet: Element) -> str:
        """The part a sheet lies in, "" for a chart or one that is missing."""
        key = next((value for name, value in sheet.attrib.items() if name.rpartition("}")[2] == "id"), "")
        kind, target = self._targets.get(key, ("", ""))
        place = self._placed(target)
        return place if kind.endswith("/worksheet") and self._package.has(place) else ""

    def _of_type(self, kind: str) -> str:
        return next(
            (self._placed(target) for type_, target in self._targets.values() if type_.endswith(f"/{kind}")), ""
        )

    def _placed(self, target: str) -> str:
        return posixpath.normpath(
            target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
        )


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _hidden(sheet: Element) -> bool:
    return sheet.get("state", "visible") != "visible"
