"""Reads one cell by the form of its column into a text that can be kept: days as ISO, regions as ids, degrees as e6."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from canteen.core.categories import category_of
from canteen.core.credit_code import is_credit_code
from canteen.core.identity import without_persons_numbers
from canteen.core.intake.cells import Cell, is_rounded, quoted, text_of, unreadable
from canteen.core.intake.days import day_of
from canteen.core.intake.kinds import Column, Form, Shape
from canteen.core.intake.people import card_of, id_number_of, name_of, phone_of
from canteen.core.intake.places import Places
from canteen.core.scope import Role

OUTSIDE: Final = "outside"  # of a move: to where this installation has no regions
_AWAY: Final = frozenset(
    {"外地", "外省", "外省市", "外市", "区外", "县外", "市外", "省外", "迁出", "外迁", "国外", "境外"}
)
_PLACE_KINDS: Final = {"户籍": "registration", "户口": "registration", "居住": "residence", "居住地": "residence"}
_CANTEEN_KINDS: Final = {
    "食堂": "canteen", "老年食堂": "canteen", "社区食堂": "canteen", "示范食堂": "canteen", "助餐点": "point",
    "老年助餐点": "point", "送餐点": "point", "配送点": "point", "中央厨房": "kitchen", "中心厨房": "kitchen",
}  # fmt: skip
_ROLE_WORDS: Final = {
    Role.COUNTER: "柜台 柜台人员 窗口 窗口人员 收银 收银员 服务员",
    Role.MANAGER: "食堂负责人 负责人 店长 经理 管理员",
    Role.CLERK: "民政经办 经办 经办人 民政",
    Role.FINANCE: "财务 会计",
    Role.AUDITOR: "审计",
    Role.SUPPORT: "技术支持",
}
_ROLES: Final = {word: role for role, words in _ROLE_WORDS.items() for word in words.split()}
_CREDIT_CODE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_HOURS: Final = re.compile(
    r"([01]?[0-9]|2[0-3])[:时点.]([0-5]?[0-9])?分?\s*[-~—–至到]+\s*([01]?[0-9]|2[0-3])[:时点.]([0-5]?[0-9])?分?"
)
_DEGREES: Final = re.compile(r"([0-9]{1,3})\.([0-9]{1,12})°?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a list depends on beside its cells."""

    places: Places
    year: int  # of days that name a month alone
    since_1904: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read: what kind of list, which column means what, its own headings."""

    shape: Shape
    mapping: Mapping[int, str]
    headings: tuple[str, ...] = ()


def read_cell(cell: Cell, column: Column, reading: Reading) -> str:
    """What a cell says, as a text; "" for nothing. Unreadable. A region stays as written: it may need its town."""
    if column.form in (Form.DAY, Form.LAST_DAY):
        last = column.form is Form.LAST_DAY
        day = day_of(cell, year=reading.year, since_1904=reading.since_1904, last=last)
        return day.isoformat() if day else ""
    return _READERS[column.form](cell, column)


def _text(cell: Cell, column: Column) -> str:
    text = text_of(cell)
    if len(text) > column.longest:
        raise unreadable("too-long", most=column.longest)
    return text


def _words(cell: Cell, column: Column) -> str:
    """A text as it will be kept, an ID number in it masked: a list that is read again says nothing else."""
    return without_persons_numbers(_text(cell, column))


def _category(cell: Cell, column: Column) -> str:
    """One category's code, or several joined by commas."""
    text = text_of(cell)
    codes = []
    for word in re.split(r"[、,;/和及+]", text):
        if not word.strip():
            continue
        code = category_of(words=word)
        if code is None:
            raise unreadable("category", text=quoted(word.strip()))
        codes.append(code)
    return ",".join(dict.fromkeys(codes))


def _one_of(words: Mapping[str, str], code: str) -> Callable[[Cell, Column], str]:
    def read(cell: Cell, column: Column) -> str:
        text = "".join(text_of(cell).split()).casefold()
        if not text or text in words.values():
            return text
        if text not in words:
            raise unreadable(code, text=quoted(text))
        return words[text]

    return read


def _role(cell: Cell, column: Column) -> str:
    text = "".join(text_of(cell).split()).casefold()
    if not text or text in {role.value for role in Role}:
        return text
    if text not in _ROLES:
        raise unreadable("role", text=quoted(text))
    return _ROLES[text].value


def _login(cell: Cell, _column: Column) -> str:
    text = _unspaced(cell).lower()
    if text and not _LOGIN.fullmatch(text):
        raise unreadable("login")
    return text


def _credit_code(cell: Cell, _column: Column) -> str:
    code = _unspaced(cell).upper()
    if code and not _CREDIT_CODE.fullmatch(code):
        raise unreadable("credit-code")
    if code and not is_credit_code(code):
        raise unreadable("credit-code-check")
    return code


def _unspaced(cell: Cell) -> str:
    text = "".join(text_of(cell).split())
    if is_rounded(cell, text):
        raise unreadable("number-rounded")
    return text


def _hours(cell: Cell, column: Column) -> str:
    """Opening and closing as 10:30-13:30."""
    text = "".join(text_of(cell).split())
    if not text:
        return ""
    found = _HOURS.fullmatch(text)
    if not found:
        raise unreadable("hours")
    opens, closes = (f"{int(found[at]):02d}:{int(found[at + 1] or 0):02d}" for at in (1, 3))
    if opens >= closes:
        raise unreadable("hours-order")
    return f"{opens}-{closes}"


def _degrees(cell: Cell, column: Column) -> str:
    """Millionths of a degree; cut, not rounded: a metre is nine of them."""
    text = text_of(cell)
    if not text:
        return ""
    found = _DEGREES.fullmatch(text)
    low, high = ((73, 136) if column.key == "longitude" else (3, 54)) if found else (0, 0)
    if not found or not low <= int(found[1]) <= high:
        raise unreadable("degrees")
    return found[1] + found[2][:6].ljust(6, "0")


def region_of(text: str, town: str, reading: Reading, *, may_leave: bool = False) -> str:
    """The id of the region that a name, beside the name of its town, means. Unreadable."""
    if may_leave and text in _AWAY:
        return OUTSIDE
    within = reading.places.find(town) if town else None
    return str(reading.places.find(text, within) if text else within)


_READERS: Final[Mapping[Form, Callable[[Cell, Column], str]]] = {
    Form.NAME: lambda cell, _: name_of(cell),
    Form.ID_NUMBER: lambda cell, _: id_number_of(cell),
    Form.PHONE: lambda cell, _: phone_of(cell),
    Form.CARD: lambda cell, _: card_of(cell),
    Form.REGION: _text,
    Form.TEXT: _words,
    Form.CATEGORY: _category,
    Form.PLACE_KIND: _one_of(_PLACE_KINDS, "place-kind"),
    Form.CANTEEN_KIND: _one_of(_CANTEEN_KINDS, "canteen-kind"),
    Form.ROLE: _role,
    Form.CREDIT_CODE: _credit_code,
    Form.LOGIN: _login,
    Form.HOURS: _hours,
    Form.DEGREES: _degrees,
}
