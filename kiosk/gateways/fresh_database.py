"""Builds an embedded database beside the real one and puts it in place when whole: never half a trial (SQLite only)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

_SIDES = ("", "-wal", "-shm", "-journal")
# Nobody else reads the file, and if the machine dies it is made anew: undo lives in memory, pages are kept there too.
_WHILE_BUILDING = (
    "PRAGMA synchronous=OFF",
    "PRAGMA journal_mode=MEMORY",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-262144",
)


@contextmanager
def fresh_database() -> Iterator[None]:
    """Inside, the connection leads to an empty file that does not wait for the disk; afterwards it is the database.

    Whatever interrupts leaves the database as it was. PostgreSQL is used in place; there it is this session's commits
    alone that do not wait.
    """
    if connection.vendor != "sqlite":
        with _eager_session():
            yield
        return
    final = Path(str(connection.settings_dict["NAME"]))
    building = final.with_name(f"{final.name}.building")
    _remove(building)
    final.parent.mkdir(parents=True, exist_ok=True)
    connection.close()
    connection.settings_dict["NAME"] = str(building)
    try:
        _run(*_WHILE_BUILDING)
        yield
        # A new connection begins as the settings ask of every one, with WAL and FULL; from then on the file stays so.
        connection.close()
        # No ANALYZE: with statistics SQLite 3.40 answers some questions about many canteens wrongly (decision 0076).
        _run("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        _sync(building)
        _remove(final)
        building.replace(final)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(final)
        _remove(building)


@contextmanager
def _eager_session() -> Iterator[None]:
    _run("SET synchronous_commit = off")
    try:
        yield
    finally:
        connection.close()  # and with it what was set
    _run("ANALYZE")


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sync(path: Path) -> None:
    """Wait for the disk, once."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    for side in _SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)
