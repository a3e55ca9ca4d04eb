"""Codes of digits that one person reads and another types, once: made, shown in groups, read as they are typed."""

import secrets
import unicodedata
from typing import Final

_LONGEST_TYPED: Final = 60


def new_code(*, digits: int) -> str:
    """Return a random code of so many digits."""
    return "".join(secrets.choice("0123456789") for _ in range(digits))


def typed_code(*, text: str) -> str:
    """Return the digits of a code as people type it: in groups, with strokes between, in full width."""
    return "".join(each for each in unicodedata.normalize("NFKC", text[:_LONGEST_TYPED]) if each.isdecimal())


def code_groups(*, code: str, size: int) -> list[str]:
    """Return a code in groups of so many digits, the last one with what is left."""
    return [code[at : at + size] for at in range(0, len(code), size)]
