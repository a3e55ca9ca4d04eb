"""One cell as a table holds it, made plain: widths, spaces, invisible characters, and what a spreadsheet lost of it."""

import re
import unicodedata
from typing import Final, NamedTuple

LONGEST_CELL: Final = 500
EXACT_DIGITS: Final = 15  # a spreadsheet keeps no more of a number
BLANKS: Final = frozenset(
    ("", "-", "--", "—", "——", "/", "\\", "无", "暂无", "不详", "空", "n/a", "na", "null", "none")
)

# What a spreadsheet shows, and saves into a text, where a formula failed.
ERRORS: Final = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)

# What most cells hold: letters and digits in the one form they have, in which there is nothing to make plain.
_PLAIN = re.compile("[0-9A-Za-z\u4e00-\u9fa5.-]*")
_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_AS_TEXT = re.compile(r'="([^"]*)"')
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,3}")
_LONG_NUMBER = re.compile(r"[0-9]{7,}[xX]?")
_WHOLE_FLOAT = re.compile(r"(-?[0-9]+)\.0+")


class Cell(NamedTuple):
    """What stands in a cell; `number` when it was stored as a number, whose look is the spreadsheet's own."""

    text: str = ""
    number: bool = False
    fault: str = ""  # the code of a mistake that the table itself shows: an error value, a formula without a result
    repeated: bool = False  # shown here because it is merged with the cell that holds it
    hidden: bool = False  # in a row that whoever sent it does not see: filtered out, or hidden by hand


EMPTY: Final = Cell()


class Wrong(NamedTuple):
    """A mistake in a cell or a row: the column's key ("" for the whole row), its code, and what its words fill in.

    `values` never hold an ID number or a telephone number: mistakes are shown, counted and kept (S11).
    """

    column: str
    code: str
    values: dict[str, str | int]


class Unreadable(Exception):
    """A cell does not say what its column asks for."""

    def __init__(self, code: str, values: dict[str, str | int]) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def unreadable(code: str, **values: str | int) -> Unreadable:
    """The mistake of one cell."""
    return Unreadable(code, values)


def plain(text: str) -> str:
    """A text in one width and one line: full-width letters and digits become narrow, white space one space."""
    if len(text) <= LONGEST_CELL and _PLAIN.fullmatch(text):
        return text
    text = text.strip()
    wrapped = _AS_TEXT.fullmatch(text)
    if wrapped:
        text = wrapped[1]
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.lstrip("'\u2018\u2019")))
    text = _SPACES.sub(" ", text).strip()
    if len(text) > LONGEST_CELL:
        raise unreadable("too-long", most=LONGEST_CELL)
    if any(unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} for character in text):
        raise unreadable("odd-character")
    return text


def text_of(cell: Cell) -> str:
    """What a cell says, "" for what people write into empty ones; Unreadable for error values and endless texts."""
    if cell.fault:
        raise unreadable(cell.fault)
    text = plain(cell.text)
    if text.casefold() in BLANKS:
        return ""
    if text.upper() in ERRORS:
        raise unreadable("cell-error")
    if cell.number and (whole := _WHOLE_FLOAT.fullmatch(text)):
        return whole[1]
    return text


def is_rounded(cell: Cell, text: str) -> bool:
    """Whether a long number went through a spreadsheet as a number, and its last digits are gone."""
    if _SCIENTIFIC.fullmatch(text):
        return True
    return cell.number and len(text.lstrip("-")) > EXACT_DIGITS


def quoted(text: str, most: int = 20) -> str:
    """The beginning of a text, for the words of a mistake; long numbers are hidden, wherever they strayed."""
    return _LONG_NUMBER.sub(lambda found: "*" * len(found[0]), text)[:most]


def bare(text: str) -> str:
    """A text for comparing: no spaces, no punctuation, small letters."""
    return "".join(character for character in text.casefold() if unicodedata.category(character)[0] in "LNM")
