"""Tables from outside: every encoding, merged cells, both calendars; hostile and endless ones refused."""

import contextlib
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canteen.gateways.tables import limits, open_table, package
from canteen.gateways.tables.styles import is_day_format, number_text
from tests.canteen.sheets import raw_xlsx, sheet_xml, xlsx

UNPACKED = 8_000_000


def texts(content: bytes, sheet: int = 0) -> list[tuple[int, list[str]]]:
    return [(number, [cell.text for cell in cells]) for number, cells in open_table(content).rows(sheet)]


def test_a_workbook_gives_days_numbers_and_errors() -> None:
    rows = [
        ["身份证号", "日期", "数", "时间", "公式"],
        ["330503194005010011", date(2026, 3, 1), 1.0, time(10, 30), "=1/0"],
        [330503194005010011, datetime.fromisoformat("2026-03-01T08:30"), 2026.3, None, None],
    ]
    assert texts(xlsx(rows)) == [
        (1, ["身份证号", "日期", "数", "时间", "公式"]),
        (2, ["330503194005010011", "2026-03-01", "1", "10:30", ""]),
        (3, ["330503194005010000", "2026-03-01 08:30", "2026.3"]),
    ]
    cells = dict(open_table(xlsx(rows)).rows(0))
    assert cells[2][4].fault == "formula-empty"
    assert [cell.number for cell in cells[3]] == [True, False, True]
    assert texts(xlsx([[date(2026, 3, 1)]], since_1904=True)) == [(1, ["2026-03-01"])]


def test_merged_cells_are_filled_and_marked() -> None:
    rows = [
        ["名册", None, None],
        ["村", "姓名", "电话"],
        ["花林村", "张三", "1"],
        [None, "李四", None],
        [None, None, None],
    ]
    found = dict(open_table(xlsx(rows, merges=["A1:C1", "A3:A5"])).rows(0))
    assert {number: [cell.text for cell in row] for number, row in found.items()} == {
        1: ["名册", "名册", "名册"],
        2: ["村", "姓名", "电话"],
        3: ["花林村", "张三", "1"],
        4: ["花林村", "李四"],
        5: ["花林村"],
    }
    assert [cell.repeated for cell in found[4]] == [True, False]


def test_sheets_are_listed_hidden_or_not() -> None:
    table = open_table(xlsx([["a"]], others=[("旧", True, [["b"]]), ("新", False, [["c"]])]))
    assert table.sheets() == (("Sheet", False), ("旧", True), ("新", False))
    assert [cell.text for _, row in table.rows(2) for cell in row] == ["c"]
    with pytest.raises(limits.UnfitTable):
        list(table.rows(3))


def test_a_stated_dimension_is_not_believed() -> None:
    lying = xlsx([["a", "b"], ["c", "d"]])
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(lying)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', text))
    assert texts(file.getvalue()) == [(1, ["a", "b"]), (2, ["c", "d"])]
    far = sheet_xml(
        '<row r="1"><c r="A1" t="str"><v>x</v></c></row><row r="1048576"><c r="B1048576"><v>1</v></c></row>'
    )
    assert texts(raw_xlsx(far)) == [(1, ["x"]), (1048576, ["", "1"])]


def test_what_other_programs_write() -> None:
    rich = "<sst><si><r><t>张</t></r><r><t>三</t></r><rPh><t>zhang</t></rPh></si></sst>"
    strings = (
        '<Relationships><Relationship Id="rId1" Target="/xl/worksheets/sheet1.xml" Type="x/worksheet"/>'
        '<Relationship Id="rId2" Target="sharedStrings.xml" Type="x/sharedStrings"/></Relationships>'
    )
    cells = (
        '<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="inlineStr"><x:is><x:t>李四</x:t></x:is></x:c>'
        '<x:c t="b"><x:v>1</x:v></x:c><x:c t="str"><x:f>A1</x:f><x:v>王五</x:v></x:c>'
        '<x:c t="e"><x:v>#N/A</x:v></x:c><x:c><x:v>3.3050319400501E+17</x:v></x:c></x:row>'
    )
    sheet = f'<x:worksheet xmlns:x="y"><x:sheetData>{cells}</x:sheetData></x:worksheet>'
    content = raw_xlsx(sheet, xl___rels__workbook_dot_xml_dot_rels=strings, xl__sharedStrings_dot_xml=rich)
    assert texts(content) == [(1, ["张三", "李四", "TRUE", "王五", "#N/A", "330503194005010000"])]
    row = next(iter(open_table(content).rows(0)))[1]
    assert (row[4].fault, row[5].number) == ("cell-error", True)


