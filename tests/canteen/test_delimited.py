"""Texts from outside: every encoding, the delimiter that rows agree about, and quotes that would swallow people."""

import pytest

from canteen.gateways.tables import limits, open_table

TEXT = "姓名,身份证号\n张三,330503194005010011\n\n李四,\u3000\n"


def texts(content: bytes) -> list[tuple[int, list[str]]]:
    return [(number, [cell.text for cell in cells]) for number, cells in open_table(content).rows(0)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_is_read_in_every_encoding(encoding: str, delimiter: str) -> None:
    assert texts(TEXT.replace(",", delimiter).encode(encoding)) == [
        (1, ["姓名", "身份证号"]),
        (2, ["张三", "330503194005010011"]),
        (4, ["李四"]),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('姓名,村\n"张三,花林\n李四,花林\n王五,花林\n', 2),  # nobody closes it
        ('姓名,村\n张三,"花林\n李四,"花林\n王五,花林\n', 2),  # somebody closes it, and a row goes on in one cell
        ('姓名,村\n张三,花林\n李四,"花林\n王五,花林\n赵六",花林\n', 3),
        ('姓名,号,村\n张三,1,"花林\n李四",2,花林\n', 2),  # and two rows are one
        ('姓名,村\n"张"三,花林\n', 2),
        ('姓名,"村\n社区"\n张三,花林\n李四,"花林\n', 4),  # lines as an editor counts them
    ],
)
def test_a_stray_quote_swallows_nobody(text: str, line: int) -> None:
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(limits.StrayQuote) as caught:
            open_table(text.encode(encoding))
        assert caught.value.line == line


def test_a_quoted_cell_may_have_lines() -> None:
    text = '"姓名\n（全名）",村\n"张""三""",5" 管\n李四,"花林村\n3组，12号"\n'
    assert texts(text.encode()) == [
        (1, ["姓名\n（全名）", "村"]),
        (2, ['张"三"', '5" 管']),
        (3, ["李四", "花林村\n3组，12号"]),
    ]


def test_the_delimiter_is_the_one_that_rows_agree_about() -> None:
    notes = ("a;b;c;d", "a;b;c;d", "a;b;c;d", "e;f;g;h;i", "")
    rows = ["here镇2026年名册", "姓名,村,备注", *(f"张三,花林,{note}" for note in notes)]
    assert texts("\n".join(rows).encode())[2] == (3, ["张三", "花林", "a;b;c;d"])
    quoted = ["姓名;村", *['张三;"花,林,村,3,组"'] * 5]
    assert texts("\n".join(quoted).encode())[1] == (2, ["张三", "花,林,村,3,组"])
