"""Deaths and moves with their days: people named in two ways, reasons beside, places ambiguous or elsewhere."""

from datetime import date

from canteen.core.intake.kinds import Kind
from tests.canteen.samples.sample import Sample, Told
from tests.canteen.samples.table import Formula, Table, Value, lines_of, serial
from tests.county import id_number

FIRST, SECOND, THIRD, FOURTH = id_number(1), id_number(2), id_number(101), id_number(102)
ELDERS: tuple[Kind, tuple[tuple[Value, ...], ...]] = (
    Kind.ELDERS,
    (
        ("姓名", "身份证号", "户籍地", "落户日期"),
        ("王桂英", THIRD, "花林村", "2010-01-01"),
        ("李阿根", FOURTH, "花林村", "2010-01-01"),
    ),
)
WIDE = str.maketrans("0123", "０１２３")
NOT_HERE = "没有找到这位老人，或不在您的职责范围内"
TWICE = "是同一人或同一项，但内容不同；请只保留正确的一行"

# --- deaths ----------------------------------------------------------------------------------------------------------
dead = lines_of("no", "why", "number", "name", "born", "day", "village")
DEATHS_ABOVE = (
    dead(no="here镇11月火化注销名单"),
    dead(
        no="序号", why="死亡原因", number="公民身份号码", name="姓名", born="出生年月", day="去世时间", village="原住址"
    ),
)
DEATHS_BELOW = (
    dead(no="合计", name="3人"),
    dead(why="单位负责人：张某", number="制表人：李某", name="审核人：王某"),
    dead(no="制表：沈某　审核：陆某", village="2026.11.20"),
)
DEATHS = Sample(
    Kind.DEATHS,
    clean=Table(
        (
            ("姓名", "身份证号", "出生日期", "离世日期", "原因"),
            ("张一兰", FIRST, "", "2026-11-10", "病故"),
            ("张二兰", "", "1940-05-01", "2026-11-12", ""),
            ("王桂英", THIRD, "", "2026-11-01", ""),
        )
    ),
    mended=Table(
        (
            *DEATHS_ABOVE,
            dead(no=1, why="病故", number=FIRST[:6] + FIRST[8:17], name="张 一 兰", day="2026年11月10日 上午8:30"),
            dead(
                no="填报单位：花林村", name="张二兰", born="1940年5月", day=serial(date(2026, 11, 12)),
                village="花林村3组",
            ),
            dead(no="\u3000"),
            dead(no=3, number=THIRD, name=Formula("D3", "王桂英"), born=date(1940, 5, 1), day="二〇二六年十一月一日"),
            dead(no=4, number=THIRD, name="王桂英", day="20261101"),
            *DEATHS_BELOW,
            dead(no="全镇合计3人，其中低保1人"),
        ),
        ("A1:G1", "A11:G11"),
    ),
    troubled=Table(
        (
            *DEATHS_ABOVE,
            dead(number=FIRST, name="张一兰", day="2026-11-21"),
            dead(number=FIRST, name="张一兰", day="1940-04-30"),
            dead(number=id_number(3), name="张三兰", day="2026-11-10"),
            dead(number=FIRST, name="张一", day="2026-11-10"),
            dead(number=FOURTH, name="李阿根", day="2026-11-03"),
            dead(number=FIRST, name="张一兰", day="11月10日"),
            dead(name="张一兰", born="1940.5.1", day="2026-11-11"),
            dead(name="张一兰", day="2026-11-10"),
            dead(number=330503194005010000, name="张一兰", day="2026-11-10"),
            dead(number=SECOND, name="张二兰", day=Formula("F3", "")),
            dead(number=SECOND, name="张二兰", born="1941.5.1", day="10/11/2026"),
            dead(number=SECOND, name="张二兰", day="#N/A"),
            *DEATHS_BELOW,
        ),
        ("A1:G1",),
    ),
    outcome=(
        Told(3, "张一兰", "有误", ("离世日期：日期在今天之后",)),
        Told(4, "张一兰", "有误", ("离世日期：日期早于出生日期",)),
        Told(5, "张三兰", "有误", (f"身份证号：{NOT_HERE}",)),
        Told(6, "张一", "有误", ("姓名：姓名与登记的不一致，请核对身份证号",)),
        Told(7, "李阿根", "有误", ("离世日期：已登记离世日期 2026-11-02；登记错的请先在老人页面上撤回",)),
        Told(8, "张一兰", "变更", ("离世日期：2026-11-10",)),
        Told(9, "张一兰", "有误", (f"整行：与第 8 行{TWICE}",)),
        Told(10, "张一兰", "有误", ("身份证号：没有填写",)),
        Told(
            11, "张一兰", "有误",
            ("身份证号：身份证号被存成了数字，末几位已经丢失（如 3.30503E+17）；请把该列设为文本后重新填写",),
        ),
        Told(12, "张二兰", "有误", ("离世日期：单元格是没有结果的公式，请复制后“选择性粘贴为数值”",)),
        Told(
            13, "张二兰", "有误",
            ("离世日期：日期的年份在最后，分不清日和月；请写成 2026-03-01", "出生日期：出生日期与身份证号不一致"),
        ),
        Told(14, "张二兰", "有误", ("离世日期：单元格是错误值（如 #N/A），请改成实际内容",)),
    ),
    difference=(
        Told(3, "张一兰", "变更", ("离世日期：2026-11-10",)),
        Told(4, "张二兰", "变更", ("离世日期：2026-11-12",)),
        Told(6, "王桂英", "变更", ("离世日期：2026-11-01",)),
        Told(7, "王桂英", "重复行", ("整行：与第 6 行完全相同，已跳过",)),
    ),
    adds=(
        "fact | 张一兰 | state | deceased | 2026-11-10~ | 病故",
        "fact | 张二兰 | state | deceased | 2026-11-12~",
        "fact | 王桂英 | state | deceased | 2026-11-01~",
    ),
    ground=(ELDERS, (Kind.DEATHS, (("姓名", "身份证号", "离世日期"), ("李阿根", FOURTH, "2026-11-02")))),
    outcome_in_text={12: Told(12, "张二兰", "有误", ("离世日期：没有填写",))},
)  # fmt: skip

