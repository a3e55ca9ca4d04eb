"""When canteens serve: their timetable with all its days, for whoever seats an instant or shows a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Final
from uuid import UUID

from canteen.core.sitting import Served, Sitting, Timetable, Window
from canteen.models.sql import rows

COLUMNS: Final = ("sitting", "opens", "closes", "from_on", "until_on")

_HOURS = f"SELECT {', '.join(COLUMNS)} FROM canteen_hours WHERE canteen_id = %s"


@dataclass(frozen=True, slots=True)
class HoursSeen:
    """Hours of one sitting that hold on a day, or from a later one on."""

    sitting: str
    opens: time
    closes: time
    from_on: date
    until_on: date | None
    in_force: bool


def hours_of(*, canteen_id: UUID) -> Timetable:
    """Return a canteen's timetable; empty when nobody has entered its hours yet. One statement."""
    return timetable(found=rows(_HOURS, (canteen_id,)))


def timetable(*, found: Iterable[tuple[str, time, time, date, date | None]]) -> Timetable:
    """Return the timetable that rows of `COLUMNS` make."""
    return Timetable(
        tuple(
            Served(Window(Sitting(sitting), opens, closes), since, until)
            for sitting, opens, closes, since, until in found
        )
    )


def hours_seen(*, canteen_id: UUID, on: date) -> tuple[HoursSeen, ...]:
    """Return what a canteen serves on a day and later, by sitting, then by day; what has ended is left out."""
    order = list(Sitting)
    found = [
        HoursSeen(
            row.window.sitting.value, row.window.opens, row.window.closes, row.from_on, row.until_on, row.holds(on)
        )
        for row in hours_of(canteen_id=canteen_id).rows
        if row.until_on is None or row.until_on > on
    ]
    return tuple(sorted(found, key=lambda each: (order.index(Sitting(each.sitting)), each.from_on)))
