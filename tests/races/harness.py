"""Lets a hundred threads go at one barrier, each on a connection of its own, and counts who waited for a lock."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from django.db import connection, connections

THREADS = 100
ROUNDS = int(
    os.environ.get("NUANCAN_TEST_RACE_ROUNDS", "12")
)  # lunches of a hundred; a wrong lock shows in each of them
_SAMPLE_S = 0.01
_HANGS_AFTER_S = 300.0
# Not pg_blocking_pids: it stops the whole lock table once for each waiter, and the race with it.
_WAITING = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"""

Job = Callable[[], Any]


@dataclass
class Tally:
    """What the watcher saw of all rounds of a race; `waited` counts an attempt once, however often it waited."""

    name: str
    rounds: int = 0
    attempts: int = 0
    waited: int = 0
    longest_queue: int = 0
    notes: list[str] = field(default_factory=list)

    def line(self) -> str:
        """One line of the report."""
        words = f"{self.name}: {self.rounds} rounds, {self.waited} of {self.attempts} attempts waited for a lock"
        return "; ".join([f"{words}, at most {self.longest_queue} at once", *self.notes])


class Crowd:
    """A hundred threads with a connection each, which stay over all races of a run: `run` lets them go at once."""

    def __init__(self) -> None:
        self._jobs: Sequence[Job] = ()
        self._results: list[Any] = []
        # Between rounds threads wait as long as a test takes to make its rows; it is the test that loses patience.
        self._start = threading.Barrier(THREADS + 1)
        self._finish = threading.Barrier(THREADS + 1)
        self._over = False
        self.watcher = Watcher()
        self._threads = [threading.Thread(target=self._work, args=(number,)) for number in range(THREADS)]

    def __enter__(self) -> Self:
        for thread in (*self._threads, self.watcher.thread):
            thread.start()
        self._finish.wait(_HANGS_AFTER_S)  # everybody is connected
        assert self.watcher.connected.wait(_HANGS_AFTER_S), "nobody watches who waits"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over = True
        if not self._start.broken:
            self._start.wait(_HANGS_AFTER_S)
        for thread in self._threads:
            thread.join()
        self.watcher.stop()

    def run(self, jobs: Sequence[Job]) -> list[Any]:
        """Let one job a thread go at the same moment; results come in the order of the jobs."""
        assert len(jobs) == THREADS
        self._jobs, self._results = jobs, [None] * THREADS
        self._start.wait(_HANGS_AFTER_S)
        self._finish.wait(_HANGS_AFTER_S)
        return self._results

    def _work(self, number: int) -> None:
        try:
            connection.ensure_connection()
            self._finish.wait()
            while True:
                self._start.wait()
                if self._over:
                    return
                try:
                    self._results[number] = self._jobs[number]()
                except Exception as error:  # noqa: BLE001 — what came of it is for the test to judge
                    self._results[number] = error
                self._finish.wait()
        except BaseException:
            self._start.abort()  # without a connection there is no race: let nobody wait for this thread
            self._finish.abort()
            raise
        finally:
            connections.close_all()


class Race:
    """One race of a crowd, round after round, with the tally of who waited.

    An exception is what came of a job as well: the test says which ones may come.
    """

    def __init__(self, name: str, crowd: Crowd) -> None:
        self.tally = Tally(name)
        self._crowd = crowd

    def run(self, jobs: Sequence[Job]) -> list[Any]:
        """Let one job a thread go at the same moment; results come in the order of the jobs."""
        with self._crowd.watcher.looking() as seen:
            results = self._crowd.run(jobs)
        self.tally.rounds += 1
        self.tally.attempts += THREADS
        self.tally.waited += len(seen.pids)
        self.tally.longest_queue = max(self.tally.longest_queue, seen.queue)
        return results


@dataclass
class Seen:
    """Which connections were seen waiting in a round, and how many at once at most."""

    pids: set[int] = field(default_factory=set)
    queue: int = 0


class Watcher:
    """Asks the server during a round, from a connection of its own, who waits for a lock just now."""

    def __init__(self) -> None:
        self.thread = threading.Thread(target=self._watch)
        self.connected = threading.Event()
        self._seen = Seen()
        self._round = threading.Event()
        self._over = threading.Event()

    @contextmanager
    def looking(self) -> Iterator[Seen]:
        """Look while the block runs."""
        self._seen = seen = Seen()
        self._round.set()
        yield seen
        self._round.clear()

    def stop(self) -> None:
        """End the thread and its connection."""
        self._over.set()
        self._round.set()
        self.thread.join()

    def _watch(self) -> None:
        try:
            with connection.cursor() as cursor:
                self.connected.set()
                while self._round.wait() and not self._over.wait(_SAMPLE_S):
                    seen = self._seen  # an answer that comes late belongs to the round it was asked in
                    cursor.execute(_WAITING)
                    waiting = {pid for (pid,) in cursor.fetchall()}
                    seen.pids |= waiting
                    seen.queue = max(seen.queue, len(waiting))
        finally:
            connections.close_all()
