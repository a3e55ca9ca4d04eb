"""Guards of immutable tables stand after all migrations, on both engines, and no migration may lose them (R2, D22)."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation

from canteen.models.hours_guard import HoursGuard
from canteen.models.triggers import Guard, Immutable, Lifted
from settlement.models.policy_guard import CheckedGuard, PolicyGuard
from settlement.models.question_guard import AnsweredGuard, QuestionGuard, SealerGuard
from tests.house.test_migrations import own_migrations

IMMUTABLE = {
    "canteen_deed",
    "canteen_deedlink",
    "kiosk_checkin",
    "kiosk_pricelist",
    "settlement_account",
    "settlement_entry",
    "settlement_posting",
    "settlement_questionedmeal",
    "settlement_seal",
    "settlement_sealedsums",
}
OTHERS = (HoursGuard, PolicyGuard, CheckedGuard, QuestionGuard, AnsweredGuard, SealerGuard)
# SQLite builds no table anew for these.
HARMLESS = (migrations.AddIndex, migrations.RemoveIndex, migrations.AlterModelOptions, migrations.AlterModelManagers)


def table_of(guard: Guard) -> str:
    """The table a guard stands before."""
    assert isinstance(guard, (Immutable, *OTHERS))
    return guard.table


def guards() -> list[Guard]:
    """All guards that the migrations put up, in their order, but those of tables that are gone since."""
    steps = [(one.app_label, step) for one in own_migrations() for step in one.operations]
    gone = {
        table for label, step in steps if isinstance(step, migrations.DeleteModel) for table in altered(label, step)
    }
    return [step for _, step in steps if isinstance(step, Guard) and table_of(step) not in gone]


def altered(app_label: str, operation: Operation) -> set[str]:
    """The tables that an operation may build anew, by their default names."""
    if isinstance(operation, (Guard, *HARMLESS)):
        return set()
    if isinstance(operation, migrations.RunSQL):
        return set(re.findall(r"[a-z]+_[a-z]+", str(operation.sql).lower()))
    if isinstance(operation, migrations.RenameModel):
        return {f"{app_label}_{name.lower()}" for name in (operation.old_name, operation.new_name)}
    name = getattr(operation, "model_name", None) or getattr(operation, "name", None)
    return {f"{app_label}_{name.lower()}"} if name else set()


def unguarded(app_label: str, operations: Iterable[Operation], guarded: set[tuple[str, type[Guard]]]) -> list[str]:
    """What a migration leaves without one of its guards: `guarded` are tables with each guard before; it grows."""
    bare: set[tuple[str, type[Guard]]] = set()
    for operation in operations:
        of = {pair for pair in guarded if pair[0] in altered(app_label, operation)}
        if isinstance(operation, migrations.DeleteModel):
            guarded -= of  # there is nothing left to guard
            of = set()
        bare |= of
        if isinstance(operation, Guard):
            guarded.add((table_of(operation), type(operation)))
            bare.discard((table_of(operation), type(operation)))
    return sorted({table for table, _ in bare})


def unguarded_back(app_label: str, operations: Iterable[Operation], guarded: set[tuple[str, type[Guard]]]) -> list[str]:
    """What the way back leaves without a guard that stood before a migration: `guarded` are tables with each guard."""
    bare: set[tuple[str, type[Guard]]] = set()
    for operation in reversed(list(operations)):
        bare |= {pair for pair in guarded if pair[0] in altered(app_label, operation)}
        if isinstance(operation, Guard):
            bare |= guarded & {(table_of(operation), type(operation))}
        if isinstance(operation, Lifted):
            bare.discard((table_of(operation.guard), type(operation.guard)))
    return sorted({table for table, _ in bare})


@pytest.mark.django_db
def test_the_migrations_guard_exactly_the_immutable_tables() -> None:
    tables = {model._meta.db_table for model in apps.get_models()}
    assert {table_of(guard) for guard in guards() if isinstance(guard, Immutable)} == IMMUTABLE
    assert {type(guard) for guard in guards()} == {Immutable, *OTHERS}
    assert tables >= IMMUTABLE


@pytest.mark.django_db
def test_every_guard_stands_after_all_migrations() -> None:
    wanted = {name for guard in guards() for name in _triggers_of(guard)}
    standing = _standing()
    assert len(wanted) == len(IMMUTABLE) * 2 + (10 if connection.vendor == "postgresql" else 13)
    assert standing == wanted


@pytest.mark.django_db
def test_a_migration_that_alters_a_guarded_table_guards_it_again() -> None:
    guarded: set[tuple[str, type[Guard]]] = set()
    bare = {str(one): left for one in own_migrations() if (left := unguarded(one.app_label, one.operations, guarded))}
    assert bare == {}


@pytest.mark.django_db
def test_a_migration_that_alters_a_guarded_table_is_taken_back_to_its_guards() -> None:
    guarded: set[tuple[str, type[Guard]]] = set()
    bare = {}
    for one in own_migrations():
        if left := unguarded_back(one.app_label, one.operations, guarded):
            bare[str(one)] = left
        unguarded(one.app_label, one.operations, guarded)
    assert bare == {}


def test_a_guard_lost_on_the_way_back_is_seen() -> None:
    guard = Immutable("kiosk_checkin")
    guarded: set[tuple[str, type[Guard]]] = {("kiosk_checkin", Immutable)}
    for operations, left in (
        ([_COLUMN, guard], ["kiosk_checkin"]),
        ([_COLUMN, Lifted(guard), guard], ["kiosk_checkin"]),
        ([guard], ["kiosk_checkin"]),
        ([migrations.DeleteModel("CheckIn")], ["kiosk_checkin"]),
        ([Lifted(guard), _COLUMN, guard], []),
    ):
        assert unguarded_back("kiosk", operations, guarded) == left
    assert unguarded_back("kiosk", [_COLUMN, guard], set()) == []


_COLUMN = migrations.AddField("CheckIn", "weight_g", models.PositiveIntegerField(default=0))
_CONSTRAINT = migrations.AddConstraint("checkin", models.CheckConstraint(name="x", condition=models.Q(sequence__gt=0)))


@pytest.mark.parametrize(
    ("operations", "left"),
    [
        ([_COLUMN], ["kiosk_checkin"]),
        ([_CONSTRAINT], ["kiosk_checkin"]),
        ([Immutable("kiosk_checkin"), _COLUMN], ["kiosk_checkin"]),
        ([migrations.RenameField("checkin", "reason", "why")], ["kiosk_checkin"]),
        ([migrations.RenameModel("CheckIn", "Visit")], ["kiosk_checkin"]),
        ([migrations.RunSQL("ALTER TABLE kiosk_checkin ADD COLUMN weight_g integer")], ["kiosk_checkin"]),
        ([_COLUMN, Immutable("kiosk_checkin")], []),
        ([migrations.AddField("Kiosk", "weight_g", models.PositiveIntegerField(default=0))], []),
        ([migrations.RemoveIndex("checkin", "check_in_by_day")], []),
        ([migrations.DeleteModel("CheckIn")], []),
    ],
)
def test_a_lost_guard_is_seen(operations: list[Operation], left: list[str]) -> None:
    assert unguarded("kiosk", operations, {(table, Immutable) for table in IMMUTABLE}) == left


def test_every_guard_of_a_table_is_put_up_again() -> None:
    table = "settlement_questionedmeal"
    column = migrations.AddField("QuestionedMeal", "weight_g", models.PositiveIntegerField(default=0))
    for again, left in ([Immutable(table)], [table]), ([Immutable(table), AnsweredGuard()], []):
        guarded = {(table, Immutable), (table, AnsweredGuard)}
        assert unguarded("settlement", [column, *again], guarded) == left


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", sorted(IMMUTABLE))
def test_a_guard_survives_a_later_migration_only_when_that_puts_it_up_again(table: str) -> None:
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    column: Any = models.PositiveIntegerField(default=0)
    column.set_attributes_from_name("weight_g")
    column.model = model
    own = {type(guard): guard for guard in guards() if table_of(guard) == table}.values()
    names = {name for guard in own for name in _triggers_of(guard)}
    try:
        # A column with a default: SQLite builds the table anew for it, PostgreSQL does not.
        with connection.schema_editor() as editor:
            editor.add_field(model, column)
        assert _standing() & names == (names if connection.vendor == "postgresql" else set())
        with connection.schema_editor() as editor:
            for guard in own:
                guard.database_forwards("", editor, None, None)
        assert _standing() >= names
    finally:
        with connection.schema_editor() as editor:
            editor.remove_field(model, column)
        with connection.schema_editor() as editor:
            for guard in own:
                guard.database_forwards("", editor, None, None)
    assert _standing() >= names


def _triggers_of(guard: Guard) -> list[str]:
    _, up = guard.statements(connection.vendor)
    return [name for statement in up for name in re.findall(r"CREATE TRIGGER (\w+)", statement)]


def _standing() -> set[str]:
    """The triggers that fire in ordinary sessions."""
    sql = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name for (name,) in cursor.fetchall()}
