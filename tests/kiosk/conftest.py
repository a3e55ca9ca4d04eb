"""The clock at the edge, for pages that ask it."""

from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from tests.town import at, stand


@pytest.fixture
def clock(settings: Settings) -> Callable[..., None]:
    """The clock at the edge stands at eleven; call to set it."""

    def at_hour(hour: int, minute: int = 0) -> None:
        stand(settings, at(hour, minute))

    at_hour(11)
    return at_hour
