"""Programs that a trial starts beside itself: each in a process group of its own, all of them ended with it."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

LOOPBACK: Final = "127.0.0.1"
_PAUSE_S: Final = 0.1
_TRIES_TO_END: Final = 100  # ten seconds
_LAST_LINES: Final = 15


def free_port(port: int) -> int | None:
    """Return the port if nobody listens on it (some free one for 0), else None.

    A server that shares its port with other workers of its own shares it with a stranger too, silently: both would
    answer in turn. So the port is tried in the plain way first.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except (OSError, OverflowError):
            return None
        found: int = probe.getsockname()[1]
    return found


class Children:
    """Programs started together; `end` leaves none of them, nor of what they started."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = {**os.environ, **environment}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], log: Path) -> None:
        """Start a program in the folder; what it says goes to `log`."""
        with log.open("wb") as said:
            self._running[name] = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def ended(self) -> str | None:
        """Return the name of a program that ended by itself, if one did."""
        return next((name for name, child in self._running.items() if child.poll() is not None), None)

    def wait_for(self, address: str, tries: int = 600) -> bool:
        """Wait until an address answers; False when it does not within a minute or a program has ended."""
        for _ in range(tries):
            if self.ended() is not None:
                return False
            if _answers(address):
                return True
            time.sleep(_PAUSE_S)
        return False

    def watch(self) -> str:
        """Stay until a program ends by itself, and return its name; a signal interrupts."""
        while (name := self.ended()) is None:
            time.sleep(5 * _PAUSE_S)
        return name

    def end(self) -> None:
        """Ask every group to end, then make it: first politely, after ten seconds by SIGKILL."""
        for child in self._running.values():
            _signal_group(child, signal.SIGTERM)
        for _ in range(_TRIES_TO_END):
            if all(child.poll() is not None and not _group_lives(child) for child in self._running.values()):
                break
            time.sleep(_PAUSE_S)
        for child in self._running.values():
            _signal_group(child, signal.SIGKILL)
            child.wait()
        self._running.clear()


def last_lines(log: Path) -> str:
    """Return the end of what a program said, for a person to read."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_LINES:])


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:  # an http:// address of this machine, made here
            return bool(answer.status < 500)
    except HTTPError as answer:
        return answer.code < 500
    except (URLError, OSError):
        return False


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _group_lives(child: subprocess.Popen[bytes]) -> bool:
    try:
        os.killpg(child.pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
