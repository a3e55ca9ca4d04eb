"""A policy in words: numbered clauses for every published rule, and sentences for what two of them say otherwise."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from settlement.core.policy import parse
from settlement.core.policy.vocabulary import Language
from settlement.core.policy_difference import differences
from settlement.core.policy_difference_words import sentence
from settlement.core.policy_names import names_in
from settlement.core.policy_words import Clause, Told, clauses
from settlement.core.quoting import quote
from tests.settlement.core.pieces import bonus
from tests.settlement.core.test_condition_words import document
from tests.town import DOCUMENT

CORPUS = sorted(Path(__file__).parent.parent.joinpath("policies").glob("*.json"))
TOLD = Told("测试镇", date(2026, 1, 1), None, {"joint": "区镇联合资金", "charity": "慈善资金"})
BONUS = {"kind": "bonus", "pay": "300.00", "get": "200.00", "payer": "canteen", "spend": "bonus_first"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def read(found: tuple[Clause, ...]) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Clauses, in short."""
    return [(each.number, each.title, each.sentences, each.items) for each in found]


def test_a_policy_is_a_notice_in_numbered_clauses() -> None:
    found = read(clauses(parse(DOCUMENT), TOLD, "zh"))
    assert found[:4] == [
        ("第一条", "适用范围", ("本办法适用于测试镇的食堂和助餐点，自2026年1月1日起施行。",), ()),
        (
            "第二条",
            "区镇联合补贴",
            (
                "适用于：年满 60 周岁。",
                "额度不足时先用完剩余额度，不足部分由下一支付层补上。",
                "套餐由“区镇联合资金”分档补贴，同时符合的取最高：",
            ),
            ("年满 80 周岁：5.00 元", "属于低保：6.00 元", "所有老人：4.00 元"),
        ),
        (
            "第三条",
            "慈善",
            (
                "适用于：年满 60 周岁。",
                "套餐由“慈善资金”补贴：1.00 元。",
                "额度不足时先用完剩余额度，不足部分由食堂承担。",
            ),
            (),
        ),
        (
            "第四条",
            "老人负担",
            ("补贴以后的余额由老人支付，并按下列规定：",),
            ("年满 60 周岁，套餐：至少支付 3.00 元，至多支付 5.00 元，超出部分由食堂承担",),
        ),
    ]
    assert [title for _, title, _, _ in found[4:]] == ["额次", "承诺价", "年龄和重新核算", "依据"]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_published_rule_is_a_notice_in_both_languages(path: Path) -> None:
    policy = parse(json.loads(path.read_text(encoding="utf-8")))
    chinese, english = clauses(policy, TOLD, "zh"), clauses(policy, TOLD, "en")
    assert [each.number for each in english] == [f"{at}." for at in range(1, len(english) + 1)]
    assert [len(each.items) for each in chinese] == [len(each.items) for each in english]
    for each in (*chinese, *english):
        assert each.sentences or each.items
        assert each.title
        assert not any(mark in " ".join((*each.sentences, *each.items)) for mark in ("{", "None", "()", "（）", "“”"))


def test_the_days_that_a_notice_names_are_the_days_that_are_paid_otherwise() -> None:
    """Of the seven days off round 国庆 in 2026 the law names three: nobody may read the notice as meaning all."""
    [path] = [each for each in CORPUS if each.stem == "jurong-2023"]
    policy = parse(json.loads(path.read_text(encoding="utf-8")))
    case = {"sitting": "lunch", "lines": [{"kind": "set", "fen": 1100}], "birth_on": "1945-06-15"}
    answers = [quote(policy, case | {"service_on": f"2026-10-{day:02}"}) for day in range(1, 8)]
    assert [each["elder_fen"] for each in answers] == [1100, 1100, 1100, 600, 600, 600, 600]
    told: list[tuple[Language, str]] = [
        ("zh", "午餐，且年满 60 周岁，且不符合“法定节日当天（不含调休放假）”。"),
        ("en", "lunch, and 60 or older, and not (statutory holidays (without the days off around them))."),
    ]
    for language, words in told:
        [clause] = [each for each in clauses(policy, TOLD, language) if each.title in ("政府补贴", "Government")]
        assert clause.sentences[0].partition({"zh": "：", "en": ": "}[language])[2] == words


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        ({"discount": True}, "套餐打折，由食堂承担：1.00 元。", "Of set meals, the canteen takes off 1.00 yuan."),
        (
            {"discount": True, "tiers": [{"formula": {"fixed": "1.00"}}], "tiers_pick": "highest"},
            "套餐分档打折，由食堂承担，同时符合的取最高：",
            "Of set meals, the canteen takes off by tiers; the highest that holds counts:",
        ),
    ],
)
def test_a_discount_is_called_one_by_the_notice_as_by_the_editor(given: dict[str, Any], zh: str, en: str) -> None:
    written = document(**given)
    if "tiers" in given:
        del written["layers"][1]["formula"]
    told: list[tuple[Language, str]] = [("zh", zh), ("en", en)]
    for language, words in told:
        [clause] = [each for each in clauses(parse(written), TOLD, language) if each.title in ("第二层", "Second")]
        assert clause.sentences == (words,)


