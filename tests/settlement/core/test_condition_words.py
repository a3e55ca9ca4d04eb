"""Conditions and formulas in words: each kind that the language has, in Chinese and in English."""

from typing import Any, get_args

import pytest

from settlement.core.case import PERIODS
from settlement.core.policy import parse
from settlement.core.policy.parse import AGE_REACHED
from settlement.core.policy.terms import Condition, Formula
from settlement.core.policy.vocabulary import AGES, PER
from settlement.core.policy.words import condition_words, formula_words, names_of

CONDITIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"age": {"from": 60, "below": 70}}, "年满 60 周岁、不满 70 周岁", "60 or older, younger than 70"),
    ({"age": {"from": 80}}, "年满 80 周岁", "80 or older"),
    ({"age": {"below": 60}}, "不满 60 周岁", "younger than 60"),
    ({"category": "dibao"}, "属于低保", "in the category minimum living allowance"),
    ({"category_any": ["tekun", "own"]}, "属于特困或“own”", "in the category extreme poverty or “own”"),
    (
        {"category_level": {"category": "disabled", "any_of": ["1", "2"]}},
        "属于失能（级别 1或2）",
        "in the category in need of care, level 1 or 2",
    ),
    ({"sitting": ["lunch", "dinner"]}, "午餐或晚餐", "lunch or dinner"),
    ({"registered": {"in": ["zhengguo"]}}, "户籍在正果镇", "registered in 正果镇"),
    ({"resident": {"same": "town"}}, "居住地与食堂在同一镇街", "living in the canteen's own town"),
    ({"permit": {"in": ["zhengguo"]}}, "居住证在正果镇", "holding a permit in 正果镇"),
    ({"eating": {"in": ["zhengguo"]}}, "在正果镇的食堂用餐", "eating in 正果镇"),
    ({"canteen": ["youte"]}, "在优特社区食堂用餐", "eating at 优特社区食堂"),
    ({"birthday": True}, "生日当天", "on her birthday"),
    ({"birthday": False}, "不是生日当天", "not on her birthday"),
    ({"birth_month": True}, "生日当月", "in the month of her birthday"),
    ({"birth_month": False}, "不是生日当月", "not in the month of her birthday"),
    ({"institution": True}, "入住养老机构", "staying in an institution"),
    ({"institution": False}, "没有入住养老机构", "not staying in an institution"),
    ({"diet": ["diabetic", "minced"]}, "需要糖尿病膳食或“minced”膳食", "on the diet diabetic or “minced”"),
    ({"mode": ["dine_in", "delivery"]}, "堂食或送餐", "eaten in or delivered"),
    ({"package": ["therapeutic"]}, "套餐类别为 therapeutic", "the package therapeutic"),
    (
        {"distance": {"from_m": 500, "below_m": 1000}},
        "送餐距离 500 米以上（含）、不足 1000 米",
        "delivered over 500 metres or more, less than 1000 metres",
    ),
    ({"portions": {"from": 3}}, "一次送 3 份以上（含）", "3 portions or more delivered together"),
    (
        {"calendar": ["workday", "statutory_holiday"]},
        "工作日或法定节日当天（不含调休放假）",
        "workdays or statutory holidays (without the days off around them)",
    ),
    ({"weekday": ["mon", "sun"]}, "星期一或星期日", "Monday or Sunday"),
    ({"month_day": [1, 15]}, "每月1日或15日", "on day 1 or 15 of the month"),
    ({"yearly": ["10-01"]}, "每年10月1日", "each year 10-01"),
    (
        {"yearly": [{"from": "06-01", "through": "09-30"}, {"from": "11-15", "through": "03-15"}]},
        "每年6月1日至9月30日或11月15日至次年3月15日",
        "each year 06-01 to 09-30 or 11-15 to 03-15 of the next year",
    ),
    (
        {"dates": ["2026-10-01", {"from": "2026-11-01", "through": "2026-11-30"}]},
        "2026年10月1日或2026年11月1日至2026年11月30日",
        "2026-10-01 or 2026-11-01 to 2026-11-30",
    ),
    ({"dates": [{"through": "2026-12-31"}]}, "2026年12月31日及以前", "until 2026-12-31"),
    ({"dates": [{"from": "2026-12-31"}]}, "2026年12月31日及以后", "from 2026-12-31 on"),
    (
        {"spend": {"at_least": "10.00", "less_than": "20.00", "of": "discounted", "lines": ["weighed", "set"]}},
        "套餐和称重菜的折后价不低于 10.00 元、低于 20.00 元",
        "the discounted price of set meals and weighed dishes at least 10.00 yuan and less than 20.00 yuan",
    ),
    (
        {"spend": {"more_than": "10.00", "at_most": "20.00", "of": "price", "lines": ["set"]}},
        "套餐的原价超过 10.00 元、不超过 20.00 元",
        "the price of set meals more than 10.00 yuan and at most 20.00 yuan",
    ),
    ({"nth": {"limit": "day", "is": [1, 2]}}, "额次“day”的第 1或2 次", "use 1 or 2 of the limit “day”"),
    ({"nth": {"limit": "day", "from": 21}}, "额次“day”的第 21 次起", "use 21 on of the limit “day”"),
    ({"nth": {"limit": "day", "from": 2, "below": 5}}, "额次“day”的第 2 至 4 次", "uses 2 to 4 of the limit “day”"),
    (
        {"all": [{"sitting": ["lunch"]}, {"any": [{"category": "dibao"}, {"category": "tekun"}]}]},
        "午餐，且（属于低保，或者属于特困）",
        "lunch, and (in the category minimum living allowance, or in the category extreme poverty)",
    ),
    (
        {"any": [{"category": "dibao"}, {"all": [{"age": {"from": 80}}, {"sitting": ["lunch"]}]}]},
        "属于低保，或者（年满 80 周岁，且午餐）",
        "in the category minimum living allowance, or (80 or older, and lunch)",
    ),
    (
        {"any": [{"yearly": ["10-01", "10-02"]}, {"all": [{"month_day": [1, 15]}, {"weekday": ["mon", "tue"]}]}]},
        "每年10月1日或10月2日，或者（每月1日或15日，且星期一或星期二）",
        "each year 10-01 or 10-02, or (on day 1 or 15 of the month, and Monday or Tuesday)",
    ),
    ({"not": {"sitting": ["lunch"]}}, "不符合“午餐”", "not (lunch)"),
]
FORMULAS: list[tuple[dict[str, Any], str, str]] = [
    ({"fixed": "3.00"}, "3.00 元", "3.00 yuan"),
    ({"down_to": "3.00"}, "超过 3.00 元的部分", "everything above 3.00 yuan"),
    ({"down_to": "0.00"}, "全部余额", "all that is left"),
    (
        {"percent": "12.5", "of": "left", "round": "down"},
        "余额的 12.5%（不足的舍去）",
        "12.5% of what is left, rounded down",
    ),
    ({"part": "1/3", "of": "price", "round": "half_up"}, "原价的 1/3（四舍五入）", "1/3 of the price, rounded half up"),
    (
        {"percent": "50", "of": {"layer": "first"}, "round": "up", "to": "0.10"},
        "“第一层”所付金额的 50%（不足的进一到 0.10 元）",
        "50% of what “First” paid, rounded up to 0.10 yuan",
    ),
    (
        {"percent": "20", "of": "discounted", "round": "down", "above": "10.00", "up_to": "20.00"},
        "折后价在 10.00 元以上、20.00 元以内的部分的 20%（不足的舍去）",
        "20% of the part of the discounted price above 10.00 yuan and up to 20.00 yuan, rounded down",
    ),
    (
        {"lowest": [{"fixed": "3.00"}, {"down_to": "1.00"}]},
        "取最低：3.00 元；超过 1.00 元的部分",
        "the lowest of 3.00 yuan; everything above 1.00 yuan",
    ),
    (
        {"highest": [{"fixed": "3.00"}, {"fixed": "1.00"}]},
        "取最高：3.00 元；1.00 元",
        "the highest of 3.00 yuan; 1.00 yuan",
    ),
    ({"sum": [{"fixed": "3.00"}, {"fixed": "1.00"}]}, "3.00 元 加 1.00 元", "3.00 yuan plus 1.00 yuan"),
]


