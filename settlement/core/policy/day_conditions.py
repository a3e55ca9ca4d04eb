"""The shapes of conditions on the service date: kinds of days, days of the week and the month, dates, each year's."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, TypeVar

from settlement.core.policy.mistakes import PolicyReader
from settlement.core.policy.shape import Found, Shape, built, day, fields, items, option, some, whole
from settlement.core.policy.terms import CalendarIs, Condition, Dates, MonthDay, Weekday, YearDay, Yearly
from settlement.core.reading import present

T = TypeVar("T")

_KINDS: Final = ("workday", "day_off", "statutory_holiday")
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_MONTH: Final = 31
_MOST_DATES: Final = 400
_MOST_YEARLY: Final = 40
# The days that some year has: 02-29 is one of them.
_IN_YEAR: Final = (
    "^((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$"
)
_SOME_YEAR: Final = re.compile(_IN_YEAR, re.ASCII)


def _is_in_year(value: object) -> bool:
    return isinstance(value, str) and len(value) == len("10-01") and _SOME_YEAR.match(value) is not None


def _date() -> Shape[date]:
    plain = day()

    def read(reader: PolicyReader, value: object, path: str) -> date:
        if _is_in_year(value):
            reader.wrong(path, "no-year", day=value)
            return date.min
        return plain.read(reader, value, path)

    return Shape(read, plain.schema)


def _in_year() -> Shape[YearDay]:
    """A day of any year, 10-01."""

    def read(reader: PolicyReader, value: object, path: str) -> YearDay:
        if isinstance(value, str) and _is_in_year(value):
            return int(value[:2]), int(value[3:])
        if present(value):
            reader.wrong(path, "not-in-year")
        return 1, 1

    return Shape(read, {"type": "string", "pattern": _IN_YEAR, "examples": ["10-01"]})


def _day_or_span(one: Shape[T], span: Shape[tuple[T, T]]) -> Shape[tuple[T, T]]:
    def read(reader: PolicyReader, value: object, path: str) -> tuple[T, T]:
        if isinstance(value, dict):
            return span.read(reader, value, path)
        found = one.read(reader, value, path)
        return found, found

    return Shape(read, {"oneOf": [one.schema, span.schema]})


def _dates() -> Shape[Condition]:
    def build(reader: PolicyReader, found: Found, path: str) -> tuple[date, date]:
        from_, through = found["from"], found["through"]
        if from_ is None and through is None:
            reader.wrong(f"{path}.from", "missing-key")
        elif from_ is not None and through is not None and through < from_:
            reader.wrong(f"{path}.through", "ends-before")
        return from_ or date.min, through or date.max

    span = fields({}, {"from": _date(), "through": _date()}, build, {"minProperties": 1})
    return built(items(_day_or_span(_date(), span), least=1, most=_MOST_DATES), Dates)


def _yearly() -> Shape[Condition]:
    def build(reader: PolicyReader, found: Found, path: str) -> tuple[YearDay, YearDay]:
        return found["from"], found["through"]

    span = fields({"from": _in_year(), "through": _in_year()}, {}, build)
    return built(items(_day_or_span(_in_year(), span), least=1, most=_MOST_YEARLY), Yearly)


# The key of a condition → the shape of what stands behind it.
DAYS: Final[Mapping[str, Shape[Condition]]] = {
    "calendar": built(some("日历", option(_KINDS)), CalendarIs),
    "weekday": built(some("星期", option(WEEKDAYS)), lambda names: Weekday(tuple(map(WEEKDAYS.index, names)))),
    "month_day": built(some("每月几日", whole(1, _LONGEST_MONTH)), MonthDay),
    "dates": _dates(),
    "yearly": _yearly(),
}
