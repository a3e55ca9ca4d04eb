"""Prepares a test run before the settings load: its folder, its random keys, and its database, SQLite or PostgreSQL.

`NUANCAN_TEST_DATABASE` is `sqlite` (the default), `postgres` (a private cluster is started and stopped) or the address
of a running PostgreSQL. Nothing else from the caller's environment reaches the settings, so that no test ever sees a
real database or a real key.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest

from canteen.config.keys import ensure_keys
from tests.postgres import Cluster

PREPARED = "NUANCAN_TEST_FOLDER"
_KEPT = ("NUANCAN_TEST_", "NUANCAN_STRICT")


def pytest_addoption() -> None:
    """Prepare here: the first hook of all, before pytest-django reads the settings."""
    prepare()


def prepare() -> None:
    """Set the environment of a test run; what was made for it is removed when this process ends.

    Worker processes of pytest-xdist and servers started by tests inherit the environment and prepare nothing.
    """
    if PREPARED in os.environ:
        return
    for name in [name for name in os.environ if name.startswith("NUANCAN_") and not name.startswith(_KEPT)]:
        del os.environ[name]
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 500_000_000
    folder = Path(tempfile.mkdtemp(prefix="nuancan-tests-", dir=memory if roomy else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:  # a killed run cleans up too
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ[PREPARED] = str(folder)
    os.environ["NUANCAN_MODE"] = "test"
    os.environ["NUANCAN_VAR"] = str(folder / "var")
    os.environ["NUANCAN_ENV_FILE"] = str(ensure_keys(folder))
    os.environ["NUANCAN_DATABASE_URL"] = _database_address(folder)


def _database_address(folder: Path) -> str:
    wanted = os.environ.get("NUANCAN_TEST_DATABASE", "sqlite")
    if wanted == "sqlite":
        return f"sqlite://{folder / 'nuancan.sqlite3'}"
    if wanted != "postgres":
        return wanted
    cluster = Cluster(durable=False)
    atexit.register(cluster.stop)
    return cluster.start()


def _is_bare(item: pytest.Item) -> bool:
    """Whether a test of a core, or of the house itself, reaches no database: on another one it would say the same."""
    reaches = {"django_db", "postgres", "sqlite"} & {marker.name for marker in item.iter_markers()}
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return any(folder in item.path.as_posix() for folder in ("/core/", "tests/house/")) and not reaches | fixtures


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the folder they live in, and skip what the database of this run cannot show."""
    on_postgres = os.environ["NUANCAN_DATABASE_URL"].startswith("postgres")
    for item in items:
        if "tests/races/" in item.path.as_posix():
            item.add_marker("race")
            item.add_marker("postgres")
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("browser")
        if _is_bare(item):
            item.add_marker("bare")
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: make test-postgres"))
        if item.get_closest_marker("sqlite") and on_postgres:
            item.add_marker(pytest.mark.skip(reason="needs SQLite: make test-sqlite"))
