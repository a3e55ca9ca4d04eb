"""Hours are dated: a change holds from a day on, earlier days keep theirs, and no two hold at once (D3)."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canteen.core.scope import OutOfScope, Role
from canteen.core.sitting import Sitting, Window
from canteen.models import Deed, Hours
from canteen.operations.hours import change_hours
from canteen.operations.places import BadPlace
from canteen.queries.hours import hours_of, hours_seen
from tests.county import DAY, HOURS, NOW, SINCE, County, county

LUNCH, DINNER = Sitting.LUNCH, Sitting.DINNER
LATER, EVENING = Window(LUNCH, time(11), time(14)), Window(DINNER, time(17), time(19))
SOON, THEN = DAY + timedelta(days=1), DAY + timedelta(days=9)

Changes = Mapping[Sitting, Window | None]
Rows = list[tuple[str, str, date, date | None]]


@pytest.fixture
def made(db: None) -> County:
    return county()


def change(made: County, hours: Changes, from_on: date = DAY, reason: str = "") -> None:
    actor = made.here.actor(Role.CLERK)
    change_hours(actor=actor, canteen_id=made.here.canteen_id, hours=hours, from_on=from_on, now=NOW, reason=reason)


def held(made: County) -> Rows:
    rows = Hours.objects.filter(canteen_id=made.here.canteen_id).order_by("sitting", "from_on")
    return [(row.sitting, f"{row.opens:%H:%M}-{row.closes:%H:%M}", row.from_on, row.until_on) for row in rows]


def test_a_change_holds_from_its_day_and_drops_what_was_to_come(made: County) -> None:
    change(made, {LUNCH: LATER}, THEN, reason="冬令")
    assert held(made) == [("lunch", "10:30-13:30", SINCE, THEN), ("lunch", "11:00-14:00", THEN, None)]
    deed = Deed.objects.get(verb="change hours")
    assert (deed.subject_id, deed.reason) == (made.here.canteen_id, "冬令")
    assert deed.detail == {
        "from_on": THEN.isoformat(), "former": {"lunch": "10:30-13:30"}, "hours": {"lunch": "11:00-14:00"},
    }  # fmt: skip
    seen = [(each.sitting, each.from_on, each.in_force) for each in hours_seen(canteen_id=made.here.canteen_id, on=DAY)]
    assert seen == [("lunch", SINCE, True), ("lunch", THEN, False)]
    change(made, {DINNER: EVENING}, SOON)
    assert held(made)[1:] == [("lunch", "10:30-13:30", SINCE, THEN), ("lunch", "11:00-14:00", THEN, None)]
    change(made, {LUNCH: HOURS[0], DINNER: EVENING}, SOON)  # as they are: nothing is to come any more
    assert held(made) == [("dinner", "17:00-19:00", SOON, None), ("lunch", "10:30-13:30", SINCE, None)]
    change(made, {LUNCH: None}, SOON)
    assert held(made) == [("dinner", "17:00-19:00", SOON, None), ("lunch", "10:30-13:30", SINCE, SOON)]
    assert hours_of(canteen_id=made.here.canteen_id).on(SOON) == (EVENING,)
    assert hours_of(canteen_id=made.here.canteen_id).on(DAY) == HOURS


def test_what_began_today_is_changed_again_today(made: County) -> None:
    change(made, {LUNCH: LATER, DINNER: EVENING})
    change(made, {LUNCH: HOURS[0], DINNER: None})
    assert held(made) == [("lunch", "10:30-13:30", SINCE, DAY), ("lunch", "10:30-13:30", DAY, None)]


def test_the_past_stays_and_a_canteen_serves_something(made: County) -> None:
    before = held(made)
    for hours, from_on in (({LUNCH: LATER}, DAY - timedelta(days=1)), ({LUNCH: None}, DAY)):
        with pytest.raises(BadPlace):
            change(made, hours, from_on)
    with pytest.raises(OutOfScope):
        change_hours(
            actor=made.there.actor(Role.CLERK), canteen_id=made.here.canteen_id, hours={}, from_on=DAY, now=NOW
        )
    assert held(made) == before
    assert not Deed.objects.filter(verb="change hours").exists()


@pytest.mark.parametrize(
    ("days", "stands"),
    [((-9, None), False), ((-9, 1), False), ((3, 5), False), ((9, None), False), ((10, None), True), ((-9, 0), True)],
)
def test_the_database_refuses_hours_that_overlap(made: County, days: tuple[int, int | None], stands: bool) -> None:
    """Those of the day hold for ten days; `days` count from the first."""
    end = DAY + timedelta(days=10)
    Hours.objects.filter(canteen_id=made.here.canteen_id).update(from_on=DAY, until_on=end)
    first, last = DAY + timedelta(days=days[0]), None if days[1] is None else DAY + timedelta(days=days[1])
    given = {"canteen_id": made.here.canteen_id, "opens": time(11), "closes": time(12)}
    other = Hours(**given, sitting="dinner", from_on=first, until_on=last)
    other.save(force_insert=True)
    row = Hours(**given, sitting="lunch", from_on=first, until_on=last)
    if stands:
        row.save(force_insert=True)
        return
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        row.save(force_insert=True)
    other.sitting = "lunch"
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        other.save()


WINDOWS = {
    each: st.none() | st.sampled_from([Window(each, time(hour), time(hour + 2)) for hour in (6, 7)]) for each in Sitting
}
CHANGES = st.lists(
    st.tuples(st.integers(0, 6), st.fixed_dictionaries({LUNCH: WINDOWS[LUNCH]}, optional={DINNER: WINDOWS[DINNER]})),
    min_size=1,
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_however_hours_are_changed_a_day_has_what_was_said_last(
    made: County, changes: list[tuple[int, dict[Sitting, Window | None]]]
) -> None:
    """And the periods of one sitting never overlap."""
    days = [DAY + timedelta(days=number) for number in range(8)]
    expected: dict[date, dict[Sitting, Window | None]] = {day: {LUNCH: HOURS[0]} for day in days}
    with transaction.atomic():
        for number, hours in changes:
            if not any({**expected[days[number]], **hours}.values()):
                with pytest.raises(BadPlace):
                    change(made, hours, days[number])
                continue
            change(made, hours, days[number])
            expected |= {day: {**expected[day], **hours} for day in days[number:]}
        served = hours_of(canteen_id=made.here.canteen_id)
        transaction.set_rollback(True)
    for day in days:
        assert set(served.on(day)) == {window for window in expected[day].values() if window}
    for sitting in Sitting:
        periods = sorted((row.from_on, row.until_on) for row in served.rows if row.window.sitting is sitting)
        assert all(until is not None and until <= since for (_, until), (since, _) in pairwise(periods))
