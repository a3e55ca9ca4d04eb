"""Notes beside an embedded database while its one writer is at work: how far a list is written, whether it is to stop.

SQLite lets nobody else write as long as a list is being written, and shows nobody what is not whole yet. On PostgreSQL
neither is so, and nothing here is used.
"""

import contextlib
import os
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import connection

# Whoever cancels waits 20 seconds for the writer to give way; a note that lies longer was left by somebody killed.
STOP_HOLDS: Final = timedelta(seconds=60)


def is_beside() -> bool:
    """Say whether notes are kept beside the database: it is an embedded one."""
    return connection.vendor == "sqlite"


def note_written(*, import_id: UUID, rows: int) -> None:
    """Note how many rows of a list are written; nothing of them holds before the whole is."""
    _leave(_note(import_id, "written"), str(rows))


def written(*, import_id: UUID) -> int | None:
    """Return how many rows were noted; None where nothing is kept beside the database."""
    try:
        return int(_note(import_id, "written").read_text()) if is_beside() else None
    except (FileNotFoundError, ValueError):
        return 0


def is_to_stop(*, import_id: UUID, now: datetime) -> bool:
    """Say whether somebody waits for a list to stop being written."""
    try:
        return is_beside() and abs(now - datetime.fromisoformat(_note(import_id, "stop").read_text())) < STOP_HOLDS
    except (FileNotFoundError, ValueError):
        return False


@contextlib.contextmanager
def stopping(*, import_id: UUID, now: datetime) -> Iterator[None]:
    """Ask for a list to stop being written while the block runs; whoever writes it gives way at its next batch."""
    if not is_beside():
        yield
        return
    _leave(_note(import_id, "stop"), now.isoformat())
    try:
        yield
    finally:
        _note(import_id, "stop").unlink(missing_ok=True)


def forget_notes(*, import_id: UUID) -> None:
    """Remove what was noted about a list whose writing has ended."""
    if is_beside():
        _note(import_id, "written").unlink(missing_ok=True)


def _leave(note: Path, text: str) -> None:
    """Put a note in place whole, over an older one."""
    _folder().mkdir(mode=0o700, exist_ok=True)
    new = note.with_name(f"{note.name}-{os.getpid()}-{threading.get_ident()}")
    new.write_text(text)
    new.replace(note)


def _folder() -> Path:
    name = Path(str(connection.settings_dict["NAME"]))
    return name.with_name(f"{name.name}-lists")


def _note(import_id: UUID, what: str) -> Path:
    return _folder() / f"{import_id.hex}.{what}"
