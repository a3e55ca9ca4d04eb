"""A simulated sitting is one transaction: its check-ins are committed at once, and where one fails there are none."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from kiosk.operations.demo import SMALL, door, history, load, past
from kiosk.operations.take_attempt import take_within
from tests.kiosk.test_demo import counted
from tests.town import at

SATURDAY = date(2026, 11, 21)
WHOLE, CUT_ATTEMPT = 2, 4  # of the first sitting after two whole ones that has a fourth attempt, this one fails


class Cut(Exception):
    """The simulation was stopped in the middle of a sitting."""


class Watch:
    """Stands in for a sitting and for the hand-in of an attempt: notes in which transaction each runs, and cuts one."""

    def __init__(self) -> None:
        self.sittings: list[tuple[UUID, date, str]] = []
        self.transactions: list[list[str | None]] = []  # of each sitting: that of each attempt
        self.rows_before: dict[str, int] = {}
        # A test is a transaction itself; what commits outside of one is a savepoint here, open below these.
        self.outer = len(connection.savepoint_ids)

    def eat_sitting(self, *, table: history.Table, **rest: Any) -> Any:
        self.sittings.append((table.door.canteen_id, table.day, table.window.sitting))
        self.transactions.append([])
        self.rows_before = counted()
        return history.eat_sitting(table=table, **rest)

    def take_within(self, **attempt: Any) -> Any:
        own = connection.savepoint_ids[self.outer :]
        self.transactions[-1].append(own[0] if own else None)
        if len(self.sittings) > WHOLE and len(self.transactions[-1]) == CUT_ATTEMPT:
            raise Cut()
        return take_within(**attempt)


@pytest.mark.django_db
def test_a_sitting_is_committed_at_once_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()
    monkeypatch.setattr(past, "eat_sitting", watch.eat_sitting)
    monkeypatch.setattr(door, "take_within", watch.take_within)
    with pytest.raises(Cut):
        load(seed=1, now=at(11, 5, on=SATURDAY), scale=SMALL, since=SATURDAY - timedelta(days=1))
    each = [set(attempts) for attempts in watch.transactions]
    assert len(set(watch.sittings)) == len(each) > WHOLE
    assert len(watch.transactions[-1]) == CUT_ATTEMPT
    assert [len(transactions) for transactions in each] == [1] * len(each)
    assert (None in set.union(*each), len(set.union(*each))) == (False, len(each))
    # Orders of the day before, check-ins, entries: of the sitting that was cut there is nothing, of the others all.
    assert counted() == watch.rows_before
    assert watch.rows_before["kiosk_checkin"] == sum(len(attempts) for attempts in watch.transactions[:-1]) > WHOLE
