"""Canteens and points with who runs them: merged organisations, codes in full width, hours and places on the map."""

from canteen.core.credit_code import check_character
from canteen.core.intake.kinds import Kind
from tests.canteen.samples.sample import Sample, Told
from tests.canteen.samples.table import Formula, Table, Value, lines_of


def credit_code(number: int) -> str:
    """A valid code; each number is another organisation's."""
    first17 = f"91330503MA2B{number:05d}"
    return first17 + check_character(first17)


CODE, KNOWN_CODE = credit_code(1), "91330503MA2B00005L"
HEADINGS: tuple[Value, ...] = (
    "食堂名称", "类型", "镇街", "所在村社区", "地址", "运营主体", "统一社会信用代码", "开办日期",
    "早餐时间", "午餐时间", "晚餐时间", "经度", "纬度",
)  # fmt: skip
CLEAN = Table(
    (
        HEADINGS,
        (
            "花林食堂", "食堂", "", "花林村", "花林路1号", "夕阳红餐饮", CODE, "2026-01-01",
            "", "10:30-13:00", "16:30-18:00", "120.4261", "30.8",
        ),
        (
            "东明助餐点", "助餐点", "here镇", "东明村", "东明路2号", "夕阳红餐饮", CODE, "2026-03-05",
            "", "11:00-12:30", "", "", "",
        ),
        (
            "花林厨房", "中央厨房", "", "花林村", "花林路1号", "", KNOWN_CODE, "2026-03-01",
            "06:00-07:30", "10:00-13:00", "", "", "",
        ),
        ("here食堂", "", "here镇", "", "人民路8号", "", KNOWN_CODE, "2020-01-01", *[""] * 5),
    )
)  # fmt: skip

line = lines_of(
    "no", "village", "town", "canteen", "kind", "code", "by", "street", "lunch", "dinner", "breakfast", "east", "north",
    "since", "seats",
)  # fmt: skip
ABOVE = (
    line(no="here镇老年助餐服务场所一览表"),
    line(
        no="序号", village="所在", canteen="站点名称", kind="站点类型", code="运营机构", street="具体地址",
        lunch="供餐时间", east="坐标", since="启用日期", seats="餐位数",
    ),
    line(
        village="村居", town="镇街道", code="社会信用代码", by="单位名称", lunch="中餐", dinner="晚餐",
        breakfast="早餐", east="东经", north="北纬",
    ),
)  # fmt: skip
MERGES = (
    "A1:O1", "A2:A3", "B2:C2", "D2:D3", "E2:E3", "F2:G2", "H2:H3", "I2:K2", "L2:M2", "N2:N3", "O2:O3",
)  # fmt: skip
BELOW = (line(no="小计", canteen="4处", seats=120), line(no="填报人：沈某", canteen="审核:陆某"))
MENDED = Table(
    (
        *ABOVE,
        line(
            no=1, village="花林村委会", canteen="花林食堂", kind="老年食堂", code="９１３３０５０３ma2b" + CODE[12:],
            by="夕阳红餐饮", street="花林路１号", lunch="10：30—13：00", dinner="16点30分至18点", east=120.4261,
            north=30.8, since="2026年1月", seats=40,
        ),
        line(
            no=2, village="东明", town="here", canteen="东明助餐点\u200b", kind="送餐点", street="东明路2号",
            lunch="11:00~12:30", since="2026.3.5", seats=20,
        ),
        line(),
        line(
            no=3, village="花林", canteen=" 花林厨房", kind="中心厨房", code=KNOWN_CODE, street="花林路1号",
            lunch="10时-13时", breakfast="6:00－7:30", since="2026/03/01", seats="/",
        ),
        line(
            no=4, town="here镇", canteen="here食堂", code=KNOWN_CODE.lower(), street="人民路8号", since=43831, seats=60
        ),
        *BELOW,
    ),
    (*MERGES, "F4:F5", "G4:G5"),
)  # fmt: skip


def wrong(canteen: str, **cells: Value) -> tuple[Value, ...]:
    """A row that would be right but for these cells."""
    return line(**{"village": "花林村", "canteen": canteen, "code": KNOWN_CODE, "since": "2026-01-01"} | cells)


