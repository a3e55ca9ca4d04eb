"""Few large statements for the hot path: rows read by SQL, rows of several tables inserted in one round trip.

Django's query compiler costs more than the query itself where a check-in is concerned (D20). Statements here are
written once for both engines; what differs (row locks, ids as text) is settled in this module alone.
"""

import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast

from django.db import connection, models

from canteen.models.words import Words

# SQLite keeps an id as 32 hexadecimal digits; Django converts in its compiler, which these statements go around.
sqlite3.register_adapter(uuid.UUID, lambda value: value.hex)


# Values that each driver takes as they are; asking their fields costs more than all else about a row.
_AS_THEY_ARE_EMBEDDED = frozenset({str, int, bytes, type(None)})
_AS_THEY_ARE = _AS_THEY_ARE_EMBEDDED | {bool, uuid.UUID, date, datetime}


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of SQL and its parameters."""

    sql: str
    params: tuple[Any, ...]


def is_postgres() -> bool:
    """Say whether the database is PostgreSQL."""
    return connection.vendor == "postgresql"


def turn_of(row_id: uuid.UUID) -> int:
    """Return the number by which an advisory lock knows an id: a lock of no row, for which only they wait who ask."""
    return int.from_bytes(row_id.bytes[-8:], signed=True)


def lock(sql: str) -> str:
    """Return a SELECT that locks its rows; SQLite's writers are serial from BEGIN IMMEDIATE on, and lock nothing.

    NO KEY UPDATE: rows that merely point at the locked one (foreign keys) are not held up.
    """
    return f"{sql} FOR NO KEY UPDATE" if is_postgres() else sql


def rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return all rows of one SELECT."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cast("list[tuple[Any, ...]]", cursor.fetchall())


def as_id(value: Any) -> uuid.UUID:
    """Return an id as read from either engine."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(hex=value)


def as_id_or_none(value: Any) -> uuid.UUID | None:
    """Return an id, or None where the column was empty."""
    return None if value is None else as_id(value)


def marks(count: int) -> str:
    """Return `%s,%s,…` for an IN list."""
    return ",".join(["%s"] * count)


@cache
def _columns(model: type[models.Model]) -> tuple[str, tuple["models.Field[Any, Any]", ...]]:
    fields = tuple(model._meta.concrete_fields)
    names = ",".join(f'"{field.column}"' for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ', fields


def insert(instances: Iterable[models.Model]) -> list[Statement]:
    """Return one INSERT for each table among the instances, in the order in which the tables first appear."""
    groups: dict[type[models.Model], list[models.Model]] = {}
    for instance in instances:
        groups.setdefault(type(instance), []).append(instance)
    statements = []
    for model, group in groups.items():
        head, fields = _columns(model)
        row = f"({marks(len(fields))})"
        params = tuple(
            field.get_db_prep_save(getattr(instance, field.attname), connection)
            for instance in group
            for field in fields
        )
        statements.append(Statement(head + ",".join([row] * len(group)), params))
        for instance in group:
            instance._state.adding = False
    return statements


def insert_many(instances: Sequence[models.Model]) -> None:
    """Insert rows of one table by the hundred: COPY on PostgreSQL, one prepared statement on SQLite.

    Django writes a place-holder for every value, which both sides then parse anew for each batch. IntegrityError.
    """
    if not instances:
        return
    head, fields = _columns(type(instances[0]))
    taken = _AS_THEY_ARE if is_postgres() else _AS_THEY_ARE_EMBEDDED
    # Words mask on their way to the database: they are always asked (S1).
    columns = [
        (field.attname, field.get_db_prep_save, frozenset() if isinstance(field, Words) else taken) for field in fields
    ]
    values = (
        [
            value if type(value := getattr(instance, name)) in plain else prepared(value, connection)
            for name, prepared, plain in columns
        ]
        for instance in instances
    )
    with connection.cursor() as cursor:
        if is_postgres():
            table = head.removeprefix("INSERT INTO ").removesuffix(" VALUES ")
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            cursor.executemany(f"{head}({marks(len(fields))})", list(values))
    for instance in instances:
        instance._state.adding = False


def send(statements: Sequence[Statement]) -> None:
    """Run statements that write: on PostgreSQL as one statement with common table expressions, else one by one.

    PostgreSQL checks foreign keys at the end of the whole statement, so its parts may point at each other.
    """
    if not statements:
        return
    with connection.cursor() as cursor:
        if not is_postgres() or len(statements) == 1:
            for statement in statements:
                cursor.execute(statement.sql, statement.params)
            return
        *first, last = statements
        head = ",".join(f"w{number} AS ({statement.sql})" for number, statement in enumerate(first))
        cursor.execute(f"WITH {head} {last.sql}", tuple(value for one in statements for value in one.params))


def stored(instant: datetime) -> Any:
    """Return an aware instant as a parameter: SQLite keeps UTC without a zone."""
    return connection.ops.adapt_datetimefield_value(instant)


def as_instant(value: Any) -> datetime | None:
    """Return an aware UTC instant as read from either engine, or None where the column was empty."""
    if value is None:
        return None
    found: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)
