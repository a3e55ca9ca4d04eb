"""Tells words of the screen from words of rows: what people typed into the town is not translated."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from tests.house.source import ROOMS

CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
MASKED: Final = re.compile(r"[\u3400-\u9fff]{1,2}\*+[\u3400-\u9fff]?")  # a name of a row, masked


def database_words(file: Path) -> set[str]:
    """Every text with Chinese in it that stands in a row: what people typed is not translated."""
    found: set[str] = set()
    with sqlite3.connect(file) as link:
        tables = [row[0] for row in link.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in link.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    if isinstance(value, str):
                        found |= {text for text in texts_in(value) if CHINESE.search(text)}
    return found


def texts_in(value: str) -> Iterator[str]:
    """A column's text; of JSON, each text within."""
    try:
        parsed = json.loads(value) if value[:1] in {"[", "{"} else value
    except ValueError:
        parsed = value  # a person may begin a sentence with a bracket
    yield from _within(parsed)


def _within(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _within(each)


def names_typed(file: Path) -> set[str]:
    """What people of the town called something in the manner of code: logins, keys of funds."""
    with sqlite3.connect(file) as link:
        return {row[0] for row in link.execute("SELECT login FROM canteen_staff UNION SELECT key FROM settlement_fund")}


def codes() -> set[str]:
    """Every word by which the code tells kinds, states and reasons apart; each has Chinese words of its own."""
    kinds = [kind for kind in StrEnum.__subclasses__() if kind.__module__.partition(".")[0] in ROOMS]
    return {str(member) for kind in kinds for member in kind if member.isascii()}


class Known:
    """Texts of rows: whole names, looked for longest first, by the sign they begin with for there are thousands."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.by_sign: dict[str, list[str]] = {}
        for text in sorted(set(texts), key=len, reverse=True):
            self.by_sign.setdefault(text[:1], []).append(text)
        self.judged: dict[str, bool] = {}

    def and_these(self, texts: Iterable[str]) -> "Known":
        """These texts, and more."""
        return Known([*texts, *(text for each in self.by_sign.values() for text in each)])


def is_untranslated(text: str, known: Known) -> bool:
    """Whether Chinese is left of an English text once every whole text of a row is taken out of it."""
    if text not in known.judged:
        rest = MASKED.sub("", text)
        perhaps = (name for sign in set(rest) for name in known.by_sign.get(sign, ()) if name in rest)
        for name in sorted(perhaps, key=lambda name: (-len(name), name)):
            rest = rest.replace(name, "")
        known.judged[text] = CHINESE.search(rest) is not None
    return known.judged[text]
