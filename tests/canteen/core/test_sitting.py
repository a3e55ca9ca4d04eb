"""Sittings: every instant has one, at the seconds where days and windows meet too."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.sitting import (
    USUAL_HOURS,
    ZONE,
    Seat,
    Served,
    Sitting,
    Timetable,
    Window,
    always,
    seat_until,
    service_day,
    sitting_at,
)

LUNCH = Window(Sitting.LUNCH, time(10, 30), time(13, 30))
DINNER = Window(Sitting.DINNER, time(16, 30), time(18, 30))
HOURS = (DINNER, LUNCH)  # in no particular order, as rows come
DAY = date(2026, 11, 21)
B, L, D = Sitting.BREAKFAST, Sitting.LUNCH, Sitting.DINNER


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "sitting", "inside"),
    [
        ("00:00:00", L, False),
        ("00:00:01", L, False),
        ("10:29:59.999999", L, False),
        ("10:30:00", L, True),
        ("13:29:59.999999", L, True),
        ("13:30:00", L, False),
        ("14:59:59", L, False),
        ("15:00:00", L, False),  # as far from lunch as from dinner: the earlier
        ("15:00:00.000001", D, False),
        ("16:29:59", D, False),
        ("16:30:00", D, True),
        ("18:30:00", D, False),
        ("23:59:59", D, False),
    ],
)
def test_an_instant_belongs_to_the_nearest_window(clock: str, sitting: Sitting, inside: bool) -> None:
    assert sitting_at(at(clock), HOURS) == Seat(DAY, sitting, inside)


def test_one_second_to_either_side_of_midnight_is_two_service_dates() -> None:
    before, after = sitting_at(at("23:59:59"), HOURS), sitting_at(at("23:59:59") + timedelta(seconds=2), HOURS)
    assert (before, after) == (Seat(DAY, D, False), Seat(date(2026, 11, 22), L, False))


def test_the_service_date_is_local_and_not_that_of_utc() -> None:
    assert sitting_at(datetime(2026, 11, 20, 16, 0, 0, tzinfo=UTC), HOURS).service_on == DAY
    assert sitting_at(datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), HOURS).service_on == date(2026, 11, 20)
    assert service_day(datetime(2026, 10, 31, 16, 0, 0, tzinfo=UTC)) == date(2026, 11, 1)


def test_the_zone_an_instant_is_written_in_changes_nothing() -> None:
    instant = at("11:05")
    assert sitting_at(instant.astimezone(timezone(timedelta(hours=-11))), HOURS) == Seat(DAY, L, True)


def test_where_windows_overlap_the_one_that_opened_first_holds() -> None:
    late_breakfast = Window(B, time(6), time(11))
    assert sitting_at(at("10:45"), (LUNCH, late_breakfast)) == Seat(DAY, B, True)


def test_at_the_moment_one_window_closes_and_the_next_opens_the_next_holds() -> None:
    assert sitting_at(at("13:30"), (LUNCH, Window(D, time(13, 30), time(20)))) == Seat(DAY, D, True)


def test_a_canteen_without_hours_gets_the_usual_ones() -> None:
    assert sitting_at(at("07:00"), ()) == Seat(DAY, B, True)
    assert sitting_at(at("11:05"), ()) == sitting_at(at("11:05"), USUAL_HOURS)


@pytest.mark.parametrize("closes", [time(10, 30), time(9), time(0)])
def test_a_window_that_is_empty_or_runs_over_midnight_cannot_exist(closes: time) -> None:
    with pytest.raises(ValueError, match="closes after it opens"):
        Window(L, time(10, 30), closes)


@pytest.mark.parametrize("seat", [lambda naive: sitting_at(naive, HOURS), service_day])
def test_an_instant_without_a_zone_is_an_error(seat: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="zone"):
        seat(datetime(2026, 11, 21, 11, 5))  # noqa: DTZ001 — the mistake under test


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)), st.permutations(USUAL_HOURS))  # noqa: DTZ001  # the zone is added
def test_every_instant_has_one_seat_on_its_own_day_whatever_the_order_of_rows(
    instant: datetime, hours: list[Window]
) -> None:
    seat = sitting_at(instant, hours)
    local = instant.astimezone(ZONE)
    inside = [window.sitting for window in hours if window.opens <= local.time() < window.closes]
    assert seat == sitting_at(instant, USUAL_HOURS)
    assert (seat.service_on, seat.inside) == (local.date(), bool(inside))
    assert not inside or inside == [seat.sitting]


OVERLAPPING = (Window(Sitting.LUNCH, time(10), time(14)), Window(Sitting.DINNER, time(13), time(18)))


@pytest.mark.parametrize("hours", [USUAL_HOURS, OVERLAPPING, USUAL_HOURS[1:2]])
@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001  # the zone is added
def test_a_seat_lasts_to_the_microsecond_before_its_end(hours: tuple[Window, ...], instant: datetime) -> None:
    until = seat_until(instant, hours)
    before, after = sitting_at(until - timedelta(microseconds=1), hours), sitting_at(until, hours)
    seat = sitting_at(instant, hours)
    assert until > instant
    assert (before.service_on, before.sitting) == (seat.service_on, seat.sitting)
    assert (after.service_on, after.sitting) != (seat.service_on, seat.sitting)


def test_an_instant_is_seated_by_the_hours_of_its_own_day() -> None:
    """From tomorrow on lunch begins at noon, and dinner is served no more."""
    tomorrow, noon = DAY + timedelta(days=1), Window(Sitting.LUNCH, time(12), time(14))
    served = Timetable(
        (Served(LUNCH, DAY, tomorrow), Served(DINNER, DAY, tomorrow), Served(noon, tomorrow)),
    )
    assert [served.on(day) for day in (DAY, tomorrow)] == [(LUNCH, DINNER), (noon,)]
    assert served.on(DAY - timedelta(days=400)) == (LUNCH, DINNER)  # before the first: those of the first day
    late = at("23:59:59")
    assert served.seat_at(late) == Seat(DAY, Sitting.DINNER, inside=False)
    assert served.seat_at(late + timedelta(seconds=1)) == Seat(tomorrow, Sitting.LUNCH, inside=False)
    assert Timetable().seat_at(late) == always(USUAL_HOURS).seat_at(late) == Seat(DAY, Sitting.DINNER, inside=False)
