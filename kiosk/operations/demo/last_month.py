"""Ends the trial's last month as people do: handed in, sealed by a second person, questioned at one canteen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.month import Month
from canteen.core.sitting import ZONE
from kiosk.operations.demo import habits
from kiosk.operations.demo.door import Door
from kiosk.operations.demo.registry import Hall, Registry
from kiosk.operations.months import submit_month
from kiosk.queries.signing import signing_of
from settlement.operations.questions import question_books
from settlement.operations.seal import approve_books
from settlement.queries.months import books_list
from settlement.queries.statement import statement_of

OPEN: Final = "open"
SUBMITTED: Final = "submitted"
SEALED: Final = "sealed"
QUESTIONED: Final = "questioned"
QUESTION: Final = "{day}这 {count} 份，请核对是否本人到店用餐、有无代领，并说明情况。"
MOST_ASKED_ABOUT: Final = 3


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is done about last month on one of the first days of this one."""

    on: date
    verb: str
    hall: Hall


def last_month_of(hall: Hall) -> str:
    """Return the state in which a canteen's last month stands: the main one's is left to whoever tries the screens."""
    rank = hall.plan.rank
    if rank < 4:
        return (OPEN, QUESTIONED, SUBMITTED, SEALED)[rank]
    return SUBMITTED if rank % habits.SUBMITTED_EVERY == 0 else SEALED


def has_spare(hall: Hall) -> bool:
    """Say whether a canteen took its last guests of last month with a spare device that was then forgotten."""
    return hall.plan.rank % habits.LATE_EVERY == 1


def steps(*, registry: Registry, this: Month) -> list[Step]:
    """What is to be done, in the order of days."""
    return sorted(_steps(registry, this), key=lambda step: (step.on, step.hall.plan.rank))


def _steps(registry: Registry, this: Month) -> Iterator[Step]:
    for hall in registry.halls:
        state = last_month_of(hall)
        if state != OPEN:
            yield Step(_day(this, habits.SUBMITTED_ON), "submit", hall)
        if state == SEALED:
            yield Step(_day(this, habits.APPROVED_ON), "approve", hall)
        if state == QUESTIONED:
            yield Step(_day(this, habits.QUESTIONED_ON), "question", hall)
        if has_spare(hall):
            yield Step(_day(this, habits.FOUND_ON), "find", hall)


@transaction.atomic
def take_step(
    *, step: Step, registry: Registry, books_id: UUID | None, door: Door, spare: Door | None, now: datetime
) -> None:
    """Do it, not before its hour and not after `now`, which is where the trial begins."""
    at = min(datetime.combine(step.on, time(9, 30), tzinfo=ZONE), now)
    if step.verb == "find":
        if spare is not None:
            spare.deliver(at)
            spare.call(at)
        return
    if books_id is None:
        return
    if step.verb == "submit":
        door.call(at)  # switched on for it, where the canteen cooks on two days a week
        manager = registry.actor(step.hall.manager, step.on)
        shown = signing_of(actor=manager, books_id=books_id, on=step.on)
        signed = {"seen_digest": shown.digest, "seen_mark": shown.mark}
        submit_month(actor=manager, books_id=books_id, **signed, now=at, reason="按月报账")
        return
    finance = registry.actor("finance", step.on)
    seen = statement_of(actor=finance, books_id=books_id)
    if step.verb == "approve":
        approve_books(actor=finance, books_id=books_id, seen_digest=seen.digest, now=at, reason="核对无误")
        return
    day = seen.meals[-1].service_on if seen.meals else None
    about = [row for row in seen.meals if row.service_on == day][-MOST_ASKED_ABOUT:]
    text = QUESTION.format(day=f"{day.month}月{day.day}日" if day else "上月", count=len(about))
    question_books(actor=finance, books_id=books_id, text=text, entry_ids=[row.entry_id for row in about], now=at)


def books_of(*, registry: Registry, month: Month, on: date) -> dict[UUID, UUID]:
    """Return the books of a month, by canteen; the tenures of the trial change in no month."""
    found = (listed.books for listed in books_list(actor=registry.actor("finance", on)))
    return {books.canteen_id: books.id for books in found if books.month == month}


def _day(month: Month, number: int) -> date:
    return month.first + timedelta(days=number - 1)