def bomb() -> bytes:
    return raw_xlsx(b"<worksheet><sheetData>" + b" " * (UNPACKED + 1))


def lying_bomb() -> bytes:
    """A bomb whose directory states a small size."""
    content = bytearray(bomb())
    size = (UNPACKED + 1 + len(b"<worksheet><sheetData>")).to_bytes(4, "little")
    return bytes(content.replace(size, (1000).to_bytes(4, "little")))


def locked() -> bytes:
    content = bytearray(xlsx([["a"]]))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
ROW = '<row><c t="str"><v>{}</v></c></row>'
PAYLOADS: dict[str, tuple[Callable[[], bytes], type[Exception]]] = {
    "empty": (lambda: b" \n", limits.EmptyTable),
    "too large": (lambda: b"a" * (limits.MOST_BYTES + 1), limits.TableTooLarge),
    "old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, limits.OldWorkbook),
    "locked": (locked, limits.OldWorkbook),
    "no zip after all": (lambda: b"PK\x03\x04" + b"x" * 100, limits.UnfitTable),
    "cut short": (lambda: xlsx([["a"] * 50] * 50)[:2000], limits.UnfitTable),
    "a zip of something else": (lambda: _zip({"a.txt": "x"}), limits.UnfitTable),
    "zip bomb": (bomb, limits.TableUnpacksTooLarge),
    "zip bomb that lies": (lying_bomb, limits.UnfitTable),
    "too many parts": (
        lambda: _zip({f"{number}.xml": "" for number in range(limits.MOST_PARTS + 1)}),
        limits.TableUnpacksTooLarge,
    ),
    "billion laughs in a sheet": (lambda: raw_xlsx(LAUGHS + sheet_xml(ROW.format("&b;"))), limits.HostileWorkbook),
    "a file of the server in a sheet": (
        lambda: raw_xlsx(OUTSIDE + sheet_xml(ROW.format("&a;"))),
        limits.HostileWorkbook,
    ),
    "laughs in the workbook": (
        lambda: raw_xlsx(sheet_xml(""), xl__workbook_dot_xml=LAUGHS + "<workbook>&b;</workbook>"),
        limits.HostileWorkbook,
    ),
    "laughs in the strings": (
        lambda: raw_xlsx(
            sheet_xml('<row><c t="s"><v>0</v></c></row>'), xl__sharedStrings_dot_xml=LAUGHS + "<sst><si/></sst>"
        ),
        limits.HostileWorkbook,
    ),
    "a string there is not": (lambda: raw_xlsx(sheet_xml('<row><c t="s"><v>7</v></c></row>')), limits.UnfitTable),
    "broken xml": (lambda: raw_xlsx("<worksheet><sheetData><row>"), limits.UnfitTable),
    "rows out of order": (
        lambda: raw_xlsx(sheet_xml('<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>')),
        limits.UnfitTable,
    ),
    "too wide": (
        lambda: raw_xlsx(sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
        limits.TableTooWide,
    ),
    "too long": (
        lambda: raw_xlsx(sheet_xml("<row><c><v>1</v></c></row>" * (limits.MOST_ROWS + 1))),
        limits.TableTooLong,
    ),
    "one endless attribute": (
        lambda: raw_xlsx(f'<worksheet><sheetData><row r="{"1" * (limits.LONGEST_SILENCE + 200_000)}"/>'),
        limits.UnfitTable,
    ),
    "a web page": (lambda: b"\xef\xbb\xbf <HTML><table><tr><td>\xe5</td></tr></table>", limits.OldWorkbook),
    "a web page in UTF-16": (lambda: "<html xmlns:x='excel'><table>".encode("utf-16"), limits.OldWorkbook),
    "the XML of 2003": (lambda: b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', limits.OldWorkbook),
    "a csv too wide": (lambda: b"a," * 101 + b"b", limits.TableTooWide),
    "a csv too long": (lambda: b"a,b\n" * (limits.MOST_ROWS + 1), limits.TableTooLong),
    "an endless field": (lambda: b'"' + b"a" * 200_000 + b'"', limits.UnfitTable),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, limits.UnfitTable),
}


def _zip(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_is_hostile_or_endless_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_UNPACKED", UNPACKED)  # the same law, tried with a smaller bomb
    make, error = PAYLOADS[name]
    content = make()
    with pytest.raises(error):
        read_all(content)


def read_all(content: bytes) -> int:
    table = open_table(content)
    return sum(1 for sheet in range(len(table.sheets())) for _ in table.rows(sheet))


GOOD = xlsx([("姓名", "身份证号"), *[("张三", "330503194005010011", 1.5)] * 9], merges=["A2:A5"])


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.floats(0, 0.999), st.sampled_from(["put", "cut", "double"]), st.binary(min_size=1, max_size=9)),
        min_size=1,
        max_size=6,
    )
)
def test_a_bent_workbook_is_read_or_refused_and_nothing_else(bends: list[tuple[float, str, bytes]]) -> None:
    content = bytearray(GOOD)
    for place, kind, piece in bends:
        at = int(place * len(content))
        if kind == "put":
            content[at : at + len(piece)] = piece
        elif kind == "cut":
            del content[at : at + len(piece)]
        else:
            content[at:at] = content[at : at + 40]
    with contextlib.suppress(limits.UnfitTable):
        assert read_all(bytes(content)) <= 100


