"""What a person types for a number, as the document writes it: ２．５, ¥3, 3元, ６０岁; any other text stays."""

import re
import unicodedata
from typing import Final

_NUMBER: Final = re.compile(r"¥?\s*([0-9]+(?:\.[0-9]+)?)\s*(?:元|块|岁|次|%)?")
_LONGEST: Final = 6  # of a whole number that a document may hold


def number_in(text: str) -> int | None:
    """Return the whole number that a text is; None for any other text, and for a number that no document holds."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _LONGEST else None


def number_typed(text: str) -> str:
    """Return the digits and the point of a number as a document writes them; any other text as it is."""
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").strip()
    found = _NUMBER.fullmatch(plain)
    return found[1] if found else text
