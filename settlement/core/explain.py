"""Put a reason into words, in Chinese or English, with the numbers that went into it."""

import re
from typing import Final, Literal, TypeGuard

from canteen.core.money import format_yuan
from settlement.core.policy.document import Policy
from settlement.core.policy.terms import DownTo, Fixed, Formula, Highest, Lowest, Percent, Sum, pieces
from settlement.core.policy.words import formula_words, names_of
from settlement.core.policy_names import limits_called
from settlement.core.shares import ELDER, PROMISE, Reason

Language = Literal["zh", "en"]

# A reason in words; {layer} is the title of its layer with the tier, the rest are the reason's own numbers.
_WORDS: Final[dict[str, dict[Language, str]]] = {
    "fixed": {"zh": "{layer}：定额 {fixed} 元", "en": "{layer}: {fixed} yuan, fixed"},
    "down-to": {"zh": "{layer}：超过 {down_to} 元的部分", "en": "{layer}: everything above {down_to} yuan"},
    "percent-of-price": {
        "zh": "{layer}：原价 {base} 元{within}的 {percent}%",
        "en": "{layer}: {percent} % of the price, {base} yuan{within}",
    },
    "percent-of-left": {
        "zh": "{layer}：余额 {base} 元{within}的 {percent}%",
        "en": "{layer}: {percent} % of what was left, {base} yuan{within}",
    },
    "percent-of-discounted": {
        "zh": "{layer}：折后价 {base} 元{within}的 {percent}%",
        "en": "{layer}: {percent} % of the discounted price, {base} yuan{within}",
    },
    "percent-of-layer": {
        "zh": "{layer}：{other}所付 {base} 元{within}的 {percent}%",
        "en": "{layer}: {percent} % of what {other} paid, {base} yuan{within}",
    },
    "part-of-price": {
        "zh": "{layer}：原价 {base} 元{within}的 {whole} 分之 {parts}",
        "en": "{layer}: {parts}/{whole} of the price, {base} yuan{within}",
    },
    "part-of-left": {
        "zh": "{layer}：余额 {base} 元{within}的 {whole} 分之 {parts}",
        "en": "{layer}: {parts}/{whole} of what was left, {base} yuan{within}",
    },
    "part-of-discounted": {
        "zh": "{layer}：折后价 {base} 元{within}的 {whole} 分之 {parts}",
        "en": "{layer}: {parts}/{whole} of the discounted price, {base} yuan{within}",
    },
    "part-of-layer": {
        "zh": "{layer}：{other}所付 {base} 元{within}的 {whole} 分之 {parts}",
        "en": "{layer}: {parts}/{whole} of what {other} paid, {base} yuan{within}",
    },
    "sum": {"zh": "{layer}：合计 {summands} 元", "en": "{layer}: {summands} yuan together"},
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
    "bonus": {"zh": "{layer}：赠送部分抵付 {borne} 元", "en": "{layer}: the bonus pays {borne} yuan"},
    "voucher": {"zh": "{layer}：抵付 {borne} 元", "en": "{layer}: takes {borne} yuan off"},
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
    "excluded": {"zh": "{layer}：属不适用人员（{exclusion}）", "en": "{layer}: not for whom it excludes ({exclusion})"},
    "lapsed": {
        "zh": "{layer}：引用的政策版本当日已失效，暂挂，待人工处理",
        "en": "{layer}: the included version was not in force that day; held for a person to decide",
    },
    "no-home": {"zh": "{layer}：户籍地或居住地没有这项资金", "en": "{layer}: her home region has no such fund"},
    "limit-used": {"zh": "{layer}：额次{limit}已用完", "en": "{layer}: the limit{limit} is used up"},
    "nothing-left": {"zh": "{layer}：没有余额可付", "en": "{layer}: nothing was left to pay"},
    "no-lines": {"zh": "{layer}：这一餐没有归它支付的项目", "en": "{layer}: the meal has nothing of what it pays for"},
    "guest-meal": {"zh": "来客按牌价支付，不享受补贴", "en": "a guest pays the full price; no subsidy"},
    "staff-meal": {"zh": "员工餐由食堂承担", "en": "a staff meal, borne by the canteen"},
    "no-policy": {"zh": "没有生效的补贴政策，暂挂", "en": "no policy is in force; held"},
    "eaten-twice": {
        "zh": "同一餐次在另一食堂也有用餐，全价暂挂",
        "en": "eaten at another canteen in the same sitting too; the whole price is held",
    },
}
_OTHER: Final[dict[Language, str]] = {"zh": "尚未判定（{code}），暂挂", "en": "not decided yet ({code}); held"}

# Reasons that a formula gives, and formulas whose result does not tell how it came about.
_COUNTED: Final = frozenset(_WORDS) & {
    "fixed", "down-to", "sum",
    *(f"{share}-of-{of}" for share in ("percent", "part") for of in ("price", "left", "discounted", "layer")),
}  # fmt: skip
_PUT_TOGETHER: Final = (Lowest, Highest, Sum)
_SUMMAND: Final = re.compile(r"part_[0-9]+_fen")

