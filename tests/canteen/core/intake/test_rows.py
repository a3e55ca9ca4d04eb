"""Headers, places and rows: where a list begins, what its columns mean, and every mistake by row and column."""

import pytest

from canteen.core.intake.cells import Cell, Wrong
from canteen.core.intake.forms import Layout, Reading
from canteen.core.intake.header import Header, find_header, guess, header_at, recalled
from canteen.core.intake.kinds import SHAPES, Kind
from canteen.core.intake.rows import Nature, Row, read_row
from tests.canteen.core.intake.regions import DONGMING_TOO, HUALIN, LIANSHI, TODAY, district
from tests.county import id_number


@pytest.fixture(scope="module")
def reading() -> Reading:
    return district()


def cells(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)


def found(kind: Kind, *lines: tuple[str, ...]) -> tuple[int, int, dict[int, str]] | None:
    header = find_header([cells(*line) for line in lines], SHAPES[kind])
    return None if header is None else (header.first, header.height, guess(header, SHAPES[kind]))


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        ([("姓名", "身份证号", "户籍地")], (0, 1, {0: "name", 1: "id_number", 2: "region"})),
        (
            [
                ("练市镇2026年老人名册",),
                ("填报单位：练市镇民政办", "", "2026年3月"),
                ("序号", "姓 名*", "公民身份号码（18位）", "所属村（社区）"),
            ],
            (2, 1, {1: "name", 2: "id_number", 3: "region"}),
        ),
        (
            [
                ("序号", "老人信息", "老人信息", "家属", "家属"),
                ("序号", "姓名", "身份证号码", "姓名", "电话"),
                ("1", "张三", id_number(1), "", ""),
            ],
            (0, 2, {1: "name", 2: "id_number"}),
        ),
        (
            [("户籍", "", "基本情况", "", ""), ("镇（街道）", "村（社区）", "姓名", "身份证", "家属联系电话")],
            (0, 2, {0: "town", 1: "region", 2: "name", 3: "id_number"}),
        ),
        ([("a", "b"), ("c", "d")], None),
        ([], None),
    ],
)
def test_the_header_is_found(lines: list[tuple[str, ...]], answer: tuple[int, int, dict[int, str]] | None) -> None:
    assert found(Kind.ELDERS, *lines) == answer


def test_every_heading_of_every_kind_is_known_by_itself() -> None:
    for shape in SHAPES.values():
        header = Header(0, 1, tuple(column.words for column in shape.columns))
        assert guess(header, shape) == {at: column.key for at, column in enumerate(shape.columns)}


def test_a_mapping_is_recalled_as_far_as_it_still_fits() -> None:
    header = header_at([cells("姓名", "证件")], 0, 1)
    assert header is not None
    shape = SHAPES[Kind.DEATHS]
    assert recalled({"0": "name", "1": "id_number", "2": "died_on", "x": "name", "01": "phone"}, header, shape) == {
        0: "name",
        1: "id_number",
    }
    spaced = header_at([cells("姓 名：", "证件")], 0, 1)
    assert spaced is not None
    assert spaced.signature == header.signature != Header(0, 1, ("证件", "姓名")).signature


ELDERS = Layout(
    SHAPES[Kind.ELDERS],
    {1: "name", 2: "id_number", 3: "town", 4: "region", 5: "birth_on", 6: "category"},
    ("序号", "姓名", "身份证号", "镇街", "村", "出生", "类别"),
)


def read(reading: Reading, layout: Layout, *texts: str) -> Row:
    return read_row(cells(*texts), layout, reading, TODAY)


def test_a_row_of_an_elder(reading: Reading) -> None:
    row = read(reading, ELDERS, "1", "张 三", id_number(1), "双林", "东明村", "1940.5", "低保、独居老人")
    assert row == Row(
        Nature.ENTRY,
        {
            "name": "张三",
            "id_number": id_number(1),
            "birth_on": "1940-05-01",
            "region": str(DONGMING_TOO),
            "category": "dibao,living-alone",
        },
    )
    assert read(reading, ELDERS, "1", "张三", id_number(1), "练市镇").values["region"] == str(LIANSHI)


def test_every_mistake_of_a_row_is_named_by_column(reading: Reading) -> None:
    row = read(reading, ELDERS, "1", "张三?", "3.30503E+17", "", "火星", "昨天", "富人")
    assert [(wrong.column, wrong.code) for wrong in row.wrongs] == [
        ("name", "name-odd"),
        ("id_number", "id-number-rounded"),
        ("birth_on", "day"),
        ("category", "category"),
        ("region", "region-unknown"),
    ]
    assert [(wrong.column, wrong.code) for wrong in read(reading, ELDERS, "1", "", "", "", "", "1940-5-1").wrongs] == [
        ("name", "missing"),
        ("id_number", "missing"),
        ("region", "missing"),
    ]
    assert [
        wrong.code for wrong in read(reading, ELDERS, "1", "张三", id_number(1), "", "花林", "1950-1-1").wrongs
    ] == ["birth-differs"]


