"""One lunch in a real browser against the real thing, at any hour: a card, a repeat, an undo, a second portion."""

import pytest
from playwright.sync_api import Browser

from tests.browser.lunch import Door, Place, eat, opened


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The trial of today, shared by the hours of the day."""
    return Place(tmp_path_factory.mktemp("today"))


@pytest.mark.parametrize(("hour", "first"), [("03:00", 0), ("11:05", 5), ("23:50", 14)])
def test_lunch_is_served_at_any_hour(browser: Browser, door: list[Door], today: Place, hour: str, first: int) -> None:
    with today.at(hour) as trial:
        eat(opened(browser, trial, door), first)
