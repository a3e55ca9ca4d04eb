"""What may be chosen on the editor's page, in words; a value that is none of these is a choice as well."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy, pgettext_lazy

from settlement.core.policy.parse import AGE_REACHED

Words = Mapping[str, Any]
LINES: Final[Words] = {
    "set": gettext_lazy("套餐"),
    "extra": gettext_lazy("加菜"),
    "weighed": gettext_lazy("称重"),
    "delivery": gettext_lazy("送餐费"),
}
SITTINGS: Final[Words] = {
    "breakfast": gettext_lazy("早餐"),
    "lunch": gettext_lazy("午餐"),
    "dinner": gettext_lazy("晚餐"),
}
DAYS: Final[Words] = {
    "workday": gettext_lazy("工作日"),
    "day_off": gettext_lazy("休息日"),
    "statutory_holiday": gettext_lazy("法定节日当天"),
}
MODES: Final[Words] = {
    "dine_in": gettext_lazy("堂食"),
    "take_away": gettext_lazy("自取"),
    "delivery": gettext_lazy("送餐"),
}
KINDS: Final[Words] = {
    "fixed": gettext_lazy("定额"),
    "down_to": gettext_lazy("补到老人只付"),
    "percent": gettext_lazy("按比例"),
    "raw": gettext_lazy("原文"),
}
BASES: Final[Words] = {
    "price": gettext_lazy("原价的"),
    "left": gettext_lazy("余额的"),
    "discounted": gettext_lazy("折后价的"),
}
ROUNDINGS: Final[Words] = {
    "down": gettext_lazy("舍去零头"),
    "half_up": gettext_lazy("四舍五入到分"),
    "up": gettext_lazy("进到分"),
}
PICKS: Final[Words] = {
    "": gettext_lazy("不分档"),
    "first": gettext_lazy("按顺序取第一个符合的"),
    "highest": gettext_lazy("就高不就低"),
}
THENS: Final[Words] = {
    "next": gettext_lazy("下一层补上"),
    "canteen": gettext_lazy("食堂承担"),
    "elder": gettext_lazy("老人承担"),
    "hold": gettext_lazy("暂挂，等人处理"),
}
LAST_THENS: Final[Words] = {name: THENS[name] for name in ("canteen", "hold")}
PERIODS: Final[Words] = {
    "sitting": gettext_lazy("每餐次"),
    "day": gettext_lazy("每天"),
    "week": gettext_lazy("每自然周"),
    "month": gettext_lazy("每月"),
    "quarter": gettext_lazy("每季度"),
    "year": gettext_lazy("每年"),
    "ever": gettext_lazy("一共"),
}
COUNTS: Final[Words] = {
    "": gettext_lazy("请选择"),
    "paid": gettext_lazy("按实付计入"),
    "asked": gettext_lazy("按补贴额计入"),
    "every_meal": gettext_lazy("每一餐都计次"),
}
SAME: Final[Words] = {
    "": pgettext_lazy("place", "不限"),
    "registered:village": gettext_lazy("户籍与食堂同村居"),
    "registered:town": gettext_lazy("户籍与食堂同镇街"),
    "registered:district": gettext_lazy("户籍与食堂同区县"),
    "registered:city": gettext_lazy("户籍与食堂同市"),
    "resident:village": gettext_lazy("居住与食堂同村居"),
    "resident:town": gettext_lazy("居住与食堂同镇街"),
    "resident:district": gettext_lazy("居住与食堂同区县"),
    "resident:city": gettext_lazy("居住与食堂同市"),
}
REACHED: Final[Words] = {
    "": gettext_lazy("请选择"),
    "birthday": gettext_lazy("生日当天"),
    "next_day": gettext_lazy("生日次日（周岁）"),
    "this_month": gettext_lazy("生日当月一日"),
    "next_month": gettext_lazy("生日次月一日"),
    "this_year": gettext_lazy("当年一月一日"),
}
MAY_RAISE: Final[Words] = {
    "": gettext_lazy("没有写明（不可以）"),
    "no": gettext_lazy("不可以"),
    "yes": gettext_lazy("可以"),
}
assert set(REACHED) == {"", *AGE_REACHED}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A field with its choices: (value, words, whether it is chosen)."""

    name: str
    choices: tuple[tuple[str, str, bool], ...]


def one_of(name: str, value: str, words: Words) -> Chosen:
    """A choice of one. What is chosen and has no words stands there as it is: a page that lacked it would change it."""
    return Chosen(name, tuple((each, str(said), each == value) for each, said in _with([value], words).items()))


def some_of(name: str, values: Iterable[str], words: Words) -> Chosen:
    """A choice of several; what is chosen and has no words stands behind the others as it is."""
    chosen = list(values)
    return Chosen(name, tuple((each, str(said), each in chosen) for each, said in _with(chosen, words).items()))


def _with(values: Iterable[str], words: Words) -> Words:
    return {**words, **{value: value for value in values if value not in words}}