# --- moves -----------------------------------------------------------------------------------------------------------
moved = lines_of("no", "name", "number", "born", "what", "town", "to", "day", "why")
MOVES_ABOVE = (
    moved(no="户籍和居住变动"),
    moved(no="序号", name="老人", what="变动", why="备注"),
    moved(
        name="姓名",
        number="身份证号码",
        born="出生年月日",
        what="变更类别",
        town="所属乡镇",
        to="新户籍地",
        day="变动日期",
    ),
)
MERGES = ("A1:I1", "A2:A3", "B2:D2", "E2:H2", "I2:I3")
MOVES_BELOW = (moved(no="共计：5人次"), moved(no="负责人：陆某", day="2026.11.20"))
MOVES = Sample(
    Kind.MOVES,
    clean=Table(
        (
            ("姓名", "身份证号", "出生日期", "迁移日期", "迁移类别", "镇街", "迁往", "原因"),
            ("张一兰", FIRST, "", "2026-11-15", "居住", "", "there镇", "随子女"),
            ("张二兰", SECOND, "", "2026-11-16", "户籍", "", "外地", ""),
            ("王桂英", "", "1940-05-01", "2026-11-05", "户籍", "here镇", "东明村", ""),
            ("王桂英", THIRD, "", "2026-11-05", "居住", "there镇", "东明村", ""),
            ("李阿根", FOURTH, "", "2010-01-01", "户籍", "", "花林村", ""),
        )
    ),
    mended=Table(
        (
            *MOVES_ABOVE,
            moved(no=1, name="张一兰", number=FIRST, what="居住地", to="there", day="2026.11.15", why="随子女"),
            moved(no=2, name="张二兰", number=f" {SECOND}\ufeff", to="外省", day=date(2026, 11, 16)),
            moved(no=3, name="王桂英", born="1940年5月1日", what="户口", town="here", to="东明村委会", day="11月5日"),
            moved(
                no=4, name="王桂英", number=THIRD.translate(WIDE), what="居住", town="there镇", to="东明", day=46331
            ),
            moved(no=5, name="李阿根", number=FOURTH, what="户籍", to="here镇花林村6组12号", day="20100101"),
            *MOVES_BELOW,
        ),
        MERGES,
    ),
    troubled=Table(
        (
            *MOVES_ABOVE,
            moved(name="张一兰", number=FIRST, what="打工", to="there镇", day="2026-11-15"),
            moved(name="张一兰", number=FIRST, to="东明村", day="2026-11-15"),
            moved(name="张一兰", number=FIRST, town="there镇", to="花林村", day="2026-11-15"),
            moved(name="张一兰", number=FIRST, to="火星", day="2026-11-15"),
            moved(name="张一兰", number=FIRST, to="there镇", day="1939-01-01"),
            moved(name="张三兰", number=id_number(3), to="花林村", day="2026-11-15"),
            moved(name="张二兰", number=SECOND, to="there镇", day="2026-11-15"),
            moved(name="张二兰", number=SECOND, to="there镇", day="2026-11-16"),
            moved(name="张二兰", number=SECOND, what="居住", to="外地", day="2026-11-16"),
            moved(name="张二兰", number=SECOND, day="2026-11-16"),
            moved(name="张二兰", number=SECOND, to="there镇"),
            moved(name="李阿根", number=FOURTH, to=Formula("G4", ""), day="2026-11-16"),
            moved(name="王桂英", number=THIRD, what="居住", to="here镇", day="2026-11-02"),
            *MOVES_BELOW,
        ),
        MERGES,
    ),
    outcome=(
        Told(4, "张一兰", "有误", ("迁移类别：不认识的迁移类别“打工”，请写户籍或居住",)),
        Told(
            5, "张一兰", "有误",
            ("迁往：“东明村”不止一处：南浔区here镇东明村、南浔区there镇东明村；请写上镇街",),
        ),
        Told(6, "张一兰", "有误", ("迁往：“花林村”不在所写的镇街内，而在 南浔区here镇花林村",)),
        Told(7, "张一兰", "有误", ("迁往：没有找到区划“火星”",)),
        Told(8, "张一兰", "有误", ("迁移日期：登记中已有同一天或更晚的户籍、居住变动",)),
        Told(9, "张三兰", "有误", (f"身份证号：{NOT_HERE}",)),
        Told(10, "张二兰", "变更", ("户籍：here镇 → there镇，自 2026-11-15",)),
        Told(11, "张二兰", "有误", (f"整行：与第 10 行{TWICE}",)),
        Told(12, "张二兰", "变更", ("居住地：外地，自 2026-11-16",)),
        Told(13, "张二兰", "有误", ("迁往：没有填写",)),
        Told(14, "张二兰", "有误", ("迁移日期：没有填写",)),
        Told(15, "李阿根", "有误", ("迁往：单元格是没有结果的公式，请复制后“选择性粘贴为数值”",)),
        Told(16, "王桂英", "有误", ("迁移日期：登记中已有同一天或更晚的户籍、居住变动",)),
    ),
    difference=(
        Told(4, "张一兰", "变更", ("居住地：there镇，自 2026-11-15",)),
        Told(5, "张二兰", "变更", ("户籍：here镇 → 外地，自 2026-11-16",)),
        Told(6, "王桂英", "变更", ("户籍：here镇花林村 → here镇东明村，自 2026-11-05",)),
        Told(7, "王桂英", "变更", ("居住地：here镇花林村 → there镇东明村，自 2026-11-05",)),
        Told(8, "李阿根", "无变化"),
    ),
    adds=(
        "fact | 张一兰 | residence | there镇 | 2026-11-15~ | 随子女",
        "fact | 张二兰 | registration | here镇 | 1940-05-01~2026-11-16",
        "fact | 张二兰 | state | moved-away | 2026-11-16~",
        "fact | 王桂英 | registration | here镇花林村 | 2010-01-01~2026-11-05",
        "fact | 王桂英 | registration | here镇东明村 | 2026-11-05~",
        "fact | 王桂英 | residence | here镇花林村 | 2026-11-02~2026-11-05",
        "fact | 王桂英 | residence | there镇东明村 | 2026-11-05~",
    ),
    ends=(
        "fact | 张二兰 | registration | here镇 | 1940-05-01~",
        "fact | 王桂英 | registration | here镇花林村 | 2010-01-01~",
        "fact | 王桂英 | residence | here镇花林村 | 2026-11-02~",
    ),
    ground=(
        ELDERS,
        (
            Kind.MOVES,
            (("姓名", "身份证号", "迁移日期", "迁移类别", "迁往"), ("王桂英", THIRD, "2026-11-02", "居住", "花林村")),
        ),
    ),
    outcome_in_text={15: Told(15, "李阿根", "有误", ("迁往：没有填写",))},
)  # fmt: skip
