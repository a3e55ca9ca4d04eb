"""How old somebody is on a day, and the bands of age that lists are filtered by."""

from datetime import date
from typing import Final

# First and last age of each band; the last is open.
BANDS: Final[tuple[tuple[int, int | None], ...]] = ((0, 59), (60, 69), (70, 79), (80, 89), (90, 99), (100, None))


def age_on(*, birth_on: date, on: date) -> int:
    """Whole years on a day; who was born on 29 February has her birthday on 1 March in other years."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def born_between(*, first_age: int, last_age: int | None, on: date) -> tuple[date, date]:
    """The days of birth, both included, of who is of these ages on a day."""
    youngest = _years_before(on, first_age)
    oldest = date.min if last_age is None else _after(_years_before(on, last_age + 1))
    return oldest, youngest


def _years_before(on: date, years: int) -> date:
    """The last day of birth of who has reached that age by `on`."""
    year = max(on.year - years, 1)
    try:
        return on.replace(year=year)
    except ValueError:  # 29 February, in a year without one
        return date(year, 2, 28)


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
