"""Every page there is asks the database as often with three hundred rows of every kind as with three (D20)."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from canteen.config.navigation import DOORS
from settlement.models import Books, Entry
from settlement.queries.settling import compiled
from tests.access.crowd import crowd, grow
from tests.access.crowd_rows import Crowd
from tests.access.routes import routes
from tests.access.test_every_cell import FEWER_THAN
from tests.access.towns import TODAY, Clock, Filled, two_towns

# How many statements are sent is decided in Python; one engine shows it.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FEW, MANY = 3, 300


@pytest.fixture(autouse=True)
def _on_the_second_of_december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("canteen.gateways.clock.datetime", Clock)


def this_month(town: Crowd) -> Filled:
    """The same town, but for the books of this month, which its meals are in, and the list that has been read."""
    books = Books.objects.get(canteen_id=town.id("canteen_id"), month=TODAY.replace(day=1))
    entry = Entry.objects.filter(books=books, kind="meal").exclude(id=town.twice["entry_id"]).order_by("id")[1]
    ids = {"books_id": str(books.id), "entry_id": str(entry.id), "import_id": str(town.read.id)}
    return replace(town.here, ids={**town.here.ids, **ids})


def of_deaths(town: Crowd) -> Filled:
    """The same town, but for the list, which is one of deaths."""
    return replace(town.here, ids={**town.here.ids, "import_id": str(town.dead.id)})


def pages(town: Crowd) -> dict[str, str]:
    """Every page by GET with its name, the rows of the town in its address: of two months, three lists, three meals."""
    found, later, dead = dict[str, str](), this_month(town), of_deaths(town)
    twice = replace(town.here, ids={**town.here.ids, **town.twice})
    for route in routes():
        if route.method == "GET" and not route.is_api and not route.key.startswith("log"):
            for filled in (town.here, later, dead, twice):
                found[route.path(filled)] = route.key
    return found


def statements(client: Client, path: str) -> int | None:
    """How many statements a page sends; None where there is nothing to be read by GET."""
    compiled.cache_clear()  # a policy that this server has not read yet costs one more
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
        answer.getvalue()  # what is streamed asks the database while it is read
    return len(captured) if answer.status_code == 200 else None


def test_every_page_sends_as_many_statements_for_three_hundred_rows_as_for_three() -> None:
    towns = two_towns()
    town = crowd(towns.here, towns.made.founder_id)
    client = Client()
    client.force_login(town.looks)
    grow(town, range(FEW))
    few = {path: sent for path in pages(town) if (sent := statements(client, path))}
    grow(town, range(FEW, MANY))
    many = {path: statements(client, path) for path in few}
    assert {path: (few[path], many[path]) for path in few if few[path] != many[path]} == {}
    shown = {key for path, key in pages(town).items() if path in few}
    assert {path: sent for path, sent in few.items() if sent >= FEWER_THAN} == {}
    assert [route for route, *_ in DOORS if route not in shown] == ["counter:start"], "it leads on to a counter"
    assert len(shown) > 60, sorted(shown)
