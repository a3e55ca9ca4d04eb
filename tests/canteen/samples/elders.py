"""A roster of elders: two header rows, merged villages, numbers and days in every form; and all that can be wrong."""

from datetime import date

from canteen.core.intake.kinds import Kind
from tests.canteen.samples.sample import Sample, Told
from tests.canteen.samples.table import Formula, Table, Value, lines_of, serial
from tests.county import id_number

WITH_X = next(number for number in map(id_number, range(200, 300)) if number.endswith("X"))
CHEN = id_number(105, "19360315")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

CLEAN = Table(
    (
        ("姓名", "身份证号", "镇街", "户籍地", "落户日期", "居住地", "联系电话", "类别", "等级", "享受起始日", "卡号"),
        (
            "王桂英", id_number(101), "here镇", "花林村", "2010-03-05", "", "13905728123",
            "低保、独居", "", "2026-03-05", "80000001",
        ),
        ("李阿根", id_number(102), "here镇", "花林村", "2011-04-01", "", "13905728124", "", "", "", "80000002"),
        ("欧阳修德", WITH_X, "here镇", "花林村", "2010-09-01", "here镇东明村", "", "特困", "", "2026-01-01", ""),
        ("买买提·吐尔逊", id_number(104), "here镇", "东明村", "2012-06-30", "", "", "", "", "", ""),
        ("陈三妹", CHEN, "here镇", "东明村", "2015-05-01", "", "13905728125", "失能", "中度", "2026-03-01", "A0000001"),
        ("张一兰", id_number(1), "here镇", "", "", "", "13905720001", "", "", "", "80000006"),
        ("张二兰", id_number(2), "here镇", "", "", "", "", "", "", "", ""),
    )
)  # fmt: skip

line = lines_of(
    "no", "town", "village", "number", "name", "phone", "kin", "kin_phone", "category", "level", "since", "card",
    "lives", "moved_in", "note", "born",
)  # fmt: skip
LOWER = line(
    no="序号", town="镇（街道）", village="村（社区）", number="公民身份号码", name="姓 名", phone="联系电话",
    kin="姓名", kin_phone="电话", category="人员类别", level="失能等级", since="享受时间", card="用餐卡号",
    lives="现居住地", moved_in="户籍迁入日期", note="备注", born="出生年月",
)  # fmt: skip
ABOVE = (
    line(no="here镇2026年老年人助餐对象花名册"),
    line(no="填报单位：here镇民政办（盖章）", note="填报时间：2026年11月"),
    line(
        no="序号", town="户籍", number="老人基本情况", kin="家属", category="补助情况", card="用餐卡号",
        lives="现居住地", moved_in="户籍迁入日期", note="备注", born="出生年月",
    ),
    (None, *LOWER[1:11], None, None, None, None, None),
)  # fmt: skip
HEAD_MERGES = ("A1:P1", "A3:A4", "B3:C3", "D3:F3", "G3:H3", "I3:K3", "L3:L4", "M3:M4", "N3:N4", "O3:O4", "P3:P4")
BELOW = (
    line(no="合计", name="8人", card="4张"),
    line(no="制表人：沈某", name="审核人：陆某", note=date(2026, 11, 20)),
    line(no="注：家属电话仅供联系，不作登记"),
)
MAIMAITI = line(
    no=4, town="here镇", village="东明村委会", number=f"330503 19400501 {id_number(104)[14:]}", name="买买提•吐尔逊",
    moved_in="2012-06-30", born="1940.5",
)  # fmt: skip

