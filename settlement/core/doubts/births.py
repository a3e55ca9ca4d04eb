"""Births: a birth date that makes somebody as old on a day as she is said to be, and the day her birthday or not."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from settlement.core.doubts.axes import AGE, ANOTHER_DAY, ANOTHER_MONTH, THIS_MONTH, TODAY
from settlement.core.doubts.space import Person
from settlement.core.policy.document import Policy
from settlement.core.policy.looks import age_on, is_birthday

_USUAL_AGE: Final = 75
_LEAP: Final = 4  # years from one 29 February to the next
_SERVICE_ON: Final = date(2026, 11, 18)
_SINCE_BIRTHDAY: Final = timedelta(days=100)  # longer than a month: her last year of age counts by then


def grown(policy: Policy, person: Person) -> Person:
    """The same person with an age: the usual one, or a later one at which she can have been born as she is said to."""
    ages = range(_USUAL_AGE, _USUAL_AGE + _LEAP) if AGE not in person else ()
    people = [{**person, AGE: age} for age in ages]
    return next((one for one in people if born(policy, one, day_of(one))), people[0] if people else person)


def day_of(person: Person) -> date:
    """The service date of her meal."""
    day: date = person.get(("day",), _SERVICE_ON)
    return day


def born(policy: Policy, person: Person, service_on: date) -> date | None:
    """A birth date that makes her so old on the day, and it her birthday or not; None where no date does."""
    age, birthday = person[AGE], person.get(("birthday",))
    return next(
        (
            day
            for day in _birth_dates(service_on, age)
            if age_on(day, service_on, policy.age_reached) == age and birthday in (None, *_birthdays(day, service_on))
        ),
        None,
    )


def _birth_dates(service_on: date, age: int) -> Iterator[date]:
    """Dates on which she may have been born, the plainest first: no birthday near, and then this month's days."""
    for year in (service_on.year - age, service_on.year - age - 1):
        if year > date.min.year:
            yield _this_day_in(year, service_on) - _SINCE_BIRTHDAY
            yield from (date(year, month, 1) for month in (1, 2))
            yield from (date(year, service_on.month, day) for day in range(1, _last_day(year, service_on.month) + 1))


def _birthdays(birth_on: date, service_on: date) -> tuple[str, str]:
    """What a service date is to who was born on a day, of birthdays and of birth months."""
    if is_birthday(birth_on, service_on):
        return TODAY, TODAY
    return ANOTHER_DAY, THIS_MONTH if birth_on.month == service_on.month else ANOTHER_MONTH


def _this_day_in(year: int, day: date) -> date:
    """The same day of another year; where that has no 29 February, the day before."""
    return day.replace(year=year, day=min(day.day, _last_day(year, day.month)))


def _last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]
