"""Read JSON that somebody wrote: every mistake with its path, what was expected and a hint; never a trace."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

from canteen.core.errors import Invalid
from canteen.core.keys import is_key
from canteen.core.money import NotMoney, parse_yuan
from settlement.core.days_written import day_meant
from settlement.core.json_faults import Fault, fault_of, refused_of
from settlement.core.mends import in_quotes, near, unquoted

_MOST_YUAN: Final = "999999999999.99"  # what parse_yuan reads at most
_ENDLESS: Final = re.compile(r"[0-9]{13,}(\.[0-9]{1,2})?")
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BELOW_ZERO: Final = re.compile(r"-([0-9]{1,12}(\.[0-9]{1,2})?)")
_LONGEST_SHOWN: Final = 60
_UNLIMITED: Final = 10**9
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # and not 2026-W47-6, which Python reads too
_SOME_DAY: Final = "2026-11-21"
_BYTE_ORDER_MARK: Final = "\ufeff"

# What a path may be followed by when nothing was there: readers stay silent, the missing key was reported already.
_MISSING: Final = object()

# What words are filled with where nothing else is known.
_PLAIN_WORDS: Final = {"near": "", "near_zh": "", "shown": "a value", "shown_zh": ""}

# (expected, hint) in English and one sentence in Chinese; {…} are filled from what was read
Words = tuple[str, str, str]

_WORDS: Final[dict[str, Words]] = {
    "not-an-object": ("an object {{…}}", "{near}", "应为对象 {{…}}{near_zh}"),
    "not-a-list": ("a list […]", "{near}", "应为列表 […]{near_zh}"),
    "list-size": ("a list of {least} to {most} items", "", "应为 {least} 到 {most} 项的列表"),
    "unknown-key": ("one of: {known}", "{near}", "没有这个键，可用的键：{known}{near_zh}"),
    "missing-key": ("{shown}", "this key must be present", "缺少这个键{shown_zh}"),
    "not-text": ("text of 1 to {most} printable characters", "", "应为 1 到 {most} 个可显示字符的文字"),
    "not-a-key": (
        "a key of at most 40 characters: lower-case letters, digits and single hyphens, starting with a letter",
        "such as town or nanxun-joint",
        "应为不超过 40 个字符的代号：小写字母开头，由小写字母、数字和单个连字符组成",
    ),
    "not-yuan": (
        'yuan as text with at most two decimals, such as "5.00"',
        "{near}",
        '金额应为文字形式的元，最多两位小数，如 "5.00"{near_zh}',
    ),
    "below-zero": (
        "0.00 yuan or more",
        'what lowers a price is the amount of a layer: "fixed": "{much}" takes so much off,'
        ' "down_to": "{much}" leaves so much',
        '金额不能小于 0.00 元：减价由支付层来减，减去多少写 "fixed": "{much}"，减到多少写 "down_to": "{much}"',
    ),
    "too-much": (f"no more than {_MOST_YUAN} yuan", "", f"不能超过 {_MOST_YUAN} 元"),
    "not-an-option": ("one of: {known}", "{near}", "应为下列之一：{known}{near_zh}"),
    "not-a-flag": ("true or false", "{near}", "应为 true 或 false{near_zh}"),
    "not-whole": ("a whole number from {least} to {most}", "{near}", "应为 {least} 到 {most} 的整数{near_zh}"),
    "not-a-day": ('a day, such as "{like}"', "", '应为日期，如 "{like}"'),
    "twice": ("a value that is not there already", "it stands at {first}", "与 {first} 重复"),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong in a document: where it stands, what belongs there, and how to put it right."""

    path: str
    code: str
    expected: str
    hint: str
    zh: str

    @property
    def message(self) -> str:
        """Expectation and hint in one English sentence."""
        return f"expected {self.expected}" + (f" ({self.hint})" if self.hint else "")


