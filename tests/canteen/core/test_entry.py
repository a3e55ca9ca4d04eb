"""What comes in: text that every database holds, days within reach."""

from datetime import date

import pytest

from canteen.core.entry import near_day, plain_text


@pytest.mark.parametrize("text", ["", "张一兰", "㐂𠮷", "a b", "x" * 2000, "🍚", "O'Hara; --"])
def test_what_people_write_passes_as_it_is(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize("text", ["\x00", "a\tb", "a\nb", "\x7f", "\x85", "\ud800", "x" * 2001])
def test_what_breaks_a_database_or_a_screen_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        plain_text(text)


@pytest.mark.parametrize(
    ("day", "near"),
    [
        (date(1899, 12, 31), False),
        (date(1900, 1, 1), True),
        (date(2199, 12, 31), True),
        (date(2200, 1, 1), False),
        (date.max, False),
    ],
)
def test_days_are_within_reach(day: date, near: bool) -> None:
    if near:
        assert near_day(day) == day
    else:
        with pytest.raises(ValueError, match="must be from"):
            near_day(day)
