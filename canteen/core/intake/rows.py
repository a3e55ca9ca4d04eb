"""A whole row of a list: its cells by their columns, what they say together, and rows that are no rows of the list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from canteen.core.age import age_on
from canteen.core.identity import birth_date
from canteen.core.intake.cells import EMPTY, Cell, Unreadable, Wrong, plain
from canteen.core.intake.forms import Layout, Reading, read_cell, region_of
from canteen.core.intake.kinds import Kind, Shape
from canteen.core.intake.notes import note_of
from canteen.core.scope import CANTEEN_ROLES, Role

OLDEST: Final = 120  # years

Values = dict[str, str]
PASSED_TEXT: Final = "passed"  # what a row that is passed over says, beside the columns


class Nature(StrEnum):
    """What a row is: one of the list, an empty one, or one that is passed over: a total, a remark, the header again."""

    ENTRY = "entry"
    BLANK = "blank"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Row:
    """One row, read: its values by column key, and every mistake in it; of one passed over its text, and why."""

    nature: Nature
    values: Values
    wrongs: tuple[Wrong, ...] = ()


def read_row(cells: Sequence[Cell], layout: Layout, reading: Reading, today: date) -> Row:
    """Read one row below the header; every mistake is found, not only the first."""
    cells = _unspread(cells)
    texts = [_shown(cell) for cell in cells]
    if not any(text for text, cell in zip(texts, cells, strict=True) if not cell.repeated):
        return Row(Nature.BLANK, {})
    if note := note_of(cells, texts, layout, reading):
        return passed_over(cells, note)
    values: Values = {}
    wrongs: list[Wrong] = []
    for at, key in sorted(layout.mapping.items()):
        column = layout.shape.column(key)
        if column is None:
            continue
        try:
            values[key] = read_cell(cells[at] if at < len(cells) else EMPTY, column, reading)
        except Unreadable as no:
            wrongs.append(Wrong(key, no.code, no.values))
    said = {key: text for key, text in values.items() if text}
    wrong_keys = frozenset(wrong.column for wrong in wrongs)
    wrongs += _missing(layout.shape, frozenset(said), wrong_keys)
    wrongs += _regions(said, wrong_keys, layout.shape.kind, reading)
    wrongs += _together(said, layout.shape.kind, today)
    return Row(Nature.ENTRY, said, tuple(wrongs))


def passed_over(cells: Sequence[Cell], why: Wrong) -> Row:
    """A row that is none of the list by itself: all it says is kept as one text, so that it is signed with the rest."""
    return Row(Nature.NOTE, {PASSED_TEXT: " ".join(filter(None, map(_shown, cells)))}, (why,))


def _shown(cell: Cell) -> str:
    try:
        return cell.fault or plain(cell.text)
    except Unreadable as no:
        return no.code


def _unspread(cells: Sequence[Cell]) -> Sequence[Cell]:
    """A cell merged over three columns or more says what it says once: no name, number and village are one."""
    if not any(cell.repeated for cell in cells):
        return cells
    found, at = list(cells), 0
    while at < len(cells):
        end = at + 1
        while end < len(cells) and cells[end].repeated and cells[end].text == cells[at].text:
            end += 1
        if end - at >= 3:
            found[at:end] = [EMPTY if cell.repeated else cell for cell in cells[at:end]]
        at = end
    return found


def _missing(shape: Shape, said: frozenset[str], wrong: frozenset[str]) -> list[Wrong]:
    """What the row has to say and does not; a cell that could not be read is mistake enough."""
    found = []
    for group in shape.missing(said | wrong):
        first = group[0][0]
        found.append(Wrong(first, "missing", {}))
    return found


def _regions(said: Values, wrong: frozenset[str], kind: Kind, reading: Reading) -> list[Wrong]:
    """Turn names of regions into ids, each beside its town; the town itself is only there to help."""
    town = said.pop("town", "")
    found = []
    for key in ("region", "residence"):
        name = said.get(key, "")
        if not name and (key != "region" or not town or key in wrong):
            continue
        try:
            said[key] = region_of(name, town if key == "region" else "", reading, may_leave=kind is Kind.MOVES)
        except Unreadable as no:
            said.pop(key, None)
            found.append(Wrong(key, no.code, no.values))
    return found


def _together(said: Values, kind: Kind, today: date) -> list[Wrong]:
    found = _birth(said, today) or _age(said, kind, today)
    check = _CHECKS.get(kind)
    return found + (check(said, today) if check else [])


def _birth(said: Values, today: date) -> list[Wrong]:
    """The birth date a list states and the one inside the ID number are the same, and past."""
    number = said.get("id_number")
    if not number:
        return []
    born = birth_date(number)
    if born > today:
        return [Wrong("id_number", "birth-ahead", {})]
    stated = said.get("birth_on")
    if stated and stated != born.isoformat() and not (stated[8:] == "01" and stated[:7] == born.isoformat()[:7]):
        return [Wrong("birth_on", "birth-differs", {})]
    said["birth_on"] = born.isoformat()
    return []


def _age(said: Values, kind: Kind, today: date) -> list[Wrong]:
    """Nobody has lived that long: a year was mistyped, though the check digit fits."""
    if kind is not Kind.ELDERS or "id_number" not in said:
        return []
    return (
        [Wrong("id_number", "age-over", {})]
        if age_on(birth_on=birth_date(said["id_number"]), on=today) > OLDEST
        else []
    )


def _fact(said: Values, today: date) -> list[Wrong]:
    """A grant begins, ends or does both; its last day still counts, the day it is stopped on does not."""
    last, stopped = said.pop("last_on", ""), said.pop("stop_on", "")
    if last:
        said["until_on"] = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    if stopped:
        said["until_on"] = stopped
    if "until_on" in said and said.get("from_on", "") >= said["until_on"]:
        return [Wrong("last_on" if last else "stop_on", "ends-before", {})]
    if "," in said.get("category", ""):
        return [Wrong("category", "one-category", {})]
    return []


def _death(said: Values, today: date) -> list[Wrong]:
    died = said.get("died_on", "")
    if died > today.isoformat():
        return [Wrong("died_on", "day-ahead", {})]
    return [Wrong("died_on", "before-birth", {})] if died and died < said.get("birth_on", "") else []


def _staff(said: Values, today: date) -> list[Wrong]:
    role = said.get("role")
    if not role:
        return []
    key = "canteen" if Role(role) in CANTEEN_ROLES else "region"
    said.pop("region" if key == "canteen" else "canteen", None)
    return [] if key in said else [Wrong(key, "missing-for-role", {})]


def _move(said: Values, today: date) -> list[Wrong]:
    said.setdefault("place_kind", "registration")
    return []


def _canteen(said: Values, today: date) -> list[Wrong]:
    if ("longitude" in said) != ("latitude" in said):
        return [Wrong("latitude" if "longitude" in said else "longitude", "degrees-pair", {})]
    return []


_CHECKS: Final[Mapping[Kind, Callable[[Values, date], list[Wrong]]]] = {
    Kind.FACTS: _fact,
    Kind.DEATHS: _death,
    Kind.STAFF: _staff,
    Kind.MOVES: _move,
    Kind.CANTEENS: _canteen,
}
