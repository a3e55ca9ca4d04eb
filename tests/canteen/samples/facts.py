"""Categories granted and stopped: people named in two ways, two rows of one person merged, days of all forms."""

from datetime import date

from canteen.core.intake.kinds import Kind
from tests.canteen.samples.sample import Sample, Told
from tests.canteen.samples.table import Formula, Table, Value, lines_of, serial
from tests.county import id_number

FIRST, SECOND = id_number(1), id_number(2)
GROUND: tuple[tuple[Value, ...], ...] = (
    ("姓名", "身份证号", "类别", "等级", "享受起始日", "截止日期"),
    ("张一兰", FIRST, "低保", "", "2024-01-01", ""),
    ("张二兰", SECOND, "失能", "轻度", "2026-01-01", "2026-12-31"),
)

CLEAN = Table(
    (
        ("姓名", "身份证号", "类别", "等级", "享受起始日", "截止日期", "停发日期", "依据", "批准单位"),
        ("张一兰", FIRST, "低保", "", "", "", "2026-06-01", "", ""),
        ("张二兰", SECOND, "失能", "重度", "2026-09-01", "", "", "", ""),
        ("张二兰", SECOND, "特困", "", "2026-03-05", "", "", "浙民字〔2026〕1号", "here镇民政办"),
        ("张一兰", FIRST, "独居", "", "2026-03-05", "2026-12-31", "", f"{FIRST}43", ""),
        ("张一兰", FIRST, "优抚", "", "2024-05-01", "", "", "", ""),
    )
)

line = lines_of(
    "no", "category", "name", "number", "born", "level", "since", "last", "stop", "paper", "office", "sum"
)  # fmt: skip
ABOVE = (
    line(no="困难老人类别变动表"),
    (None,) * 12,
    line(
        no="序号", category="困难类型", name="姓名*", number="身份证（18位）", born="出生年月日", level="失能等级",
        since="批准时间", last="有效期至", stop="停发时间", paper="残疾证号", office="审批单位", sum="月补助金额",
    ),
)  # fmt: skip
BELOW = (line(no="共计", name="2人", sum=600.5), line(no="填表人：沈某　负责人：陆某　2026.11.20"))

MENDED = Table(
    (
        *ABOVE,
        line(no=1, category="低保户", name="张一兰", number=FIRST, stop="2026年6月", sum=300),
        line(
            no=2, category="失能老人", name="张 二 兰", number=f" {SECOND}", level="重度", since="9月1日", last="长期"
        ),
        line(
            no=3, category="特困供养", since=date(2026, 3, 5), paper=" 浙民字〔2026〕1号", office="here镇民政办",
            last="—", sum=300.5,
        ),
        line(),
        line(
            no=4, category="独居老人", name="张一兰", born="1940.5.1", since=serial(date(2026, 3, 5)),
            last="2026年12月", paper=f"{FIRST}43",
        ),
        line(
            no="注：2024年补登", category="优抚对象", name="张一兰", number="\u200b" + FIRST, since="20240501",
            last="至今",
        ),
        *BELOW,
    ),
    ("A1:L1", "C5:C6", "D5:D6"),
)  # fmt: skip

TROUBLED = Table(
    (
        *ABOVE,
        line(no=1, category="低保", name="张三兰", number=id_number(3), since="2026-01-01"),
        line(no=2, category="低保", name="张二", number=SECOND, since="2026-01-01"),
        line(no=3, category="富人", name="张一兰", number=FIRST, since="2026-01-01"),
        line(no=4, category="低保、独居", name="张一兰", number=FIRST, since="2026-01-01"),
        line(no=5, name="张一兰", number=FIRST, since="2026-01-01"),
        line(no=6, category="空巢", name="张一兰", number=FIRST),
        line(no=7, category="空巢", name="张一兰", since="2026-01-01"),
        line(no=8, category="空巢", name="张一兰", number=FIRST, since="2026-05-01", last="2026-04-30"),
        line(no=9, category="空巢", name="张一兰", number=FIRST, since="2026-05-01", stop="2026-05-01"),
        line(no=10, category="特困", name="张一兰", number=FIRST, stop="2026-05-01"),
        line(no=11, category="失能", name="张二兰", number=SECOND, level="重度", since="2026-01-01"),
        line(no=12, category="重残", name="张二兰", number=SECOND, since="2025-01-01"),
        line(no=13, category="重残", name="张二兰", number=SECOND, since="2026-01-01"),
        line(no=14, category="重残", name="张二兰", born="1940年5月1日", since="2025.1.1"),
        line(no=15, category="优抚", name="张二兰", number=SECOND, since="13月1日", level="一" * 21),
        line(no=16, category="独居", name="张一兰", number=330503194005010000, since="2026-01-01"),
        line(no=17, category="独居", name="张一兰", number=FIRST, since="2026-02-01"),
        line(no=18, category="独居", since="2028-02-01"),
        line(no=19, category="优抚", name="张一兰", number=FIRST, since=Formula("B4&B5", "")),
        line(no=20, category="失能", name="张二兰", number=SECOND, stop="2026-01-01"),
        line(no=21, category="失能", name="张二兰", number=SECOND, since="2025-06-01"),
        line(no=22, category="失能", name="张二兰", number=SECOND, since="2026-05-01", last="2026-07-31"),
        *BELOW,
    ),
    ("A1:L1", "C20:C21", "D20:D21"),
)

