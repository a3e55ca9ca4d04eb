"""Telephone numbers as people type them."""

import pytest

from canteen.core.phone import BadPhone, normalise_phone, phone_tail


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("13905728123", "13905728123"),
        (" １３９ ０５７２ ８１２３ ", "13905728123"),
        ("+86 139-0572-8123", "13905728123"),
        ("0086 13905728123", "13905728123"),
        ("(0572) 3912345", "05723912345"),
        ("3912345", "3912345"),
        ("0571-88123456", "057188123456"),
        ("", ""),
        (" — ", ""),
    ],
)
def test_a_number_has_one_form(typed: str, digits: str) -> None:
    assert normalise_phone(typed) == digits


@pytest.mark.parametrize(
    "typed", ["123", "23905728123", "1390572812", "139057281234", "电话", "1.3905728123E+10", "110"]
)
def test_what_is_no_number(typed: str) -> None:
    with pytest.raises(BadPhone):
        normalise_phone(typed)


def test_the_tail_is_what_a_counter_asks_for() -> None:
    assert phone_tail("13905728123") == "8123"
