"""Reasons in words, both languages, with their numbers."""

import pytest

from settlement.core.explain import explain
from settlement.core.shares import Reason, reason_of
from tests.settlement.core.documents import layer, policy

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
            "镇级补助：前一支付层所付 5.00 元的 3 分之 1（额次只剩 1.20 元）",
            "Town: 1/3 of what another layer paid, 5.00 yuan (the limit held 1.20 yuan)",
        ),
        (
            Reason(
                "percent-of-discounted",
                "town",
                None,
                (("basis_points", 2500), ("base_fen", 1800), ("above_fen", 1000), ("up_to_fen", 1500)),
            ),
            "镇级补助：折后价 18.00 元的 25%（超过 10.00 元的部分）（不计超过 15.00 元的部分）",
            "Town: 25 % of the discounted price, 18.00 yuan (the part above 10.00 yuan) (up to 15.00 yuan)",
        ),
        (Reason("sum", "town", None, (("part_1_fen", 5),)), "镇级补助：各项合计", "Town: several amounts together"),
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


def test_without_its_policy_a_layer_is_shown_by_its_id() -> None:
    assert explain(Reason("condition", "town"), None, "en") == "town: its condition does not hold"


def test_a_damaged_explanation_is_read_as_far_as_it_goes() -> None:
    assert reason_of({"code": "fixed", "tier": "x", "numbers": [1]}) == Reason("fixed")
    assert reason_of({"code": "fixed", "layer": None, "numbers": {"a_fen": "1", "b_fen": 2}}) == Reason(
        "fixed", "", None, (("b_fen", 2),)
    )
