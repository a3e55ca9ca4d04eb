"""The shapes of conditions on the service date: kinds of days, days of the week and the month, dates, each year's."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Final, TypeVar

from canteen.core.calendar import KINDS
from settlement.core.days_written import LEAP_YEAR, DayMeant, day_meant
from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.shape import Found, Shape, built, day, fields, items, option, some, whole
from settlement.core.policy.terms import CalendarIs, Condition, Dates, MonthDay, Weekday, YearDay, Yearly

T = TypeVar("T")

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_MONTH: Final = 31
_MOST_DATES: Final = 400
_MOST_YEARLY: Final = 40
_EXAMPLE_YEAR: Final = 2026
_ENDS: Final = {"from": DayMeant(None, 1, 1), "through": DayMeant(None, 12, 31)}
# The days that some year has: 02-29 is one of them.
_IN_YEAR: Final = (
    "^((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$"
)
_SOME_YEAR: Final = re.compile(_IN_YEAR, re.ASCII)


def _is_in_year(value: object) -> bool:
    return isinstance(value, str) and len(value) == len("10-01") and _SOME_YEAR.match(value) is not None


def _without_year(value: object) -> DayMeant | None:
    """The day of every year that was probably meant where one with its year belongs."""
    meant = day_meant(value)
    return meant if meant is not None and meant.year is None and meant.exists else None


def _no_year(reader: PolicyReader, path: str, first: DayMeant, yearly: object) -> None:
    """Tell that days have no year, and how days that come back each year are written."""
    year = _EXAMPLE_YEAR if first._replace(year=_EXAMPLE_YEAR).exists else LEAP_YEAR
    reader.wrong(path, "no-year", dated=first._replace(year=year).text, yearly=json.dumps([yearly]))


def _date() -> Shape[date]:
    plain = day()

    def read(reader: PolicyReader, value: object, path: str) -> date:
        if meant := _without_year(value):
            _no_year(reader, path, meant, meant.text)
            return date.min
        return plain.read(reader, value, path)

    return Shape(read, plain.schema)


def _in_year() -> Shape[YearDay]:
    """A day of any year, 10-01."""

    def read(reader: PolicyReader, value: object, path: str) -> YearDay:
        if isinstance(value, str) and _is_in_year(value):
            return int(value[:2]), int(value[3:])
        meant = day_meant(value)
        if meant is None:
            reader.unless_missing(value, path, "not-in-year")
        elif not meant.exists:
            reader.wrong(path, "no-such-day")
        elif meant.year is not None:
            reader.wrong(path, "has-year", day=meant._replace(year=None).text, dated=meant.text)
        else:
            reader.wrong(path, "in-year-otherwise", day=meant.text)
        return 1, 1

    return Shape(read, {"type": "string", "pattern": _IN_YEAR, "examples": ["10-01"]})


def _day_or_span(one: Shape[T], span: Shape[tuple[T, T]]) -> Shape[tuple[T, T]]:
    def read(reader: PolicyReader, value: object, path: str) -> tuple[T, T]:
        if isinstance(value, dict):
            return span.read(reader, value, path)
        found = one.read(reader, value, path)
        return found, found

    return Shape(read, {"oneOf": [one.schema, span.schema]})


def _yearly_meant(value: Mapping[str, object]) -> dict[str, DayMeant]:
    """The span of every year that was probably meant by one without years; an end left out is that of the year."""
    ends = {name: _without_year(value[name]) for name in _ENDS if name in value}
    found = {name: end for name, end in ends.items() if end is not None}
    return {**_ENDS, **found} if found and len(found) == len(ends) else {}


def _dates() -> Shape[Condition]:
    def read(reader: PolicyReader, value: object, path: str) -> tuple[date, date]:
        if isinstance(value, dict) and (meant := _yearly_meant(value)):
            first = meant["from" if "from" in value else "through"]
            _no_year(reader, path, first, {name: end.text for name, end in meant.items()})
            return date.min, date.max
        return span.read(reader, value, path)

    def build(reader: PolicyReader, found: Found, path: str) -> tuple[date, date]:
        from_, through = found["from"], found["through"]
        if from_ is None and through is None:
            reader.wrong(f"{path}.from", "missing-key")
        elif from_ is not None and through is not None and through < from_:
            reader.wrong(f"{path}.through", "ends-before")
        return from_ or date.min, through or date.max

    span = fields({}, {"from": day(), "through": day()}, build, {"minProperties": 1})
    return built(items(_day_or_span(_date(), Shape(read, span.schema)), least=1, most=_MOST_DATES), Dates)


def _yearly() -> Shape[Condition]:
    def build(reader: PolicyReader, found: Found, path: str) -> tuple[YearDay, YearDay]:
        return found["from"], found["through"]

    span = fields({"from": _in_year(), "through": _in_year()}, {}, build)
    return built(items(_day_or_span(_in_year(), span), least=1, most=_MOST_YEARLY, distinct=True), Yearly)


def _month_day() -> Shape[int]:
    plain = whole(1, _LONGEST_MONTH)

    def read(reader: PolicyReader, value: object, path: str) -> int:
        is_word = isinstance(value, str) and not value.isdecimal()
        from_end = isinstance(value, int) and value < 0
        if is_word or from_end or isinstance(value, dict):  # the last one, one counted from the end, a span
            reader.wrong(path, "days-one-by-one", most=_LONGEST_MONTH)
        return plain.read(reader, value, path)

    return Shape(read, plain.schema)


# The key of a condition → the shape of what stands behind it.
DAYS: Final[Mapping[str, Shape[Condition]]] = {
    "calendar": built(some("日历", option(KINDS)), CalendarIs),
    "weekday": built(some("星期", option(_WEEKDAYS)), lambda names: Weekday(tuple(map(_WEEKDAYS.index, names)))),
    "month_day": built(some("每月几日", _month_day(), _LONGEST_MONTH), MonthDay),
    "dates": _dates(),
    "yearly": _yearly(),
}
