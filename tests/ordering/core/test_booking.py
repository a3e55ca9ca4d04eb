"""May it be ordered now: a table of every reason against, each at its boundary."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from canteen.core.errors import Problem
from canteen.core.sitting import ZONE
from ordering.core.booking import (
    AlreadyOrdered,
    CanteenClosed,
    MealNotOffered,
    Offer,
    PastCutOff,
    SoldOut,
    require_bookable,
    require_in_time,
)

DAY = date(2026, 11, 20)
OFFER = Offer(state="published", service_on=DAY, portions=10, taken=9, closed_on=None)
EARLY = datetime(2026, 11, 20, 9, 29, 59, tzinfo=ZONE)


def test_the_last_portion_is_bookable() -> None:
    require_bookable(OFFER, now=EARLY, ordered=False)


@pytest.mark.parametrize(
    ("offer", "now", "ordered", "problem"),
    [
        (replace(OFFER, state="draft"), EARLY, False, MealNotOffered),
        (replace(OFFER, state="withdrawn"), EARLY, False, MealNotOffered),
        (replace(OFFER, closed_on=DAY), EARLY, False, CanteenClosed),
        (replace(OFFER, closed_on=DAY - timedelta(days=9)), EARLY, False, CanteenClosed),
        (OFFER, EARLY + timedelta(seconds=1), False, PastCutOff),
        (OFFER, EARLY + timedelta(days=1), False, PastCutOff),
        (OFFER, EARLY, True, AlreadyOrdered),
        (replace(OFFER, taken=10), EARLY, False, SoldOut),
        (replace(OFFER, taken=12), EARLY, False, SoldOut),
        (replace(OFFER, taken=10), EARLY, True, AlreadyOrdered),
    ],
)
def test_a_reason_against(offer: Offer, now: datetime, ordered: bool, problem: type[Problem]) -> None:
    with pytest.raises(problem):
        require_bookable(offer, now=now, ordered=ordered)


def test_the_day_before_the_canteen_closes_is_open() -> None:
    require_bookable(replace(OFFER, closed_on=DAY + timedelta(days=1)), now=EARLY, ordered=False)


@pytest.mark.parametrize(
    ("cut_off", "last"),
    [
        (time(9, 30), datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)),
        (time(6, 0), datetime(2026, 11, 20, 6, 0, tzinfo=ZONE)),
        (None, datetime(2026, 11, 20, 0, 0, tzinfo=ZONE)),
    ],
)
def test_a_cut_off_is_local_time_of_the_service_day(cut_off: time | None, last: datetime) -> None:
    require_in_time(service_on=DAY, now=last - timedelta(microseconds=1), cut_off=cut_off)
    with pytest.raises(PastCutOff):
        require_in_time(service_on=DAY, now=last, cut_off=cut_off)
