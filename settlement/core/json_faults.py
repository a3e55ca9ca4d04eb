"""What is wrong with text that is no JSON: in words, by line and column, with what is commonly meant there."""

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s"{}\[\],:]+')
_NO_NUMBERS: Final = ("NaN", "Infinity", "-Infinity")
_LONGEST_NUMBER: Final = 4_300  # more digits Python does not read
_LONGEST_SHOWN: Final = 60
# what an input method for Chinese writes where JSON has the plain sign
_FULL_WIDTH: Final = dict(zip("“”‘’，：｛｝［］", "\"\"'',:{}[]", strict=True))

# what json says (in Python's words) → what the Chinese says, and what is commonly meant
_WORDS: Final[dict[str, str]] = {
    "Expecting value": "此处应有一个值",
    "Expecting property name enclosed in double quotes": '此处应为带英文双引号的键，如 "id"',
    "Expecting ',' delimiter": "此处应为逗号或右括号",
    "Expecting ':' delimiter": "此处应为冒号",
    "Extra data": "文件到此已经完整，后面多出内容",
    "Unterminated string starting at": "从此处开始的文字没有右引号",
    "Invalid control character at": "文字里不能直接换行，也不能有控制字符",
    "Invalid \\escape": "反斜杠后的字符不对",
    "Invalid \\uXXXX escape": "\\u 后应为四位十六进制数",
}
_COMMENT: Final = re.compile(r"//|/\*|#")
_NO_COMMENTS: Final = (
    'JSON has no comments; what a policy document says to its readers goes into "notes"',
    'JSON 不能写注释，政策文件要说明的写入 "notes"',
)
_SINGLE: Final = ("keys and texts stand in double quotes", '键和文字要用英文双引号 "')
# what Python writes where JSON has a word of its own
_PYTHON: Final = {"True": "true", "False": "false", "None": "null"}
_WORD: Final = re.compile(r"[A-Za-z]+")
_TRAILING: Final = ("nothing may follow the last comma", "最后一项后面不能有逗号")


class Fault(NamedTuple):
    """What is wrong, in English and in Chinese."""

    en: str
    zh: str


def fault_of(text: str, wrong: json.JSONDecodeError) -> Fault:
    """Say what json.loads stumbled over, and the usual slips by their names: a comma at the end, full-width signs."""
    en = f"expected JSON: {wrong.msg.removesuffix(' at')} {_en(text, wrong.pos)}"
    zh = _WORDS.get(wrong.msg, "写法有误")
    found = text[wrong.pos : wrong.pos + 1]
    if found in _FULL_WIDTH:
        plain = _FULL_WIDTH[found]
        en, zh = f"{en} ({found} is full-width: write {plain})", f"{zh}（{found} 是中文标点，请改为英文的 {plain}）"
    elif found in ("}", "]") and text[: wrong.pos].rstrip().endswith(","):
        en, zh = f"{en} ({_TRAILING[0]})", f"{zh}（{_TRAILING[1]}）"
    elif _COMMENT.match(text, wrong.pos):
        en, zh = f"{en} ({_NO_COMMENTS[0]})", f"{zh}（{_NO_COMMENTS[1]}）"
    elif found == "'":
        en, zh = f"{en} ({_SINGLE[0]})", f"{zh}（{_SINGLE[1]}）"
    elif (word := _WORD.match(text, wrong.pos)) and word[0] in _PYTHON:
        en, zh = f"{en} (write {_PYTHON[word[0]]})", f"{zh}（请改为 {_PYTHON[word[0]]}）"
    elif not text.strip():
        return Fault("expected JSON: there is nothing in it", "里面没有内容")
    return Fault(en, f"{_zh(text, wrong.pos)}：{zh}")


def refused_of(text: str) -> Fault:
    """Say what was refused in text that json alone would take: NaN, an endless number, a key twice in one object."""
    open_keys: list[set[str]] = []
    for token, at, is_key in _tokens(text):
        if token in _NO_NUMBERS:
            return Fault(f"expected JSON: {token} is no number {_en(text, at)}", f"{_zh(text, at)}：{token} 不是数")
        if len(token) > _LONGEST_NUMBER and token.removeprefix("-").isdecimal():
            return Fault(f"expected JSON: a number is too long {_en(text, at)}", f"{_zh(text, at)}：这个数太长")
        if token == "{":
            open_keys.append(set())
        elif token == "}" and open_keys:
            open_keys.pop()
        elif is_key and open_keys:
            key = json.loads(token)
            if key in open_keys[-1]:
                shown = json.dumps(key[:_LONGEST_SHOWN], ensure_ascii=not key.isprintable())
                return Fault(
                    f"expected JSON: the key {shown} stands twice in one object, again {_en(text, at)}",
                    f"{_zh(text, at)}：键 {shown} 在同一个对象里写了两次",
                )
            open_keys[-1].add(key)
    return Fault("expected JSON", "写法有误")


def _tokens(text: str) -> Iterator[tuple[str, int, bool]]:
    """Every word and sign of JSON with where it begins, and whether it is a key."""
    found = _TOKEN.finditer(text)
    last = next(found, None)
    for token in found:
        if last is not None:
            yield last[0], last.start(), token[0] == ":" and last[0].startswith('"')
        last = token
    if last is not None:
        yield last[0], last.start(), False


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _en(text: str, at: int) -> str:
    line, column = _place(text, at)
    return f"at line {line}, column {column}"


def _zh(text: str, at: int) -> str:
    line, column = _place(text, at)
    return f"第 {line} 行第 {column} 列"