NOT_HERE = "没有找到这位老人，或不在您的职责范围内"
TWICE = "是同一人或同一项，但内容不同；请只保留正确的一行"
OUTCOME = (
    Told(4, "张三兰", "有误", (f"身份证号：{NOT_HERE}",)),
    Told(5, "张二", "有误", ("姓名：姓名与登记的不一致，请核对身份证号",)),
    Told(6, "张一兰", "有误", ("类别：不认识的类别“富人”",)),
    Told(7, "张一兰", "有误", ("类别：一行只能写一个类别，请分成几行",)),
    Told(8, "张一兰", "有误", ("类别：没有填写",)),
    Told(9, "张一兰", "有误", ("享受起始日：没有填写",)),
    Told(10, "张一兰", "有误", ("身份证号：没有填写",)),
    Told(11, "张一兰", "有误", ("截止日期：结束日期不晚于开始日期",)),
    Told(12, "张一兰", "有误", ("停发日期：结束日期不晚于开始日期",)),
    Told(13, "张一兰", "有误", ("类别：在这一天之前没有这个类别，无法停止",)),
    Told(14, "张二兰", "有误", ("等级：同一天起已有这个类别的另一等级，请先停止原来的",)),
    Told(15, "张二兰", "变更", ("类别：重残，自 2025-01-01",)),
    Told(16, "张二兰", "有误", (f"整行：与第 15 行{TWICE}",)),
    Told(17, "张二兰", "有误", (f"整行：与第 15 行{TWICE}",)),
    Told(18, "张二兰", "有误", ("等级：内容过长，最多 20 个字", "享受起始日：日历上没有这一天")),
    Told(
        19, "张一兰", "有误",
        ("身份证号：身份证号被存成了数字，末几位已经丢失（如 3.30503E+17）；请把该列设为文本后重新填写",),
    ),
    Told(20, "张一兰", "变更", ("类别：独居，自 2026-02-01",)),
    Told(21, "张一兰", "有误", (f"整行：与第 20 行{TWICE}",)),
    Told(22, "张一兰", "有误", ("享受起始日：单元格是没有结果的公式，请复制后“选择性粘贴为数值”",)),
    Told(
        23, "张二兰", "有误",
        (
            "类别：登记中这个类别另有自 2026-01-01 起的一段，不早于停发的这一天；"
            "请先停止那一段（停发日期须晚于它的起始日）",
        ),
    ),
    Told(24, "张二兰", "有误", ("类别：登记中这个类别另有自 2026-01-01 起的一段，与这一行重叠；请核对起止日期",)),
    Told(
        25, "张二兰", "有误",
        (
            "类别：登记中这个类别自 2026-01-01 起，这一行只说其中一段，不会据此提前停止；若整段有了止期，"
            "请把起始日写成 2026-01-01，若要提前停止，请只写停发日期",
        ),
    ),
)  # fmt: skip
IN_TEXT = {
    21: Told(21, "—", "有误", ("身份证号：没有填写",)),
    22: Told(22, "张一兰", "有误", ("享受起始日：没有填写",)),
}

DIFFERENCE = (
    Told(4, "张一兰", "变更", ("类别：低保，自 2024-01-01 → 低保，自 2024-01-01，至 2026-06-01 止（当日不计）",)),
    Told(
        5, "张二兰", "变更",
        (
            "类别：失能 轻度，自 2026-01-01，至 2027-01-01 止（当日不计） → "
            "失能 重度，自 2026-09-01，至 2027-01-01 止（当日不计）",
        ),
    ),
    Told(6, "张二兰", "变更", ("类别：特困，自 2026-03-05",)),
    Told(8, "张一兰", "变更", ("类别：独居，自 2026-03-05，至 2027-01-01 止（当日不计）",)),
    Told(9, "张一兰", "变更", ("类别：优抚，自 2024-05-01",)),
)  # fmt: skip
ADDS = (
    "fact | 张一兰 | category | dibao | 2024-01-01~2026-06-01",
    "fact | 张二兰 | category | disabled 轻度 | 2026-01-01~2026-09-01",
    "fact | 张二兰 | category | disabled 重度 | 2026-09-01~2027-01-01",
    "fact | 张二兰 | category | tekun | 2026-03-05~ | 浙民字〔2026〕1号 | here镇民政办",
    f"fact | 张一兰 | category | living-alone | 2026-03-05~2027-01-01 | {FIRST[:2]}{'*' * 14}{FIRST[16:]}**",
    "fact | 张一兰 | category | honoured | 2024-05-01~",
)
ENDS = (
    "fact | 张一兰 | category | dibao | 2024-01-01~",
    "fact | 张二兰 | category | disabled 轻度 | 2026-01-01~2027-01-01",
)
FACTS = Sample(
    Kind.FACTS, CLEAN, MENDED, TROUBLED, OUTCOME, DIFFERENCE, ADDS, ENDS, ((Kind.FACTS, GROUND),), IN_TEXT
)  # fmt: skip
