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
