"""Starting the trial: where it is refused, which port it takes, how `make demo CHECKINS=…` reaches what is loaded."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from canteen.config.keys import ensure_keys
from kiosk.gateways.children import free_port
from kiosk.management.commands import demo
from tests.house.source import ROOT


def test_it_refuses_where_nobody_asked_for_a_trial() -> None:
    with pytest.raises(CommandError, match="NUANCAN_MODE=demo"):
        call_command("demo")


def test_it_says_so_when_the_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MODE", "demo")
    monkeypatch.setattr(demo, "free_port", lambda port: None)
    with pytest.raises(CommandError, match=r"Port 8000 is taken.*PORT=8001"):
        call_command("demo", port=8000)


def test_it_knows_no_town_of_another_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MODE", "demo")
    with pytest.raises(CommandError, match="NUANCAN_TOWN is full or small"):
        call_command("demo", port=0, town="huge")
    with pytest.raises(CommandError, match="CHECKINS a number"):
        call_command("demo", port=0, check_ins=0)


STARTED = """
import django, sys
django.setup()
from django.core.management import call_command
from kiosk.management.commands import demo
def loaded(self, folder, seed, scale):
    print(scale.name, scale.check_ins)
    sys.exit()
demo.Command._sheet = loaded
call_command("demo", port=0)
"""


def asked_of_the_trial(*given: str) -> str:
    """What the recipe of `make demo` puts into the environment as the number of check-ins."""
    recipe = subprocess.run(["make", "-n", "demo", *given], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    [number] = re.findall(r"NUANCAN_CHECKINS=(\w*)", recipe)
    return str(number)


def test_make_says_how_many_come_and_the_trial_hears_it(tmp_path: Path) -> None:
    """From `make demo CHECKINS=25000` over the environment and the settings to the scale that is loaded."""
    assert asked_of_the_trial() == ""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "canteen.config.settings",
        "NUANCAN_MODE": "demo",
        "NUANCAN_VAR": str(tmp_path),
        "NUANCAN_ENV_FILE": str(ensure_keys(tmp_path)),
        "NUANCAN_CHECKINS": asked_of_the_trial("CHECKINS=25000"),
    }
    done = subprocess.run(
        [sys.executable, "-c", STARTED], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("full 25000", 0), done.stderr


def test_any_free_port_is_found() -> None:
    found = free_port(0)
    assert found is not None
    assert free_port(found) == found
