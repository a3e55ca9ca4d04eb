"""Ages on a day and the bands lists are filtered by: every birthday lies in exactly one band."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.age import BANDS, age_on, born_between

days = st.dates(min_value=date(1905, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("birth_on", "on", "age"),
    [
        (date(1940, 5, 1), date(2026, 4, 30), 85),
        (date(1940, 5, 1), date(2026, 5, 1), 86),
        (date(1940, 2, 29), date(2027, 2, 28), 86),
        (date(1940, 2, 29), date(2027, 3, 1), 87),
    ],
)
def test_a_birthday_counts_from_its_morning(birth_on: date, on: date, age: int) -> None:
    assert age_on(birth_on=birth_on, on=on) == age


@given(days, st.integers(min_value=0, max_value=40_000))
def test_each_birthday_lies_in_the_band_of_its_age(on: date, lived: int) -> None:
    birth_on = on - timedelta(days=lived)
    inside = [
        (first, last)
        for first, last in BANDS
        for oldest, youngest in [born_between(first_age=first, last_age=last, on=on)]
        if oldest <= birth_on <= youngest
    ]
    age = age_on(birth_on=birth_on, on=on)
    assert inside == [band for band in BANDS if band[0] <= age and (band[1] is None or age <= band[1])]
