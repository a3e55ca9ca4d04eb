"""Asks a route as somebody, with the rows of a town in it, and takes back what came of it; no answer holds a number."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client

from canteen.core.scope import OutOfScope, Role
from canteen.models import Deed, Staff
from canteen.queries.imports import NoSuchImport
from kiosk.models import CheckIn
from ordering.models import Order
from settlement.models import Books, Entry
from settlement.operations.questions import answer_books
from settlement.queries.questions import thread
from settlement.queries.sealing import sealing
from settlement.queries.signing import mark_of
from tests.access.foreign_rows import TownsRows, rows_of_town
from tests.access.routes import Fields, Route
from tests.access.towns import NOW, Clock, Filled, Towns, two_towns, undone
from tests.county import id_number

PROBLEM = re.compile(r'data-problem="([a-z-]+)"')
BETWEEN = re.compile(r"<[^>]*>|[\s-]")  # what may stand between the parts of a number
# Everybody of both towns, and one in each list sent in: no answer says a number of theirs whole, but for the one page
# that opens one.
NUMBERS: Final = {number: id_number(number) for number in (1, 2, 3, 4, 500, 600, 901)}
OPENS_ONE: Final = "elders:id-number"
# What a page says that sends its reader back because of who they are.
NOT_YOURS: Final = frozenset({str(OutOfScope.zh), str(NoSuchImport.zh)})
NOT_OFFERED: Final = "请从列出的选项里选。"  # what a form says of a place that it never named


@dataclass
class Walk:
    """Both towns, and a session for each role of the first; each request is taken back."""

    towns: Towns
    sessions: dict[Role, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))  # loaded once
    heard: dict[tuple[object, ...], "Told"] = field(default_factory=dict)

    def ask(
        self,
        route: Route,
        filled: Filled,
        *,
        role: Role | None = None,
        device: bool = False,
        query: bool = False,
        more: tuple[tuple[str, str], ...] = (),
    ) -> "Told":
        """Send one request, with the rows of a town in its address and its body; each is sent once."""
        key = (route.name, filled.name, role, device, query, more)
        if key not in self.heard:
            told = self.heard[key] = self._asked(route, filled, role, device, query, dict(more))
            assert route.key == OPENS_ONE or told.numbers == [], f"{route.name} ({role}) says a whole number"
        return self.heard[key]

    def press(self, route: Route, filled: Filled, *, role: Role, sent: Fields) -> "Told":
        """Send exactly this to the address of a town's rows, and see which rows of the other town that touches."""
        told = self._asked(route, filled, role, device=False, query=False, more={}, sent=sent)
        assert route.key == OPENS_ONE or told.numbers == [], f"{route.name} ({role}) says a whole number"
        return told

    @cached_property
    def theirs(self) -> TownsRows:
        """Every row of the other town."""
        return rows_of_town(self.towns.there)

    def _asked(
        self,
        route: Route,
        filled: Filled,
        role: Role | None,
        device: bool,
        query: bool,
        more: Fields,
        sent: Fields | None = None,
    ) -> "Told":
        client = self.client
        client.cookies.clear()
        if role is not None:
            client.cookies["sessionid"] = self.sessions[role]
        path, headers = route.path(filled), self.towns.here.device if device else {}
        statements, touched = list[str](), list[str]()
        with undone():
            ready = made_ready(route, filled) if sent is None else {}
            fields = route.sent(filled) if sent is None else sent
            before = written()
            with connection.execute_wrapper(kept_in(statements)):
                if route.method == "GET":
                    asked = route.asked(filled) if query else route.needed(filled)
                    answer = client.get(path, asked | more, headers=headers)
                elif route.is_api:
                    body = json.dumps(fields | ready)
                    answer = client.generic(route.method, path, body, content_type="application/json", headers=headers)
                else:
                    answer = client.post(path, fields | ready | more, headers=headers, follow=bool(more))
                raw = answer.getvalue()  # a file is streamed
            if sent is not None:
                touched = self.theirs.touched(statements)
            return Told(answer, raw, written() - before, len(statements), tuple(touched))


def made_ready(route: Route, filled: Filled) -> Fields:
    """What has to happen before this can be done at all, and what the page would then have sent along."""
    if route.key not in {"months:approve", "POST /months/{books_id}/approval"}:
        return {}
    books = Books.objects.get(id=filled.ids["books_id"])
    question_id = UUID(filled.ids["question_id"])
    answer_books(actor=filled.actor(Role.MANAGER), books_id=books.id, question_id=question_id, text="重阳节。", now=NOW)
    digest = sealing(books=Books.objects.get(id=books.id)).digest
    return {"digest": digest, "mark": mark_of(questions=thread(books_id=books.id))}


def kept_in(sent: list[str]) -> Callable[..., Any]:
    """Keep every statement that passes."""

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    return keep


@dataclass(frozen=True)
class Told:
    """An answer, all of its content, how many rows were written on the way to it, and how many statements it took.

    `touched` are the rows of the other town that are not as they were, where somebody asked for them.
    """

    answer: Any
    raw: bytes
    rows: int
    statements: int
    touched: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @cached_property
    def text(self) -> str:
        """Everything in it that could be read, the inside of a workbook too."""
        if self.raw.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(self.raw)) as book:
                return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
        return self.raw.decode("utf-8", "replace") + str(self.answer.headers)

    @property
    def numbers(self) -> list[int]:
        """Whose ID number stands in it whole, in one piece or in several."""
        joined = BETWEEN.sub("", self.text)
        return [number for number, whole in NUMBERS.items() if whole in joined]

    @property
    def code(self) -> str:
        """Which no this is, as far as it says so."""
        if self.answer.headers.get("Content-Type", "").startswith("application/json"):
            told = json.loads(self.raw or b"{}")
            return str(told.get("code", "")) if isinstance(told, dict) else ""
        named = PROBLEM.search(self.text)
        return named.group(1) if named else OutOfScope.code if OutOfScope.zh in self.text else ""

    @property
    def said(self) -> set[str]:
        """What the page will say to which its reader is sent on."""
        return {str(each) for each in get_messages(self.answer.wsgi_request)} if self.status == 302 else set()

    @property
    def is_refused(self) -> bool:
        """No, whether said at once or, by a page that sends its reader back, afterwards; nothing was done."""
        said_later = self.status == 302 and bool(self.said & NOT_YOURS)
        in_the_form = self.status == 422 and (self.code == OutOfScope.code or NOT_OFFERED in self.text)
        return self.rows == 0 and (self.status in {403, 404} or said_later or in_the_form)

    @property
    def is_sent_to_sign_in(self) -> bool:
        return self.status == 401 or (self.status == 302 and self.answer["Location"].startswith("/login"))


ACTED: Final = " + ".join(f"(SELECT COUNT(*) FROM {act._meta.db_table})" for act in (Deed, CheckIn, Entry, Order))


def written() -> int:
    """How many rows stand that only an act leaves behind; asked twice for each of thousands of requests, so as SQL."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ACTED}")
        return int(cursor.fetchone()[0])


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walk]:
    """One set of rows for a whole module."""
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