TROUBLED = Table(
    (
        *ABOVE,
        wrong("甲一", code=KNOWN_CODE[:17] + "M"),
        wrong("甲二", code=KNOWN_CODE[:17]),
        wrong("甲三", code=credit_code(2)),
        wrong("甲四", kind="饭店", lunch="中午", dinner="18:00-16:30"),
        wrong("甲五", east="120°25′", north="30.8"),
        wrong("甲六", east="120.4261"),
        wrong("甲七", east="30.8", north="120.4261"),
        wrong("甲八", village="", town="there镇"),
        wrong("甲九", village="东明村"),
        wrong("甲" * 81, since="26年1月"),
        wrong("", since="开业未定"),
        wrong("乙一", since=""),
        wrong("乙二", street="北街3号"),
        wrong("乙二", street="北街4号"),
        wrong("乙二", street="北街3号"),
        wrong("老花林食堂", street="学府路 7号"),
        wrong("花林小学堂", street="学府路7号", kind="助餐点"),
        wrong("乙三", by=Formula("G4", ""), code=credit_code(3)),
        wrong("乙四", code="#VALUE!"),
        wrong("乙五", street="南街1号", by="夕阳红餐饮", code=credit_code(4)),
        wrong("乙六", street="南街2号", code=""),
        wrong("乙七", by="夕阳红餐饮"),
        wrong("学府食堂", by="夕阳红餐饮", code=credit_code(3)),
        wrong("学府食堂", since="2026-02-01", street="学府路七号"),
        wrong("乙八", by="朝阳红餐饮", code=credit_code(4)),
        *BELOW,
    ),
    (*MERGES, "F23:F24", "G23:G24"),
)

BY_KNOWN = ("运营主体：暖阳服务中心", f"统一社会信用代码：{KNOWN_CODE}")
OUTCOME = (
    Told(4, "甲一", "有误", ("统一社会信用代码：统一社会信用代码的校验码不对，请核对是否抄错一位",)),
    Told(5, "甲二", "有误", ("统一社会信用代码：统一社会信用代码应为 18 位数字和大写字母",)),
    Told(6, "甲三", "有误", ("运营主体：没有登记这个运营主体，请补上单位名称",)),
    Told(
        7, "甲四", "有误",
        (
            "类型：不认识的类型“饭店”，请写食堂、助餐点或中央厨房", "午餐时间：时间请写成 10:30-13:30",
            "晚餐时间：结束时间应晚于开始时间",
        ),
    ),
    Told(8, "甲五", "有误", ("经度：经纬度应为小数，例如 120.4261", "经度：经度和纬度要一起填写")),
    Told(9, "甲六", "有误", ("纬度：经度和纬度要一起填写",)),
    Told(10, "甲七", "有误", ("经度：经纬度应为小数，例如 120.4261", "纬度：经纬度应为小数，例如 120.4261")),
    Told(11, "甲八", "有误", ("所在村社区：不在这份名单的区划内，或不在您的职责范围内",)),
    Told(
        12, "甲九", "有误",
        ("所在村社区：“东明村”不止一处：南浔区here镇东明村、南浔区there镇东明村；请写上镇街",),
    ),
    Told(13, "—", "有误", ("食堂名称：内容过长，最多 80 个字", "开办日期：年份请写四位，例如 2026")),
    Told(
        14, "—", "有误",
        ("开办日期：看不懂的日期，请写成 2026-03-01 或 2026年3月1日", "食堂名称：没有填写"),
    ),
    Told(15, "乙一", "有误", ("开办日期：没有填写",)),
    Told(
        16, "乙二", "新增",
        ("食堂名称：乙二", "所在村社区：here镇花林村", "地址：北街3号", *BY_KNOWN, "开办日期：2026-01-01"),
    ),
    Told(17, "乙二", "有误", ("整行：与第 16 行是同一人或同一项，但内容不同；请只保留正确的一行",)),
    Told(18, "乙二", "重复行", ("整行：与第 16 行完全相同，已跳过",)),
    Told(
        19, "老花林食堂", "有误",
        ("食堂名称：这个地址已登记为“学府食堂”；若是同一处，请写现在的名称，若不是，请写不同的地址",),
    ),
    Told(
        20, "花林小学堂", "新增",
        (
            "食堂名称：花林小学堂", "类型：助餐点", "所在村社区：here镇花林村", "地址：学府路7号", *BY_KNOWN,
            "开办日期：2026-01-01",
        ),
    ),
    Told(21, "乙三", "有误", ("运营主体：单元格是没有结果的公式，请复制后“选择性粘贴为数值”",)),
    Told(22, "乙四", "有误", ("统一社会信用代码：单元格是错误值（如 #N/A），请改成实际内容",)),
    Told(
        23, "乙五", "新增",
        (
            "食堂名称：乙五", "所在村社区：here镇花林村", "地址：南街1号", "运营主体：夕阳红餐饮",
            f"统一社会信用代码：{credit_code(4)}", "开办日期：2026-01-01",
        ),
    ),
    Told(
        24, "乙六", "新增",
        (
            "食堂名称：乙六", "所在村社区：here镇花林村", "地址：南街2号", "运营主体：夕阳红餐饮",
            f"统一社会信用代码：{credit_code(4)}", "开办日期：2026-01-01",
        ),
    ),
    Told(25, "乙七", "有误", ("运营主体：这个信用代码登记的是“暖阳服务中心”；请核对名称和代码",)),
    Told(
        26, "学府食堂", "有误", ("统一社会信用代码：登记由“暖阳服务中心”运营；换运营主体请在食堂的页面上交接",),
    ),
    Told(27, "学府食堂", "有误", ("开办日期：登记的开办日期是 2026-01-01，名单不能改动",)),
    Told(28, "乙八", "有误", ("运营主体：第 23 行的同一信用代码写的是另一个名称；请核对名称和代码",)),
)  # fmt: skip
IN_TEXT = {
    21: Told(21, "乙三", "有误", ("运营主体：没有登记这个运营主体，请补上单位名称",)),
    24: Told(24, "乙六", "有误", ("统一社会信用代码：没有填写",)),
}

