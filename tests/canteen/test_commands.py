"""Founding from the command line, and verifying the chain from there."""

import io

import pytest
from django.core.management import CommandError, call_command

from canteen.models import Region, Staff
from canteen.operations.deed_chain import link_deeds
from canteen.queries.deeds import head
from tests.county import NOW, WORD, county

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_an_installation_is_founded_once_by_password_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("found", "--login", "first", "--name", "首任", "--region", "南浔区", "--level", "district")
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(CommandError, match="password"):
        run(*words)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORD}\n"))
    run(*words)
    assert (Staff.objects.get().check_password(WORD), Region.objects.get().name) == (True, "南浔区")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORD}\n"))
    with pytest.raises(CommandError, match="already"):
        run(*words)


def test_a_chain_is_verified_against_a_head_kept_elsewhere() -> None:
    assert run("verify_deeds") == "whole; no deed is linked yet\n"
    county()
    link_deeds(now=NOW)
    last = head()
    assert last is not None
    assert run("verify_deeds") == f"whole; head {last.sequence}:{last.digest}\n"
    assert run("verify_deeds", "--head", f"{last.sequence}:{last.digest}").startswith("whole")
    with pytest.raises(CommandError, match="missing"):
        run("verify_deeds", "--head", f"{last.sequence + 1}:{last.digest}")
    with pytest.raises(CommandError, match="SEQUENCE"):
        run("verify_deeds", "--head", "x")