@pytest.mark.parametrize(
    "cells",
    [
        f'<row r="{"9" * 12}"><c t="inlineStr"><is><t>王</t></is></c></row>',
        f'<row r="{"9" * 5000}"><c s="{"9" * 5000}"><v>1</v></c></row>',
    ],
)
def test_numbers_that_no_table_has_are_not_believed(cells: str) -> None:
    assert [number for number, _ in open_table(raw_xlsx(sheet_xml(cells))).rows(0)] == [1]


@pytest.mark.parametrize(
    "cells",
    ['<row r="1048577"><c><v>1</v></c></row>', f'<row><c t="s"><v>{"9" * 5000}</v></c></row>'],
)
def test_a_row_or_a_text_beyond_the_last_is_refused(cells: str) -> None:
    with pytest.raises(limits.UnfitTable):
        list(open_table(raw_xlsx(sheet_xml(cells))).rows(0))


def test_a_merge_over_everything_costs_nothing() -> None:
    rows = "".join(f'<row r="{n}"><c r="B{n}"><v>{n}</v></c></row>' for n in range(1, 1000))
    merges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 1000))
    found = texts(raw_xlsx(sheet_xml(rows, f"<mergeCells>{merges}</mergeCells>")))
    assert (len(found), found[0]) == (999, (1, ["", "1"]))


@pytest.mark.parametrize(
    ("code", "is_day"),
    [
        ('yyyy"年"m"月"', True),
        ("[$-804]aaaa", False),
        ("m/d/yy h:mm", True),
        ('0"d"', False),
        ("[Red]0.00", False),
        ("General", False),
        ("#,##0", False),
        ("[h]:mm", True),
    ],
)
def test_formats_of_days(code: str, is_day: bool) -> None:
    assert is_day_format(code) is is_day


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1E5", "100000"),
        ("0.1", "0.1"),
        ("1E999", "1E999"),
        ("x", "x"),
        ("-2", "-2"),
        ("NaN", "NaN"),
        ("1E-50", "1E-50"),
    ],
)
def test_numbers_in_full(value: str, text: str) -> None:
    assert number_text(value, is_day=False, since_1904=False) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("60", "60"),
        ("0.99999", "23:59"),
        ("0.999999", "00:00"),
        ("1.99999", "1900-01-01 23:59"),
        ("46082.999988425923", "2026-03-01 23:59"),  # 23:59:59
        ("46082.99999999999", "2026-03-02"),
        ("46082.0006944", "2026-03-01 00:01"),
        ("-1", "-1"),
    ],
)
def test_days_at_the_edges(value: str, text: str) -> None:
    assert number_text(value, is_day=True, since_1904=False) == text
