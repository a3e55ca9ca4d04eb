"""Put a reason into words, in Chinese or English, with the numbers that went into it."""

from typing import Final, Literal

from canteen.core.money import format_yuan
from settlement.core.policy.document import Policy
from settlement.core.shares import Reason

Language = Literal["zh", "en"]

# A reason in words; {layer} is the title of its layer with the tier, the rest are the reason's own numbers.
_WORDS: Final[dict[str, dict[Language, str]]] = {
    "fixed": {"zh": "{layer}：定额 {fixed} 元", "en": "{layer}: {fixed} yuan, fixed"},
    "down-to": {"zh": "{layer}：超过 {down_to} 元的部分", "en": "{layer}: everything above {down_to} yuan"},
    "percent-of-price": {
        "zh": "{layer}：原价 {base} 元的 {percent}%",
        "en": "{layer}: {percent} % of the price, {base} yuan",
    },
    "percent-of-left": {
        "zh": "{layer}：余额 {base} 元的 {percent}%",
        "en": "{layer}: {percent} % of what was left, {base} yuan",
    },
    "stand-in": {
        "zh": "{layer}额度不足，代付 {short} 元",
        "en": "{layer}: its allotment was {short} yuan short; paid in its place",
    },
    "held": {
        "zh": "{layer}额度不足，{short} 元暂挂，待人工处理",
        "en": "{layer}: its allotment was {short} yuan short; held for a person to decide",
    },
    "empty": {
        "zh": "{layer}额度不足，按政策由老人负担 {short} 元",
        "en": "{layer}: its allotment was {short} yuan short; by the policy the elder pays",
    },
    "no-next": {
        "zh": "{layer}额度不足，没有下一支付层，由老人负担 {short} 元",
        "en": "{layer}: its allotment was {short} yuan short and no later layer applied; the elder pays",
    },
    "remainder": {"zh": "余额由老人支付", "en": "the elder pays the rest"},
    "at-least": {"zh": "老人至少支付 {at_least} 元", "en": "the elder pays at least {at_least} yuan"},
    "at-most": {"zh": "老人最多支付 {at_most} 元", "en": "the elder pays at most {at_most} yuan"},
    "beyond": {
        "zh": "超出老人最高支付额 {at_most} 元的部分",
        "en": "what is above the {at_most} yuan the elder pays at most",
    },
    "promise": {
        "zh": "已告知老人支付 {promised} 元，应付 {decided} 元，差额不由老人承担",
        "en": "the elder was told {promised} yuan where {decided} were decided; the gap is not hers",
    },
    "condition": {"zh": "{layer}：不符合适用条件", "en": "{layer}: its condition does not hold"},
    "no-tier": {"zh": "{layer}：没有适用的档次", "en": "{layer}: no tier applies"},
    "limit-used": {"zh": "{layer}：额次已用完", "en": "{layer}: the limit is used up"},
    "nothing-left": {"zh": "{layer}：没有余额可付", "en": "{layer}: nothing was left to pay"},
    "guest-meal": {"zh": "来客按牌价支付，不享受补贴", "en": "a guest pays the full price; no subsidy"},
    "staff-meal": {"zh": "员工餐由食堂承担", "en": "a staff meal, borne by the canteen"},
    "no-policy": {"zh": "没有生效的补贴政策，暂挂", "en": "no policy is in force; held"},
    "eaten-twice": {
        "zh": "同一餐次在另一食堂也有用餐，全价暂挂",
        "en": "eaten at another canteen in the same sitting too; the whole price is held",
    },
}
_OTHER: Final[dict[Language, str]] = {"zh": "尚未判定（{code}），暂挂", "en": "not decided yet ({code}); held"}

# What cut a formula's result, by the name of the number that says so.
_CUTS: Final[dict[str, dict[Language, str]]] = {
    "left_fen": {"zh": "（只剩 {left} 元）", "en": " (only {left} yuan were left)"},
    "at_least_fen": {"zh": "（老人至少支付 {at_least} 元）", "en": " (the elder pays at least {at_least} yuan)"},
    "allotment_fen": {"zh": "（额度只剩 {allotment} 元）", "en": " (the allotment held {allotment} yuan)"},
}
_TIER: Final[dict[Language, str]] = {"zh": "{title}第{number}档", "en": "{title}, tier {number}"}


def explain(reason: Reason, policy: Policy | None, language: Language) -> str:
    """Say why a share is what it is. Total: a code or a layer that nobody knows any more is shown as it is.

    `policy` is the version the meal was split by, for the titles of its layers; None shows their ids.
    """
    words = _WORDS.get(reason.code, {}).get(language) or _OTHER[language]
    text = words.format_map(_Shown(reason, policy, language))
    for name, _ in reason.numbers:
        if name in _CUTS and f"{{{name.removesuffix('_fen')}}}" not in words:
            text += _CUTS[name][language].format_map(_Shown(reason, policy, language))
    return text


class _Shown(dict[str, str]):
    """The numbers of a reason as they are shown; one that is missing is shown as a question mark."""

    def __init__(self, reason: Reason, policy: Policy | None, language: Language) -> None:
        super().__init__(code=reason.code, layer=_layer(reason, policy, language))
        for name, number in reason.numbers:
            if name == "basis_points":
                self["percent"] = format_yuan(number).rstrip("0").rstrip(".")
            else:
                self[name.removesuffix("_fen")] = format_yuan(number)

    def __missing__(self, name: str) -> str:
        return "?"


def _layer(reason: Reason, policy: Policy | None, language: Language) -> str:
    layer = None if policy is None else policy.layer(reason.layer)
    title = reason.layer if layer is None else getattr(layer.title, language)
    return title if reason.tier is None else _TIER[language].format(title=title, number=reason.tier + 1)
