"""Numbers of a workbook as text: which styles mean days, and what a serial or a long number says."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.etree.ElementTree import Element

from canteen.core.intake.cells import Unreadable
from canteen.core.intake.days import day_of_serial

# Numbers below 164 are fixed; those from 27 and from 50 on are days in the Chinese edition.
_DAY_FORMATS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DAY_LETTERS: Final = re.compile(r"[ymdhse年月日]", re.IGNORECASE)
_LAST_SERIAL: Final = 2_958_465  # 9999-12-31
_SECONDS: Final = 24 * 60 * 60
_HALF: Final = Decimal("0.5")  # of a second: what the binary fraction of a moment is off by is far less


def is_day_format(code: str) -> bool:
    """Whether a number format shows a day or a time: its own letters do, quoted ones and colours do not."""
    return code.casefold() != "general" and bool(_DAY_LETTERS.search(_LITERAL.sub("", code.partition(";")[0])))


def day_styles(styles: Element | None) -> frozenset[int]:
    """The numbers of the cell styles that show a day."""
    if styles is None:
        return frozenset()
    own = {each.get("numFmtId", ""): each.get("formatCode", "") for each in styles.iter() if _name(each) == "numFmt"}
    formats = next((list(each) for each in styles.iter() if _name(each) == "cellXfs"), [])
    return frozenset(number for number, xf in enumerate(formats) if _shows_day(xf.get("numFmtId", "0"), own))


def _shows_day(format_id: str, own: dict[str, str]) -> bool:
    if format_id in own:
        return is_day_format(own[format_id])
    return format_id.isdigit() and int(format_id) in _DAY_FORMATS


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def number_text(value: str, *, is_day: bool, since_1904: bool) -> str:
    """A stored number as people would read it: a day, a time of day, a whole number in full, or as it is."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > 40:
        return value
    if is_day and 0 <= number <= _LAST_SERIAL:
        return _day_text(number, since_1904=since_1904)
    if number == number.to_integral_value():
        return str(int(number))
    return repr(float(number))


def _day_text(number: Decimal, *, since_1904: bool) -> str:
    serial, seconds = divmod(int(number * _SECONDS + _HALF), _SECONDS)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    if number < 1:
        return clock
    try:
        day = day_of_serial(serial, since_1904=since_1904)
    except (Unreadable, OverflowError):
        return str(serial)
    return f"{day.isoformat()} {clock}" if seconds >= 60 else day.isoformat()
