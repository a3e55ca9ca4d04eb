"""Reasons in words, both languages, with their numbers."""

import pytest

from settlement.core.explain import explain
from settlement.core.shares import Reason, reason_of
from settlement.core.split import split
from tests.settlement.core.documents import case, layer, policy

NAMED = policy(layer("town", {"fixed": "5.00"}, title={"zh": "镇级补助", "en": "Town"}))


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        (Reason("fixed", "town", None, (("fixed_fen", 500),)), "镇级补助：定额 5.00 元", "Town: 5.00 yuan, fixed"),
        (
            Reason("fixed", "town", 1, (("fixed_fen", 500), ("left_fen", 420))),
            "镇级补助第2档：定额 5.00 元（只剩 4.20 元）",
            "Town, tier 2: 5.00 yuan, fixed (only 4.20 yuan were left)",
        ),
        (
            Reason("down-to", "town", None, (("down_to_fen", 300), ("allotment_fen", 5))),
            "镇级补助：超过 3.00 元的部分（额度只剩 0.05 元）",
            "Town: everything above 3.00 yuan (the allotment held 0.05 yuan)",
        ),
        (
            Reason(
                "percent-of-price", "town", None, (("basis_points", 1250), ("base_fen", 1600), ("at_least_fen", 300))
            ),
            "镇级补助：原价 16.00 元的 12.5%（老人至少支付 3.00 元）",
            "Town: 12.5 % of the price, 16.00 yuan (the elder pays at least 3.00 yuan)",
        ),
        (
            Reason("percent-of-left", "town", None, (("basis_points", 10_000), ("base_fen", 1600))),
            "镇级补助：余额 16.00 元的 100%",
            "Town: 100 % of what was left, 16.00 yuan",
        ),
        (
            Reason("stand-in", "town", None, (("short_fen", 300), ("allotment_fen", 100))),
            "镇级补助额度不足，代付 3.00 元（额度只剩 1.00 元）",
            "Town: its allotment was 3.00 yuan short; paid in its place (the allotment held 1.00 yuan)",
        ),
        (
            Reason(
                "part-of-layer", "town", None, (("parts", 1), ("whole", 3), ("base_fen", 500), ("limit_left_fen", 120))
            ),
            "镇级补助：另一支付层所付 5.00 元的 3 分之 1（额次只剩 1.20 元）",
            "Town: 1/3 of what another layer paid, 5.00 yuan (the limit held 1.20 yuan)",
        ),
        (
            Reason(
                "percent-of-discounted",
                "town",
                None,
                (("basis_points", 2500), ("base_fen", 1800), ("above_fen", 1000), ("up_to_fen", 1500)),
            ),
            "镇级补助：折后价 18.00 元中 10.00 至 15.00 元的部分的 25%",
            "Town: 25 % of the discounted price, 18.00 yuan, the part from 10.00 to 15.00 yuan",
        ),
        (
            Reason("sum", "town", None, (("part_1_fen", 50), ("part_2_fen", 120), ("left_fen", 100))),
            "镇级补助：合计 0.50 + 1.20 元（只剩 1.00 元）",
            "Town: 0.50 + 1.20 yuan together (only 1.00 yuan were left)",
        ),
        (
            Reason("bonus", "topup", None, (("borne_fen", 240), ("at_most_fen", 240))),
            "topup：赠送部分抵付 2.40 元（这一餐至多 2.40 元）",
            "topup: the bonus pays 2.40 yuan (at most 2.40 yuan of this meal)",
        ),
        (Reason("down-to", "town", None, (("down_to_fen", 0),)), "镇级补助：全部余额", "Town: all that was left"),
        (
            Reason("limit-used", "town", None, (("limit", 0),)),
            "镇级补助：额次“每餐次 1 次”已用完",
            "Town: the limit “1 meal a sitting” is used up",
        ),
        # a limit that nobody knows any more
        (Reason("limit-used", "town", None, (("limit", 7),)), "镇级补助：额次已用完", "Town: the limit is used up"),
        (Reason("limit-used", "town"), "镇级补助：额次已用完", "Town: the limit is used up"),
        (
            Reason("no-lines", "town"),
            "镇级补助：这一餐没有归它支付的项目",
            "Town: the meal has nothing of what it pays for",
        ),
        (
            Reason("held", "promise", None, (("short_fen", 300),)),
            "承诺差额的支付方额度不足，3.00 元暂挂，待人工处理",
            "who pays the promise gap: its allotment was 3.00 yuan short; held for a person to decide",
        ),
        (
            Reason("stand-in", "elder", None, (("short_fen", 300),)),
            "老人最高支付额以上部分的支付方额度不足，代付 3.00 元",
            "who pays above the elder's most: its allotment was 3.00 yuan short; paid in its place",
        ),
        (
            Reason("no-home", "town"),
            "镇级补助：户籍地或居住地没有这项资金",
            "Town: her home region has no such fund",
        ),
        (Reason("remainder", "elder"), "余额由老人支付", "the elder pays the rest"),
        (
            Reason("at-least", "elder", None, (("at_least_fen", 300),)),
            "老人至少支付 3.00 元",
            "the elder pays at least 3.00 yuan",
        ),
        (
            Reason("promise", "promise", None, (("promised_fen", 300), ("decided_fen", 500))),
            "已告知老人支付 3.00 元，应付 5.00 元，差额不由老人承担",
            "the elder was told 3.00 yuan where 5.00 were decided; the gap is not hers",
        ),
        (Reason("no-policy"), "没有生效的补贴政策，暂挂", "no policy is in force; held"),
        # what nobody knows any more is still shown
        (Reason("of-old", "gone"), "尚未判定（of-old），暂挂", "not decided yet (of-old); held"),
        (Reason("fixed", "gone", 0), "gone第1档：定额 ? 元", "gone, tier 1: ? yuan, fixed"),
    ],
)
def test_explain(reason: Reason, zh: str, en: str) -> None:
    assert (explain(reason, NAMED, "zh"), explain(reason, NAMED, "en")) == (zh, en)


