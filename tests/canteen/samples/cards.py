"""Cards handed out: numbers in full width, stored as numbers, rounded, issued already; people named in two ways."""

from canteen.core.intake.kinds import Kind
from tests.canteen.samples.sample import Sample, Told
from tests.canteen.samples.table import Formula, Table, Value, lines_of
from tests.county import id_number

FIRST, SECOND = id_number(1), id_number(2)
NAMESAKE = id_number(401)
GROUND: tuple[tuple[Kind, tuple[tuple[Value, ...], ...]], ...] = (
    (Kind.ELDERS, (("姓名", "身份证号", "户籍地"), ("张二兰", NAMESAKE, "花林村"))),
    (Kind.CARDS, (("姓名", "身份证号", "卡号"), ("张一兰", FIRST, "80000009"))),
)

CLEAN = Table(
    (
        ("姓名", "身份证号", "出生日期", "卡号"),
        ("张一兰", FIRST, "1940-05-01", "80000001"),
        ("张二兰", SECOND, "1940-05-01", "80000002"),
        ("张二兰", NAMESAKE, "1940-05-01", "A0000003"),
        ("张一兰", FIRST, "", "80000009"),
    )
)

line = lines_of("card", "no", "born", "name", "number", "signed")
ABOVE = (
    line(card="发卡登记（2026年11月）"),
    line(card="IC卡号", no="序号", born="出生年月", name="老人姓名", number="证件号码", signed="领卡人签字"),
)
BELOW = (line(card="总计：4张"), line(card="经办人：沈某", signed="2026/11/20"))
MENDED = Table(
    (
        *ABOVE,
        line(card="８０００ ０００１", no="１", born="1940.5", name="张一兰", signed="张一兰"),
        line(card=80000002, no=2, name="张\u3000二\u3000兰", number=SECOND[:6] + SECOND[8:17]),
        line(no=" ", name="\t"),
        line(card="a000-0003", no=3, name="张二兰", number=f"‘{NAMESAKE}", born="1940年5月1日"),
        line(
            card="\ufeff80000009", no=4, name=Formula("D3", "张一兰"), number=f"{FIRST[:6]}-{FIRST[6:14]}-{FIRST[14:]}"
        ),
        line(card="\ufeff80000009", no=5, name="张一兰", number=FIRST),
        *BELOW,
    ),
    ("A1:F1",),
)  # fmt: skip

TROUBLED = Table(
    (
        *ABOVE,
        line(card="80000001", no=1, name="张三兰", number=id_number(3)),
        line(card="80000001", no=2, name="张一", born="1940.5.1"),
        line(card="80000001", no=3, name="张二兰", born="1940.5.1"),
        line(card="80000001", no=4, name="张一兰", born="1940.5.2", number=FIRST),
        line(card="80000001", no=5, name="张一兰"),
        line(no=6, name="张一兰", number=FIRST),
        line(card="12", no=7, name="张一兰", number=FIRST),
        line(card=FIRST, no=8, name="张一兰", number=FIRST),
        line(card=6217001234567890000, no=9, name="张一兰", number=FIRST),
        line(card="80000009", no=10, name="张二兰", number=SECOND),
        line(card="80000001", no=11, name="张一兰", number=FIRST),
        line(card="80000001", no=12, name="张二兰", number=SECOND),
        line(card="8000 0001", no=13, name="张一兰", number=FIRST),
        line(card="#REF!", no=14, name="张二兰", number=SECOND),
        line(card=Formula("A3+1", ""), no=15, name="张二兰", number=SECOND),
        line(no=16, name="张二兰", number=SECOND),
        line(card="80000009", no=17, name="张一兰", number=FIRST),
        line(card="80000009", no=18, name="张二兰", number=SECOND),
        line(card="80000004", no=19, name="张三兰", born="1940.5.1"),
        *BELOW,
    ),
    ("A1:F1", "A17:A18"),
)

NOT_HERE = "没有找到这位老人，或不在您的职责范围内"
TWICE = "是同一人或同一项，但内容不同；请只保留正确的一行"
OUTCOME = (
    Told(3, "张三兰", "有误", (f"身份证号：{NOT_HERE}",)),
    Told(4, "张一", "有误", (f"姓名：{NOT_HERE}",)),
    Told(5, "张二兰", "有误", ("姓名：同名同生日的老人不止一位，请填写身份证号",)),
    Told(6, "张一兰", "有误", ("出生日期：出生日期与身份证号不一致",)),
    Told(7, "张一兰", "有误", ("身份证号：没有填写",)),
    Told(8, "张一兰", "有误", ("卡号：没有填写",)),
    Told(9, "张一兰", "有误", ("卡号：卡号应为 6 至 31 位数字或大写字母",)),
    Told(10, "张一兰", "有误", ("卡号：卡号不能是身份证号",)),
    Told(11, "张一兰", "有误", ("卡号：号码被存成了数字，末几位已经丢失；请把该列设为文本后重新填写",)),
    Told(12, "张二兰", "有误", ("卡号：该卡号已经发放给别人",)),
    Told(13, "张一兰", "变更", ("卡号：80000001",)),
    Told(14, "张二兰", "有误", (f"整行：与第 13 行{TWICE}",)),
    Told(15, "张一兰", "重复行", ("整行：与第 13 行完全相同，已跳过",)),
    Told(16, "张二兰", "有误", ("卡号：单元格是错误值（如 #N/A），请改成实际内容",)),
    Told(17, "张二兰", "有误", ("卡号：单元格是没有结果的公式，请复制后“选择性粘贴为数值”",)),
    Told(18, "张二兰", "有误", ("卡号：没有填写",)),
    Told(19, "张一兰", "无变化"),
    Told(20, "张二兰", "有误", ("卡号：该卡号已经发放给别人", f"整行：与第 19 行{TWICE}")),
    Told(21, "张三兰", "有误", (f"姓名：{NOT_HERE}",)),
)
IN_TEXT = {17: Told(17, "张二兰", "有误", ("卡号：没有填写",))}

DIFFERENCE = (
    Told(3, "张一兰", "变更", ("卡号：80000001",)),
    Told(4, "张二兰", "变更", ("卡号：80000002",)),
    Told(6, "张二兰", "变更", ("卡号：A0000003",)),
    Told(7, "张一兰", "无变化"),
    Told(8, "张一兰", "重复行", ("整行：与第 7 行完全相同，已跳过",)),
)
ADDS = ("card | 张一兰 | 80000001", "card | 张二兰 | 80000002", "card | 张二兰 | A0000003")
CARDS = Sample(Kind.CARDS, CLEAN, MENDED, TROUBLED, OUTCOME, DIFFERENCE, ADDS, ground=GROUND, outcome_in_text=IN_TEXT)
