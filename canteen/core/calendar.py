"""Calendar: whether a day is a working day, a day off or a holiday named by law, as the State Council schedules it."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from functools import lru_cache
from typing import Final

WORKDAY: Final = "workday"
DAY_OFF: Final = "day_off"
STATUTORY: Final = "statutory_holiday"
KINDS: Final = (WORKDAY, DAY_OFF, STATUTORY)

_SATURDAY: Final = 5
_YEARS_KEPT: Final = 100

# The days of 全国年节及纪念日放假办法 (order 270 of the State Council, last changed by order 795, from 2025 on). Days
# that a schedule moves, makes up for or adds have other names in the library: "休息日（由 … 调休）", "春节（补假）".
_BY_LAW: Final = frozenset(("元旦", "农历除夕", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"))


@dataclass(frozen=True, slots=True)
class _Year:
    """What differs from plain weeks in one year."""

    free: frozenset[date]  # days off, be they named by law, made up for or moved; weekends need not be among them
    made_up: frozenset[date]  # Saturdays and Sundays that are worked (调休)
    by_law: frozenset[date]
    scheduled: bool


def kinds_of(day: date) -> frozenset[str]:
    """Return what a service date is: "workday" or "day_off", and "statutory_holiday" besides where the law names it.

    A working day is a weekday that is not given free, or a weekend day that is worked instead (调休). A day off is a
    weekend day, a holiday, the day that makes up for one on a weekend, or a day that was moved. A statutory holiday
    (法定节假日当天) is what the law itself names: 元旦, 春节 (with 除夕 from 2025 on), 清明, 劳动节, 端午, 中秋, 国庆.

    Moved days are known only for years whose schedule is published, each November for the year after (`scheduled`).
    In other years every weekday that is no holiday and makes up for none is taken as a working day and every weekend
    as free; lunar holidays are known until 2100. A policy may list days itself.
    """
    year = _year(day.year)
    if day in year.by_law:
        return _FREE_BY_LAW
    free = day in year.free or (day.weekday() >= _SATURDAY and day not in year.made_up)
    return _FREE if free else _WORKED


def scheduled(year: int) -> bool:
    """Whether the State Council's schedule of that year is known, without which moved days and made-up work are not.

    Any number is a year; one that no calendar has is not scheduled.
    """
    return MINYEAR <= year <= MAXYEAR and _year(year).scheduled


_WORKED: Final = frozenset((WORKDAY,))
_FREE: Final = frozenset((DAY_OFF,))
_FREE_BY_LAW: Final = frozenset((DAY_OFF, STATUTORY))


@lru_cache(maxsize=_YEARS_KEPT)
def _year(year: int) -> _Year:
    # Asked for here: it takes a tenth of a second to load, and few policies look at the calendar.
    from holidays import country_holidays

    # Without a language the names would be those of the machine's.
    known = country_holidays("CN", years=year, language="zh_CN")
    named = country_holidays("CN", years=year, language="zh_CN", observed=False)
    made_up = frozenset(day for day in known.weekend_workdays if day.year == year)
    by_law = frozenset(day for day in named if not _BY_LAW.isdisjoint(named.get_list(day)))
    # Every schedule since 2001 moves at least one day, and the library lists them by the year they were published for.
    return _Year(frozenset(known), made_up, by_law, scheduled=year in known.special_public_holidays)
