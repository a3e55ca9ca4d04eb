"""The offline list: pseudonym → price already decided; no names in full, no birth dates, no categories (K6)."""

import hashlib
from typing import Final

PSEUDONYM_DIGITS: Final = 16


def pseudonym(salt: str, code: str) -> str:
    """Return the first 16 hexadecimal digits of SHA-256 over salt and code: the list names nobody."""
    return hashlib.sha256((salt + code).encode()).hexdigest()[:PSEUDONYM_DIGITS]


def entry(meal: str, fen: int, masked_name: str, proof: str) -> dict[str, object]:
    """Return what the list says of one credential: the meal, her share, her masked name, and the proof of it."""
    return {"m": meal, "fen": fen, "n": masked_name, "p": proof}
