"""Days between which the answers of conditions on the service date change, the plainest first."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from settlement.core.policy.terms import CalendarIs, Dates, MonthDay, Yearly

_LONGEST_SPAN: Final = timedelta(days=400)
_EXAMPLE_YEAR: Final = 2026  # days in words need a year; one whose schedule is known has every kind of day
_YEARS_ALIKE: Final = 28  # until every day of the year has been every day of the week, 29 February with them


def days_asked(leaves: Sequence[Any]) -> tuple[Iterable[date], bool]:
    """The days to look at, and whether no other day would be answered differently by all of the leaves."""
    spans = [span for leaf in leaves if isinstance(leaf, Dates) for span in leaf.spans]
    if not any(isinstance(leaf, MonthDay | Yearly) for leaf in leaves):
        return _candidates(spans, 1), True
    # A holiday, or a span of some years, may meet a day of the month on a day of the week in none of these years.
    exact = not any(isinstance(leaf, CalendarIs | Dates) for leaf in leaves)
    return _candidates(spans, _YEARS_ALIKE), exact


def _candidates(spans: Sequence[tuple[date, date]], years: int) -> Iterator[date]:
    """The days of so many years, and those of every span with its two neighbours."""
    yield date(_EXAMPLE_YEAR, 11, 18)
    plain = [(date(_EXAMPLE_YEAR + more, 1, 1), date(_EXAMPLE_YEAR + more, 12, 31)) for more in range(years)]
    for first, last in (*plain, *spans):
        if first > date.min:
            yield first - timedelta(days=1)
        day = first if first > date.min else max(date.min, last - _LONGEST_SPAN)
        until = min(last, day + _LONGEST_SPAN if day < date.max - _LONGEST_SPAN else date.max)
        while day <= until:
            yield day
            if day == date.max:
                return
            day += timedelta(days=1)
        if last < date.max:
            yield last
            yield last + timedelta(days=1)