class Reader:
    """Reads values and remembers every mistake. A reader method answers with a neutral value where it found one.

    So a grammar is written as if the document were right, and what it built is thrown away when `mistakes` is not
    empty.
    """

    def __init__(self, words: Mapping[str, Words]) -> None:
        """`words` are the grammar's own mistakes, by code, beside the general ones of this module."""
        self.mistakes: list[Mistake] = []
        self._paths: set[str] = set()
        self._lacking: dict[str, Mapping[str, str]] = {}
        self._mute = 0
        self._words = {**_WORDS, **words}

    @contextmanager
    def silent(self, mute: bool) -> Iterator[None]:
        """Tell nothing meanwhile, if so: what was told already would be told again in other words."""
        self._mute += mute
        try:
            yield
        finally:
            self._mute -= mute

    @contextmanager
    def aside(self) -> Iterator[list[Mistake]]:
        """Read something only to know how it would be: its mistakes are handed over, and not remembered."""
        kept = self.mistakes, self._paths
        self.mistakes, self._paths = [], set()
        try:
            yield self.mistakes
        finally:
            self.mistakes, self._paths = kept

    def lacks(self, path: str, en: str, zh: str) -> None:
        """Note what would stand at a path where nothing does, if it can be said, for whoever finds that it must."""
        if en:
            self._lacking[path] = {"shown": en, "shown_zh": f"，{zh}"}

    def wrong(self, path: str, code: str, /, **names: object) -> None:
        """Remember a mistake; a path that already has one keeps the first. The whole document is the path ""."""
        path = path or "document"
        if self._mute or path in self._paths:
            return
        self._paths.add(path)
        filled = {**_PLAIN_WORDS, **self._lacking.get(path, {}), **names}
        expected, hint, zh = (words.format(**filled) for words in self._words[code])
        self.mistakes.append(Mistake(path, code, expected, hint, zh))

    def fields(
        self, value: object, path: str, required: Sequence[str], optional: Sequence[str] = ()
    ) -> Mapping[str, object]:
        """Read an object with exactly these keys; each asks for its value with `[key]`, absent ones are skipped."""
        found: dict[str, object] = dict.fromkeys((*required, *optional), _MISSING)
        if value is _MISSING:
            return found
        if not isinstance(value, dict):
            self.wrong(path, "not-an-object")
            return found
        for key, part in value.items():
            if isinstance(key, str) and key in found:
                found[key] = part
            else:
                self.wrong(join(path, key), "unknown-key", known=", ".join(found), **near(key, found))
        for key in required:
            if found[key] is _MISSING:
                self.wrong(join(path, key), "missing-key")
        return found

    def items(self, value: object, path: str, *, least: int = 0, most: int) -> Iterator[tuple[str, object]]:
        """Read a list: each item with its path. One that is too long is not read any further."""
        if value is _MISSING:
            return
        if not isinstance(value, list):
            self.wrong(path, "not-a-list")
            return
        if not least <= len(value) <= most:
            self.wrong(path, "list-size", least=least, most=most)
        if len(value) <= most:
            for index, item in enumerate(value):
                yield f"{path}[{index}]", item

    def text(self, value: object, path: str, *, most: int) -> str:
        """Read a text of 1 to `most` characters, all of which can be printed (so no lone surrogates either)."""
        if isinstance(value, str) and 1 <= len(value) <= most and value.isprintable() and value.strip():
            return value
        self.unless_missing(value, path, "not-text", most=most)
        return ""

    def key(self, value: object, path: str) -> str:
        """Read a key: what a document calls a layer, a limit, a fund or a place."""
        if isinstance(value, str) and is_key(value):
            return value
        self.unless_missing(value, path, "not-a-key")
        return ""

    def yuan_fen(self, value: object, path: str) -> int:
        """Read yuan written as text into fen. A number is refused: 0.1 + 0.2 is no money."""
        if isinstance(value, str):
            try:
                return parse_yuan(value)
            except NotMoney:
                pass
            if _ENDLESS.fullmatch(value):
                self.wrong(path, "too-much")
                return 0
            if below := _BELOW_ZERO.fullmatch(value):
                self.wrong(path, "below-zero", much=below[1])
                return 0
        self.unless_missing(value, path, "not-yuan", **in_quotes(value))
        return 0

    def option(self, value: object, path: str, known: Sequence[str]) -> str:
        """Read one of a few words."""
        if isinstance(value, str) and value in known:
            return value
        self.unless_missing(value, path, "not-an-option", known=", ".join(known), **near(value, known))
        return known[0]

    def flag(self, value: object, path: str) -> bool:
        """Read true or false."""
        if isinstance(value, bool):
            return value
        self.unless_missing(value, path, "not-a-flag", **unquoted(value in ("true", "false")))
        return False

    def whole(self, value: object, path: str, *, least: int, most: int = _UNLIMITED) -> int:
        """Read a whole number within bounds, both included. 5.0 is not one, nor is true."""
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        number = isinstance(value, str) and value.isdecimal()
        self.unless_missing(value, path, "not-whole", least=least, most=most, **unquoted(number))
        return least

    def day(self, value: object, path: str) -> date:
        """Read a date in the one form YYYY-MM-DD."""
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        meant = day_meant(value)
        like = meant.text if meant and meant.year and meant.exists else _SOME_DAY
        self.unless_missing(value, path, "not-a-day", like=like)
        return date.min

    def unless_missing(self, value: object, path: str, code: str, /, **names: object) -> None:
        """Remember a mistake of a value that is there; of one that is not, its absence was told already."""
        if value is not _MISSING:
            self.wrong(path, code, **names)


def present(value: object) -> bool:
    """Whether an optional key was there at all."""
    return value is not _MISSING


def join(path: str, key: object) -> str:
    """The path of a key inside `path`: layers[0].payer, or layers[0]["two words"] where a plain one would mislead."""
    if isinstance(key, str) and _PLAIN.fullmatch(key) and len(key) <= _LONGEST_SHOWN:
        return f"{path}.{key}" if path else key
    shown = str(key)[:_LONGEST_SHOWN]
    return f"{path}[{json.dumps(shown, ensure_ascii=not shown.isprintable())}]"


class NotJson(Invalid):
    """This is not JSON."""

    code = "not-json"
    zh = "不是有效的 JSON"

    def __init__(self, fault: Fault) -> None:
        """Carries what is wrong as one mistake of the whole document."""
        self.mistakes = (Mistake("document", self.code, fault.en.removeprefix("expected "), "", fault.zh),)
        super().__init__([(mistake.path, mistake.message) for mistake in self.mistakes])


def load_json(text: str | bytes) -> object:
    """Read JSON strictly. NotJson, with the place, for what is none, for NaN, for a key that stands there twice.

    json.loads keeps the last of two equal keys in silence, and a layer's payer must not get lost that way. A byte order
    mark, which some editors write, is passed over.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode(json.detect_encoding(text))
        text = text.removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError:
        raise NotJson(Fault("expected text in UTF-8", "应为 UTF-8 编码的文字，请另存为 UTF-8")) from None
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
    except json.JSONDecodeError as wrong:
        fault = fault_of(text, wrong)
    except RecursionError:
        fault = Fault("expected JSON that is not nested this deep", "嵌套太深")
    except ValueError:
        fault = refused_of(text)
    raise NotJson(fault)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _refused(word: str) -> object:
    raise ValueError(f"{word} is no number")
