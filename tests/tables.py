"""Tables of a test database, made by migrations once: kept under var/, and laid out again while no code has changed.

Migrating an empty database takes longer than most files of tests, and every process of a run has one of its own. What
is kept is named after all that the rooms' code says; `migrate` still runs, and would find whatever is missing. That
migrations make a whole database from nothing is shown anew by each trial that is loaded (tests/browser).
"""

import contextlib
import fcntl
import platform
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import django
import psycopg
import pytest
from django.db import connection

from tests.postgres import binaries

ROOT = Path(__file__).resolve().parents[1]
SHELF = ROOT / "var" / "tables"
ROOMS = ("canteen", "ordering", "settlement", "kiosk")
KEPT = 4  # as many states of the code: people change it while others run tests


@contextlib.contextmanager
def made_once() -> Iterator[None]:
    """Let Django make test databases out of what is kept, while the block runs; the first one is kept."""
    creation: Any = type(connection.creation)
    create: Callable[..., str] = creation.create_test_db
    create_empty: Callable[..., str] = creation._create_test_db

    def made(self: Any, *args: Any, **kwargs: Any) -> str:
        SHELF.mkdir(parents=True, exist_ok=True)
        with (SHELF / "lock").open("w") as lock:
            if not _kept().exists():
                fcntl.flock(lock, fcntl.LOCK_EX)
            found = _kept().exists()
            name = create(self, *args, **kwargs)
            if not found:
                _keep()
            return name

    def laid_out(self: Any, *args: Any, **kwargs: Any) -> str:
        name = create_empty(self, *args, **kwargs)
        with contextlib.suppress(FileNotFoundError):  # somebody else's state of the code took its place
            _lay_out(name)
        return name

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(creation, "create_test_db", made)
        patch.setattr(creation, "_create_test_db", laid_out)
        yield


@cache
def _kept() -> Path:
    """Where the tables of this engine and this code lie, or are to lie."""
    engine = connection.vendor, *connection.get_database_version()
    code = sha256(repr((engine, django.VERSION, platform.python_version())).encode())
    for path in sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py")):
        code.update(path.as_posix().encode() + path.read_bytes())
    return SHELF / f"{code.hexdigest()[:24]}.{connection.vendor}"


def _lay_out(name: str) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(_kept(), name)
        return
    tables = _kept().read_text(encoding="utf-8")
    host, port, user, _ = _address()
    with psycopg.connect(host=host, port=port, user=user, dbname=name, autocommit=True) as link:
        link.execute(tables.encode())


def _keep() -> None:
    """Keep what was made a moment ago, at once or not at all."""
    kept = _kept()
    building = kept.with_name("building")
    if connection.vendor == "sqlite":
        building.unlink(missing_ok=True)
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(building)) as copy:
            connection.connection.backup(copy)
    elif tables := _dumped():
        building.write_text(tables, encoding="utf-8")
    else:
        return
    building.rename(kept)
    of_this_engine = sorted(SHELF.glob(f"*{kept.suffix}"), key=lambda path: path.stat().st_mtime)
    for old in of_this_engine[:-KEPT]:
        old.unlink(missing_ok=True)


def _dumped() -> str:
    """The database as statements; nothing where the machine's programs are older than its server."""
    host, port, user, name = _address()
    whom = ["-h", host, "-p", port or "5432", "-U", user, name]
    command = [str(binaries() / "pg_dump"), "--inserts", "--no-owner", "--no-privileges", *whom]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = "" if done.returncode else done.stdout
    return "".join(line for line in said.splitlines(keepends=True) if not line.startswith("\\"))


def _address() -> tuple[str, str, str, str]:
    """Host, port, user and name of the database."""
    settings = connection.settings_dict
    return settings["HOST"], settings["PORT"], settings["USER"], settings["NAME"]
