"""Migrations say what the models say, are named by intent, hold schema or rows but not both, and can be taken back."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader

from tests.house.source import ROOMS

# What Django names by itself: 0002_auto_20261121_1105, 0003_alter_elder_name, 0004_elder_name_and_more.
_AUTOMATIC = re.compile(r"\d{4}_(auto_|alter_|remove_|rename_|delete_|initial$)|_and_more$|_squashed_")


def own_migrations() -> list[Migration]:
    """Return the migrations of the four rooms, in a stable order."""
    loaded = MigrationLoader(connection).disk_migrations
    return [loaded[key] for key in sorted(loaded) if key[0] in ROOMS]


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)


@pytest.mark.django_db
def test_migrations_are_named_by_intent() -> None:
    assert [str(one) for one in own_migrations() if _AUTOMATIC.search(one.name)] == []


@pytest.mark.django_db
def test_a_migration_changes_the_schema_or_the_rows() -> None:
    mixed = []
    for one in own_migrations():
        on_rows = [isinstance(operation, RunPython) for operation in one.operations]
        if any(on_rows) and not all(on_rows):
            mixed.append(str(one))
    assert mixed == []


@pytest.mark.django_db
def test_every_step_can_be_taken_back() -> None:
    stuck = [
        f"{one}: {operation.describe()}"
        for one in own_migrations()
        for operation in one.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert stuck == []


@pytest.mark.parametrize(
    ("name", "automatic"),
    [
        ("0001_places_and_people", False),
        ("0002_immutable_tables", False),
        ("0001_initial", True),
        ("0002_alter_elder_name", True),
        ("0002_auto_20261121_1105", True),
        ("0003_elder_name_and_more", True),
    ],
)
def test_an_automatic_name_is_seen(name: str, automatic: bool) -> None:
    assert bool(_AUTOMATIC.search(name)) is automatic
