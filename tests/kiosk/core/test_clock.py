"""Device clocks: whatever they show, an attempt lands at an instant no later than its arrival, with a mark (K4)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.clock import AHEAD_TOLERATED, LONGEST_QUEUE, Corrected, Trust, corrected

NOW = datetime(2026, 11, 21, 4, 0, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def ms(of: timedelta) -> int:
    return of // timedelta(milliseconds=1)


@pytest.mark.parametrize("wrong_by", [timedelta(0), -DAY, DAY, -20_000 * DAY, 8 * HOUR])
def test_a_clock_that_is_wrong_but_steady_does_no_harm(wrong_by: timedelta) -> None:
    sent_at = NOW + wrong_by
    made_at = sent_at - 3 * HOUR
    reckoned = corrected(made_at=made_at, offset_ms=None, sent_at=sent_at, now=NOW)
    trusted = corrected(made_at=made_at, offset_ms=ms(-wrong_by), sent_at=sent_at, now=NOW)
    assert (reckoned, trusted) == (
        Corrected(NOW - 3 * HOUR, Trust.RECKONED),
        Corrected(NOW - 3 * HOUR, Trust.TRUSTED),
    )


def test_the_devices_own_reckoning_survives_a_clock_set_after_the_attempt() -> None:
    """Made at 11:00 by a clock a day ahead, which was then put right before sending."""
    made_at = NOW - HOUR + DAY
    assert corrected(made_at=made_at, offset_ms=ms(-DAY), sent_at=NOW, now=NOW) == Corrected(NOW - HOUR, Trust.TRUSTED)


@pytest.mark.parametrize(
    ("made_at", "sent_at", "answer"),
    [
        (NOW, NOW, Corrected(NOW, Trust.RECKONED)),
        (NOW + AHEAD_TOLERATED, NOW, Corrected(NOW, Trust.RECKONED)),
        (NOW + AHEAD_TOLERATED + timedelta(milliseconds=1), NOW, Corrected(NOW, Trust.DOUBTED)),
        (NOW + DAY, NOW, Corrected(NOW, Trust.DOUBTED)),  # the clock was set back a day in between
        (NOW - LONGEST_QUEUE, NOW, Corrected(NOW - LONGEST_QUEUE, Trust.RECKONED)),
        (NOW - LONGEST_QUEUE - timedelta(seconds=1), NOW, Corrected(NOW, Trust.DOUBTED)),
        (datetime(1970, 1, 1, tzinfo=UTC), NOW, Corrected(NOW, Trust.DOUBTED)),
    ],
)
def test_a_clock_that_jumped_is_marked(made_at: datetime, sent_at: datetime, answer: Corrected) -> None:
    assert corrected(made_at=made_at, offset_ms=None, sent_at=sent_at, now=NOW) == answer


@pytest.mark.parametrize("offset_ms", [-(10**13), -ms(41 * DAY), ms(HOUR), 10**13])
def test_a_reckoning_beyond_belief_is_marked(offset_ms: int) -> None:
    made_at = NOW - MINUTE
    assert corrected(made_at=made_at, offset_ms=offset_ms, sent_at=NOW, now=NOW) == Corrected(NOW, Trust.DOUBTED)


ANY_TIME = st.datetimes(datetime(1970, 1, 1), datetime(8999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # the zone is added


@given(ANY_TIME, st.none() | st.integers(-(10**13), 10**13), ANY_TIME)
def test_no_attempt_lands_later_than_its_arrival_or_before_the_longest_queue(
    made_at: datetime, offset_ms: int | None, sent_at: datetime
) -> None:
    answer = corrected(made_at=made_at, offset_ms=offset_ms, sent_at=sent_at, now=NOW)
    assert NOW - LONGEST_QUEUE <= answer.at <= NOW
    assert answer.trust is not (Trust.RECKONED if offset_ms is not None else Trust.TRUSTED)
