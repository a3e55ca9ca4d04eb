"""Migration operations that make tables refuse change in the database itself, on both engines (R2).

SQLite rebuilds a table to alter it and drops its triggers silently, so a migration that alters a guarded table ends
with the same operation again; running it twice is harmless. It begins with the same operation `Lifted`, which puts the
guard up again on the way back, when the table has been rebuilt to what it was.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

REFUSAL = "immutable: rows of {table} are never changed"

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION nuancan_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'immutable: rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


class Guard(Operation):
    """An operation that runs SQL of its own for each engine and can be run again."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the state: models do not know of triggers."""

    def statements(self, vendor: str) -> tuple[list[str], list[str]]:
        """Return what takes the guard down and what puts it up."""
        raise NotImplementedError

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Put the guard up, anew if it stands."""
        down, up = self.statements(schema_editor.connection.vendor)
        for statement in (*down, *up):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Take the guard down."""
        down, _ = self.statements(schema_editor.connection.vendor)
        for statement in down:
            schema_editor.execute(statement, params=None)


class Immutable(Guard):
    """Refuses UPDATE and DELETE, on PostgreSQL TRUNCATE, on SQLite INSERT OR REPLACE (with recursive triggers on)."""

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how a migration writes this operation down."""
        return (type(self).__name__, [self.table], {})

    def describe(self) -> str:
        """Return the operation in words."""
        return f"Rows of {self.table} are never changed"

    def statements(self, vendor: str) -> tuple[list[str], list[str]]:
        """Return the triggers of one immutable table."""
        table, words = self.table, REFUSAL.format(table=self.table)
        if vendor == "postgresql":
            down = [f"DROP TRIGGER IF EXISTS {table}_{kind} ON {table}" for kind in ("rows", "whole")]
            return down, [
                POSTGRES_FUNCTION,
                f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION nuancan_refuse()",
                f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION nuancan_refuse()",
            ]
        down = [f"DROP TRIGGER IF EXISTS {table}_{verb}" for verb in ("update", "delete")]
        return down, [
            f"CREATE TRIGGER {table}_{verb} BEFORE {verb.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"
            for verb in ("update", "delete")
        ]


class Lifted(Operation):
    """Takes an earlier migration's guard down while a table is altered, and on the way back puts it up behind that."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, guard: Guard) -> None:
        self.guard = guard

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how a migration writes this operation down."""
        return (type(self).__name__, [self.guard], {})

    def describe(self) -> str:
        """Return the operation in words."""
        return f"Lifted while the table is altered: {self.guard.describe()}"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the state: models do not know of triggers."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Take the guard down."""
        self.guard.database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Put the guard up."""
        self.guard.database_forwards(app_label, schema_editor, from_state, to_state)
