"""The clock at the edge, for pages that ask it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.town import at


@pytest.fixture
def clock(settings: object) -> Callable[..., None]:
    """The clock at the edge stands at eleven; call to set it."""

    def stand(hour: int, minute: int = 0) -> None:
        settings.NUANCAN_CLOCK_SHIFT = at(hour, minute) - datetime.now(UTC)  # type: ignore[attr-defined]

    stand(11)
    return stand