@pytest.mark.parametrize(
    ("limit", "zh", "en"),
    [
        (
            {"per": "ever", "sum": "100.00", "counts": "paid"},
            "每人一共最多享受补贴 100.00 元（按实付的补贴计入），各食堂合并计算",
            "at most 100.00 yuan (as paid) subsidised for a person ever, over all canteens",
        ),
        (
            {"per": "month", "sum": "100.00", "counts": "asked"},
            "每人每月最多享受补贴 100.00 元（按补贴额计入，实付较少也一样），各食堂合并计算",
            "at most 100.00 yuan (as asked, even where less was paid) subsidised for a person a month, "
            "over all canteens",
        ),
    ],
)
def test_a_limit_in_yuan_says_what_goes_into_it(limit: dict[str, Any], zh: str, en: str) -> None:
    policy = parse(document() | {"limits": [{"id": "purse", **limit}]})
    told: list[tuple[Language, str]] = [("zh", zh), ("en", en)]
    for language, words in told:
        [clause] = [each for each in clauses(policy, TOLD, language) if each.title in ("额次", "How often")]
        assert clause.items == (words,)


def at_home(role: str, **more: str) -> dict[str, Any]:
    """A layer's payer and what goes with it: the fund of this role in the district she is registered in."""
    payer = {"fund_of": "registration", "level": "district", "role": role, **more}
    return {"payer": payer, "empty": {"then": "hold", "part": True}}


@pytest.mark.parametrize(
    ("first", "second", "zh", "en"),
    [
        ({}, at_home("meals"), "老人户籍所在区县的助餐资金", "the meals fund of her registration's district"),
        ({}, at_home("soup"), "老人户籍所在区县的资金", "the fund of her registration's district"),
        (
            at_home("meals"),
            at_home("soup"),
            "老人户籍所在区县的资金（soup）",
            "the fund (soup) of her registration's district",
        ),
        (
            at_home("soup"),
            at_home("meals", advanced_by="charity"),
            "老人户籍所在区县的助餐资金（由“慈善资金”垫付）",
            "the meals fund of her registration's district, advanced by “慈善资金”,",
        ),
    ],
)
def test_a_fund_that_follows_her_home_is_told_without_its_key(
    first: dict[str, Any], second: dict[str, Any], zh: str, en: str
) -> None:
    """Whoever reads a notice knows no keys: one stands there only to tell two funds apart that have no words."""
    written = document(**second)
    written["layers"][0] |= first
    told: list[tuple[Language, str]] = [
        ("zh", f"套餐由{zh}补贴：1.00 元。"),
        ("en", f"Of set meals, {en} pays 1.00 yuan."),
    ]
    for language, said in told:
        [clause] = [each for each in clauses(parse(written), TOLD, language) if each.title in ("第二层", "Second")]
        assert clause.sentences[0] == said


def test_a_condition_calls_a_limit_what_the_clause_of_limits_calls_it() -> None:
    written = document(when={"nth": {"limit": "day", "is": [2]}})
    said = [each.sentences for each in clauses(parse(written), TOLD, "zh") if each.title == "第二层"]
    assert said == [("适用于：额次“每天 2 次”的第 2 次。", "套餐由食堂补贴：1.00 元。")]
    names = names_in(document(), written, language="zh")
    assert [sentence(each, "zh", names) for each in differences(document(), written)] == [
        "新增支付层“第二层” · 条件：额次“每天 2 次”的第 2 次"
    ]


