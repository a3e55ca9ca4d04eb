"""Production is the default mode and refuses weak settings; a trial makes its own keys."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from canteen.config.environment import database
from canteen.config.keys import ensure_keys

ROOT = Path(__file__).resolve().parents[2]
RANDOM = "".join(f"{number * 37 % 256:02x}" for number in range(32))
STRONG = {
    "NUANCAN_SECRET_KEY": "k3J9-vQ2_xR7nB5mZ8wL1tY6pH4sD0fG-aC3eU9iO2_qW7rT5yM",
    "NUANCAN_KEYS": f"1:{RANDOM}",
    "NUANCAN_LOOKUP_KEY": RANDOM,
    "NUANCAN_QR_KEYS": f"1:{RANDOM}",
    "NUANCAN_HOSTS": "nuancan.example.org",
    "NUANCAN_DATABASE_URL": "postgres://nuancan@localhost/nuancan",
}
SHOW = "from canteen.config import settings as s; print(s.MODE, s.DEBUG, s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE)"
# Serves a file of a folder, changes it and serves it again: the length that was promised, and what came.
SERVE = """
import sys
from pathlib import Path
import django
from django.conf import settings
settings.STATICFILES_DIRS = [sys.argv[1]]
django.setup()
from django.test import Client
browser, file = Client(SERVER_NAME="127.0.0.1"), Path(sys.argv[1]) / "page.css"
for text in ("a{}", "a{color:red}"):
    file.write_text(text)
    answer = browser.get("/static/page.css")
    print(answer.headers["Content-Length"], b"".join(answer.streaming_content).decode())
"""


def load(changes: dict[str, str], code: str = SHOW, *given_to_it: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own with nothing in the environment but these."""
    given = {name: value for name, value in {**STRONG, **changes}.items() if value}
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **given}
    command = [sys.executable, "-c", code, *given_to_it]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)


def test_strong_settings_load_in_production_mode() -> None:
    done = load({})
    assert (done.returncode, done.stdout) == (0, "production False ['nuancan.example.org'] True\n"), done.stderr


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"NUANCAN_SECRET_KEY": ""}, "NUANCAN_SECRET_KEY is not set"),
        ({"NUANCAN_SECRET_KEY": "django-insecure-" + "x7" * 30}, "NUANCAN_SECRET_KEY is too weak"),
        ({"NUANCAN_SECRET_KEY": "a" * 60}, "NUANCAN_SECRET_KEY is too weak"),
        ({"NUANCAN_KEYS": ""}, "NUANCAN_KEYS is not set"),
        ({"NUANCAN_KEYS": "1:" + "00" * 32}, "NUANCAN_KEYS holds a key that is not random"),
        ({"NUANCAN_KEYS": RANDOM}, "NUANCAN_KEYS must read 1:HEX,2:HEX"),
        ({"NUANCAN_LOOKUP_KEY": "abcd"}, "NUANCAN_LOOKUP_KEY needs keys of 32 bytes"),
        ({"NUANCAN_QR_KEYS": "1:" + "zz" * 32}, "NUANCAN_QR_KEYS holds something that is not hexadecimal"),
        ({"NUANCAN_HOSTS": ""}, "NUANCAN_HOSTS must list the public names"),
        ({"NUANCAN_HOSTS": "*"}, "NUANCAN_HOSTS must list the public names"),
        ({"NUANCAN_HOSTS": "a.example.org,*.example.org"}, "NUANCAN_HOSTS must list the public names"),
        ({"DEBUG": "1"}, "DEBUG has no place in production"),
        ({"NUANCAN_NOW": "11:05"}, "A shifted clock"),
        ({"NUANCAN_CLOCK_SHIFT_S": "60"}, "A shifted clock"),
        ({"NUANCAN_DATABASE_URL": ""}, "NUANCAN_DATABASE_URL is not set"),
        ({"NUANCAN_DATABASE_URL": "sqlite:////srv/n.sqlite3?synchronous=off"}, "SQLite runs in one profile only"),
        ({"NUANCAN_DATABASE_URL": "mysql://localhost/x"}, "must begin with sqlite: or postgres:"),
        ({"NUANCAN_MODE": "debug"}, "NUANCAN_MODE is production, demo or test"),
    ],
)
def test_weak_settings_are_refused_by_name(changes: dict[str, str], words: str) -> None:
    done = load(changes)
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode != 0
    assert words in last


def test_sqlite_runs_in_the_one_profile_that_keeps_the_promises() -> None:
    options = database("sqlite:////srv/nuancan.sqlite3")["OPTIONS"]
    assert options == {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA recursive_triggers=ON;"
        "PRAGMA foreign_keys=ON;",
    }


def test_a_trial_makes_random_keys_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = ensure_keys(tmp_path / "var")
    first = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ensure_keys(tmp_path / "var").read_text() == first
    assert ensure_keys(tmp_path / "other").read_text() != first


def test_what_is_changed_while_a_trial_runs_is_served_whole(tmp_path: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "canteen.config.settings", "NUANCAN_MODE": "demo"}
    nothing_given = dict.fromkeys(STRONG, "")
    trial = {**nothing_given, **settings, "NUANCAN_VAR": str(tmp_path / "var")}
    done = load(trial, SERVE, str(tmp_path))
    assert done.stdout.splitlines() == ["3 a{}", "12 a{color:red}"], done.stderr