@pytest.mark.parametrize(
    ("texts", "nature"),
    [
        (("", " ", "—"[:0]), Nature.BLANK),
        (("合计", "", "", "", "12"), Nature.NOTE),
        (("合 计：12人",), Nature.NOTE),
        (("填表人：李四", "", "审核人：王五"), Nature.NOTE),
        (("备注：本表一式两份",), Nature.NOTE),
        (("序号", "姓名", "身份证号", "镇街", "村"), Nature.NOTE),
        (("练市镇", "", ""), Nature.NOTE),
        (("1", "合计强", id_number(1), "", "花林"), Nature.ENTRY),
        (("12", "", id_number(1)), Nature.ENTRY),
    ],
)
def test_what_is_no_row_of_the_list(reading: Reading, texts: tuple[str, ...], nature: Nature) -> None:
    assert read(reading, ELDERS, *texts).nature == nature


STAFF = Layout(SHAPES[Kind.STAFF], {0: "role", 1: "name", 2: "login", 3: "canteen"}, ("岗位", "姓名", "登录名", "食堂"))
DEATHS = Layout(
    SHAPES[Kind.DEATHS],
    {1: "name", 2: "id_number", 3: "birth_on", 4: "died_on"},
    ("备注", "姓名", "身份证号", "生日", "日"),
)
FACTS = Layout(
    SHAPES[Kind.FACTS], {1: "name", 2: "id_number", 3: "category", 4: "from_on"}, ("备注", "姓名", "证号", "类", "起")
)
PHONES = Layout(SHAPES[Kind.ELDERS], {0: "name", 1: "id_number", 2: "phone", 3: "category"})


@pytest.mark.parametrize(
    ("layout", "texts", "nature"),
    [
        (STAFF, ("负责人", "张三", "zhang.san", "花林食堂"), Nature.ENTRY),
        (STAFF, ("经办人", "张三", "", "花林食堂"), Nature.ENTRY),
        (STAFF, ("合计", "12人", "12", ""), Nature.NOTE),
        (STAFF, ("负责人：陆某", "", "", "2026.11.20"), Nature.NOTE),
        (DEATHS, ("填报单位：北兜村", "张二兰", "", "1940-05-01", "2026-11-12"), Nature.ENTRY),
        (DEATHS, ("审核人", "张二兰", "", "1940年5月", "昨天"), Nature.ENTRY),
        (DEATHS, ("审核人", "张二兰", "", "", "2026-11-12"), Nature.ENTRY),  # its mistakes are told
        (DEATHS, ("审核人：", "陆某", "制表人：", "沈某", ""), Nature.NOTE),
        (DEATHS, ("单位负责人：张某", "制表人：李某", "", "", "审核人：王某"), Nature.NOTE),
        (DEATHS, ("", "（盖章）", "", "", "2026.11.20"), Nature.NOTE),
        (DEATHS, ("", "全镇合计3人，其中低保1人"), Nature.NOTE),
        (FACTS, ("注：2026年新增", "张三", "", "低保", "2026-03"), Nature.ENTRY),
        (FACTS, ("注：2026年新增", "张三", id_number(1)[:14], "", ""), Nature.ENTRY),
        (FACTS, ("", "", "", "低保", ""), Nature.ENTRY),
        (FACTS, ("", "低保小计：3人", "", "低保", ""), Nature.NOTE),
        (FACTS, ("小计", "3人", "", "低保", ""), Nature.NOTE),
        (PHONES, ("", "", "13905728123"), Nature.ENTRY),
        (PHONES, ("", "", "", "低保"), Nature.ENTRY),
        (PHONES, ("", "", "共3户"), Nature.NOTE),
        (PHONES, ("合计强", id_number(1)[:13], "", "备注：新增"), Nature.ENTRY),
    ],
)
def test_nobody_is_dropped_for_what_stands_beside_her(
    reading: Reading, layout: Layout, texts: tuple[str, ...], nature: Nature
) -> None:
    assert read(reading, layout, *texts).nature == nature


def test_what_is_passed_over_says_why_and_what_it_said(reading: Reading) -> None:
    row = read(reading, ELDERS, "合 计：12人", "", "", "电话 13905728123")
    assert row == Row(
        Nature.NOTE,
        {"passed": "合 计:12人 电话 13905728123"},
        (Wrong("", "passed-over", {"text": "合 计:12人 电话 ***********"}),),
    )
    assert [wrong.code for wrong in read(reading, ELDERS, "序号", "姓名").wrongs] == ["header-again"]


