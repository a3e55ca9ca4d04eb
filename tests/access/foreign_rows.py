"""The rows of one town, in every table, and which of them an act has made, changed or taken away."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db import connection

from tests.access.towns import Filled
from tests.house.source import ROOMS

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")
SAID: Final = "void_of"  # what a kiosk wants undone: kept as it was said, and points at nothing
WRITES = re.compile(r"^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)\"?", re.IGNORECASE)
Rows = frozenset[str]


@dataclass(frozen=True)
class TownsRows:
    """All rows that name something of a town, as they were when nobody had acted; `ids` is all that is its own."""

    ids: frozenset[str]
    tables: dict[str, Rows]

    def touched(self, sent: Iterable[str]) -> list[str]:
        """Which rows of the town the statements sent have made or changed, as they are now."""
        written = {found[1] for found in map(WRITES.match, sent) if found} & set(self.tables)
        return sorted(row for table in written for row in _rows(table, self.ids) ^ self.tables[table])


def rows_of_town(town: Filled) -> TownsRows:
    """Gather a town: the ids that routes name, those who work in it, and whatever points at any of these."""
    named = {*town.ids.values(), *map(str, town.town.staff.values()), *map(str, town.town.elders)}
    ids = {_plain(each) for each in named if ID.fullmatch(each)} - {_plain(town.ids["organisation_id"])}
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.app_label in ROOMS]
    every = {table: [(own, _line(table, values), seen) for own, values, seen in _read(table)] for table in tables}
    while more := {own for lines in every.values() for own, _, seen in lines if own not in ids and seen & ids} - {""}:
        ids |= more
    return TownsRows(frozenset(ids), {table: _rows(table, frozenset(ids)) for table in tables})


def _rows(table: str, ids: frozenset[str]) -> Rows:
    return frozenset(_line(table, values) for _, values, seen in _read(table) if seen & ids)


def _read(table: str) -> Iterable[tuple[str, tuple[str, ...], set[str]]]:
    """Each row: its own id, its values, every id that fills a column; what stands inside of texts points at nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            values = tuple(value.hex() if isinstance(value, bytes) else str(value) for value in row)
            columns = dict(zip(names, values, strict=True))
            seen = {_plain(value) for name, value in columns.items() if name != SAID and ID.fullmatch(value)}
            own = columns.get("id", "")
            yield (_plain(own) if ID.fullmatch(own) else "", values, seen)


def _line(table: str, values: tuple[str, ...]) -> str:
    return " ".join([table, *(value[:60] for value in values)])


def _plain(text: str) -> str:
    return text.replace("-", "")
