"""The clock at the edge: aware, in UTC, shifted for a trial and still running."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from canteen.gateways.clock import now


@pytest.mark.parametrize("shift", [timedelta(0), timedelta(hours=5), timedelta(days=-400, seconds=1)])
def test_now_is_the_shifted_present_in_utc(shift: timedelta) -> None:
    with override_settings(NUANCAN_CLOCK_SHIFT=shift):
        before, read, again, after = datetime.now(UTC), now(), now(), datetime.now(UTC)
    assert before + shift <= read <= again <= after + shift
    assert read.tzinfo is UTC
