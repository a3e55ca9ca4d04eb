"""Questions and cash shifts as they were before a migration rewrote them, and as it left them."""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

BEFORE: Final = ("settlement", "0015_shifts_say_what_was_missing")
ASKED: Final = "0014_questions_hold_no_persons_number"
COUNTED: Final = "0016_closed_shifts_are_summed_up"
NUMBER: Final = "330503194005011212"  # a check digit that does not fit
RECORDED: Final = datetime(2026, 11, 5, 1, tzinfo=UTC)

Rows = dict[UUID, dict[str, Any]]


def walk_questions(canteen_id: UUID, organisation_id: UUID) -> tuple[Rows, Rows]:
    """Questions before and after their words are masked, one of them answered; their guard stands again."""
    names = sorted(name for room, name in MigrationLoader(None).disk_migrations if room == "settlement")
    former = names[names.index(ASKED) - 1]
    MigrationExecutor(connection).migrate([("settlement", former)])
    apps: Any = MigrationLoader(connection).project_state(("settlement", former)).apps
    one, other = (apps.get_model("canteen", "Staff").objects.create(login=f"{at}", name=f"{at}") for at in range(2))
    placed = {"canteen_id": canteen_id, "organisation_id": organisation_id}
    books = apps.get_model("settlement", "Books").objects.create(month=date(2026, 11, 1), opened_at=RECORDED, **placed)
    questions = apps.get_model("settlement", "Question").objects
    answered = {"answered_by": other, "answered_at": RECORDED, "answer": f"本人 {NUMBER}"}
    questions.create(books=books, asked_by=one, asked_at=RECORDED, text=f"{NUMBER} 是谁？", **answered)
    questions.create(books=books, asked_by=one, asked_at=RECORDED, text="没有号码")
    before = _rows(apps, "Question")
    MigrationExecutor(connection).migrate([("settlement", ASKED)])
    with pytest.raises(IntegrityError):
        questions.update(text="?")
    return before, _rows(apps, "Question")


def walk_shifts(canteen_id: UUID, elder_id: UUID) -> tuple[Rows, Rows]:
    """Shifts before and after they are summed up: one that was closed with 1.50 too little, and one that is open."""
    MigrationExecutor(connection).migrate([BEFORE])
    apps: Any = MigrationLoader(connection).project_state(BEFORE).apps
    one, other = apps.get_model("canteen", "Staff").objects.filter(login__in="01").order_by("login")
    shifts = apps.get_model("settlement", "Shift").objects
    at = {"canteen_id": canteen_id, "opened_at": RECORDED, "float_fen": 5000}
    closed = shifts.create(staff=one, closed_at=RECORDED, counted_fen=5250, **at)
    shifts.create(staff=other, **at)
    drawer, due = (
        apps.get_model("settlement", "Account").objects.create(address=address)
        for address in (f"shift/{closed.id}/cash", f"elder/{elder_id}/due")
    )
    for fen, debit, credit in ((1000, drawer, due), (600, due, drawer)):
        entry = apps.get_model("settlement", "Entry").objects.create(kind="tender", shift=closed, recorded_at=RECORDED)
        apps.get_model("settlement", "Posting").objects.create(
            entry=entry, position=0, debit=debit, credit=credit, fen=fen
        )
    apps.get_model("canteen", "Deed").objects.create(
        at=RECORDED, staff=other, verb="close", subject_kind="shift", subject_id=closed.id, reason="找错了钱"
    )
    before = _rows(apps, "Shift")
    MigrationExecutor(connection).migrate([("settlement", COUNTED)])
    return before, _rows(apps, "Shift")


def _rows(apps: Any, table: str) -> Rows:
    return {row["id"]: row for row in apps.get_model("settlement", table).objects.order_by("id").values()}
