"""Days as towns write them: 2026年3月1日, 2026.3.1, 20260301, 3月, and a spreadsheet's serials."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from canteen.core.entry import near_day
from canteen.core.intake.cells import Cell, Unreadable, text_of, unreadable

# Serial 60 is 29 February 1900, which never was; from 61 on days are counted from two days before 1900.
_FIRST_1900: Final = date(1899, 12, 31)
_NEVER: Final = 60
_FIRST_1904: Final = date(1904, 1, 1)
_SERIALS: Final = range(2101, 100_000)  # from 1905 to 2173; below lie years, above months written in one
_FOREVER: Final = frozenset({"长期", "长期有效", "永久", "至今", "终身", "无限期", "long", "permanent"})

_SERIAL = re.compile(r"([0-9]{4,5})(\.[0-9]+)?")
_BETWEEN = r"\s*[-./年,、]\s*"
_MONTH_DAY = r"\s*[-./月,、]\s*"
_TIME = re.compile(r"[\sT]*(上午|下午)?\s*[0-9]{1,2}[:时][0-9]{0,2}([:分][0-9]{0,2}(\.[0-9]+)?)?[分秒]?\s*$")
_WEEKDAY = re.compile(r"\s*[((]?(星期|周)[一二三四五六日天][))]?\s*$")
_FULL = re.compile(rf"([0-9]{{4}}){_BETWEEN}([0-9]{{1,2}}){_MONTH_DAY}([0-9]{{1,2}})\s*[日号]?")
_PACKED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_MONTH = re.compile(rf"([0-9]{{4}}){_BETWEEN}([0-9]{{1,2}})\s*月?份?")
_PACKED_MONTH = re.compile(r"((?:19|20|21)[0-9]{2})(0[1-9]|1[0-2])")
_MONTH_ONLY = re.compile(r"([0-9]{1,2})\s*月份?")
_NO_YEAR = re.compile(r"([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?")
_YEAR_LAST = re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4}")
_SHORT_YEAR = re.compile(r"['’]?[0-9]{2}[-./年][0-9]{1,2}(月|[-./月][0-9]{1,2}日?)?")
_CHINESE = str.maketrans("〇零○一二三四五六七八九元", "0001234567891")


def day_of_serial(serial: int, *, since_1904: bool) -> date:
    """The day behind a spreadsheet's serial, in either of its two calendars. Unreadable."""
    if since_1904:
        return _FIRST_1904 + timedelta(days=serial)
    if serial == _NEVER:
        raise unreadable("day")
    return _FIRST_1900 + timedelta(days=serial - (1 if serial > _NEVER else 0))


def day_of(cell: Cell, *, year: int, since_1904: bool = False, last: bool = False) -> date | None:
    """The day a cell names, None for an empty or an open-ended one; a month is its first day, or its `last`.

    `year` is the year of a list that names months alone. Unreadable.
    """
    text = text_of(cell)
    if not text or text in _FOREVER:
        return None
    if (serial := _SERIAL.fullmatch(text)) and int(serial[1]) in _SERIALS:
        return _near(day_of_serial(int(serial[1]), since_1904=since_1904))
    if cell.number and text.endswith(".1"):
        raise unreadable("day-january-or-october")  # 2026.10 as a number has lost its zero
    text = _TIME.sub("", _WEEKDAY.sub("", text)).strip()
    if re.search(r"[一二三四五六七八九十]", text):
        text = _western(text)
    return _near(_written(text, year, last=last))


def _written(text: str, year: int, *, last: bool) -> date:
    for pattern in (_FULL, _PACKED):
        if found := pattern.fullmatch(text):
            return _calendar(int(found[1]), int(found[2]), int(found[3]))
    for pattern in (_YEAR_MONTH, _PACKED_MONTH):
        if found := pattern.fullmatch(text):
            return _of_month(int(found[1]), int(found[2]), last=last)
    if found := _NO_YEAR.fullmatch(text):
        return _calendar(year, int(found[1]), int(found[2]))
    if found := _MONTH_ONLY.fullmatch(text):
        return _of_month(year, int(found[1]), last=last)
    raise _what_is_wrong(text)


def _what_is_wrong(text: str) -> Unreadable:
    if _YEAR_LAST.fullmatch(text):
        return unreadable("day-order")
    return unreadable("day-short-year" if _SHORT_YEAR.fullmatch(text) else "day")


def _of_month(year: int, month: int, *, last: bool) -> date:
    first = _calendar(year, month, 1)
    return first.replace(day=monthrange(year, month)[1]) if last else first


def _calendar(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise unreadable("day-not-in-calendar") from None


def _near(day: date) -> date:
    try:
        return near_day(day)
    except ValueError:
        raise unreadable("day-far") from None


def _western(text: str) -> str:
    """Chinese numerals in a day as digits: 二〇二六年三月十五日 → 2026年3月15日."""
    text = re.sub(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)", _tens, text)
    return text.translate(_CHINESE)


def _tens(found: re.Match[str]) -> str:
    ten, one = (part.translate(_CHINESE) for part in found.groups())
    return str(10 * int(ten or 1) + int(one or 0))
