"""Somebody written over several rows of a sheet, merged but for her categories: read as the one person she is."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from canteen.core.intake.cells import EMPTY, Cell
from canteen.core.intake.forms import Layout
from canteen.core.intake.kinds import Kind

MOST_ROWS_OF_ONE: Final = 10
_OWN: Final = ("level", "from_on")  # said of one category: these have to be said alike, or the rows are told apart


class Line(NamedTuple):
    """A row by its number; `part_of` is the row above whose person it goes on about, 0 for a row by itself."""

    number: int
    cells: tuple[Cell, ...]
    part_of: int = 0


def joined(lines: Iterable[tuple[int, tuple[Cell, ...]]], layout: Layout) -> Iterator[Line]:
    """Yield all rows in their order; the first of somebody's rows holds the categories of all of them."""
    places = {key: at for at, key in layout.mapping.items()}
    if layout.shape.kind is not Kind.ELDERS or not {"id_number", "category"} <= places.keys():
        yield from (Line(number, cells) for number, cells in lines)
        return
    waiting: list[Line] = []
    for number, cells in lines:
        if waiting and len(waiting) < MOST_ROWS_OF_ONE and _goes_on(cells, waiting[0].cells, places):
            head = waiting[0]
            waiting[0] = head._replace(cells=_with_category(head.cells, cells, places["category"]))
            waiting.append(Line(number, cells, head.number))
            continue
        yield from waiting
        waiting = [Line(number, cells)]
    yield from waiting


def _goes_on(cells: Sequence[Cell], head: Sequence[Cell], places: dict[str, int]) -> bool:
    """Whether a row's name and number are merged with those above, and it says nothing else but a category."""
    who = [_at(cells, places[key]) for key in ("name", "id_number") if key in places]
    if not all(cell.repeated for cell in who) or not _at(cells, places["category"]).text.strip():
        return False
    for key, at in places.items():
        mine, above = _at(cells, at).text.strip(), _at(head, at).text.strip()
        if key != "category" and mine != above and (mine or key in _OWN):
            return False
    return True


def _with_category(head: tuple[Cell, ...], cells: Sequence[Cell], at: int) -> tuple[Cell, ...]:
    above, more = _at(head, at), _at(cells, at)
    if more.repeated or above.fault or more.fault:
        return head
    both = "、".join(filter(None, (above.text, more.text)))
    return (*head[:at], *[EMPTY] * (at - len(head)), above._replace(text=both, number=False), *head[at + 1 :])


def _at(cells: Sequence[Cell], at: int) -> Cell:
    return cells[at] if at < len(cells) else EMPTY
