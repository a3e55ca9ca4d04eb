"""The suite runs on the database it says it runs on, in the one profile that keeps the promises."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def _one(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


@pytest.mark.postgres
def test_this_is_a_postgresql_that_knows_everything_asked_of_it() -> None:
    assert connection.vendor == "postgresql"
    assert int(str(_one("SHOW server_version_num"))) >= 150000
    assert _one("SHOW server_encoding") == "UTF8"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("pragma", "value"), [("foreign_keys", 1), ("recursive_triggers", 1), ("synchronous", 2), ("journal_mode", "wal")]
)
def test_sqlite_runs_in_the_stated_profile(pragma: str, value: object) -> None:
    assert connection.vendor == "sqlite"
    assert _one(f"PRAGMA {pragma}") == value
