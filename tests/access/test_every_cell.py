"""Walks every cell: each route × each role, nobody and a device × one's own town and the other one (S3)."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from canteen.config.access import Scope
from canteen.core.scope import OutOfScope, Role
from canteen.models import Deed, Staff
from kiosk.models import CheckIn
from ordering.models import Order
from settlement.models import Entry
from tests.access.routes import NEEDS_A_ROLE, Route, routes
from tests.access.towns import Clock, Filled, Towns, two_towns, undone

# Whom a row lets in is decided in Python; one engine shows it.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# Lists that name places of everywhere to everybody who works here: a form must be able to name any of them.
PLACES_OPEN = {"GET /regions", "GET /canteens", "elders:move"}
# Belongs to no town: one organisation runs canteens in both.
SHARED = {"organisations:organisation", "organisations:account"}
# How many statements a page may send, and how many of them say who is asking: session, staff, duties with all places.
FEWER_THAN, SESSION = 12, 3
# What a seal says or will say, counted up anew out of the ledger: the file of a month, and the page it is signed on.
COUNTED_UP = {"months:workbook", "months:signing"}
PROBLEM = re.compile(r'data-problem="([a-z-]+)"')
# A no that is not about roles: the very person, the same two eyes, a wrong word, a drawer or a list of somebody else's.
SEMANTIC = {
    "elder-not-raised",
    "no-such-import",
    "no-such-shift",
    "not-for-oneself",
    "question-needs-second-person",
    "second-person-needed",
    "wrong-password",
}


@dataclass
class Walk:
    """Both towns, and a session for each role of the first; each request is taken back."""

    towns: Towns
    sessions: dict[Role, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))  # loaded once
    heard: dict[tuple[object, ...], "Told"] = field(default_factory=dict)

    def ask(
        self, route: Route, filled: Filled, *, role: Role | None = None, device: bool = False, query: bool = False
    ) -> "Told":
        """Send one request, with the rows of a town in its address and its body; each is sent once."""
        key = (route.name, filled.name, role, device, query)
        if key not in self.heard:
            self.heard[key] = self._asked(route, filled, role, device, query)
        return self.heard[key]

    def _asked(self, route: Route, filled: Filled, role: Role | None, device: bool, query: bool) -> "Told":
        client = self.client
        client.cookies.clear()
        if role is not None:
            client.cookies["sessionid"] = self.sessions[role]
        path, headers = route.path(filled), self.towns.here.device if device else {}
        before, sent = written(), list[str]()
        with undone(), connection.execute_wrapper(_kept_in(sent)):
            if route.method == "GET":
                asked = route.asked(filled) if query else route.needed(filled)
                answer = client.get(path, asked, headers=headers)
            elif route.is_api:
                body = json.dumps(route.sent(filled))
                answer = client.generic(route.method, path, body, content_type="application/json", headers=headers)
            else:
                answer = client.post(path, route.sent(filled), headers=headers)
            asked_for = len(sent)
            return Told(answer, written() - before, asked_for)


def _kept_in(sent: list[str]) -> Callable[..., Any]:
    """Keep every statement that passes."""

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    return keep


@dataclass(frozen=True)
class Told:
    """An answer, how many rows were written on the way to it, and how many statements it took."""

    answer: Any
    rows: int
    statements: int

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @property
    def text(self) -> str:
        """Everything in it that could be read, the inside of a workbook too."""
        raw = _content(self.answer)
        if raw.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(raw)) as book:
                return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
        return raw.decode("utf-8", "replace") + str(self.answer.headers)

    @property
    def code(self) -> str:
        """Which no this is, as far as it says so."""
        if self.answer.headers.get("Content-Type", "").startswith("application/json"):
            told = json.loads(_content(self.answer) or b"{}")
            return str(told.get("code", "")) if isinstance(told, dict) else ""
        named = PROBLEM.search(self.text)
        return named.group(1) if named else OutOfScope.code if OutOfScope.zh in self.text else ""

    @property
    def is_refused(self) -> bool:
        """No, whether said at once or, by a page that sends its reader back, afterwards; nothing was done."""
        said_later = self.status == 302 and not self.is_sent_to_sign_in
        in_the_form = self.status == 422 and self.code == OutOfScope.code
        return self.rows == 0 and (self.status in {403, 404} or said_later or in_the_form)

    @property
    def is_sent_to_sign_in(self) -> bool:
        return self.status == 401 or (self.status == 302 and self.answer["Location"].startswith("/login"))


def written() -> int:
    """How many rows stand that only an act leaves behind."""
    return sum(table.objects.count() for table in (Deed, CheckIn, Entry, Order))


def _content(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walk]:
    """One set of rows for the whole module."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), undone():
        patch.setattr("canteen.gateways.clock.datetime", Clock)
        made = Walk(two_towns())
        for role, staff_id in made.towns.here.town.staff.items():
            client = Client()
            client.force_login(Staff.objects.get(id=staff_id))
            made.sessions[role] = client.cookies["sessionid"].value
        yield made


