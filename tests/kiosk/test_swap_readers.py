"""Who may read one of two meals of a sitting learns nothing of the other, and both pages ask little of the database."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from canteen.models import Canteen, Duty, Region, RegionParent
from settlement.models import Entry, Hold
from settlement.operations.holds import clear_hold
from tests.kiosk.twice import NOW, TYPED, eaten_twice, page, pressed, swap_page
from tests.settlement.acting import maker
from tests.settlement.test_pages import entered, text
from tests.town import SINCE, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings: Settings) -> Town:
    return eaten_twice(settings)


def counted(client: Client, path: str) -> int:
    """How many statements a page takes that answers."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def apart(town: Town, place: int) -> Region:
    """A village of its own round one of both canteens."""
    village = Region.objects.create(number=900 + place, key=f"village-{place}", name=f"{place}村", level="village")
    RegionParent.objects.create(region=village, parent=town.region, from_on=SINCE)
    Canteen.objects.filter(id=town.canteens[place].id).update(region=village)
    return village


def signed_in(town: Town, role: str, **where: Any) -> Client:
    """The second person, with one duty alone."""
    Duty.objects.filter(staff=town.second).delete()
    Duty.objects.create(staff=town.second, role=role, from_on=SINCE, **where)
    client = Client()
    client.force_login(town.second)
    return client


def readers(town: Town) -> Iterator[tuple[str, int, Client]]:
    """Who reads about one of both canteens, and not about the other."""
    for place in (0, 1):
        village = Canteen.objects.get(id=town.canteens[place].id).region
        yield "finance", place, signed_in(town, "finance", region=village)
        yield "auditor", place, signed_in(town, "auditor", region=village)
        yield "manager", place, signed_in(town, "manager", canteen=town.canteens[place])


def marks(town: Town, place: int) -> list[str]:
    """What nobody may read of a meal who reads nothing of its canteen."""
    [entry] = Entry.objects.filter(books__canteen=town.canteens[place], kind="meal")
    holds = Hold.objects.filter(canteen=town.canteens[place]).values_list("id", flat=True)
    rows = [entry.id, entry.order_id, entry.books_id, town.canteens[place].id, *holds]
    return [town.canteens[place].name, f"门{place}", *map(str, rows)]


def read(town: Town, role: str, place: int, client: Client) -> str:
    """All that is told to who asks for one meal, and to finance about its holds."""
    assert client.get(page(town, 1 - place)).status_code == 404
    told = [client.get(page(town, place))]
    for hold in Hold.objects.filter(canteen=town.canteens[place]) if role == "finance" else ():
        path = swap_page(town, place, hold)
        told += [client.get(path), client.post(path, TYPED), client.get(f"/api/v1/holds/{hold.id}/swap")]
    return "".join(each.content.decode() for each in told)


def test_who_reads_one_of_both_canteens_sees_nothing_of_the_other_meal(town: Town) -> None:
    """Neither before a swap nor after one: whose canteen it was, what it cost whom, what was decided of it."""
    for place in (0, 1):
        apart(town, place)
    hold = Hold.objects.get()

    def leaks() -> list[tuple[str, int, str]]:
        told = [(role, place, read(town, role, place, client)) for role, place, client in readers(town)]
        assert [town.canteens[place].name in text for _role, place, text in told] == [True] * 6
        return [(role, place, mark) for role, place, text in told for mark in marks(town, 1 - place) if mark in text]

    assert leaks() == []
    assert pressed(entered("clerk"), swap_page(town, 1, hold)).status_code == 302
    waits = Hold.objects.get(cleared_by=None)
    clear_hold(actor=maker(town), hold_id=waits.id, payer="canteen", reason="x", now=NOW)
    assert leaks() == []
    deeds = [text(client, page(town, place)).partition("操作记录")[2] for _role, place, client in readers(town)]
    assert ["对换同一餐次的两餐" in each for each in deeds] == [True] * 6
    assert ["处理挂起" in each for each in deeds] == [True] * 3 + [False] * 3


def test_both_pages_send_fewer_than_twelve_statements_whoever_reads(town: Town) -> None:
    """Before a swap and after one: then the deeds beside, and what funds are called, are asked for too."""
    client, hold = entered("clerk"), Hold.objects.get()
    assert [counted(client, page(town, place)) for place in (0, 1)] == [10, 10]
    assert counted(client, swap_page(town, 1, hold)) == 10
    assert pressed(client, swap_page(town, 1, hold), payer="fund:joint").status_code == 302
    waits = Hold.objects.get(cleared_by=None)
    found = {(role, place): counted(client, page(town, place)) for role, place, client in readers(town)}
    # Both meals name funds now, and finance is told who may bear a share, in which month.
    assert found == {(role, place): 11 if role == "finance" else 9 for role, place in found}
    assert len(found) == 6
    assert counted(client, swap_page(town, 0, waits)) == 11
