"""INSERT … SELECT written from a model's fields: what is not named becomes what it is when nobody says anything."""

import json
from typing import Any

from django.apps import apps
from django.db import models


def uuid_of(kind: str, number: str = "n") -> str:
    """An id in the order of its number, as UUIDv7 are; `kind` is three hexadecimal digits."""
    return f"(lpad(to_hex({number}), 12, '0') || '7{kind}8000' || lpad(to_hex({number}), 12, '0'))::uuid"


def insert_select(label: str, columns: dict[str, str], source: str) -> str:
    """INSERT … SELECT; a column that is not named gets what its field is when nobody says anything."""
    model: Any = apps.get_model(label)
    named = dict(columns)
    for one in model._meta.concrete_fields:
        if one.column not in named:
            named[one.column] = _unsaid(one)
    heads = ", ".join(f'"{column}"' for column in named)
    return f"INSERT INTO {model._meta.db_table} ({heads}) SELECT {', '.join(named.values())} FROM {source}"


def _unsaid(one: "models.Field[Any, Any]") -> str:
    value = one.get_default()
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value).lower()
    return "'" + (json.dumps(value) if isinstance(value, dict | list) else str(value)) + "'"
