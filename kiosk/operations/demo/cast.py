"""Who and what the trial consists of: invented elders, staff, dishes. Nobody here exists."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from canteen.core.scope import Role
from canteen.core.sitting import Sitting
from kiosk.operations.demo.gazetteer import DINNER, LUNCH

HOURS: Final = (LUNCH, DINNER)  # of the main canteen
PRICE_FEN: Final = 1200
PORTIONS: Final = 400
FACTS_SINCE: Final = date(2015, 1, 1)

# No county has this code, so that no ID number made of it can be anybody's.
ID_NUMBER_REGION: Final = "330599"

PIN: Final = "2468"


@dataclass(frozen=True, slots=True)
class Person:
    """An elder: how old she is on the day the trial is loaded, what holds of her, how likely she comes to a sitting."""

    name: str
    is_woman: bool
    age: int
    lunch_percent: int
    dinner_percent: int
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of staff. `where` is district, town (the main one), canteen (the main one) or a town's key."""

    login: str
    name: str
    role: Role
    where: str
    pin: str = ""

    @property
    def password(self) -> str:
        """For a trial that listens on this machine alone."""
        return f"nuancan-{self.login}"


ELDERS: Final = (
    Person("沈桂英", True, 82, 90, 45),
    Person("陆根生", False, 78, 85, 40),
    Person("姚美珍", True, 69, 70, 20),
    Person("潘金根", False, 91, 92, 80),
    Person("章阿凤", True, 88, 88, 60, ("living-alone",)),
    Person("费荣林", False, 74, 75, 30),
    Person("钱秀宝", True, 85, 95, 85, ("dibao",)),
    Person("俞水金", False, 63, 40, 10),
    Person("嵇玉兰", True, 95, 90, 70),
    Person("吴长根", False, 71, 96, 92, ("tekun",)),
    Person("闵雪珍", True, 80, 80, 35),
    Person("朱福林", False, 66, 85, 55, ("disabled",)),
    Person("施巧云", True, 77, 78, 25),
    Person("屠桂珍", True, 102, 85, 65),
    Person("徐菊仙", True, 84, 82, 50, ("living-alone",)),
    Person("蒋才宝", False, 60, 35, 15),
    Person("欧阳文清", False, 73, 65, 30),
    Person("方惠娟", True, 68, 80, 45, ("dibao", "disabled")),
    Person("邱荣生", False, 79, 76, 33),
    Person("陈小妹", True, 87, 90, 75, ("living-alone",)),
)

# The founder grants all other duties and is not shown among the accounts by role.
FOUNDER: Final = Worker("support", "施明", Role.SUPPORT, "district")
STAFF: Final = (
    Worker("counter", "姚芳", Role.COUNTER, "canteen", PIN),
    Worker("manager", "沈丽", Role.MANAGER, "canteen"),
    Worker("clerk", "潘燕", Role.CLERK, "town"),
    Worker("clerk2", "闻建华", Role.CLERK, "town"),  # who signs a long list after the first
    Worker("finance", "钱敏", Role.FINANCE, "district"),
    Worker("finance2", "陆涛", Role.FINANCE, "district"),
    Worker("auditor", "方正", Role.AUDITOR, "district"),
)

MAINS: Final = (
    "红烧肉", "清蒸白鱼", "板栗烧鸡", "萝卜烧肉", "酱爆鸭块", "千张包子", "百合虾仁", "土豆牛腩", "清蒸鲈鱼",
    "肉末蒸蛋", "雪菜黄鱼", "粉蒸排骨",
)  # fmt: skip
SIDES: Final = ("番茄炒蛋", "家常豆腐", "毛豆咸菜", "木耳山药", "油焖茄子", "韭芽香干", "肉丝茭白")
GREENS: Final = ("清炒绣花锦", "香菇菜心", "蒜蓉菠菜", "白灼生菜", "清炒鸡毛菜")
SOUPS: Final = ("番茄蛋汤", "冬瓜排骨汤", "紫菜虾皮汤", "荠菜豆腐羹", "萝卜丝鲫鱼汤", "雪菜笋片汤")
STAPLES: Final = {Sitting.LUNCH: "米饭", Sitting.DINNER: "小米粥"}
TITLES: Final = {Sitting.LUNCH: "家常套餐", Sitting.DINNER: "清淡套餐"}
EXTRAS: Final = (("茶叶蛋", 150), ("酸奶", 300))
