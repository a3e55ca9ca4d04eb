"""Empties the database after a test that commits: guards of immutable tables are lifted round the flush only (R2)."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


@contextlib.contextmanager
def guards_lifted() -> Iterator[None]:
    """Lift every trigger while the block runs: on PostgreSQL for this connection, on SQLite for the whole file."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = origin")
        return
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        standing = cursor.fetchall()
    _run([f"DROP TRIGGER {name}" for name, _ in standing])
    try:
        yield
    finally:
        _run([sql for _, sql in standing])


def _run(statements: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextlib.contextmanager
def flush_past_guards() -> Iterator[None]:
    """Let Django's flush between tests through while the block runs, and nothing else."""
    # Django's types leave it out: it is no part of what it promises.
    flush: Callable[..., None] = vars(TransactionTestCase)["_fixture_teardown"]

    def past_guards(test: TransactionTestCase, *args: Any) -> None:
        # TestCase rolls back and has a teardown of its own; only tests that commit come here.
        with guards_lifted():
            flush(test, *args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", past_guards)
        yield
