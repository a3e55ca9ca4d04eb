"""The month that a page says a change will be written in is the one the lock finds, whatever is open (D16)."""

from datetime import date
from itertools import product

import pytest
from django.db import transaction

from canteen.core.month import Month
from canteen.core.sitting import service_day
from settlement.models import Books
from settlement.operations.lock_books import lock_books
from settlement.queries.hold_choices import Told, months_written
from tests.town import DAY, at, small_town

pytestmark = pytest.mark.django_db

NOVEMBER = Month.of(DAY)
DECEMBER = NOVEMBER.next()
MONTHS = (NOVEMBER, DECEMBER, DECEMBER.next())
STATES = (None, "open", "submitted")  # None: nobody has opened these books yet
DAYS = (date(2026, 11, 25), date(2026, 12, 3), date(2027, 3, 1))


def test_what_is_said_beforehand_is_what_is_locked() -> None:
    town = small_town(elders=0)
    place, organisation = town.canteens[0].id, town.organisation.id
    told = Told(place, organisation, NOVEMBER)
    found = set()
    for states, day in product(product(STATES, repeat=len(MONTHS)), DAYS):
        now = at(8, on=day)
        with transaction.atomic():
            for month, state in zip(MONTHS, states, strict=True):
                if state is not None:
                    row = Books(canteen_id=place, organisation_id=organisation, month=month.first, opened_at=now)
                    row.state = state
                    row.submitted_by, row.submitted_at = (town.clerk, now) if state != "open" else (None, None)
                    row.save()
            (said,) = months_written(meals=[told], on=service_day(now))
            locked = lock_books(canteen_id=place, organisation_id=organisation, service_on=DAY, now=now)
            assert said.first == locked.month, (states, day)
            found.add(said)
            transaction.set_rollback(True)
    assert {str(month) for month in found} == {"2026-11", "2026-12", "2027-01", "2027-02", "2027-03"}
