"""Which service date and sitting an instant belongs to, in the canteen's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Shanghai")  # D1: one installation is one government, and China has one zone

_MICROSECONDS_PER_SECOND = 1_000_000


class Sitting(StrEnum):
    """Breakfast, lunch or dinner of one service date."""

    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    DINNER = "dinner"


@dataclass(frozen=True, slots=True)
class Window:
    """When a canteen serves a sitting, in local wall time, half-open: `opens <= time < closes` on one day."""

    sitting: Sitting
    opens: time
    closes: time

    def __post_init__(self) -> None:
        """ValueError for a window that is empty or runs over midnight: a service date would be ambiguous."""
        if self.opens >= self.closes:
            raise ValueError("a window closes after it opens, on the same day")


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an instant falls: computed once per attempt and stored with what came of it."""

    service_on: date
    sitting: Sitting
    inside: bool  # False: outside every window, the nearest one was taken


@dataclass(frozen=True, slots=True)
class Served:
    """A window and the days on which it holds: from a day (included) until a day (excluded); None is open."""

    window: Window
    from_on: date
    until_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


@dataclass(frozen=True, slots=True)
class Timetable:
    """All hours a canteen has had, has and will have; whoever wants to know them asks for a day."""

    rows: tuple[Served, ...] = ()

    def on(self, day: date) -> tuple[Window, ...]:
        """Return the windows of a day; empty for a canteen whose hours nobody has entered.

        A day before the first hours (a rehearsal before the opening, a clock set back) has the hours of the first day.
        """
        first = min((row.from_on for row in self.rows), default=day)
        return tuple(row.window for row in self.rows if row.holds(max(day, first)))

    def seat_at(self, instant: datetime) -> "Seat":
        """Seat an instant by the hours of its own service day, however late it is heard of."""
        return sitting_at(instant, self.on(service_day(instant)))


def always(hours: Sequence[Window]) -> Timetable:
    """Return the timetable of a canteen whose hours never change."""
    return Timetable(tuple(Served(window, date.min) for window in hours))


# For a canteen whose hours nobody has entered yet: a meal is always served, so an instant always has a sitting.
USUAL_HOURS: Final = (
    Window(Sitting.BREAKFAST, time(6, 0), time(9, 0)),
    Window(Sitting.LUNCH, time(10, 30), time(13, 30)),
    Window(Sitting.DINNER, time(16, 0), time(19, 0)),
)


def service_day(instant: datetime) -> date:
    """The local day of an instant. ValueError for an instant without a zone: guessing one moves meals between days."""
    return _local(instant).date()


def sitting_at(instant: datetime, hours: Sequence[Window]) -> Seat:
    """Seat an instant in one of the windows of its day, whatever the hour.

    Outside all windows the nearest of the same local day is taken, of two equally near the earlier one. An instant
    never moves to another day: 23:59:59 and 00:00:01 are two service dates. `hours` empty means USUAL_HOURS.
    """
    local = _local(instant)
    at = local.time()
    windows = sorted(hours or USUAL_HOURS, key=lambda window: (window.opens, window.closes))
    inside = [window for window in windows if window.opens <= at < window.closes]
    # min() keeps the first of equals and the windows are in order of opening: a tie goes to the earlier
    nearest = inside[0] if inside else min(windows, key=lambda window: _distance(at, window))
    return Seat(local.date(), nearest.sitting, inside=bool(inside))


def seat_until(instant: datetime, hours: Sequence[Window]) -> datetime:
    """The first instant that no longer belongs to the seat of `instant`: halfway to the next window, or midnight.

    What a kiosk was told of a sitting, prices above all, is good until then. UTC.
    """
    seat, local = sitting_at(instant, hours), _local(instant)
    windows = sorted(hours or USUAL_HOURS, key=lambda window: (window.opens, window.closes))
    midnight = datetime.combine(seat.service_on + timedelta(days=1), time(0), tzinfo=ZONE)
    day = datetime.combine(seat.service_on, time(0), tzinfo=ZONE)
    # Halfway itself is the earlier sitting's still.
    halves = (
        day + timedelta(microseconds=max(_halfway(one, two), _microseconds(one.closes)))
        for one, two in pairwise(windows)
    )
    return next((half for half in halves if half > local), midnight).astimezone(UTC)


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(ZONE)


def _halfway(one: Window, two: Window) -> int:
    return (_microseconds(one.closes) + _microseconds(two.opens)) // 2 + 1


def _distance(at: time, window: Window) -> int:
    """Microseconds from a time of day outside the window to its nearer edge."""
    if at < window.opens:
        return _microseconds(window.opens) - _microseconds(at)
    return _microseconds(at) - _microseconds(window.closes)


def _microseconds(at: time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * _MICROSECONDS_PER_SECOND + at.microsecond
