"""The curve of a month's days: every calendar day one step, blank where days are still to come."""

from datetime import date

import pytest

from canteen.core.month import Month
from settlement.gateways.words import curve_of

NOVEMBER = Month(2026, 11)


def on(day: int) -> date:
    return date(2026, 11, day)


def test_days_that_have_not_come_are_left_blank() -> None:
    curve = curve_of(days={on(1): (1000, 500), on(3): (2000, 0)}, month=NOVEMBER, today=on(3))
    assert (curve.price, curve.funds, curve.ends) == ("0,125 34,240 69,10", "0,183 34,240 69,240", 69)


def test_a_month_that_is_over_is_drawn_to_its_end() -> None:
    curve = curve_of(days={on(30): (1200, 1200)}, month=NOVEMBER, today=date(2027, 3, 1))
    assert (curve.price.split()[-2:], curve.ends, curve.most) == (["966,240", "1000,10"], 1000, "12.00")


@pytest.mark.parametrize("today", [date(2026, 10, 31), on(1)])
def test_a_month_without_a_meal_lies_on_the_ground(today: date) -> None:
    curve = curve_of(days={}, month=NOVEMBER, today=today)
    assert (curve.price, curve.ends, curve.most) == ("0,240", 0, "0.00")


def test_below_nothing_is_drawn_on_the_ground() -> None:
    """More was taken back on a day than was eaten."""
    assert curve_of(days={on(1): (-600, 0)}, month=NOVEMBER, today=on(1)).price == "0,240"