MENDED = Table(
    (
        *ABOVE,
        line(
            no=1, town="here镇", village="花林村", number=id_number(101).translate(WIDE), name="王 桂 英",
            phone="139 0572 8123", kin="王小明", kin_phone=13700000001, category="低保户、独居老人",
            since="2026年3月5日", card="８００００００１", moved_in="2010.3.5", note="新增", born="１９４０年５月１日",
        ),
        line(
            no=2, number=id_number(102)[:6] + id_number(102)[8:17], name="李阿根\u200b", phone=13905728124,
            kin="李芳", kin_phone="/", category="—", card=80000002, moved_in=date(2011, 4, 1),
        ),
        line(
            no=3, number=WITH_X.lower(), name=Formula("VLOOKUP(A7,旧表!A:B,2,0)", "欧阳修德"), category="特困供养",
            since=serial(date(2026, 1, 1)), lives="here镇东明村", moved_in="20100901", note=" ",
        ),
        line(name="\u3000", phone=" "),
        LOWER,
        MAIMAITI,
        line(
            no=5, town="here", village="东明", number=f"'{CHEN}", name="陈三妹",
            phone="１３９０５７２８１２５", category="失能", level="中度", since="2026年3月", card="A000-0001",
            moved_in="二〇一五年五月",
        ),
        line(no=6, town="here镇", number=id_number(1), name="张一兰", phone="13905720001", card="80000006"),
        line(no=7, town="here镇", number=id_number(2), name=" 张二兰", born=str(serial(date(1940, 5, 1)))),
        (8, *MAIMAITI[1:]),
        *BELOW,
    ),
    (*HEAD_MERGES, "B5:B7", "C5:C7"),
)  # fmt: skip


def wrong(name: str, **cells: Value) -> tuple[Value, ...]:
    """A row that would be right but for these cells."""
    return line(**{"town": "here镇", "village": "花林村", "name": name} | cells)


TROUBLED = Table(
    (
        *ABOVE,
        wrong("甲一", number=330503194005010000),
        wrong("甲二", number="3.30503E+17"),
        wrong("甲三", number="330503********1234"),
        wrong("甲四", number=id_number(304)[:17]),
        wrong("甲五", number=id_number(305).replace("0", "O", 1)),
        wrong("甲六", number=id_number(306)[:17] + ("1" if id_number(306)[17] == "0" else "0")),
        wrong("甲七", number="330503194013010011"),
        wrong("甲八", number=id_number(308, "20300101")),
        wrong("", number=id_number(309), village="#N/A"),
        wrong("张三(已故)", number=id_number(310), phone="13905728123/13905728124", category="富人"),
        wrong("乙一", number=id_number(311), phone="123", card="12", since="1/3/2026", moved_in="26.3.5"),
        wrong("乙二", number=id_number(312), card=id_number(312), since="2026年2月30日", moved_in="1066.10.14"),
        wrong("乙三", number=id_number(313), card=6217001234567890000, since=2026.1, moved_in="去年"),
        wrong("乙四", number=id_number(314), village="火星村", lives="花木村"),
        wrong("乙五", number=id_number(315), town="", village="东明村"),
        wrong("乙六", number=id_number(316), town="there镇"),
        wrong("乙七", number=id_number(317), town="there镇", village=""),
        wrong("张三兰", number=id_number(3)),
        wrong("乙九", number=id_number(319), card="80000009"),
        wrong("丙一", number=id_number(321), phone="13905728126"),
        wrong("丙一", number=id_number(321), phone="13905728127"),
        wrong("丙一", number=id_number(321)[:6] + id_number(321)[8:17], phone="139 0572 8126"),
        wrong("王" * 61, number=id_number(322), born="1950-01-01"),
        wrong("丙\ue000", number=id_number(323)),
        line(
            no=25, town="here镇", village="花林村", number=id_number(324), name=Formula("VLOOKUP(A29,旧表!A:B,2,0)", "")
        ),
        line(no=26, number=id_number(325), name="丙五"),
        wrong("丙六", number=id_number(326), card="80000021"),
        wrong("丙七", number=id_number(327), card="8000-0021"),
        wrong("丙八", number=id_number(328), village="here镇北都村", lives="here镇人民路8号"),
        wrong("张二兰", number=id_number(2), village="", lives="there镇"),
        wrong("王秀英", number=id_number(1), village=""),
        *BELOW,
    ),
    (*HEAD_MERGES, "B29:B30", "C29:C30"),
)

