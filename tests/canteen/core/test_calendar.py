"""The calendar against the State Council's published schedules, day by day."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core import calendar
from canteen.core.calendar import kinds_of, scheduled

WORKED = frozenset({"workday"})
FREE = frozenset({"day_off"})
BY_LAW = frozenset({"day_off", "statutory_holiday"})

# Of each year: days named by law, other days free beside plain weekends, and weekend days that are worked.
# 2024: 国办发明电〔2023〕7号; 2025: 国办发明电〔2024〕12号; 2026: 国办发明电〔2025〕7号; from 2025 on with order 795.
# 2027 was not published when this was written: what the law alone gives.
SCHEDULES = {
    2024: (
        "01-01 02-10 02-11 02-12 04-04 05-01 06-10 09-17 10-01 10-02 10-03",
        "02-13 02-14 02-15 02-16 04-05 05-02 05-03 09-16 10-04 10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: (
        "01-01 01-28 01-29 01-30 01-31 04-04 05-01 05-02 05-31 10-01 10-02 10-03 10-06",
        "02-03 02-04 05-05 06-02 10-07 10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    2026: (
        "01-01 02-16 02-17 02-18 02-19 04-05 05-01 05-02 06-19 09-25 10-01 10-02 10-03",
        "01-02 02-20 02-23 04-06 05-04 05-05 10-05 10-06 10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
    2027: (
        "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03",
        "02-09 02-10 05-03 05-04 10-04 10-05",
        "",
    ),
}

# The same schedules as they are published: from … to …, weekends included.
SPANS_OFF = {
    2024: "01-01/01-01 02-10/02-17 04-04/04-06 05-01/05-05 06-08/06-10 09-15/09-17 10-01/10-07",
    2025: "01-01/01-01 01-28/02-04 04-04/04-06 05-01/05-05 05-31/06-02 10-01/10-08",
    2026: "01-01/01-03 02-15/02-23 04-04/04-06 05-01/05-05 06-19/06-21 09-25/09-27 10-01/10-07",
}


def days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", SCHEDULES)
def test_every_day_of_a_year_is_as_it_was_scheduled(year: int) -> None:
    by_law, free, made_up = ({date.fromisoformat(f"{year}-{day}") for day in days.split()} for days in SCHEDULES[year])

    def expected(day: date) -> frozenset[str]:
        if day in by_law:
            return BY_LAW
        if day in free or (day.weekday() in (5, 6) and day not in made_up):
            return FREE
        return WORKED

    assert {day: kinds_of(day) for day in days_of(year)} == {day: expected(day) for day in days_of(year)}


@pytest.mark.parametrize("year", SPANS_OFF)
def test_every_day_of_a_published_span_is_free_and_the_days_on_both_its_sides_are_as_the_week_is(year: int) -> None:
    made_up = {date.fromisoformat(f"{year}-{day}") for day in SCHEDULES[year][2].split()}
    spans = [[date.fromisoformat(f"{year}-{end}") for end in span.split("/")] for span in SPANS_OFF[year].split()]
    inside = {day for day in days_of(year) for first, last in spans if first <= day <= last}
    for day in days_of(year):
        free = day in inside or (day.weekday() in (5, 6) and day not in made_up)
        assert ("day_off" in kinds_of(day)) is free, day


@pytest.mark.parametrize(
    ("year", "known"),
    [
        (-1, False),
        (0, False),
        (2000, False),
        (2001, True),
        (2024, True),
        (2025, True),
        (2026, True),
        (9999, False),
        (10_000, False),
    ],
)
def test_a_year_is_scheduled_when_its_moved_days_are_known(year: int, known: bool) -> None:
    assert scheduled(year) is known


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2008, 2, 6), BY_LAW),  # 除夕 was named by law from 2008 to 2013,
        (date(2013, 2, 9), BY_LAW),
        (date(2014, 1, 30), WORKED),  # not afterwards,
        (date(2024, 2, 9), WORKED),
        (date(2025, 1, 28), BY_LAW),  # and is again since 2025
        (date(2015, 9, 3), FREE),  # given free once, not named by the law of holidays
        (date(2020, 1, 31), FREE),  # a holiday made longer
        (date(2020, 10, 1), BY_LAW),  # two holidays in one
        (date(2005, 12, 31), WORKED),  # worked for a day of the next year's schedule
        (date(2007, 12, 29), WORKED),
        (date(2007, 12, 31), FREE),
        (date(1, 1, 1), WORKED),
        (date(9999, 12, 31), WORKED),
    ],
)
def test_single_days(day: date, kinds: frozenset[str]) -> None:
    assert kinds_of(day) == kinds


@given(st.dates())
def test_a_day_is_worked_or_free_and_a_holiday_by_law_is_free(day: date) -> None:
    kinds = kinds_of(day)
    assert len(kinds & {"workday", "day_off"}) == 1
    assert kinds in (WORKED, FREE, BY_LAW)


@given(st.dates(date(1999, 1, 1), date(2100, 12, 31)))
def test_a_day_says_the_same_whichever_years_were_asked_before(day: date) -> None:
    before = kinds_of(day)
    kinds_of(date(day.year - 1, 12, 31)), kinds_of(date(day.year + 1, 1, 1))
    assert kinds_of(day) == before


def test_the_names_of_holidays_are_not_those_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "en_US.UTF-8")
    calendar._year.cache_clear()
    assert kinds_of(date(2026, 10, 1)) == BY_LAW
