"""Builds an embedded database beside the real one and puts it in place when whole: never half a trial (SQLite only)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

_SIDES = ("", "-wal", "-shm", "-journal")


@contextmanager
def fresh_database() -> Iterator[None]:
    """Inside, the connection leads to an empty file that does not wait for the disk; afterwards it is the database.

    Whatever interrupts leaves the database as it was. Another engine than SQLite is used in place, as it is.
    """
    if connection.vendor != "sqlite":
        yield
        return
    final = Path(str(connection.settings_dict["NAME"]))
    building = final.with_name(f"{final.name}.building")
    _remove(building)
    final.parent.mkdir(parents=True, exist_ok=True)
    connection.close()
    connection.settings_dict["NAME"] = str(building)
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        _remove(final)
        building.replace(final)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(final)
        _remove(building)


def _remove(path: Path) -> None:
    for side in _SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)