ROUNDED = "身份证号：身份证号被存成了数字，末几位已经丢失（如 3.30503E+17）；请把该列设为文本后重新填写"
OUTCOME = (
    Told(5, "甲一", "有误", (ROUNDED,)),
    Told(6, "甲二", "有误", (ROUNDED,)),
    Told(7, "甲三", "有误", ("身份证号：身份证号被遮盖，请填写完整号码",)),
    Told(8, "甲四", "有误", ("身份证号：身份证号应为 18 位（旧号 15 位），现有 17 位",)),
    Told(9, "甲五", "有误", ("身份证号：身份证号中有不是数字的字符，例如把 0 写成了字母 O",)),
    Told(10, "甲六", "有误", ("身份证号：身份证号的校验码不对，可能有一位抄错",)),
    Told(11, "甲七", "有误", ("身份证号：身份证号中的出生日期不存在",)),
    Told(12, "甲八", "有误", ("身份证号：身份证号中的出生日期在今天之后",)),
    Told(13, "—", "有误", ("户籍地：单元格是错误值（如 #N/A），请改成实际内容", "姓名：没有填写")),
    Told(
        14, "—", "有误",
        (
            "姓名：姓名中有不应有的字符；说明请写到备注列", "联系电话：一格只能填一个电话号码",
            "类别：不认识的类别“富人”",
        ),
    ),
    Told(
        15, "乙一", "有误",
        (
            "联系电话：电话号码有误：手机应为 11 位，座机为 7 至 8 位，可带区号",
            "享受起始日：日期的年份在最后，分不清日和月；请写成 2026-03-01",
            "卡号：卡号应为 6 至 31 位数字或大写字母",
            "落户日期：年份请写四位，例如 2026",
        ),
    ),
    Told(
        16, "乙二", "有误",
        ("享受起始日：日历上没有这一天", "卡号：卡号不能是身份证号", "落户日期：日期应在 1900 年至 2199 年之间"),
    ),
    Told(
        17, "乙三", "有误",
        (
            "享受起始日：存成数字后分不清是 1 月还是 10 月；请把该列设为文本后重新填写",
            "卡号：号码被存成了数字，末几位已经丢失；请把该列设为文本后重新填写",
            "落户日期：看不懂的日期，请写成 2026-03-01 或 2026年3月1日",
        ),
    ),
    Told(
        18, "乙四", "有误",
        ("户籍地：没有找到区划“火星村”", "居住地：没有找到区划“花木村”，是不是 花林村？"),
    ),
    Told(
        19, "乙五", "有误",
        ("户籍地：“东明村”不止一处：南浔区here镇东明村、南浔区there镇东明村；请写上镇街",),
    ),
    Told(20, "乙六", "有误", ("户籍地：“花林村”不在所写的镇街内，而在 南浔区here镇花林村",)),
    Told(21, "乙七", "有误", ("户籍地：不在这份名单的区划内，或不在您的职责范围内",)),
    Told(22, "张三兰", "有误", ("身份证号：该身份证号已在其他镇街登记；请走迁移",)),
    Told(23, "乙九", "有误", ("卡号：该卡号已经发放给别人",)),
    Told(24, "丙一", "新增", ("姓名：丙一", "联系电话：139****8126", "户籍地：here镇花林村")),
    Told(25, "丙一", "有误", ("整行：与第 24 行是同一人或同一项，但内容不同；请只保留正确的一行",)),
    Told(26, "丙一", "重复行", ("整行：与第 24 行完全相同，已跳过",)),
    Told(27, "—", "有误", ("姓名：内容过长，最多 60 个字", "出生日期：出生日期与身份证号不一致")),
    Told(28, "—", "有误", ("姓名：含有无法识别的字符，请重新输入",)),
    Told(29, "—", "有误", ("姓名：单元格是没有结果的公式，请复制后“选择性粘贴为数值”",)),
    Told(30, "丙五", "新增", ("姓名：丙五", "户籍地：here镇花林村")),
    Told(31, "丙六", "新增", ("姓名：丙六", "户籍地：here镇花林村", "卡号：80000021")),
    Told(32, "丙七", "有误", ("卡号：第 31 行已把这张卡给了别人；一张卡只能给一位老人",)),
    Told(33, "丙八", "有误", ("户籍地：“here镇”后面的“北都村”没有找到；请核对村社区，或只写镇街",)),
    Told(34, "张二兰", "有误", ("居住地：与登记的不在同一镇街；请走迁移名单，先看涉及的供餐",)),
    Told(
        35, "王秀英", "有误",
        (
            "姓名：该身份证号登记的是“张一兰”，姓名几乎没有相同的字；请核对身份证号，确是改名的，"
            "请加“曾用名”一列写上登记的姓名",
        ),
    ),
)  # fmt: skip
IN_TEXT = {
    17: Told(17, "乙三", "有误", OUTCOME[12].words[1:]),  # 2026.1 in a text is the January that was typed
    29: Told(29, "—", "有误", ("姓名：没有填写",)),
    30: Told(30, "丙五", "有误", ("户籍地：没有填写",)),
}

