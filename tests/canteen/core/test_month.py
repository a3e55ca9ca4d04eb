"""Months: half-open bounds that meet without gap or overlap."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.month import Month, NotMonth

DAYS = st.dates(date(2, 1, 1), date(9998, 12, 31))


@pytest.mark.parametrize(
    ("day", "text", "first", "next_first"),
    [
        (date(2026, 11, 1), "2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        (date(2026, 12, 31), "2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        (date(2028, 2, 29), "2028-02", date(2028, 2, 1), date(2028, 3, 1)),
    ],
)
def test_bounds(day: date, text: str, first: date, next_first: date) -> None:
    month = Month.of(day)
    assert (str(month), month.first, month.next_first) == (text, first, next_first)


@given(DAYS)
def test_every_day_belongs_to_exactly_the_month_whose_bounds_hold_it(day: date) -> None:
    month = Month.of(day)
    assert month.first <= day < month.next_first
    assert (month.contains(day), month.next().contains(day), month.previous().contains(day)) == (True, False, False)
    assert month.next().first == month.next_first
    assert Month.of(month.first - timedelta(days=1)) == month.previous()


@given(DAYS)
def test_writing_reading_and_order_agree_with_the_calendar(day: date) -> None:
    month = Month.of(day)
    assert Month.parse(str(month)) == month
    assert month.previous() < month < month.next()
    assert month.next().previous() == month


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026-1", "26-01", "2026-11-01", "0000-01", "２０２６-01", "2026-11\n"]
)
def test_parse_refuses(text: str) -> None:
    with pytest.raises(NotMonth):
        Month.parse(text)


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, 13), (0, 1)])
def test_a_month_that_no_calendar_has_cannot_exist(year: int, number: int) -> None:
    with pytest.raises(ValueError, match=r"month|year"):
        Month(year, number)
