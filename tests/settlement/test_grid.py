"""The grid of a town of more canteens than SQLite seeks one by one, and what waits in it (D20)."""

import re
from datetime import date

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from canteen.models import Canteen, Duty
from canteen.models.ids import new_id
from settlement.models import Books
from settlement.queries.grid import grid
from tests.settlement.acting import CLOSING, DECEMBER, close, eat, fund_month, maker, undo
from tests.settlement.test_pages import entered
from tests.town import SINCE, Town, at, small_town, stand

pytestmark = pytest.mark.django_db
ADVENT = date(2026, 12, 20)
OCTOBER = date(2026, 10, 1)


def large_town(canteens: int) -> Town:
    """A town of many places and no elders."""
    town = small_town(elders=0)
    names = [f"第{number}点" for number in range(2, canteens + 1)]
    places = [
        Canteen(id=new_id(), key=f"point-{at}", name=name, sorts_as=name, region=town.region, opened_on=SINCE)
        for at, name in enumerate(names)
    ]
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


def test_what_waits_is_counted_however_old_it_is_and_its_address_shows_just_that(settings: Settings) -> None:
    stand(settings, at(9, on=DECEMBER.first))
    town = large_town(6)
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    handed_in = {"submitted_by": town.counter, "submitted_at": CLOSING}
    open_books(town, OCTOBER, 0, 6)
    open_books(town, date(2026, 11, 1), 0, 1, state="submitted", **handed_in)
    open_books(town, date(2026, 11, 1), 1, 2, state="answered", **handed_in)
    open_books(town, date(2026, 11, 1), 2, 3, state="questioned", **handed_in)
    open_books(town, date(2025, 3, 1), 3, 5, state="submitted", **handed_in)
    open_books(town, date(2025, 5, 1), 4, 5, state="questioned", **handed_in)
    client = entered("clerk")
    page = client.get("/months").content.decode()
    waiting, questioned = ("submitted|answered", "2025年3月"), ("questioned", "2025年5月")
    for words, count, (states, oldest) in (("等待批准", 4, waiting), ("有疑问待答复", 2, questioned)):
        address = re.search(rf'<a href="(\?state=\w+)">有 {count} 份月账{words}。</a>', page)
        assert address, words
        shown = client.get(f"/months{address[1]}").content.decode()
        assert len(re.findall(rf'class="state ({states})"', shown)) == count, words
        assert re.findall(r'<th scope="col" class="n">(\d+年\d+月)', shown) == ["2026年11月", oldest]
    whole = client.get("/months?state=waiting&until=2025-04").content.decode()
    assert len(re.findall('class="state submitted"', whole)) == 2


def test_fewer_meals_than_none_have_the_minus_of_their_sums(settings: Settings) -> None:
    stand(settings, at(9, on=date(2027, 1, 4)))
    town = small_town(allotted_fen={})
    fund_month(town)
    receipts = [eat(town, number, at(11, number)) for number in range(2)]
    close(town)
    for receipt in receipts:
        undo(town, receipt, at(11, 5), at(9, on=ADVENT))
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    told = re.findall("<small>([−-]?[0-9]+) 人次", entered("clerk").get("/months").content.decode())
    assert told == [*("−2", "2") * 2, *("0", "−2", "2")]  # the town, the canteen, and all of them in January too
