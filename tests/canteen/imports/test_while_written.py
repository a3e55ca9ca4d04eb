"""While a list is written: others see how far it is, may stop it, and a kill leaves nothing (S8)."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from django.test import Client

from canteen.core.errors import Problem
from canteen.core.intake.kinds import Kind
from canteen.core.scope import Role
from canteen.gateways import writing_notes
from canteen.models import Deed, Elder, Import, Staff
from canteen.operations.credentials import CodeTaken
from canteen.operations.imports import apply, check
from canteen.operations.imports import decide as deciding
from canteen.operations.imports.claims import LEASE
from canteen.operations.imports.decide import cancel_import
from canteen.operations.imports.meanwhile import Meanwhile
from canteen.queries import imports as asked
from tests.canteen.imports.desk import decide, send, write
from tests.county import NOW, County, county, id_number

pytestmark = pytest.mark.django_db(transaction=True)
BATCH = 5


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> County:
    for module in (check, apply, asked):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", BATCH)
    return county()


def content(count: int) -> bytes:
    lines = ["姓名,身份证号,村社区", *[f"王桂英,{id_number(100 + number)},here镇" for number in range(count)]]
    return "\n".join(lines).encode()


class Killed(BaseException):
    """What no `except Exception` stops, as a kill."""


@pytest.fixture
def listed(made: County) -> UUID:
    """A list of twelve that somebody has decided about."""
    import_id = send(made, Kind.ELDERS, content(12))
    decide(import_id, made.here.actor(Role.CLERK))
    return import_id


def elsewhere(job: Callable[[], Any]) -> threading.Thread:
    """Begin a job in a thread with a connection of its own."""

    def work() -> None:
        try:
            job()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def between_batches(monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Let somebody else act each time a batch is in."""
    real = Meanwhile.wrote

    def wrote(self: Meanwhile, rows: int) -> None:
        real(self, rows)
        act()

    monkeypatch.setattr(Meanwhile, "wrote", wrote)


def test_the_bar_moves_while_nothing_counts_yet(made: County, listed: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[bool, bool, int]] = []
    browser = Client()
    browser.force_login(Staff.objects.get(id=made.here.staff[Role.CLERK]))  # before: on SQLite this would wait

    def look() -> None:
        page = browser.get(f"/imports/{listed}/progress").content.decode()
        done = min(12, BATCH * (len(seen) + 1))
        seen.append((f"已写入 {done} 行，共 12 行" in page, '<progress max="100"' in page, Elder.objects.count()))

    with monkeypatch.context() as patch:
        between_batches(patch, lambda: elsewhere(look).join())
        write()
    assert seen == [(True, True, 4)] * 3
    found = Import.objects.get()
    assert (found.state, found.rows_written, Elder.objects.count()) == ("applied", 12, 16)


@pytest.mark.parametrize("late", [False, True], ids=["between batches", "after the last row"])
def test_who_cancels_while_it_is_written_has_all_of_it_taken_back(
    made: County, listed: UUID, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    """On PostgreSQL the other connection commits at once; on SQLite it asks, and waits until the writer gave way."""
    clerk, asked_for, threads = made.here.actor(Role.CLERK), threading.Event(), []

    @contextlib.contextmanager
    def telling(*, import_id: UUID, now: datetime) -> Iterator[None]:
        with writing_notes.stopping(import_id=import_id, now=now):
            asked_for.set()
            yield

    def cancel() -> None:
        threads.append(elsewhere(lambda: cancel_import(actor=clerk, import_id=listed, now=NOW)))
        if writing_notes.is_beside():
            assert asked_for.wait(60)
        else:
            threads[-1].join()

    with monkeypatch.context() as patch:
        patch.setattr(deciding, "stopping", telling)
        if not late:
            between_batches(patch, cancel)
        write(afterwards=(lambda *_: cancel()) if late else None)
        [thread] = threads  # no second batch was written
        thread.join()
    assert (Import.objects.get().state, Elder.objects.count()) == ("cancelled", 4)
    assert Deed.objects.filter(subject_id=listed, verb="cancel").count() == 1
    assert not writing_notes.is_to_stop(import_id=listed, now=NOW)
    write()
    assert Elder.objects.count() == 4


def test_what_a_killed_canceller_left_stops_nothing(made: County, listed: UUID) -> None:
    with writing_notes.stopping(import_id=listed, now=NOW - writing_notes.STOP_HOLDS):
        write()
    assert (Import.objects.get().state, Elder.objects.count()) == ("applied", 16)


def test_who_is_not_given_way_to_is_told_so(made: County, listed: UUID) -> None:
    """On SQLite a long last step may outlast the waiting; on PostgreSQL nobody waits."""
    clerk, heard = made.here.actor(Role.CLERK), list[str]()

    def cancel() -> None:
        if writing_notes.is_beside():
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 1")
        try:
            cancel_import(actor=clerk, import_id=listed, now=NOW)
        except Problem as problem:
            heard.append(problem.code)

    write(afterwards=lambda *_: elsewhere(cancel).join())
    expected = (["import-being-written"], "applied") if writing_notes.is_beside() else ([], "cancelled")
    assert (heard, Import.objects.get().state) == expected
    assert not writing_notes.is_to_stop(import_id=listed, now=NOW)


def test_nothing_counts_as_written_after_a_no_or_before_the_next_begins(made: County, listed: UUID) -> None:
    def refuse(*_: object) -> None:
        raise CodeTaken()

    write(afterwards=refuse)
    found = Import.objects.get()
    assert (found.state, found.notice, found.rows_written) == ("checked", "code-taken", 0)
    Import.objects.update(rows_written=5)  # as a killed writing leaves it
    decide(listed, made.here.actor(Role.CLERK))
    assert Import.objects.get().rows_written == 0


def test_a_writing_that_is_killed_begins_again(made: County, listed: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    def die() -> None:
        raise Killed()

    with monkeypatch.context() as patch:
        between_batches(patch, die)
        with pytest.raises(Killed):
            write()
    assert (Import.objects.get().state, Elder.objects.count()) == ("applying", 4)
    write()
    assert Elder.objects.count() == 4  # the claim of the dead one still holds
    write(NOW + LEASE + timedelta(seconds=1))
    assert (Import.objects.get().state, Elder.objects.count()) == ("applied", 16)
