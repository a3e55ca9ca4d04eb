"""Unified social credit codes of organisations (GB 32100): eighteen characters, the last one checks the others."""

import re
import unicodedata
from typing import Final

# Without I, O, S, V and Z; a character's place in this row is its value.
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_FORM = re.compile(rf"[{ALPHABET}]{{18}}")


def normalise_credit_code(text: str) -> str:
    """A code as it is kept: full-width characters and spaces put right, capital letters; valid or not."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def is_credit_code(code: str) -> bool:
    """Whether a normalised code has the right form and its last character is the right one."""
    return bool(_FORM.fullmatch(code)) and code[-1] == check_character(code[:17])


def check_character(first17: str) -> str:
    """The eighteenth character, from the first seventeen."""
    total = sum(weight * ALPHABET.index(each) for weight, each in zip(_WEIGHTS, first17, strict=True))
    return ALPHABET[-total % 31]
