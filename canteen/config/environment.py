"""Reads the environment, and a file of it, into typed values; a missing or malformed one is named."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def read_environment_file(path: Path) -> None:
    """Put the `NAME=value` lines of a file into the environment; what is already set there wins."""
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not line.lstrip().startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def required(name: str) -> str:
    """Return a variable that has no default; say which one is missing."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set; see README.md, “Running it for real”.")
    return value


def names(name: str) -> list[str]:
    """Return a comma-separated list."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def number(name: str) -> int | None:
    """Return a whole number, or None where nothing is set."""
    text = os.environ.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number")
    return int(text)


def keys(name: str) -> dict[int, bytes]:
    """Return versioned keys from `1:hex,2:hex`; the highest version seals, all of them open (S2)."""
    found: dict[int, bytes] = {}
    for part in required(name).split(","):
        version, separator, text = part.strip().partition(":")
        if not separator or not version.isdecimal():
            raise ImproperlyConfigured(f"{name} must read 1:HEX,2:HEX")
        found[int(version)] = key(name, text)
    return found


def key(name: str, text: str) -> bytes:
    """Return the 32 bytes written as 64 hexadecimal digits."""
    try:
        value = bytes.fromhex(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} holds something that is not hexadecimal") from None
    if len(value) != 32:
        raise ImproperlyConfigured(f"{name} needs keys of 32 bytes, written as 64 hexadecimal digits")
    return value


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for `sqlite:////file` or `postgres://name:word@host:port/base?host=/socket`.

    SQLite runs in the one profile that keeps the promises: WAL, FULL, immediate transactions, foreign keys, and
    recursive triggers, without which INSERT OR REPLACE slips past the triggers of immutable tables (R2).
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        if parts.query:
            raise ImproperlyConfigured("SQLite runs in one profile only; take the options off NUANCAN_DATABASE_URL")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] if parts.path.startswith("//") else parts.path,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA recursive_triggers=ON;"
                "PRAGMA foreign_keys=ON;",
            },
            # Tests that run several connections need a file; an in-memory database belongs to one connection.
            "TEST": {"NAME": f"{parts.path}.test"},
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query: Mapping[str, list[str]] = parse_qs(parts.query)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.get("host", [parts.hostname or ""])[0],
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": False,
            "OPTIONS": {"application_name": "nuancan", "server_side_binding": True, "prepare_threshold": 5},
        }
    raise ImproperlyConfigured("NUANCAN_DATABASE_URL must begin with sqlite: or postgres:")
