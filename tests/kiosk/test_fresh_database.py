"""A trial is built in a file, or a session, that does not wait for the disk; nothing of that hurry is left."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection as real
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from canteen.config.environment import database
from kiosk.gateways import fresh_database as building
from kiosk.gateways.fresh_database import fresh_database

pytestmark = pytest.mark.django_db
ASKED = ("synchronous", "journal_mode", "temp_store", "cache_size")
SAFE = (2, "wal", 0, -2_000)  # FULL, and what SQLite begins with
QUICK = (0, "memory", 2, -262_144)


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BaseDatabaseWrapper]:
    """A database in a file of its own, in the profile of the settings."""
    found = ConnectionHandler({"default": database(f"sqlite:///{tmp_path / 'trial.sqlite3'}")})["default"]
    monkeypatch.setattr(building, "connection", found)
    yield found
    found.close()


def pragmas(connection: BaseDatabaseWrapper) -> tuple[Any, ...]:
    return tuple(one(connection, f"PRAGMA {name}") for name in ASKED)


def one(connection: BaseDatabaseWrapper, sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def write(connection: BaseDatabaseWrapper, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {name} (id)")


@pytest.mark.sqlite
def test_sqlite_hurries_only_while_it_builds(embedded: BaseDatabaseWrapper, tmp_path: Path) -> None:
    assert pragmas(embedded) == SAFE
    with fresh_database():
        assert pragmas(embedded) == QUICK
        write(embedded, "built")
        assert pragmas(embedded) == QUICK
    assert pragmas(embedded) == SAFE
    assert one(embedded, "SELECT COUNT(*) FROM built") == 0
    assert one(embedded, "SELECT COUNT(*) FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'") == 0
    embedded.close()
    assert [path.name for path in tmp_path.iterdir()] == ["trial.sqlite3"]


@pytest.mark.sqlite
def test_a_building_that_stops_leaves_what_was_there(embedded: BaseDatabaseWrapper, tmp_path: Path) -> None:
    write(embedded, "former")

    def stopped() -> None:
        with fresh_database():
            write(embedded, "half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert pragmas(embedded) == SAFE
    assert embedded.introspection.table_names() == ["former"]
    embedded.close()
    assert [path.name for path in tmp_path.iterdir()] == ["trial.sqlite3"]


@pytest.mark.postgres
def test_postgresql_hurries_in_this_session_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    session = real.copy()
    monkeypatch.setattr(building, "connection", session)
    ran = building._run
    # Statistics of the tests' own tables would teach the planner of the tests after this one.
    monkeypatch.setattr(building, "_run", lambda *sqls: ran(*(sql for sql in sqls if sql != "ANALYZE")))
    before = one(real, "SHOW synchronous_commit")
    try:
        with fresh_database():
            assert one(session, "SHOW synchronous_commit") == "off"
            assert one(real, "SHOW synchronous_commit") == before
        assert one(session, "SHOW synchronous_commit") == before
    finally:
        session.close()
