"""A canteen that is open, for journeys to begin in."""

import pytest

from tests.journeys.hall import Hall


@pytest.fixture
def hall(db: None, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """It is eight in the morning of 20 November 2026."""
    return Hall(monkeypatch)
