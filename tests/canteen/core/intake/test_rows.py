"""Headers, places and rows: where a list begins, what its columns mean, and every mistake by row and column."""

from datetime import date
from uuid import UUID

import pytest

from canteen.core.intake.cells import Cell, Unreadable
from canteen.core.intake.forms import Reading
from canteen.core.intake.header import Header, find_header, guess, header_at, recalled
from canteen.core.intake.kinds import SHAPES, Kind
from canteen.core.intake.places import Place, Places
from canteen.core.intake.rows import Layout, Nature, Row, read_row
from canteen.core.region import Level, Node, Parent, Tree
from tests.county import id_number

TODAY = date(2026, 11, 20)
NAMES = ["南浔区", "练市镇", "双林镇", "花林村", "东明村", "东明村", "花园社区"]
IDS = [UUID(int=number) for number in range(1, 8)]
DISTRICT, LIANSHI, SHUANGLIN, HUALIN, DONGMING, DONGMING_TOO, HUAYUAN = IDS
LEVELS = [Level.DISTRICT, Level.TOWN, Level.TOWN, *[Level.VILLAGE] * 4]
ABOVE = [None, DISTRICT, DISTRICT, LIANSHI, LIANSHI, SHUANGLIN, SHUANGLIN]


@pytest.fixture(scope="module")
def reading() -> Reading:
    tree = Tree.on(
        TODAY,
        [Node(each, level) for each, level in zip(IDS, LEVELS, strict=True)],
        [Parent(each, above, date(2000, 1, 1)) for each, above in zip(IDS, ABOVE, strict=True)],
    )
    return Reading(Places.of([Place(each, name) for each, name in zip(IDS, NAMES, strict=True)], tree), 2026)


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


OFFICES = (
    "人民政府", "人民政府（本级）", "人民政府(本级)", "人民政府/（本级）", "人民政府／【本级】", "政府〔机关〕",
    "（本级）", "/本级", "民政办", "人民政府民政办公室", "社会事务办公室（本级）", "公共服务中心", "街道办事处",
    "财政所", "人民政府 · 直属", "党工委",
)  # fmt: skip
# What stands behind a town's name and is no office of it, in brackets or not, and what of it was not read.
HALF_READ = {
    "（北都村）": "北都村",
    "人民政府（北都村）": "人民政府北都村",
    "人民政府/北都": "人民政府北都",
    "/北都社区（本级）": "北都社区本级",
    "（本级）北都": "本级北都",
    "居民委员会": "居民委员会",
    "北都村民委员会": "北都村民委员会",
    "中心": "中心",
    "服务站": "服务站",
    "人民政府驻地": "人民政府驻地",
}


@pytest.mark.parametrize(
    ("text", "within", "region"),
    [
        ("花林村", None, HUALIN),
        ("花林", None, HUALIN),
        ("花林村委会", None, HUALIN),
        ("南浔区练市镇花林村3组12号", None, HUALIN),
        ("南浔区双林镇人民路8号", None, SHUANGLIN),
        ("浙江省南浔区双林镇", None, SHUANGLIN),
        ("练市镇东明村", None, DONGMING),
        ("东明村", SHUANGLIN, DONGMING_TOO),
        ("双林东明", None, DONGMING_TOO),
        ("练市", None, LIANSHI),
        ("花园 社区", None, HUAYUAN),
        # By the full name of whoever governs it, as offices write one another.
        *((f"双林镇{office}", None, SHUANGLIN) for office in OFFICES),
        ("双林/镇政府", None, SHUANGLIN),
        ("南浔区/双林镇/人民政府(本级)", None, SHUANGLIN),
        ("中共双林镇委员会", None, SHUANGLIN),
        ("双林镇人民政府（东明村）", None, DONGMING_TOO),
        ("练市镇人民政府/花林村村民委员会（本级）", None, HUALIN),
        ("南浔区民政局", None, DISTRICT),
        ("双林镇人民政府（人民路8号）", None, SHUANGLIN),
    ],
)
def test_a_place_is_found_by_what_lists_call_it(reading: Reading, text: str, within: UUID | None, region: UUID) -> None:
    assert reading.places.find(text, within) == region
    assert reading.places.find(text, within) == region  # and remembered


@pytest.mark.parametrize(
    ("text", "within", "code", "values"),
    [
        ("东明村", None, "region-ambiguous", {"text": "东明村", "among": "南浔区双林镇东明村、南浔区练市镇东明村"}),
        ("花木村", DISTRICT, "region-unknown-but", {"text": "花木村", "likely": "花林村"}),
        ("火星", None, "region-unknown", {"text": "火星"}),
        ("双林镇北都村", None, "region-rest-unknown", {"name": "双林镇", "rest": "北都村"}),
        ("双林镇北都", SHUANGLIN, "region-rest-unknown", {"name": "双林镇", "rest": "北都"}),
        ("浙江省湖州市双林北都村3组12号", None, "region-rest-unknown", {"name": "双林镇", "rest": "北都村3组12号"}),
        ("南浔区菱湖镇人民路1号", None, "region-rest-unknown", {"name": "南浔区", "rest": "菱湖镇人民路1号"}),
        *(
            (f"双林镇{rest}", None, "region-rest-unknown", {"name": "双林镇", "rest": bare})
            for rest, bare in HALF_READ.items()
        ),
        ("花林村", SHUANGLIN, "region-elsewhere", {"text": "花林村", "among": "南浔区练市镇花林村"}),
    ],
)
def test_what_is_unknown_or_ambiguous_is_said(
    reading: Reading, text: str, within: UUID | None, code: str, values: dict[str, str]
) -> None:
    for _ in range(2):
        with pytest.raises(Unreadable) as caught:
            reading.places.find(text, within)
        assert (caught.value.code, caught.value.values) == (code, values)


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
