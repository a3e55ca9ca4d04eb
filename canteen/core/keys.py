"""Keys: the short Latin names by which policy documents call regions, canteens and funds."""

import re
from collections.abc import Container
from itertools import count
from typing import Final

KEY: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_KEY: Final = 40


def is_key(text: str) -> bool:
    """Say whether this is a key: at most 40 small letters and digits, a letter first, parts between single hyphens."""
    return len(text) <= LONGEST_KEY and KEY.fullmatch(text) is not None


def free_key(*, wanted: str, taken: Container[str]) -> str:
    """Return the key that is wanted, or with -2, -3 … behind it the first that nobody has; never longer than 40."""
    if wanted not in taken:
        return wanted
    return next(key for number in count(2) if (key := _numbered(wanted, number)) not in taken)


def _numbered(wanted: str, number: int) -> str:
    tail = f"-{number}"
    return wanted[: LONGEST_KEY - len(tail)].rstrip("-") + tail
