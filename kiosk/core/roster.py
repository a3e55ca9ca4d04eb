"""The offline list: pseudonym → price already decided; no names in full, no birth dates, no categories (K6)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from canteen.core.identity import mask_name

PSEUDONYM_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Priced:
    """What one elder pays for one meal, in fen, and the codes she may present."""

    elder_id: UUID
    name: str
    codes: tuple[str, ...]
    meal_id: UUID
    fen: int


def pseudonym(salt: str, code: str) -> str:
    """Return the first 16 hexadecimal digits of SHA-256 over salt and code: the list names nobody."""
    return hashlib.sha256((salt + code).encode()).hexdigest()[:PSEUDONYM_DIGITS]


def entries(salt: str, prices: Iterable[Priced]) -> dict[str, dict[str, object]]:
    """Return the list as the kiosk keeps it: by pseudonym the meal, its price and the masked name."""
    return {
        pseudonym(salt, code): {"m": str(priced.meal_id), "fen": priced.fen, "n": mask_name(priced.name)}
        for priced in prices
        for code in priced.codes
    }
