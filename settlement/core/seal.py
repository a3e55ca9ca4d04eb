"""Canonical bytes of closed books, and their digest chained to the month before."""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

VERSION: Final = "nuancan-books/1"
_FIRST: Final = "-"  # stands where a first seal has no seal before it


def canonical(books: Mapping[str, object]) -> bytes:
    """Write closed books so that equal books are equal bytes, on every machine and every run (R12).

    A line with the version of this form, then one line of UTF-8 JSON with sorted keys and no spaces. Only text, whole
    numbers, true, false, null, lists and objects with text keys: TypeError for anything else, floats above all.
    """
    _check(books, "books")
    body = json.dumps(books, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return f"{VERSION}\n{body}\n".encode()


def digest(previous: str | None, body: bytes) -> str:
    """SHA-256, in hex, over the digest before and the canonical bytes: no sealed month can change unnoticed."""
    return hashlib.sha256(f"{previous or _FIRST}\n".encode() + body).hexdigest()


def _check(value: object, path: str) -> None:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{path}: key {key!r} is not text")
            _check(part, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            _check(part, f"{path}[{index}]")
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(f"{path}: a {type(value).__name__} has no canonical form")
