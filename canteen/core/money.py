"""Fen: parse, format and apportion money; the only place that knows 100.

Money is an `int` of fen, everywhere, with `_fen` last in the name. Yuan exist only as text, on its way in or out.
"""

import re
from collections.abc import Sequence

from canteen.core.errors import Invalid

_FEN_PER_YUAN = 100
_YUAN = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")


class NotMoney(Invalid):
    """An amount of yuan is written with digits and at most two decimals, such as 5 or 5.00."""

    code = "not-money"
    zh = "金额格式不正确，应如 5 或 5.00"


def parse_yuan(text: str) -> int:
    """Read an unsigned amount of yuan into fen: "5.00" → 500, "5.5" → 550.

    Up to twelve digits before the point, so that a sum of many still fits 64 bits. Signs, spaces, separators, exponents
    and full-width digits are refused: NotMoney.
    """
    found = _YUAN.fullmatch(text)
    if found is None:
        raise NotMoney()
    yuan, decimals = found.groups()
    return int(yuan) * _FEN_PER_YUAN + int((decimals or "").ljust(2, "0"))


def format_yuan(fen: int) -> str:
    """Write fen as yuan with two decimals and no separators: 500 → "5.00", -5 → "-0.05". Inverse of `parse_yuan`."""
    yuan, rest = divmod(abs(fen), _FEN_PER_YUAN)
    return f"{'-' if fen < 0 else ''}{yuan}.{rest:02d}"


def format_page(fen: int) -> str:
    """Write fen as yuan on staff's pages, in groups of three: 1234560 → "12,345.60", -5 → "−0.05"."""
    yuan, _, decimals = format_yuan(abs(fen)).partition(".")
    return f"{'−' if fen < 0 else ''}{int(yuan):,}.{decimals}"


def apportion(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Share out `total_fen` by integer weights with the largest-remainder method; ties go in stated order (D10).

    The parts always add up to the total and none is a whole fen or more away from its exact quota. A negative total
    (a month of reversals) is the mirror image of the positive one, so that what was shared out can be taken back.
    ValueError for no weights, a negative weight, or only zeros: a policy is checked long before it comes here.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative and must add up to more than zero")
    size = abs(total_fen)
    parts = [size * weight // whole for weight in weights]
    remainders = [size * weight % whole for weight in weights]
    # sorted() is stable: equal remainders keep the order in which the contributors were stated
    for index in sorted(range(len(weights)), key=lambda index: -remainders[index])[: size - sum(parts)]:
        parts[index] += 1
    return parts if total_fen >= 0 else [-part for part in parts]