def found(text: str, marks: frozenset[str], asked: Any = ()) -> list[str]:
    """Which marks of a town stand in a text, but for those that the request itself named."""
    named = set(map(str, asked))
    return sorted(mark for mark in marks if mark in text and mark not in named)


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_a_route_lets_in_whom_its_row_says_and_nobody_else(walk: Walk, route: Route) -> None:
    here, wrong = walk.towns.here, []
    nobody = walk.ask(route, here)
    if route.access.scope in {Scope.ANYONE, Scope.DEVICE}:
        wrong += [f"nobody: {nobody.status}"] if nobody.status >= 500 else []
    elif not nobody.is_sent_to_sign_in or nobody.rows:
        wrong.append(f"nobody: {nobody.status}, {nobody.rows} rows")
    for role in Role:
        told = walk.ask(route, here, role=role)
        if route.access.scope in NEEDS_A_ROLE and role not in route.access.roles:
            right = told.status == 403 and told.code == OutOfScope.code and not told.rows
        elif route.access.scope is Scope.DEVICE:
            right = told.status in {401, 403}
        else:
            right = _is_let_in(route, told)
        wrong += [] if right else [f"{role.value}: {told.status} {told.code}, {told.rows} rows"]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "route", [each for each in routes() if each.method == "GET" and not each.is_api], ids=lambda route: route.name
)
def test_a_page_asks_the_database_fewer_than_twelve_times(walk: Walk, route: Route) -> None:
    """Whoever looks, and three of them for who it is; that no more are needed for more rows is shown page by page."""
    told = {role.value: walk.ask(route, walk.towns.here, role=role) for role in Role}
    too_many = {role: each.statements for role, each in told.items() if each.statements >= FEWER_THAN}
    assert too_many == {} or route.key in COUNTED_UP
    if route.access.scope in NEEDS_A_ROLE:
        at_the_door = {told[role.value].statements for role in Role if role not in route.access.roles}
        assert at_the_door in ({SESSION}, set())


def _is_let_in(route: Route, told: Told) -> bool:
    """In: read whole, or written, or refused for what was sent; never for who sent it."""
    if told.is_sent_to_sign_in and route.access.scope is not Scope.ANYONE and not route.key.startswith("logout"):
        return False
    if told.status in {403, 404}:
        return told.code in SEMANTIC or route.access.scope is Scope.ANYONE
    return told.status in {200, 201, 204, 302, 304, 400, 405, 409, 413, 422}


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_a_device_reaches_nothing_of_staffs(walk: Walk, route: Route) -> None:
    told = walk.ask(route, walk.towns.here, device=True)
    if route.access.scope is Scope.DEVICE:
        assert told.code not in {"not-signed-in", "not-for-devices", "device-unknown", OutOfScope.code}
    elif route.access.scope is not Scope.ANYONE:
        assert (told.is_refused or told.is_sent_to_sign_in, told.rows) == (True, 0)


@pytest.mark.parametrize(
    "route", [each for each in routes() if each.access.scope in NEEDS_A_ROLE], ids=lambda route: route.name
)
def test_the_right_role_gets_nothing_of_the_other_town(walk: Walk, route: Route) -> None:
    there, wrong = walk.towns.there, []
    for role in sorted(route.access.roles):
        told = walk.ask(route, there, role=role)
        if route.key not in SHARED and route.names_a_town(there) and not (told.is_refused or told.status == 405):
            wrong.append(f"{role.value}: {told.status} {told.code}, {told.rows} rows")
        asked = {**there.ids, **route.sent(there)}.values()
        wrong += [f"{role.value} reads {mark}" for mark in found(told.text, there.marks | there.places, asked)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "route",
    [each for each in routes() if each.method == "GET" and each.access.scope is not Scope.DEVICE],
    ids=lambda route: route.name,
)
def test_what_is_read_in_ones_own_town_names_nothing_of_the_other(walk: Walk, route: Route) -> None:
    here, there, wrong = walk.towns.here, walk.towns.there, []
    marks = there.marks if route.key in PLACES_OPEN else there.marks | there.places
    for role in Role:
        told = walk.ask(route, here, role=role)
        wrong += [f"{role.value} reads {mark}" for mark in found(told.text, marks)]
        if not route.parameters and route.access.lets(here.actor(role)):
            looked = walk.ask(route, there, role=role, query=True)
            asked = route.asked(there).values()
            wrong += [f"{role.value} who asks for it reads {mark}" for mark in found(looked.text, marks, asked)]
            wrong += [f"{role.value} who asks for it: {looked.status}"] if looked.status >= 500 else []
    assert not wrong, "\n".join(wrong)


def test_every_mark_of_a_town_can_be_read_by_somebody_of_it(walk: Walk) -> None:
    """What nobody can read at all would not be missed where it leaks."""
    here, read = walk.towns.here, ""
    for route in routes():
        if route.method == "GET" and route.access.scope in NEEDS_A_ROLE | {Scope.STAFF}:
            for role in Role:
                read += walk.ask(route, here, role=role).text
    assert [mark for mark in here.marks if mark not in read and len(mark) != 36] == []
