"""The kinds of lists that can be read in, and the columns of each: what is asked for, and how towns head it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a list is about."""

    ELDERS = "elders"
    FACTS = "facts"
    CARDS = "cards"
    CANTEENS = "canteens"
    STAFF = "staff"
    DEATHS = "deaths"
    MOVES = "moves"


TOUCHING: Final = frozenset({Kind.DEATHS, Kind.MOVES})  # after these, what funds paid for meals is held
RETELLING: Final = frozenset({Kind.ELDERS, Kind.FACTS, Kind.MOVES})  # and by these, meals are decided anew
REACHING: Final = TOUCHING | RETELLING  # what all of them come to is shown before anybody confirms


class Form(StrEnum):
    """How a column's cells are read."""

    NAME = "name"
    ID_NUMBER = "id-number"
    PHONE = "phone"
    DAY = "day"
    LAST_DAY = "last-day"  # the last day that counts; a month means its last day
    REGION = "region"
    TEXT = "text"
    CARD = "card"
    CATEGORY = "category"
    PLACE_KIND = "place-kind"
    CANTEEN_KIND = "canteen-kind"
    CREDIT_CODE = "credit-code"
    DEGREES = "degrees"
    HOURS = "hours"
    LOGIN = "login"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Column:
    """One thing a list can say of each row; `also` are other headings for it, the likelier first."""

    key: str
    words: str
    english: str
    form: Form
    also: str = ""
    longest: int = 120

    @property
    def known(self) -> tuple[str, ...]:
        """Every heading it is known by, its own first."""
        return self.words, *self.also.split()