def test_a_cell_merged_over_a_row_says_what_it_says_once(reading: Reading) -> None:
    total = (Cell("本村3人全部享受"), *[Cell("本村3人全部享受", repeated=True)] * 6)
    assert read_row(total, ELDERS, reading, TODAY).nature == Nature.NOTE
    below = tuple(each._replace(repeated=True) for each in total)
    assert read_row(below, ELDERS, reading, TODAY).nature == Nature.BLANK
    place = (*cells("1", "张三", id_number(1), "练市镇"), Cell("练市镇", repeated=True))
    assert read_row(place, ELDERS, reading, TODAY).values["region"] == str(LIANSHI)


def test_a_row_that_only_repeats_a_merged_cell_is_blank(reading: Reading) -> None:
    row = (Cell("花林村", repeated=True), Cell(""), Cell(""))
    assert read_row(row, ELDERS, reading, TODAY).nature == Nature.BLANK


@pytest.mark.parametrize(
    ("kind", "mapping", "texts", "values", "wrongs"),
    [
        (
            Kind.FACTS,
            ("id_number", "category", "from_on", "last_on"),
            (id_number(1), "低保", "2026年3月", "2026年5月"),
            {"category": "dibao", "from_on": "2026-03-01", "until_on": "2026-06-01"},
            [],
        ),
        (
            Kind.FACTS,
            ("id_number", "category", "stop_on"),
            (id_number(1), "特困人员", "2026年5月"),
            {"category": "tekun", "until_on": "2026-05-01"},
            [],
        ),
        (
            Kind.FACTS,
            ("id_number", "category", "from_on", "stop_on"),
            (id_number(1), "低保/独居", "2026.5.1", "2026.5.1"),
            {"category": "dibao,living-alone", "from_on": "2026-05-01", "until_on": "2026-05-01"},
            [("stop_on", "ends-before")],
        ),
        (
            Kind.DEATHS,
            ("id_number", "died_on"),
            (id_number(1), "2026-11-21"),
            {"died_on": "2026-11-21"},
            [("died_on", "day-ahead")],
        ),
        (
            Kind.MOVES,
            ("id_number", "moved_on", "region"),
            (id_number(1), "2026-11-21", "外地"),
            {"moved_on": "2026-11-21", "region": "outside", "place_kind": "registration"},
            [],
        ),
        (
            Kind.MOVES,
            ("id_number", "moved_on", "place_kind", "region"),
            (id_number(1), "2026-11-1", "居住", "花林村"),
            {"moved_on": "2026-11-01", "region": str(HUALIN), "place_kind": "residence"},
            [],
        ),
    ],
)
def test_what_a_row_says_together(
    reading: Reading,
    kind: Kind,
    mapping: tuple[str, ...],
    texts: tuple[str, ...],
    values: dict[str, str],
    wrongs: list[tuple[str, str]],
) -> None:
    row = read(reading, Layout(SHAPES[kind], dict(enumerate(mapping))), *texts)
    assert row.values == {"id_number": id_number(1), "birth_on": "1940-05-01"} | values
    assert [(wrong.column, wrong.code) for wrong in row.wrongs] == wrongs


def test_a_row_of_a_canteen_and_of_staff(reading: Reading) -> None:
    shape = SHAPES[Kind.CANTEENS]
    mapping = dict(
        enumerate(("canteen", "kind", "region", "credit_code", "opened_on", "lunch", "longitude", "latitude"))
    )
    texts = ("花林食堂", "老年食堂", "花林村", "91330503 ma2b00005l", "2026年", "10：30—13:00", "120.4261", "30.8")
    row = read(reading, Layout(shape, mapping), *texts)
    assert [(wrong.column, wrong.code) for wrong in row.wrongs] == [("opened_on", "day")]
    assert row.values == {
        "canteen": "花林食堂",
        "kind": "canteen",
        "region": str(HUALIN),
        "credit_code": "91330503MA2B00005L",
        "lunch": "10:30-13:00",
        "longitude": "120426100",
        "latitude": "30800000",
    }
    wrong = read(reading, Layout(shape, mapping), *texts[:3], "91330503MA2B00005M", "2026.1.1").wrongs
    assert [(each.column, each.code) for each in wrong] == [("credit_code", "credit-code-check")]
    staff = Layout(SHAPES[Kind.STAFF], dict(enumerate(("name", "login", "role", "canteen", "region"))))
    assert read(reading, staff, "李四", "Li.Si", "收银员", "花林食堂", "练市").values == {
        "name": "李四",
        "login": "li.si",
        "role": "counter",
        "canteen": "花林食堂",
    }
    wrongs = read(reading, staff, "李四", "李四", "皇帝", "", "练市").wrongs
    assert [(wrong.column, wrong.code) for wrong in wrongs] == [("login", "login"), ("role", "role")]
    assert [wrong.code for wrong in read(reading, staff, "李四", "lisi", "会计", "花林食堂").wrongs] == [
        "missing-for-role"
    ]
