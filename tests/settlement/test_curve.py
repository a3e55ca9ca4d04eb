"""The curve of a month's days: each one step, a gap where nothing was eaten, blank where days are to come."""

from datetime import date

import pytest

from canteen.core.month import Month
from settlement.gateways.words import Run, curve_of

NOVEMBER = Month(2026, 11)  # thirty days, 33⅓ wide each


def on(day: int) -> date:
    return date(2026, 11, day)


def test_days_on_end_are_a_line_and_a_day_alone_is_a_bar() -> None:
    days = {on(1): (1000, 500), on(2): (2000, 0), on(5): (1500, 750)}
    curve = curve_of(days=days, month=NOVEMBER, today=on(6))
    assert curve.runs == [
        Run(begins=17, ends=50, price="17,125 50,10", funds="17,183 50,240"),
        Run(begins=140, ends=160, price="140,68 160,68", funds="140,154 160,154"),
    ]
    assert (curve.has_gaps, curve.most) == (True, "20.00")


@pytest.mark.parametrize(("today", "gap"), [(on(2), False), (on(3), True), (date(2027, 3, 1), True)])
def test_a_day_that_has_not_come_is_no_gap(today: date, gap: bool) -> None:
    curve = curve_of(days={on(1): (1200, 1200), on(2): (1200, 0)}, month=NOVEMBER, today=today)
    assert (len(curve.runs), curve.has_gaps) == (1, gap)


def test_a_month_that_is_over_is_drawn_to_its_end() -> None:
    days = {on(day): (1200, 1200) for day in range(1, 31)}
    curve = curve_of(days=days, month=NOVEMBER, today=date(2027, 3, 1))
    assert [(run.begins, run.ends) for run in curve.runs] == [(17, 983)]
    assert (curve.has_gaps, curve.most) == (False, "12.00")


@pytest.mark.parametrize("today", [date(2026, 10, 31), on(1)])
def test_a_month_without_a_meal_draws_nothing(today: date) -> None:
    curve = curve_of(days={}, month=NOVEMBER, today=today)
    assert (curve.runs, curve.has_gaps, curve.most) == ([], False, "0.00")


def test_below_nothing_is_drawn_on_the_ground() -> None:
    """More was taken back on a day than was eaten."""
    (run,) = curve_of(days={on(1): (-600, 0)}, month=NOVEMBER, today=on(1)).runs
    assert run.price == "7,240 27,240"