NAME = Column("name", "姓名", "name", Form.NAME, "老人姓名 长者姓名 名字 name")
ID_NUMBER = Column(
    "id_number",
    "身份证号",
    "ID number",
    Form.ID_NUMBER,
    "身份证号码 公民身份号码 公民身份证号码 身份证 证件号码 证件号 身份号码 idnumber id",
)
BIRTH = Column("birth_on", "出生日期", "birth date", Form.DAY, "出生年月日 出生年月 生日 出生")
VILLAGE = Column(
    "region",
    "户籍地",
    "registered in",
    Form.REGION,
    ("户籍所在地 户籍村社区 户籍所在村社区 户籍 所属村社区 村社区 村居 行政村 社区 村 所在村 村名 户籍地址"),
)
TOWN = Column("town", "镇街", "town", Form.REGION, "乡镇街道 镇街道 所属镇街 所属乡镇 乡镇 街道 镇")
PHONE = Column(
    "phone", "联系电话", "telephone", Form.PHONE, "本人电话 手机号码 手机号 手机 电话号码 电话 联系方式 phone"
)
CATEGORY = Column(
    "category",
    "类别",
    "category",
    Form.CATEGORY,
    "老人类别 人员类别 对象类别 补助类别 身份类别 困难类型 人员类型 类型 对象类型",
)
LEVEL = Column("level", "等级", "level", Form.TEXT, "失能等级 残疾等级 护理等级 评估等级 级别", 20)
GRANTED = Column(
    "from_on",
    "享受起始日",
    "from",
    Form.DAY,
    ("起始日期 开始日期 享受时间 批准时间 批准日期 起始时间 开始时间 认定日期 认定时间 生效日期 起始月份 起"),
)
LAST = Column(
    "last_on",
    "截止日期",
    "last day",
    Form.LAST_DAY,
    "有效期至 截止时间 到期日期 终止日期 结束日期 有效期 止",
)
STOPPED = Column(
    "stop_on",
    "停发日期",
    "stopped from",
    Form.DAY,
    "停发时间 取消日期 取消时间 停保时间 停止日期 退出时间 停发月份",
)
EVIDENCE = Column(
    "evidence",
    "依据",
    "evidence",
    Form.TEXT,
    "证件名称 证号 文号 批准文号 证明材料 低保证号 残疾证号",
    200,
)
GRANTED_BY = Column("granted_by", "批准单位", "granted by", Form.TEXT, "认定单位 审批单位 批准机关 发证单位")
CARD = Column("card", "卡号", "card number", Form.CARD, "用餐卡号 老年卡号 就餐卡号 IC卡号 助餐卡号 卡片编号")
REASON = Column("reason", "原因", "reason", Form.TEXT, "备注 说明 注销原因 死亡原因 迁移原因 变动原因")


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of list. A group of `needed` is met when all columns of one of its ways are there."""

    kind: Kind
    words: str
    english: str
    columns: tuple[Column, ...]
    needed: tuple[tuple[tuple[str, ...], ...], ...]

    def column(self, key: str) -> Column | None:
        """The column with this key, if the kind has one."""
        return next((each for each in self.columns if each.key == key), None)

    def missing(self, keys: frozenset[str]) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """The groups that these columns do not meet."""
        return tuple(group for group in self.needed if not any(set(way) <= keys for way in group))


_WHO: Final = (("id_number",), ("name", "birth_on"))

SHAPES: Final[Mapping[Kind, Shape]] = {
    shape.kind: shape
    for shape in (
        Shape(
            Kind.ELDERS,
            "老人名册",
            "elders",
            (
                NAME,
                Column("former_name", "曾用名", "former name", Form.NAME, "原名 原姓名 旧名 更名前姓名 登记姓名"),
                ID_NUMBER,
                BIRTH,
                TOWN,
                VILLAGE,
                Column(
                    "registered_from",
                    "落户日期",
                    "registered since",
                    Form.DAY,
                    "迁入日期 户籍迁入日期 落户时间 迁入时间",
                ),
                Column(
                    "residence",
                    "居住地",
                    "lives in",
                    Form.REGION,
                    "现居住地 居住村社区 居住地址 常住地 现住址 居住社区",
                ),
                PHONE,
                CATEGORY,
                LEVEL,
                GRANTED,
                CARD,
            ),
            ((("name",),), (("id_number",),), (("region",), ("town",))),
        ),
        Shape(
            Kind.FACTS,
            "类别认定与停止",
            "categories granted and ended",
            (NAME, ID_NUMBER, BIRTH, CATEGORY, LEVEL, GRANTED, LAST, STOPPED, EVIDENCE, GRANTED_BY),
            (_WHO, (("category",),), (("from_on",), ("stop_on",), ("last_on",))),
        ),
        Shape(Kind.CARDS, "发卡名单", "cards", (NAME, ID_NUMBER, BIRTH, CARD), (_WHO, (("card",),))),
        Shape(
            Kind.CANTEENS,
            "食堂与助餐点",
            "canteens",
            (
                Column(
                    "canteen", "食堂名称", "canteen", Form.TEXT, "助餐点名称 名称 食堂 助餐点 站点名称 老年食堂名称", 80
                ),
                Column("kind", "类型", "kind", Form.CANTEEN_KIND, "食堂类型 站点类型 性质 类别"),
                TOWN,
                Column(
                    "region", "所在村社区", "lies in", Form.REGION, "所在地 村社区 村居 社区 村 所属村社区 行政村 区划"
                ),
                Column("address", "地址", "address", Form.TEXT, "详细地址 具体地址 地点", 160),
                Column(
                    "organisation", "运营主体", "organisation", Form.TEXT, "运营单位 承办单位 运营机构 单位名称 运营方"
                ),
                Column(
                    "credit_code",
                    "统一社会信用代码",
                    "credit code",
                    Form.CREDIT_CODE,
                    "信用代码 社会信用代码 组织机构代码",
                ),
                Column(
                    "opened_on", "开办日期", "opened", Form.DAY, "开业日期 运营时间 开办时间 启用日期 投用时间 开业时间"
                ),
                Column("breakfast", "早餐时间", "breakfast hours", Form.HOURS, "早餐"),
                Column("lunch", "午餐时间", "lunch hours", Form.HOURS, "午餐 中餐 中餐时间 营业时间 供餐时间"),
                Column("dinner", "晚餐时间", "dinner hours", Form.HOURS, "晚餐"),
                Column(
                    "hours_from",
                    "供餐时间起始日",
                    "hours from",
                    Form.DAY,
                    "时间调整日期 供餐时间调整日期 新时间执行日期",
                ),
                Column("longitude", "经度", "longitude", Form.DEGREES, "东经"),
                Column("latitude", "纬度", "latitude", Form.DEGREES, "北纬"),
            ),
            ((("canteen",),), (("region",), ("town",)), (("credit_code",),), (("opened_on",),)),
        ),
        Shape(
            Kind.STAFF,
            "工作人员",
            "staff",
            (
                Column("name", "姓名", "name", Form.NAME, "工作人员 人员姓名 名字"),
                Column("login", "登录名", "login", Form.LOGIN, "账号 帐号 用户名 登录账号 login"),
                Column("role", "角色", "role", Form.ROLE, "岗位 职务 职责"),
                Column("canteen", "食堂名称", "canteen", Form.TEXT, "所在食堂 食堂 助餐点 单位 工作单位", 80),
                Column("region", "负责区划", "in charge of", Form.REGION, "区划 镇街 负责镇街 辖区 管辖范围"),
                Column("from_on", "上岗日期", "from", Form.DAY, "入职日期 开始日期 任职日期 到岗日期"),
            ),
            ((("name",),), (("login",),), (("role",),), (("canteen",), ("region",))),
        ),
        Shape(
            Kind.DEATHS,
            "离世名单",
            "deaths",
            (
                NAME,
                ID_NUMBER,
                BIRTH,
                Column(
                    "died_on",
                    "离世日期",
                    "died on",
                    Form.DAY,
                    "死亡日期 死亡时间 去世日期 去世时间 注销日期 离世时间 火化日期",
                ),
                REASON,
            ),
            (_WHO, (("died_on",),)),
        ),
        Shape(
            Kind.MOVES,
            "迁移名单",
            "moves",
            (
                NAME,
                ID_NUMBER,
                BIRTH,
                Column(
                    "moved_on",
                    "迁移日期",
                    "moved on",
                    Form.DAY,
                    "迁出日期 迁出时间 变更日期 变动日期 迁移时间 迁入日期 搬迁日期",
                ),
                Column("place_kind", "迁移类别", "what moved", Form.PLACE_KIND, "变更类别 变动类型 类别 迁移类型"),
                TOWN,
                Column(
                    "region",
                    "迁往",
                    "moved to",
                    Form.REGION,
                    "迁入地 迁往地 现户籍地 新户籍地 迁往地址 新居住地 去向 迁移后",
                ),
                REASON,
            ),
            (_WHO, (("moved_on",),), (("region",), ("town",))),
        ),
    )
}