DIFFERENCE = (
    Told(
        5, "王桂英", "新增",
        ("姓名：王桂英", "联系电话：139****8123", "户籍地：here镇花林村", "类别：低保、独居", "卡号：80000001"),
    ),
    Told(6, "李阿根", "新增", ("姓名：李阿根", "联系电话：139****8124", "户籍地：here镇花林村", "卡号：80000002")),
    Told(
        7, "欧阳修德", "新增", ("姓名：欧阳修德", "户籍地：here镇花林村", "居住地：here镇东明村", "类别：特困")
    ),
    Told(10, "买买提·吐尔逊", "新增", ("姓名：买买提·吐尔逊", "户籍地：here镇东明村")),
    Told(
        11, "陈三妹", "新增",
        ("姓名：陈三妹", "联系电话：139****8125", "户籍地：here镇东明村", "类别：失能", "卡号：A0000001"),
    ),
    Told(12, "张一兰", "变更", ("联系电话：139****0001", "卡号：80000006")),
    Told(13, "张二兰", "无变化"),
    Told(14, "买买提·吐尔逊", "重复行", ("整行：与第 10 行完全相同，已跳过",)),
)  # fmt: skip

ADDS = (
    f"elder | 王桂英 | {id_number(101)} | 1940-05-01 | 13905728123",
    "fact | 王桂英 | registration | here镇花林村 | 2010-03-05~",
    "fact | 王桂英 | category | dibao | 2026-03-05~",
    "fact | 王桂英 | category | living-alone | 2026-03-05~",
    "card | 王桂英 | 80000001",
    f"elder | 李阿根 | {id_number(102)} | 1940-05-01 | 13905728124",
    "fact | 李阿根 | registration | here镇花林村 | 2011-04-01~",
    "card | 李阿根 | 80000002",
    f"elder | 欧阳修德 | {WITH_X} | 1940-05-01",
    "fact | 欧阳修德 | registration | here镇花林村 | 2010-09-01~",
    "fact | 欧阳修德 | residence | here镇东明村 | 2010-09-01~",
    "fact | 欧阳修德 | category | tekun | 2026-01-01~",
    f"elder | 买买提·吐尔逊 | {id_number(104)} | 1940-05-01",
    "fact | 买买提·吐尔逊 | registration | here镇东明村 | 2012-06-30~",
    f"elder | 陈三妹 | {CHEN} | 1936-03-15 | 13905728125",
    "fact | 陈三妹 | registration | here镇东明村 | 2015-05-01~",
    "fact | 陈三妹 | category | disabled 中度 | 2026-03-01~",
    "card | 陈三妹 | A0000001",
    f"elder | 张一兰 | {id_number(1)} | 1940-05-01 | 13905720001",
    "card | 张一兰 | 80000006",
)

ELDERS = Sample(
    Kind.ELDERS, CLEAN, MENDED, TROUBLED, OUTCOME, DIFFERENCE, ADDS,
    ends=(f"elder | 张一兰 | {id_number(1)} | 1940-05-01",),
    ground=((Kind.CARDS, (("姓名", "身份证号", "卡号"), ("张一兰", id_number(1), "80000009"))),),
    outcome_in_text=IN_TEXT,
)  # fmt: skip
