"""How many come to which sitting, worked out of the habits: what kitchens, allotments and regulars are sized by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from canteen.core.month import Month
from canteen.core.sitting import Sitting, Window
from kiosk.operations.demo import habits
from kiosk.operations.demo.gazetteer import DINNER
from kiosk.operations.demo.registry import Hall
from kiosk.operations.demo.scale import Scale

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Forecast:
    """Diners at the best lunch of each canteen; everything else is a share of that."""

    best: Mapping[UUID, float]

    def diners(self, hall: Hall, day: date, window: Window) -> float:
        """How many come to one sitting, on the average; none on a day the canteen is closed."""
        if not is_open(hall=hall, day=day):
            return 0.0
        return self.best[hall.canteen_id] * _weight(day, window)

    def meals(self, hall: Hall, month: Month) -> float:
        """How many meals of a month."""
        return sum(
            self.diners(hall, day, window)
            for day in days(first=month.first, end=month.next_first)
            for window in hall.plan.hours
        )


def forecast(*, scale: Scale, halls: tuple[Hall, ...], first: date, end: date) -> Forecast:
    """Share the check-ins of the scale among the sittings from `first` until before `end`."""
    visits = scale.check_ins * _HUNDRED / (_HUNDRED + habits.BESIDE_PERCENT)
    dense = [hall for hall in halls if hall.plan.dense]
    sparse = [hall for hall in halls if not hall.plan.dense]
    parts = [(dense, _HUNDRED - scale.sparse_percent), (sparse, scale.sparse_percent)] if sparse else [(dense, 100)]
    best: dict[UUID, float] = {}
    for group, percent in parts:
        sizes = {hall.canteen_id: _size(hall) for hall in group}
        weight = sum(
            sizes[hall.canteen_id] * _weight(day, window)
            for hall in group
            for day in days(first=first, end=end)
            if is_open(hall=hall, day=day)
            for window in hall.plan.hours
        )
        share = visits * percent / _HUNDRED / weight if weight else 0.0
        best |= {canteen_id: size * share for canteen_id, size in sizes.items()}
    return Forecast(best)


def is_open(*, hall: Hall, day: date) -> bool:
    """Say whether a canteen cooks on a day."""
    if hall.plan.dense:
        return True
    return day.weekday() in habits.SPARSE_WEEKDAYS[hall.plan.rank % len(habits.SPARSE_WEEKDAYS)]


def days(*, first: date, end: date) -> Iterator[date]:
    """Yield the days from `first` until before `end`."""
    while first < end:
        yield first
        first += timedelta(days=1)


def _weight(day: date, window: Window) -> float:
    percent = habits.WEEKDAY_PERCENT[day.weekday()] / _HUNDRED
    return percent * habits.DINNER_PERCENT / _HUNDRED if window.sitting is Sitting(DINNER.sitting) else percent


def _size(hall: Hall) -> float:
    sizes = habits.SIZE_PERCENT
    return sizes[hall.plan.rank] / _HUNDRED if hall.plan.rank < len(sizes) else 1.0