@pytest.mark.parametrize(
    ("product", "zh", "en"),
    [
        (
            {
                "kind": "bonus",
                "pay": "300.00",
                "get": "200.00",
                "payer": "canteen",
                "spend": "in_proportion",
                "round": "up",
            },
            "每充值 300.00 元赠送 200.00 元；本金和赠送按比例使用（不足的进一）；赠送部分由食堂承担。",
            "Every 300.00 yuan topped up bring 200.00 more; her own money and the bonus are spent in proportion, "
            "rounded up; the canteen bears the bonus.",
        ),
        (
            BONUS | {"bonus_at_most": "5.00"},
            "每充值 300.00 元赠送 200.00 元；先用赠送，后用本金；赠送每餐至多抵付 5.00 元；赠送部分由食堂承担。",
            "Every 300.00 yuan topped up bring 200.00 more; the bonus is spent first; "
            "of a meal the bonus pays at most 5.00 yuan; the canteen bears the bonus.",
        ),
        (
            BONUS | {"pay": "0.00", "get": "1.00", "bonus_at_most": {"percent": "20", "of": "left", "round": "down"}},
            "不用充值，每份赠送 1.00 元；先用赠送，后用本金；"
            "赠送每餐至多抵付 补贴后应付额的 20%（不足的舍去）；赠送部分由食堂承担。",
            "1.00 yuan at a time are given; the bonus is spent first; of a meal the bonus pays at most "
            "20% of what is hers to pay after the subsidies, rounded down; the canteen bears the bonus.",
        ),
        (
            BONUS | {"get": "0.00"},
            "存入多少抵付多少，没有赠送。",
            "What she paid in pays; no bonus comes with it.",
        ),
        (
            BONUS | {"bonus_at_most": {"down_to": "3.00"}},
            "每充值 300.00 元赠送 200.00 元；先用赠送，后用本金；"
            "赠送每餐至多抵付 补贴后应付额超过 3.00 元的部分；赠送部分由食堂承担。",
            "Every 300.00 yuan topped up bring 200.00 more; the bonus is spent first; of a meal the bonus pays at most "
            "everything of what is hers to pay after the subsidies above 3.00 yuan; the canteen bears the bonus.",
        ),
        (
            {"kind": "voucher", "worth": "5.00", "payer": "canteen"},
            "每餐抵用 5.00 元，由食堂承担。",
            "Takes 5.00 yuan off a meal; the canteen bears it.",
        ),
        (
            {"kind": "pass", "pay": "90.00"},
            "包餐预付 90.00 元，用餐时不再支付。",
            "Paid before with 90.00 yuan; meals cost nothing more.",
        ),
        (
            {"kind": "ticket", "pay": "5.00"},
            "餐票每张预付 5.00 元，一餐一张，不再支付。",
            "A ticket of 5.00 yuan pays a meal; nothing more is due.",
        ),
    ],
)
def test_what_a_wallet_holds_has_a_clause(product: dict[str, Any], zh: str, en: str) -> None:
    given = {"id": "wallet", "title": {"zh": "钱包", "en": "Wallet"}, "lines": ["set"], **product}
    policy = parse(document() | {"products": [given]})
    languages: tuple[tuple[Language, str], ...] = (("zh", zh), ("en", en))
    for language, said in languages:
        [clause] = [each for each in clauses(policy, TOLD, language) if each.title in ("钱包", "Wallet")]
        assert clause.sentences[1] == said


def test_thirty_clauses_are_counted_as_people_count() -> None:
    many = document()
    many["layers"] = [{**many["layers"][0], "id": f"layer-{at}"} for at in range(28)]
    numbers = [each.number for each in clauses(parse(many), TOLD, "zh")]
    assert [numbers[at] for at in (9, 10, 11, 19, 20, 29)] == [
        "第十条",
        "第十一条",
        "第十二条",
        "第二十条",
        "第二十一条",
        "第三十条",
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "钱包产品“充值” · 赠送每餐至多抵付由“原价的 20%（不足的舍去）”改为“补贴后应付额的 20%（不足的舍去）”"),
        (
            "en",
            "wallet product “Top-up” · the bonus pays of a meal at most changed from "
            "“20% of the price, rounded down” to “20% of what is hers to pay after the subsidies, rounded down”",
        ),
    ],
)
def test_what_a_bonus_pays_of_a_meal_is_told_as_a_whole(language: Language, said: str) -> None:
    fifths: list[dict[str, Any]] = [{"percent": "20", "of": of, "round": "down"} for of in ("price", "left")]
    before, after = (document() | {"products": [bonus(bonus_at_most=fifth)]} for fifth in fifths)
    names = names_in(before, after, language=language)
    assert [sentence(each, language, names) for each in differences(before, after)] == [said]
