"""Who works where: login names in capitals and full width, roles by many words, duties side by side; who may not be."""

from datetime import date

from canteen.core.intake.kinds import Kind
from tests.canteen.samples.sample import Sample, Told
from tests.canteen.samples.table import Formula, Table, lines_of, serial

CLEAN = Table(
    (
        ("姓名", "登录名", "角色", "食堂名称", "负责区划", "上岗日期"),
        ("李四", "li.si", "窗口", "here食堂", "", "2026-03-05"),
        ("王五", "wang.wu", "食堂负责人", "here食堂", "", "2026-03-01"),
        ("here counter", "here-counter", "食堂负责人", "here食堂", "", "2026-03-05"),
        ("李四", "li.si", "食堂负责人", "here食堂", "", "2026-04-01"),
        ("here manager", "here-manager", "食堂负责人", "here食堂", "", "2020-01-01"),
    )
)

line = lines_of("no", "canteen", "role", "login", "name", "since", "phone", "town")
ABOVE = (
    line(no="助餐工作人员名册（2026年）"),
    line(
        no="序号", canteen="工作单位", role="岗位", login="登录账号", name="人员姓名", since="到岗日期", phone="手机",
        town="管辖范围",
    ),
)  # fmt: skip
BELOW = (line(no="总人数", name="4人"), line(no="说明：本表由食堂填报"))
MENDED = Table(
    (
        *ABOVE,
        line(
            no=1, canteen="here食堂", role="收 银 员", login="ＬＩ.ＳＩ", name="李 四", since="2026年3月5日",
            phone=13905728123,
        ),
        line(no=2, role="店长", login="Wang.Wu ", name="王五\u200b", since="2026.3", phone="-", town="here镇"),
        line(),
        line(no="序号", canteen="工作单位", role="岗位", login="登录账号", name="人员姓名", since="到岗日期"),
        line(no=3, canteen="here食堂", role="经理", login="here-counter", name="here  counter", since=date(2026, 3, 5)),
        line(no=4, canteen="here食堂", role="食堂负责人", login="li.si", name="李四", since="4月"),
        line(
            no="负责人", canteen=Formula("B3", "here食堂"), role="负责人", login="here-manager", name="here manager",
            since=serial(date(2020, 1, 1)),
        ),
        *BELOW,
    ),
    ("A1:H1", "B3:B4"),
)  # fmt: skip

TROUBLED = Table(
    (
        *ABOVE,
        line(canteen="here食堂", role="收银员", login="here-manager", name="王五", since="2026-03-05"),
        line(town="here镇", role="财务", login="wang.wu", name="王五", since="2026-03-05"),
        line(canteen="there食堂", role="收银员", login="wang.wu", name="王五", since="2026-03-05"),
        line(canteen="here食堂", role="收银员", login="王五", name="王五", since="2026-03-05"),
        line(canteen="here食堂", role="皇帝", login="wang.wu", name="王五(借调)", since="3/5/2026"),
        line(town="here镇", role="收银员", login="wang.wu", name="王五", since="2026-03-05"),
        line(canteen="here食堂", role="店长", login="wang.wu", name="王五", since="2026-03-05"),
        line(canteen="here食堂", role="店长", login="wang.wu", name="王五", since="2026-03-06"),
        line(canteen="here食堂", role="负责人", login="WANG.WU", name="王 五", since="2026年3月5日"),
        line(canteen="here食堂", role="店长", login="zhao.liu", since="2026-03-05"),
        line(canteen="here食堂", role="店长", login="#NAME?", name="赵六"),
        line(role="店长", login="zhao.liu", name="赵六", since=Formula("TODAY()", "")),
        line(canteen="here食堂", role="收银员", login="wang.wu", name="赵六", since="2026-03-05"),
        *BELOW,
    ),
    ("A1:H1", "B13:B14"),
)

OUTCOME = (
    Told(3, "王五", "有误", ("登录名：登录名已由另一位工作人员使用",)),
    Told(4, "王五", "有误", ("角色：您不能授予这个角色，请由技术支持导入",)),
    Told(5, "王五", "有误", ("食堂名称：没有找到这个食堂，或不在您的职责范围内",)),
    Told(6, "王五", "有误", ("登录名：登录名应为 2 至 40 位小写字母、数字、点或横线",)),
    Told(
        7, "here食堂", "有误",
        (
            "角色：不认识的角色“皇帝”", "姓名：姓名中有不应有的字符；说明请写到备注列",
            "上岗日期：日期的年份在最后，分不清日和月；请写成 2026-03-01",
        ),
    ),
    Told(8, "王五", "有误", ("食堂名称：这个角色需要填写",)),
    Told(9, "王五", "新增", ("姓名：王五", "登录名：wang.wu", "职责：食堂负责人 · here食堂")),
    Told(10, "王五", "有误", ("整行：与第 9 行是同一人或同一项，但内容不同；请只保留正确的一行",)),
    Told(11, "王五", "重复行", ("整行：与第 9 行完全相同，已跳过",)),
    Told(12, "here食堂", "有误", ("姓名：没有填写",)),
    Told(13, "赵六", "有误", ("登录名：单元格是错误值（如 #N/A），请改成实际内容",)),
    Told(14, "赵六", "有误", ("上岗日期：单元格是没有结果的公式，请复制后“选择性粘贴为数值”",)),
    Told(15, "赵六", "有误", ("姓名：第 9 行的同一登录名写的是另一个姓名；一个登录名只能是一个人",)),
)  # fmt: skip
IN_TEXT = {14: Told(14, "赵六", "有误", ("食堂名称：没有填写", "食堂名称：这个角色需要填写"))}

DIFFERENCE = (
    Told(3, "李四", "新增", ("姓名：李四", "登录名：li.si", "职责：柜台 · here食堂")),
    Told(4, "王五", "新增", ("姓名：王五", "登录名：wang.wu", "职责：食堂负责人 · here食堂")),
    Told(7, "here counter", "变更", ("职责：食堂负责人 · here食堂",)),
    Told(8, "李四", "新增", ("姓名：李四", "登录名：li.si", "职责：食堂负责人 · here食堂")),
    Told(9, "here manager", "无变化"),
)
ADDS = (
    "staff | li.si | 李四",
    "duty | li.si | counter | here食堂 | 2026-03-05~",
    "duty | li.si | manager | here食堂 | 2026-04-01~",
    "staff | wang.wu | 王五",
    "duty | wang.wu | manager | here食堂 | 2026-03-01~",
    "duty | here-counter | manager | here食堂 | 2026-03-05~",
)
STAFF = Sample(Kind.STAFF, CLEAN, MENDED, TROUBLED, OUTCOME, DIFFERENCE, ADDS, outcome_in_text=IN_TEXT)
