"""Turns a lane that did not run into a failure, where `NUANCAN_STRICT=1`: there a skip proves nothing.

`NUANCAN_TEST_EXPECT` names the markers (`postgres`, `race`, `browser`) of which this run must pass at least one test.
"""

import os
from collections import Counter

import pytest

GUARDED = ("postgres", "race", "browser")


class Strictness:
    """Counts what ran and what was skipped of the guarded markers, and decides what that means for the run."""

    def __init__(self, expected: list[str]) -> None:
        self.expected = expected
        self.passed: Counter[str] = Counter()
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        markers = [marker for marker in GUARDED if marker in report.keywords]
        if report.skipped and markers:
            self.skipped.append(report.nodeid)
        if report.passed and report.when == "call":
            self.passed.update(markers)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:  # a whole module that left before its tests were known
            self.skipped.append(report.nodeid)

    def problems(self) -> list[str]:
        """Return why this run proves less than it should, a line each; empty when it proves it all."""
        missing = [f"no test marked {marker} passed" for marker in self.expected if not self.passed[marker]]
        return missing + [f"skipped: {nodeid}" for nodeid in self.skipped]

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.problems() and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for problem in self.problems():
            terminalreporter.write_line(f"STRICT: {problem}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Watch the run from the process that decides its exit code, not from the workers of pytest-xdist."""
    if os.environ.get("NUANCAN_STRICT") == "1" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Strictness(os.environ.get("NUANCAN_TEST_EXPECT", "").split()), "strictness")
