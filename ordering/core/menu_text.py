"""Dishes and extras as a cook types them, one a line: "卤蛋 2.00" → a name and fen."""

import unicodedata
from dataclasses import dataclass

from canteen.core.money import NotMoney, parse_yuan


@dataclass(frozen=True, slots=True)
class TypedExtra:
    """An extra as typed, `price_fen` > 0."""

    name: str
    price_fen: int


@dataclass(frozen=True, slots=True)
class Mistyped:
    """A line that could not be read, counted from 1."""

    line: int
    text: str


def typed_yuan(text: str) -> int:
    """Read a price as people type it: full-width digits and a trailing 元 are fine. NotMoney."""
    return parse_yuan(unicodedata.normalize("NFKC", text).strip().removesuffix("元").strip())


def typed_dishes(text: str) -> tuple[str, ...]:
    """Return the dishes: one a line, or several parted by 、 or a comma."""
    parts = text.replace("、", "\n").replace("，", "\n").replace(",", "\n").splitlines()
    return tuple(part.strip() for part in parts if part.strip())


def typed_extras(text: str) -> tuple[TypedExtra, ...] | Mistyped:
    """Return the extras, each line a name and a price in yuan; or the first line that is neither empty nor that."""
    found: list[TypedExtra] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        try:
            price_fen = typed_yuan(words[-1])
        except NotMoney:
            return Mistyped(number, line.strip())
        if len(words) < 2 or price_fen == 0:
            return Mistyped(number, line.strip())
        found.append(TypedExtra(" ".join(words[:-1]), price_fen))
    return tuple(found)