def document(**layer: Any) -> dict[str, Any]:
    """A document whose second layer has this condition or formula."""
    plain = {"payer": "canteen", "lines": ["set"]}
    return {
        "format": "nuancan-policy/1",
        "title": {"zh": "政策", "en": "Policy"},
        "age_reached": "birthday",
        "promise_gap": {"payer": "canteen"},
        "regions": {"zhengguo": "正果镇"},
        "canteens": {"youte": "优特社区食堂"},
        "limits": [{"id": "day", "per": "day", "count": 2}],
        "layers": [
            {"id": "first", "title": {"zh": "第一层", "en": "First"}, **plain, "formula": {"fixed": "1.00"}},
            {"id": "second", "title": {"zh": "第二层", "en": "Second"}, **plain, "formula": {"fixed": "1.00"}, **layer},
        ],
    }


@pytest.mark.parametrize(("written", "zh", "en"), CONDITIONS, ids=lambda value: str(value)[:40])
def test_conditions_have_words(written: dict[str, Any], zh: str, en: str) -> None:
    policy = parse(document(when=written))
    when = policy.layers[1].when
    assert condition_words(when, "zh", names_of(policy, "zh")) == zh
    assert condition_words(when, "en", names_of(policy, "en")) == en


@pytest.mark.parametrize(("written", "zh", "en"), FORMULAS, ids=lambda value: str(value)[:40])
def test_formulas_have_words(written: dict[str, Any], zh: str, en: str) -> None:
    policy = parse(document(formula=written))
    formula = policy.layers[1].tiers[0].formula
    assert formula_words(formula, "zh", names_of(policy, "zh")) == zh
    assert formula_words(formula, "en", names_of(policy, "en")) == en


def test_no_condition_and_no_formula_is_forgotten() -> None:
    """Each class of the language stands in one of the tables above."""
    said = {type(parse(document(when=written)).layers[1].when) for written, _, _ in CONDITIONS}
    assert said == set(get_args(Condition))
    given = {type(parse(document(formula=written)).layers[1].tiers[0].formula) for written, _, _ in FORMULAS}
    assert given == set(get_args(Formula))


def test_every_period_and_every_beginning_of_an_age_has_words() -> None:
    assert (set(PER), set(AGES)) == (set(PERIODS), set(AGE_REACHED))


def test_nobody_in_particular_is_everybody() -> None:
    assert (condition_words(None, "zh"), condition_words(None, "en")) == ("所有老人", "everybody")
