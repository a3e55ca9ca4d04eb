"""Each race gets a hundred connected threads; what waited for locks is told at the end of the run."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.races.harness import THREADS, Race

_REPORT: list[str] = []


@pytest.fixture
def race(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[Race]:
    """A hundred threads, named after the test."""
    with Race(request.node.name.removeprefix("test_").replace("_", " ")) as race:
        yield race
    _REPORT.append(race.tally.line())
    # One short round may pass between two looks of the watcher; several never do.
    assert race.tally.waited > 0 or race.tally.rounds == 1, "nobody waited for anybody: that was no race"


@pytest.fixture(autouse=True)
def _durable(transactional_db: None) -> None:
    """Say once what the cluster promises: `make races` runs on one that keeps what it acknowledged."""
    if _REPORT:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, commit = cursor.fetchone()
    _REPORT.append(f"{THREADS} connections, fsync {fsync}, synchronous_commit {commit}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the report."""
    if _REPORT:
        terminalreporter.section("races")
        for line in _REPORT:
            terminalreporter.write_line(line)
