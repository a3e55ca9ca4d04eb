"""Notes beside an embedded database while its one writer is at work: how far a list is written, whether it is to stop.

SQLite lets nobody else write as long as a list is being written, and shows nobody what is not whole yet. On PostgreSQL
neither is so, and nothing here is used.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.db import connection


def is_beside() -> bool:
    """Say whether notes are kept beside the database: it is an embedded one."""
    return connection.vendor == "sqlite"


def note_written(*, import_id: UUID, rows: int) -> None:
    """Note how many rows of a list are written; nothing of them holds before the whole is."""
    _folder().mkdir(mode=0o700, exist_ok=True)
    whole = _note(import_id, "written")
    new = whole.with_suffix(".new")
    new.write_text(str(rows))
    new.replace(whole)


def written(*, import_id: UUID) -> int | None:
    """Return how many rows were noted; None where nothing is kept beside the database."""
    try:
        return int(_note(import_id, "written").read_text()) if is_beside() else None
    except (FileNotFoundError, ValueError):
        return 0


def is_to_stop(*, import_id: UUID) -> bool:
    """Say whether somebody waits for a list to stop being written."""
    return is_beside() and _note(import_id, "stop").exists()


@contextlib.contextmanager
def stopping(*, import_id: UUID) -> Iterator[None]:
    """Ask for a list to stop being written while the block runs; whoever writes it gives way at its next batch."""
    if not is_beside():
        yield
        return
    _folder().mkdir(mode=0o700, exist_ok=True)
    _note(import_id, "stop").touch()
    try:
        yield
    finally:
        _note(import_id, "stop").unlink(missing_ok=True)


def forget_notes(*, import_id: UUID) -> None:
    """Remove what was noted about a list whose writing has ended."""
    if is_beside():
        _note(import_id, "written").unlink(missing_ok=True)


def _folder() -> Path:
    name = Path(str(connection.settings_dict["NAME"]))
    return name.with_name(f"{name.name}-lists")


def _note(import_id: UUID, what: str) -> Path:
    return _folder() / f"{import_id.hex}.{what}"
