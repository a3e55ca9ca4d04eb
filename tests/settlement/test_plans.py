"""However many meals there have been, a page reads a bounded number of rows through indexes: held on the plan (D20)."""

import re
from collections import deque
from html import unescape
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse
from pytest_django.fixtures import Settings

from canteen.config.access import PAGES
from canteen.core.listing import AFTER, BEFORE, EXPORT, SORT
from canteen.models import Staff
from canteen.models.ids import new_id
from tests.access.routes import page_parameters
from tests.bench.addresses import bounds, paths
from tests.bench.million import BIG, NOW, REGISTER, fill
from tests.bench.plans import faults, statements
from tests.town import stand

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

FEWER_THAN: Final = 12
# Pages one can look at that neither list anything nor open one row of a list: forms about one row, one's own.
# Whoever adds a page says here, or in tests/bench/addresses.py, which it is.
NO_LIST: Final = frozenset(
    {
        "login",
        "language",
        "api-page",
        "desk",
        "me",
        "password",
        "sessions",
        "password-lost",
        "kiosk:check-in",
        "kiosk:enrol",
        "elders:register",
        "elders:record",
        "elders:end",
        "elders:withdraw",
        "elders:death",
        "elders:move",
        "elders:phone",
        "elders:id-number",
        "elders:correct-number",
        "cards:issue-card",
        "cards:issue-qr",
        "cards:block",
        "cards:replace",
        "cards:print",
        "counter:start",
        "imports:send",
        "imports:progress",
        "canteens:register",
        "canteens:hand-over",
        "canteens:decide",
        "canteens:hours",
        "canteens:correct",
        "canteens:close",
        "canteens:keep-open",
        "organisations:register",
        "organisations:account",
        "organisations:decide",
        "staff:register",
        "staff:grant",
        "staff:end",
        "staff:reset",
        "staff:decide",
        "devices:enrolment",
        "months:question",
        "months:answer",
        "months:hold",
        "months:clear",
        "funds:role",
        "policies:notice",
        "policies:back",
        "policies:withdraw",
        "policies:end",
        "trials:progress",
        "policies:edit",
    }
)


# The larger one is for `make soak`, and asks for the second page of every list too.
@pytest.mark.parametrize(
    ("meals", "goes_on"), [(100_000, False), pytest.param(1_000_000, True, marks=pytest.mark.slow)]
)
def test_every_page_has_a_bounded_plan_over_many_meals(settings: Settings, meals: int, goes_on: bool) -> None:
    stand(settings, NOW)
    found = fill(meals)
    with connection.cursor() as cursor:
        # As where no head moves over a disk. Else what is small enough is read whole, whatever index it has.
        cursor.execute("SET LOCAL random_page_cost = 1.1")
    most = bounds(found)
    assert most["open"] < meals, "two open months are a small part of two years"
    client = Client()
    client.force_login(Staff.objects.get(login="clerk"))
    wrong: dict[str, list[str]] = {}
    asked_for, offered = set[tuple[str, str]](), set[tuple[str, str]]()
    explained = set[tuple[str, str, str]]()  # who asks is found by the same statements on every page
    waiting = deque((name, path, bound) for name, (path, bound) in paths(found).items())
    while waiting:
        name, path, bound = waiting.popleft()
        (asked, page), told = statements(client, path), list[str]()
        asked_for |= narrowed(path)
        offered |= offers(path, page)
        if goes_on and (follows := NEXT.search(page)) and f"{AFTER}=" not in path:
            waiting.append((f"{name}, the page after it", unescape(follows[1]), bound))
        for one in asked:
            known = (one.sql, repr(one.params), bound)
            if one.reads and known not in explained:
                explained.add(known)
                told += faults(one, meals=BIG, register=REGISTER, most=most[bound])
        if len(asked) >= FEWER_THAN:
            told.append(f"{len(asked)} statements")
        if told:
            wrong[name] = told
    assert wrong == {}
    assert sorted(one for one in offered - asked_for if one[1] not in LIKE_ANOTHER) == []
    looked_at = {resolve(path.partition("?")[0]).view_name for path, _ in paths(found).values()}
    assert looked_at & NO_LIST == set()
    assert [name for name in PAGES if name not in looked_at | NO_LIST and answers_to_get(client, name)] == []


# The next page is the index from another place on, the one before it backwards; a file holds the whole list.
LIKE_ANOTHER: Final = frozenset({AFTER, BEFORE, EXPORT})
HREF: Final = re.compile(r'<a [^>]*?href="([^"]*\?[^"]*)"')
NEXT: Final = re.compile(r'href="([^"]+)" rel="next"')
SOUGHT: Final = re.compile(r'<form class="sought.*?</form>', re.DOTALL)
FIELD: Final = re.compile(r'<(?:select|input type="search") name="(\w+)"')


def narrowed(path: str) -> set[tuple[str, str]]:
    """What an address asks of a list: its view with each filter, with the search, and with what it is sorted by."""
    address = urlsplit(path)
    view = resolve(address.path).view_name
    said = dict(parse_qsl(address.query))
    return {(view, f"{name}={text.lstrip('-')}" if name == SORT else name) for name, text in said.items()}


def offers(path: str, page: str) -> set[tuple[str, str]]:
    """What the links of a page, and the form above its list, can ask for."""
    found = set[tuple[str, str]]().union(*(narrowed(urljoin(path, unescape(href))) for href in HREF.findall(page)))
    view = resolve(path.partition("?")[0]).view_name
    return found | {(view, name) for form in SOUGHT.findall(page) for name in FIELD.findall(form)}


def answers_to_get(client: Client, name: str) -> bool:
    """Whether a page can be looked at: what only does something answers that this is not how to do it."""
    given = {key: "elder" if key == "payer" else new_id() for key in page_parameters()[name]}
    return client.get(reverse(name, kwargs=given)).status_code != 405
