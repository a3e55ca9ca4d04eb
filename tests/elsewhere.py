"""An empty database beside the one of the run, in whose place it stands for as long as a block lasts."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ALIAS = "default"  # migrations and rows ask for no other one


@contextlib.contextmanager
def empty_database(*, folder: Path) -> Iterator[None]:
    """Put an empty database of the run's own engine in the place of the run's; on SQLite its file lies in `folder`."""
    kept = connections[ALIAS]
    with _made(kept, folder) as name:
        # A wrapper is called like the database it stands for; Django's types know neither that nor the exchange.
        wrapper: Any = type(kept)
        other = wrapper({**kept.settings_dict, "NAME": name}, ALIAS)
        connections[ALIAS] = other
        try:
            yield
        finally:
            connections[ALIAS] = kept
            other.close()


@contextlib.contextmanager
def _made(kept: BaseDatabaseWrapper, folder: Path) -> Iterator[str]:
    if kept.vendor == "sqlite":
        yield str(folder / "elsewhere.sqlite3")
        return
    name = f"nuancan_elsewhere_{os.getpid()}"
    aside: Any = kept
    # From a session of its own: a database is not made within a transaction.
    with aside._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield name
    finally:
        with aside._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")