# What cut a formula's result, by the name of the number that says so.
_CUTS: Final[dict[str, dict[Language, str]]] = {
    "left_fen": {"zh": "（只剩 {left} 元）", "en": " (only {left} yuan were left)"},
    "at_least_fen": {"zh": "（老人至少支付 {at_least} 元）", "en": " (the elder pays at least {at_least} yuan)"},
    "at_most_fen": {"zh": "（这一餐至多 {at_most} 元）", "en": " (at most {at_most} yuan of this meal)"},
    "limit_left_fen": {"zh": "（额次{limit}只剩 {limit_left} 元）", "en": " (the limit{limit} held {limit_left} yuan)"},
    "allotment_fen": {"zh": "（额度只剩 {allotment} 元）", "en": " (the allotment held {allotment} yuan)"},
}
# Which part of a base is looked at: above so much, up to so much, or both.
_WITHIN: Final[dict[tuple[bool, bool], dict[Language, str]]] = {
    (False, False): {"zh": "", "en": ""},
    (True, False): {"zh": "中超过 {above} 元的部分", "en": ", the part above {above} yuan"},
    (False, True): {"zh": "中 {up_to} 元以内的部分", "en": ", the part up to {up_to} yuan"},
    (True, True): {"zh": "中 {above} 至 {up_to} 元的部分", "en": ", the part from {above} to {up_to} yuan"},
}
_ALL_LEFT: Final[dict[Language, str]] = {"zh": "{layer}：全部余额", "en": "{layer}: all that was left"}
_RULE: Final[dict[Language, str]] = {"zh": "（规则：{rule}）", "en": " (rule: {rule})"}
_NAMED: Final[dict[Language, str]] = {"zh": "“{name}”", "en": " “{name}”"}
_ANOTHER: Final[dict[Language, str]] = {"zh": "另一支付层", "en": "another layer"}
_TIER: Final[dict[Language, str]] = {"zh": "{title}第{number}档", "en": "{title}, tier {number}"}


def explain(reason: Reason, policy: Policy | None, language: Language) -> str:
    """Say why a share is what it is. Total: a code or a layer that nobody knows any more is shown as it is.

    `policy` is the version the meal was split by, for the titles of its layers, what its limits are called, and the
    rule where a formula is put together of others; None shows layers by their ids.
    """
    words = _WORDS.get(reason.code, {}).get(language) or _OTHER[language]
    if ("down_to_fen", 0) in reason.numbers:
        words = _ALL_LEFT[language]
    shown = _Shown(reason, policy, language)
    text = words.format_map(shown)
    for name, _ in reason.numbers:
        if name in _CUTS and f"{{{name.removesuffix('_fen')}}}" not in words:
            text += _CUTS[name][language].format_map(shown)
    formula = _formula(reason, policy)
    if policy is not None and (isinstance(formula, _PUT_TOGETHER) or _goes_down_to_one(formula)):
        text += _RULE[language].format(rule=formula_words(formula, language, names_of(policy, language)))
    return text


class _Shown(dict[str, str]):
    """The numbers of a reason as they are shown; one that is missing is shown as a question mark."""

    def __init__(self, reason: Reason, policy: Policy | None, language: Language) -> None:
        super().__init__(code=reason.code, layer=_layer(reason, policy, language), limit="")
        for name, number in reason.numbers:
            if name == "basis_points":
                self["percent"] = format_yuan(number).rstrip("0").rstrip(".")
            elif name == "exclusion":
                self[name] = _exclusion(number, policy, language)
            elif name == "limit":
                self[name] = _limit(number, policy, language)
            elif name.endswith("_fen"):
                self[name.removesuffix("_fen")] = format_yuan(number)
            else:
                self[name] = str(number)
        self["within"] = _WITHIN["above" in self, "up_to" in self][language].format_map(self)
        self["other"] = _other(reason, policy, language)
        self["summands"] = " + ".join(format_yuan(fen) for name, fen in reason.numbers if _SUMMAND.fullmatch(name))

    def __missing__(self, name: str) -> str:
        return "?"


# Who pays where no layer does, when their fund runs empty: reasons carry these in place of a layer's id.
_BEYOND_LAYERS: Final[dict[str, dict[Language, str]]] = {
    ELDER: {"zh": "老人最高支付额以上部分的支付方", "en": "who pays above the elder's most"},
    PROMISE: {"zh": "承诺差额的支付方", "en": "who pays the promise gap"},
}


def _layer(reason: Reason, policy: Policy | None, language: Language) -> str:
    if reason.layer in _BEYOND_LAYERS:
        return _BEYOND_LAYERS[reason.layer][language]
    called = None if policy is None else policy.title_of(reason.layer)
    title = reason.layer if called is None else getattr(called, language)
    return title if reason.tier is None else _TIER[language].format(title=title, number=reason.tier + 1)


def _exclusion(number: int, policy: Policy | None, language: Language) -> str:
    known = () if policy is None else policy.exclusions
    return getattr(known[number].title, language) if 0 <= number < len(known) else "?"


def _limit(number: int, policy: Policy | None, language: Language) -> str:
    """What a limit is called, by its place in the document."""
    called = () if policy is None else tuple(limits_called(policy.limits, language).values())
    return _NAMED[language].format(name=called[number]) if 0 <= number < len(called) else ""


def _formula(reason: Reason, policy: Policy | None) -> Formula | None:
    """The formula that a layer, or its tier, counted by; None where the reason is no formula's."""
    found = None if policy is None or reason.code not in _COUNTED else policy.layer(reason.layer)
    tier = reason.tier or 0
    return found.tiers[tier].formula if found is not None and 0 <= tier < len(found.tiers) else None


def _goes_down_to_one(formula: Formula | None) -> TypeGuard[DownTo]:
    return isinstance(formula, DownTo) and not isinstance(formula.part, Fixed)


def _other(reason: Reason, policy: Policy | None, language: Language) -> str:
    """The layer whose payment a share is a part of."""
    formula = _formula(reason, policy)
    asked = {one.layer for one in pieces(formula) if isinstance(one, Percent) and one.layer} if formula else set()
    called = policy.title_of(asked.pop()) if policy is not None and len(asked) == 1 else None
    return _ANOTHER[language] if called is None else f"“{getattr(called, language)}”"
