"""The grid of a town of more canteens than SQLite seeks one by one, and what waits in it (D20)."""

from datetime import date

import pytest
from django.db import connection

from canteen.models import Canteen
from canteen.models.ids import new_id
from settlement.models import Books
from settlement.queries.grid import grid
from tests.settlement.acting import CLOSING, DECEMBER, maker
from tests.town import SINCE, Town, small_town

pytestmark = pytest.mark.django_db
ADVENT = date(2026, 12, 20)
OCTOBER = date(2026, 10, 1)


def large_town(canteens: int) -> Town:
    """A town of many places and no elders."""
    town = small_town(elders=0)
    names = [f"第{number}点" for number in range(2, canteens + 1)]
    places = [Canteen(id=new_id(), name=name, sorts_as=name, region=town.region, opened_on=SINCE) for name in names]
    town.canteens.extend(Canteen.objects.bulk_create(places))
    return town


def open_books(town: Town, month: date, first: int, until: int, **columns: object) -> None:
    """Books of a month, of these canteens of the town."""
    Books.objects.bulk_create(
        Books(canteen=place, month=month, organisation=town.organisation, opened_at=CLOSING, **columns)
        for place in town.canteens[first:until]
    )


@pytest.mark.sqlite
def test_months_before_the_first_books_are_left_out_however_many_canteens_there_are() -> None:
    """SQLite 3.40 says otherwise of 172 canteens and 57 books, once somebody asked it to ANALYZE."""
    town = large_town(172)
    for month in (OCTOBER, date(2026, 11, 1), date(2026, 12, 1)):
        open_books(town, month, 0, 19)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE settlement_books")
    seen = grid(actor=maker(town), until=DECEMBER, on=ADVENT)
    assert [str(month) for month in seen.months] == ["2026-10", "2026-11", "2026-12"]
    open_books(town, date(2026, 6, 1), 3, 4)
    assert len(grid(actor=maker(town), until=DECEMBER, on=ADVENT).months) == 6
