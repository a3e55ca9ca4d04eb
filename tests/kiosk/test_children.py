"""Programs a trial starts: watched, and ended with all they started; a port is tried the plain way first."""

import socket
import sys
import time
from pathlib import Path

import pytest

from kiosk.gateways.children import LOOPBACK, Children, free_port, last_lines

PARENT = """
import subprocess, sys, time, pathlib, signal
if {stubborn}:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path("child").write_text(str(child.pid))
print("started", flush=True)
time.sleep(600)
"""


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def grandchild(folder: Path) -> int:
    """Wait for the program's own child and return its id."""
    for _ in range(200):
        if (folder / "child").exists() and (text := (folder / "child").read_text(encoding="utf-8")):
            return int(text)
        time.sleep(0.05)
    raise AssertionError("the program started nothing")


def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    children = Children(tmp_path, {})
    log = tmp_path / "log"
    children.start("one", [sys.executable, "-c", PARENT.format(stubborn=False)], log)
    below = grandchild(tmp_path)
    assert children.ended() is None
    assert lives(below)
    children.end()
    assert not lives(below)
    assert last_lines(log) == "started"


def test_who_ignores_the_polite_signal_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.gateways.children._TRIES_TO_END", 3)
    children = Children(tmp_path, {})
    children.start("one", [sys.executable, "-c", PARENT.format(stubborn=True)], tmp_path / "log")
    below = grandchild(tmp_path)
    children.end()
    for _ in range(100):
        if not lives(below):
            break
        time.sleep(0.05)
    assert not lives(below)


def test_who_ends_by_itself_is_named(tmp_path: Path) -> None:
    children = Children(tmp_path, {"WORD": "said so"})
    command = [sys.executable, "-c", "import os; print(os.environ['WORD'])"]
    children.start("one", command, tmp_path / "log")
    assert children.watch() == "one"
    assert not children.wait_for(f"http://{LOOPBACK}:1/", tries=3)
    assert last_lines(tmp_path / "log") == "said so"
    children.end()


def test_a_port_somebody_listens_on_is_not_free() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        # As servers with several workers do: a second one like it would be let in without a word
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind((LOOPBACK, 0))
        server.listen()
        port = server.getsockname()[1]
        assert free_port(port) is None
    assert free_port(port) == port
    assert free_port(70_000) is None
