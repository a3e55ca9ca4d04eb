"""Rows that are none of the list: totals, remarks, who signed, the header again; they are passed over and counted.

A row that says who it is about is never one of them, whatever else stands in it: nobody is dropped for a remark beside
her name. In doubt a row is one of the list, and its mistakes are told.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from canteen.core.intake.cells import Cell, Unreadable, Wrong, quoted
from canteen.core.intake.forms import Layout, Reading, read_cell
from canteen.core.intake.kinds import Form

LONGEST_NOTE: Final = 60
_NOTE: Final = re.compile(
    r"^(合计|总计|小计|共计|总人数|制表|填表|填报|(审核|负责|经办|联系)人|审核[:：]|(备注|说明|注)[:：])"
    r"|(合计|总计|小计|共计)([:：]?[0-9一二三四五六七八九十百千]+(人|名|户|张|家|个|份|行|位|条)|$)"
    r"|(制表|填表|填报|审核|审批|复核|负责|经办|联系|主管|分管|签发|签字)(人|单位|时间|日期|领导)?[:：]"
    r"|盖章[)）]?$",
    re.MULTILINE,
)
_LONG_NUMBER: Final = re.compile(r"[0-9]{14}")
_PART_OF_NUMBER: Final = re.compile(r"[0-9]{6}")  # where ID numbers stand: one that was cut is still somebody's
_KEYS: Final = ("id_number", "name", "card", "canteen", "login")
# Columns that say together whom or what a row is about.
_NAMING: Final = (
    frozenset({"id_number"}),
    frozenset({"name", "birth_on"}),
    frozenset({"name", "login"}),
    frozenset({"canteen", "credit_code"}),
    frozenset({"canteen", "opened_on"}),
)
# Words of these forms are never those of a note: 负责人 is a role where roles stand.
_OWN_WORDS: Final = frozenset({Form.ROLE, Form.CATEGORY, Form.PLACE_KIND, Form.CANTEEN_KIND})
_BELONGING: Final = _OWN_WORDS | {Form.PHONE, Form.HOURS}  # alone in a row they still belong to somebody
_ANYTHING: Final = frozenset({Form.TEXT, Form.REGION})  # whatever is written reads as these


def note_of(cells: Sequence[Cell], texts: Sequence[str], layout: Layout, reading: Reading) -> Wrong | None:
    """Why a row that holds something is none of the list; None for one that is. Its text is quoted without numbers."""
    packed = ["".join(text.split()) for text in texts]
    if _repeats_header(packed, layout):
        return Wrong("", "header-again", {})
    if not _is_note(cells, packed, layout, reading):
        return None
    text = " ".join(dict.fromkeys(text for text in texts if text))
    return Wrong("", "passed-over", {"text": quoted(text, LONGEST_NOTE)})


def _repeats_header(packed: Sequence[str], layout: Layout) -> bool:
    heads = [heading.rpartition("/")[2] for heading in layout.headings]
    same = [text for at, text in enumerate(packed) if text and at < len(heads) and text == heads[at]]
    return len(same) >= 2 and len(same) == sum(map(bool, packed))


def _is_note(cells: Sequence[Cell], packed: Sequence[str], layout: Layout, reading: Reading) -> bool:
    named = [
        (key, packed[at]) for at, key in layout.mapping.items() if key in _KEYS and at < len(packed) and packed[at]
    ]
    is_alone = not named and len(set(packed) - {""}) == 1
    if not is_alone and not _NOTE.search("\n".join(packed)):
        return False
    if any((_PART_OF_NUMBER if key == "id_number" else _LONG_NUMBER).search(text) for key, text in named):
        return False
    said = _said(cells, packed, layout, reading)
    if is_alone:
        return not _BELONGING & set(said.values())
    if any(way <= said.keys() for way in _NAMING):
        return False
    if _NOTE.search(next(text for text in packed if text)):
        return sum(form not in _ANYTHING for form in said.values()) < 2
    return all(_NOTE.search(text) for _, text in named) and not _BELONGING & set(said.values())


def _said(cells: Sequence[Cell], packed: Sequence[str], layout: Layout, reading: Reading) -> Mapping[str, Form]:
    """The columns in which something stands that they ask for, and no words of a note."""
    found: dict[str, Form] = {}
    for at, key in layout.mapping.items():
        column = layout.shape.column(key)
        if column is None or at >= len(packed) or not packed[at] or (column.form in _ANYTHING and key not in _KEYS):
            continue
        if column.form not in _OWN_WORDS and _NOTE.search(packed[at]):
            continue
        try:
            text = read_cell(cells[at], column, reading)
        except Unreadable:
            continue
        if text:
            found[key] = column.form
    return found
