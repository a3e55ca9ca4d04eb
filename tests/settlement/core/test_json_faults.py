"""Text that is no JSON: told in both languages by line and column, and the usual slips by their names."""

import pytest

from settlement.core.reading import NotJson, load_json

VALUE = ("Expecting value", "此处应有一个值")
KEY = ("Expecting property name enclosed in double quotes", '此处应为带英文双引号的键，如 "id"')
NO_COMMENTS = (
    'JSON has no comments; what a policy document says to its readers goes into "notes"',
    'JSON 不能写注释，政策文件要说明的写入 "notes"',
)
SINGLE = ("keys and texts stand in double quotes", '键和文字要用英文双引号 "')
COMMA = ("Expecting ',' delimiter", "此处应为逗号或右括号")

# text, (English, Chinese), line, column, (hint, in Chinese)
FAULTS: list[tuple[str, tuple[str, str], int, int, tuple[str, str]]] = [
    ('{"a": 1,}', KEY, 1, 9, ("nothing may follow the last comma", "最后一项后面不能有逗号")),
    ("[1,\n 2,\n]", VALUE, 3, 1, ("nothing may follow the last comma", "最后一项后面不能有逗号")),
    ("[]]", ("Extra data", "文件到此已经完整，后面多出内容"), 1, 3, ("", "")),
    ("{“a”: 1}", KEY, 1, 2, ('“ is full-width: write "', '“ 是中文标点，请改为英文的 "')),
    ('{"a": 1，"b": 2}', COMMA, 1, 8, ("， is full-width: write ,", "， 是中文标点，请改为英文的 ,")),
    ("｛｝", VALUE, 1, 1, ("｛ is full-width: write {", "｛ 是中文标点，请改为英文的 {")),
    ("{'a': 1}", KEY, 1, 2, SINGLE),
    ('{"a": \'b\'}', VALUE, 1, 7, SINGLE),
    ("[0, '']", VALUE, 1, 5, SINGLE),
    ("{a: 1}", KEY, 1, 2, ("", "")),
    ('{"a": True}', VALUE, 1, 7, ("write true", "请改为 true")),
    ('{"a": [False]}', VALUE, 1, 8, ("write false", "请改为 false")),
    ('{"a": None}', VALUE, 1, 7, ("write null", "请改为 null")),
    ('{"a": Nones}', VALUE, 1, 7, ("", "")),
    ('{"a": 007}', COMMA, 1, 8, ("", "")),
    ('{"a" 1}', ("Expecting ':' delimiter", "此处应为冒号"), 1, 6, ("", "")),
    ("// 说明\n{}", VALUE, 1, 1, NO_COMMENTS),
    ('{"a": 1, // 说明\n "b": 2}', KEY, 1, 10, NO_COMMENTS),
    ('{"a": 1 /* 说明 */}', COMMA, 1, 9, NO_COMMENTS),
    ("{\n# 说明\n}", KEY, 2, 1, NO_COMMENTS),
    ("{} // 说明", ("Extra data", "文件到此已经完整，后面多出内容"), 1, 4, NO_COMMENTS),
    ('{"a": "b', ("Unterminated string starting", "从此处开始的文字没有右引号"), 1, 7, ("", "")),
    ('{"a": "b\nc"}', ("Invalid control character", "文字里不能直接换行，也不能有控制字符"), 1, 9, ("", "")),
    ('"\\x"', ("Invalid \\escape", "反斜杠后的字符不对"), 1, 2, ("", "")),
    ('"\\u12"', ("Invalid \\uXXXX escape", "\\u 后应为四位十六进制数"), 1, 3, ("", "")),
    ("[1,\n -Infinity]", ("-Infinity is no number", "-Infinity 不是数"), 2, 2, ("", "")),
    (f"[{'9' * 5000}]", ("a number is too long", "这个数太长"), 1, 2, ("", "")),
    ('{"a": {"b": 1},\n "c": [{"b": 2}], "a": 3}',
     ('the key "a" stands twice in one object, again', '键 "a" 在同一个对象里写了两次'), 2, 19, ("", "")),
    ('{"说\\"明": 1, "说\\"明": 2}',
     ('the key "说\\"明" stands twice in one object, again', '键 "说\\"明" 在同一个对象里写了两次'), 1, 13, ("", "")),
    ('{"\\u0061": 1, "a": 2}',
     ('the key "a" stands twice in one object, again', '键 "a" 在同一个对象里写了两次'), 1, 15, ("", "")),
]  # fmt: skip


def told(text: str | bytes) -> tuple[str, str, str]:
    with pytest.raises(NotJson) as caught:
        load_json(text)
    (mistake,) = caught.value.mistakes
    assert caught.value.fields == ((mistake.path, mistake.message),)
    return mistake.path, mistake.message, mistake.zh


@pytest.mark.parametrize(("text", "words", "line", "column", "hint"), FAULTS)
def test_a_fault_is_told_by_its_place(
    text: str, words: tuple[str, str], line: int, column: int, hint: tuple[str, str]
) -> None:
    (en, zh), (hint_en, hint_zh) = words, hint
    expected = (
        "document",
        f"expected JSON: {en} at line {line}, column {column}" + (f" ({hint_en})" if hint_en else ""),
        f"第 {line} 行第 {column} 列：{zh}" + (f"（{hint_zh}）" if hint_zh else ""),
    )
    assert told(text) == expected
    assert told(text.encode()) == expected


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("", "expected JSON: there is nothing in it", "里面没有内容"),
        (" \n", "expected JSON: there is nothing in it", "里面没有内容"),
        ("补贴".encode("gbk"), "expected text in UTF-8", "应为 UTF-8 编码的文字，请另存为 UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "expected text in UTF-8", "应为 UTF-8 编码的文字，请另存为 UTF-8"),
        ("[" * 100_000, "expected JSON that is not nested this deep", "嵌套太深"),
    ],
)
def test_what_has_no_place(text: str | bytes, en: str, zh: str) -> None:
    assert told(text) == ("document", en, zh)


@pytest.mark.parametrize("text", ['\ufeff{"a": "文"}', '\ufeff{"a": "文"}'.encode(), '{"a": "文"}'.encode("utf-16")])
def test_a_byte_order_mark_is_no_fault(text: str | bytes) -> None:
    assert load_json(text) == {"a": "文"}


@pytest.mark.parametrize("text", ['{"NaN": "NaN"}', '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}', '["a", "a"]'])
def test_what_only_looks_like_a_fault(text: str) -> None:
    assert load_json(text) is not None