DIFFERENCE = (
    Told(
        4, "花林食堂", "新增",
        (
            "食堂名称：花林食堂", "类型：食堂", "所在村社区：here镇花林村", "地址：花林路1号", "运营主体：夕阳红餐饮",
            f"统一社会信用代码：{CODE}", "开办日期：2026-01-01", "午餐时间：10:30-13:00", "晚餐时间：16:30-18:00",
        ),
    ),
    Told(
        5, "东明助餐点", "新增",
        (
            "食堂名称：东明助餐点", "类型：助餐点", "所在村社区：here镇东明村", "地址：东明路2号",
            "运营主体：夕阳红餐饮", f"统一社会信用代码：{CODE}", "开办日期：2026-03-05", "午餐时间：11:00-12:30",
        ),
    ),
    Told(
        7, "花林厨房", "新增",
        (
            "食堂名称：花林厨房", "类型：中央厨房", "所在村社区：here镇花林村", "地址：花林路1号", *BY_KNOWN,
            "开办日期：2026-03-01", "早餐时间：06:00-07:30", "午餐时间：10:00-13:00",
        ),
    ),
    Told(8, "here食堂", "变更", ("地址：人民路8号",)),
)  # fmt: skip
ADDS = (
    f"organisation | 夕阳红餐饮 | {CODE}",
    "canteen | 花林食堂 | canteen | here镇花林村 | 花林路1号 | 2026-01-01~ | 120426100 30800000",
    "hours | 花林食堂 | lunch | 10:30-13:00 | 2026-01-01~",
    "hours | 花林食堂 | dinner | 16:30-18:00 | 2026-01-01~",
    "runs | 花林食堂 | 夕阳红餐饮 | 2026-01-01~",
    "canteen | 东明助餐点 | point | here镇东明村 | 东明路2号 | 2026-03-05~",
    "hours | 东明助餐点 | lunch | 11:00-12:30 | 2026-03-05~",
    "runs | 东明助餐点 | 夕阳红餐饮 | 2026-03-05~",
    "canteen | 花林厨房 | kitchen | here镇花林村 | 花林路1号 | 2026-03-01~",
    "hours | 花林厨房 | breakfast | 06:00-07:30 | 2026-03-01~",
    "hours | 花林厨房 | lunch | 10:00-13:00 | 2026-03-01~",
    "runs | 花林厨房 | 暖阳服务中心 | 2026-03-01~",
    "canteen | here食堂 | canteen | here镇 | 人民路8号 | 2020-01-01~",
)
CANTEENS = Sample(
    Kind.CANTEENS, CLEAN, MENDED, TROUBLED, OUTCOME, DIFFERENCE, ADDS,
    ends=("canteen | here食堂 | canteen | here镇 |  | 2020-01-01~",),
    ground=(
        (
            Kind.CANTEENS,
            (
                ("食堂名称", "所在村社区", "地址", "统一社会信用代码", "开办日期"),
                ("学府食堂", "花林村", "学府路7号", KNOWN_CODE, "2026-01-01"),
            ),
        ),
    ),
    outcome_in_text=IN_TEXT,
)  # fmt: skip
