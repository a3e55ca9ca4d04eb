"""What people and programs type in: text that every database and screen can hold, days within reach."""

import unicodedata
from datetime import date
from typing import Final

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)  # further out, adding a week leaves the calendar
LONGEST: Final = 2000

_UNWELCOME: Final = frozenset({"Cc", "Cs"})  # control characters (PostgreSQL holds no NUL), halves of surrogates


def plain_text(text: str) -> str:
    """Return the text as it is; ValueError when it is endless or holds what is no character for people."""
    if len(text) > LONGEST:
        raise ValueError(f"must be at most {LONGEST} characters")
    if any(unicodedata.category(character) in _UNWELCOME for character in text):
        raise ValueError("must hold no control characters")
    return text


def near_day(day: date) -> date:
    """Return the day as it is; ValueError outside 1900 to 2199."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"must be from {FIRST_DAY} to {LAST_DAY}")
    return day
