"""The trial as a user starts it: `manage.py demo` in a folder of its own, with what it says and the sheet it writes."""

import fcntl
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
RUNNING = "Ctrl-C ends it."
NOVEMBER = "2026-11-20T11:05"


class Trial:
    """One run of the trial; a second run in the same folder finds what the first one loaded."""

    def __init__(self, folder: Path, *, now: str, database_url: str = "", town: str = "small") -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("NUANCAN_")},
            "NUANCAN_MODE": "demo",
            "NUANCAN_VAR": str(folder),
            "NUANCAN_NOW": now,
            "NUANCAN_TOWN": town,
        }
        if database_url:
            self.environment["NUANCAN_DATABASE_URL"] = database_url
        self.said: list[str] = []
        self.sheet: dict[str, Any] = {}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", "0"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout
        for line in self._process.stdout:
            self.said.append(line)
            if RUNNING in line:
                break
        else:
            raise AssertionError("the trial ended:\n" + "".join(self.said[-30:]))
        self.sheet = json.loads((self.folder / "demo" / "demo.json").read_text(encoding="utf-8"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGINT)
        rest, _ = self._process.communicate(timeout=120)
        self.said.append(rest)
        assert self._process.returncode == 0, rest

    def account(self, login: str) -> dict[str, str]:
        """The account of this login name, with its password."""
        return next(account for account in self.sheet["accounts"] if account["login"] == login)


@contextmanager
def november(folder: Path) -> Iterator[Trial]:
    """A running trial of a Friday in November, in a folder of its own; a run of tests loads it once, and copies it."""
    shelf = Path(os.environ["NUANCAN_TEST_FOLDER"])  # all workers of a run share it
    loaded = shelf / "november"
    with ExitStack() as stack:
        with (shelf / "november.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if loaded.exists():
                shutil.copytree(loaded, folder, dirs_exist_ok=True)
                trial = Trial(folder, now=NOVEMBER)
            else:
                trial = stack.enter_context(Trial(folder, now=NOVEMBER))
                _copy(folder, loaded)
        yield trial if trial.sheet else stack.enter_context(trial)


def _copy(folder: Path, to: Path) -> None:
    """What a later start finds: the keys, the sheet, and the database as it stands at this moment, in use or not."""
    building = to.with_name(f"{to.name}.building")
    (building / "demo").mkdir(parents=True)
    for name in ("keys.env", "demo/demo.json"):
        shutil.copy(folder / name, building / name)
    with (
        closing(sqlite3.connect(folder / "nuancan.sqlite3")) as running,
        closing(sqlite3.connect(building / "nuancan.sqlite3")) as copied,
    ):
        running.backup(copied)
    building.rename(to)
