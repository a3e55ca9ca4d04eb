"""How a wrong value is put right: what fills `near` and `near_zh` of a mistake, and nothing where that is open."""

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

_NEAR: Final = 0.7  # half_year is nothing near year, nor age near package
_LONGEST_SHOWN: Final = 60
_MOST_DIGITS: Final = 9
_OUTLINES: Final[Mapping[type, str]] = {dict: "{…}", list: "[…]", str: '"…"'}


def near(value: object, known: Iterable[str]) -> dict[str, str]:
    """What was probably meant by a word that is not known; empty texts where nothing is."""
    close = get_close_matches(value[:_LONGEST_SHOWN], list(known), 1, _NEAR) if isinstance(value, str) else []
    if not close:
        return {"near": "", "near_zh": ""}
    return {"near": f"did you mean {close[0]}?", "near_zh": f"（是否应为 {close[0]}）"}


def in_quotes(value: object) -> dict[str, str]:
    """How a number is written as money."""
    if isinstance(value, bool | str | list | dict) or value is None:
        return {}
    if isinstance(value, int) and 0 <= value < 10**_MOST_DIGITS:
        return {"near": f'write "{value}.00" with quotes', "near_zh": f'（请加引号，写作 "{value}.00"）'}
    return {"near": "with quotes", "near_zh": "（请加引号）"}


def unquoted(quoted: bool) -> dict[str, str]:
    """That a number or a flag stands without quotes, if so."""
    return {"near": "without quotes", "near_zh": "，不加引号"} if quoted else {}


def in_list(value: object) -> dict[str, str]:
    """How a value that stands alone is written as a list of one."""
    written = _short(value)
    return {"near": f"write [{written}]", "near_zh": f"，写作 [{written}]"}


def item_of_list(expected: str, zh: str) -> dict[str, str]:
    """What each item of a list must be, where a value that stands alone would not do as one either."""
    return {"near": f"each item: {expected}", "near_zh": f"，其中每项：{zh}"}


def under_keys(value: object, keys: Iterable[str]) -> dict[str, str]:
    """How a value that stands alone is written as an object with one of these keys."""
    written = [f'{{"{key}": {_short(value)}}}' for key in keys]
    return {"near": f"write {' or '.join(written)}", "near_zh": f"，写作 {' 或 '.join(written)}"}


def outlined(en: str, zh: str) -> dict[str, str]:
    """The outline of the object that belongs there, if there is one to show."""
    return {"near": en, "near_zh": f"，{zh}"} if en else {}


def _short(value: object) -> str:
    """A value as JSON; of one that is long only its outline."""
    written = json.dumps(value, ensure_ascii=False)
    if len(written) <= _LONGEST_SHOWN:
        return written
    return _OUTLINES.get(type(value), "…")