QUARTER = {"percent": "25", "of": "price", "round": "down"}
LATER = {"percent": "50", "of": {"layer": "town"}, "round": "up"}
MEAL, WHOLE_YUAN = case(1500), {**QUARTER, "to": "1.00"}


@pytest.mark.parametrize(
    ("formula", "zh", "en"),
    [
        (
            {"lowest": [QUARTER, {"fixed": "1.50"}]},
            "补助：定额 1.50 元（规则：取最低：原价的 25%（不足的舍去）；1.50 元）",
            "Subsidy: 1.50 yuan, fixed (rule: the lowest of 25% of the price, rounded down; 1.50 yuan)",
        ),
        (
            {"sum": [{"fixed": "0.50"}, {**QUARTER, "above": "5.00"}]},
            "补助：合计 0.50 + 2.50 元（规则：0.50 元 加 原价在 5.00 元以上的部分的 25%（不足的舍去））",
            "Subsidy: 0.50 + 2.50 yuan together"
            " (rule: 0.50 yuan plus 25% of the part of the price above 5.00 yuan, rounded down)",
        ),
        (
            {"down_to": WHOLE_YUAN},
            "补助：超过 3.00 元的部分（规则：超过 “原价的 25%（不足的舍去到 1.00 元）”的部分）",
            "Subsidy: everything above 3.00 yuan"
            " (rule: everything above (25% of the price, rounded down to 1.00 yuan))",
        ),
        (
            {**QUARTER, "above": "5.00"},
            "补助：原价 15.00 元中超过 5.00 元的部分的 25%",
            "Subsidy: 25 % of the price, 15.00 yuan, the part above 5.00 yuan",
        ),
        (
            {**QUARTER, "up_to": "10.00"},
            "补助：原价 15.00 元中 10.00 元以内的部分的 25%",
            "Subsidy: 25 % of the price, 15.00 yuan, the part up to 10.00 yuan",
        ),
        ({"down_to": "3.00"}, "补助：超过 3.00 元的部分", "Subsidy: everything above 3.00 yuan"),
    ],
)
def test_a_formula_of_several_is_told_with_its_rule(formula: dict[str, object], zh: str, en: str) -> None:
    asked = policy(layer("one", formula, title={"zh": "补助", "en": "Subsidy"}))
    (share, *_) = split(asked, MEAL).shares
    assert (explain(share.reason, asked, "zh"), explain(share.reason, asked, "en")) == (zh, en)


def test_a_part_of_what_another_layer_paid_names_it_however_far_before() -> None:
    asked = policy(
        layer("town", {"fixed": "5.00"}, title={"zh": "镇级补助", "en": "Town"}),
        layer("between", {"fixed": "1.00"}),
        layer("later", LATER, title={"zh": "慈善", "en": "Charity"}),
    )
    share = split(asked, MEAL).shares[2]
    assert explain(share.reason, asked, "zh") == "慈善：“镇级补助”所付 5.00 元的 50%"
    assert explain(share.reason, asked, "en") == "Charity: 50 % of what “Town” paid, 5.00 yuan"


def test_a_limit_that_is_used_up_or_nearly_is_told_by_its_name() -> None:
    day, month = (
        {"id": "day", "per": "day", "sum": "5.00", "counts": "paid"},
        {"id": "month", "per": "month", "count": 22},
    )
    asked = policy(layer("one", {"fixed": "6.00"}, title={"zh": "补助", "en": "Subsidy"}), limits=[day, month])
    cut = split(asked, MEAL).shares[0]
    assert explain(cut.reason, asked, "zh") == "补助：定额 6.00 元（额次“每天 5.00 元”只剩 5.00 元）"
    used = {("month", "2026-11"): dict.fromkeys(range(1, 23), 0)}
    skipped = split(asked, case(1500, used=used)).skipped
    assert [explain(one.reason, asked, "zh") for one in skipped] == ["补助：额次“每月 22 次”已用完"]


def test_what_was_not_ordered_is_not_what_was_left() -> None:
    asked = policy(layer("one", {"fixed": "6.00"}, lines=["extra"], title={"zh": "加菜", "en": "Extras"}))
    assert [explain(one.reason, asked, "zh") for one in split(asked, MEAL).skipped] == [
        "加菜：这一餐没有归它支付的项目"
    ]


def test_without_its_policy_a_layer_is_shown_by_its_id() -> None:
    assert explain(Reason("condition", "town"), None, "en") == "town: its condition does not hold"


def test_a_damaged_explanation_is_read_as_far_as_it_goes() -> None:
    assert reason_of({"code": "fixed", "tier": "x", "numbers": [1]}) == Reason("fixed")
    assert reason_of({"code": "fixed", "layer": None, "numbers": {"a_fen": "1", "b_fen": 2}}) == Reason(
        "fixed", "", None, (("b_fen", 2),)
    )
