"""Each race gets a hundred connected threads; what waited for locks is told at the end of the run."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.races.harness import THREADS, Crowd, Race

_TOLD: dict[str, None] = {}  # lines of the report, each once


@pytest.fixture(scope="session")
def crowd(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Crowd]:
    """A hundred threads, connected once: a race between old connections is no less a race."""
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            crowd = stack.enter_context(Crowd())
        yield crowd


@pytest.fixture
def race(request: pytest.FixtureRequest, crowd: Crowd, transactional_db: None) -> Iterator[Race]:
    """A race of the hundred, named after the test."""
    # Carried by the test's own report, for it may run in a worker of pytest-xdist.
    told = request.node.user_properties
    told.append(("race", promised()))
    race = Race(request.node.name.removeprefix("test_").replace("_", " "), crowd)
    yield race
    told.append(("race", race.tally.line()))
    # One short round may pass between two looks of the watcher; several never do.
    assert race.tally.waited > 0 or race.tally.rounds == 1, "nobody waited for anybody: that was no race"


def promised() -> str:
    """What the cluster promises: `make races` runs on one that keeps what it acknowledged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, commit = cursor.fetchone()
    return f"{THREADS} connections, fsync {fsync}, synchronous_commit {commit}"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Gather what each race told, wherever it ran."""
    if report.when == "teardown":
        _TOLD.update({str(line): None for name, line in report.user_properties if name == "race"})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the report."""
    if _TOLD:
        terminalreporter.section("races")
        for line in _TOLD:
            terminalreporter.write_line(line)
