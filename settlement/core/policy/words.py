"""Conditions and formulas in words, in Chinese and English: for notices, differences, warnings and the editor."""

from collections.abc import Sequence

from canteen.core.money import format_yuan
from settlement.core.policy.document import Policy
from settlement.core.policy.leaf_words import leaf_words
from settlement.core.policy.terms import (
    WHOLE_BASIS_POINTS,
    AllOf,
    AnyOf,
    Condition,
    DownTo,
    Fixed,
    Formula,
    Highest,
    Lowest,
    Not,
    Percent,
    Sum,
)
from settlement.core.policy.values import FundOf
from settlement.core.policy.vocabulary import NO_NAMES, ROLES, WHOSE, Both, Language, Names, word


def names_of(policy: Policy, language: Language) -> Names:
    """Return what a document calls its regions, canteens and layers."""
    return Names(policy.regions, policy.canteens, {one.id: getattr(one.title, language) for one in policy.layers})


def condition_words(condition: Condition | None, language: Language, names: Names = NO_NAMES) -> str:
    """Say whom or what a condition holds for: 年满 60 周岁、不满 70 周岁，且属于低保. None is everybody."""
    match condition:
        case None:
            return {"zh": "所有老人", "en": "everybody"}[language]
        case AllOf(parts):
            said = [_inside(part, AnyOf, language, names) for part in parts]
            return {"zh": "，且", "en": ", and "}[language].join(said)
        case AnyOf(parts):
            said = [_inside(part, AllOf, language, names) for part in parts]
            return {"zh": "，或者", "en": ", or "}[language].join(said)
        case Not(part):
            inner = condition_words(part, language, names)
            return f"不符合“{inner}”" if language == "zh" else f"not ({inner})"
    return leaf_words(condition, language, names)


def formula_words(formula: Formula, language: Language, names: Names = NO_NAMES) -> str:
    """Say how much a formula gives: 3.00 元; 原价的 25%，不足的舍去."""
    zh = language == "zh"
    match formula:
        case Fixed(fen):
            return f"{format_yuan(fen)} 元" if zh else f"{format_yuan(fen)} yuan"
        case DownTo(Fixed(0)):
            if zh:
                return f"全部{names.left or '余额'}"
            return f"all of {names.left}" if names.left else "all that is left"
        case DownTo(part):
            much = formula_words(part, language, names)
            if not isinstance(part, Fixed):
                much = f"“{much}”" if zh else f"({much})"
            of = f" of {names.left}" if names.left else ""
            return f"{names.left}超过 {much}的部分" if zh else f"everything{of} above {much}"
        case Percent():
            return _percent(formula, language, names)
        case Lowest(parts):
            return _several(parts, ("取最低：", "the lowest of "), language, names)
        case Highest(parts):
            return _several(parts, ("取最高：", "the highest of "), language, names)
        case Sum(parts):
            said = [formula_words(part, language, names) for part in parts]
            return (" 加 " if zh else " plus ").join(said)


def home_fund_words(home: FundOf, language: Language, names: Names = NO_NAMES, *, keyed: bool = True) -> str:
    """Say a fund that follows her home: 老人户籍所在区县的助餐资金; `keyed` tells a role without words by its key."""
    zh, key = language == "zh", home.role if keyed and home.role not in ROLES else ""
    whose, level = WHOSE[home.whose][not zh], word(home.level, language)
    what = ROLES.get(home.role, ("资金", "fund"))[not zh]
    if zh:
        said = f"{whose}{level}的{what}" + (f"（{key}）" if key else "")
    else:
        said = f"the {what}" + (f" ({key})" if key else "") + f" of {whose} {level}"
    if home.advanced_by is None:
        return said
    by = names.funds.get(home.advanced_by, home.advanced_by)
    return f"{said}（由“{by}”垫付）" if zh else f"{said}, advanced by “{by}”,"


def _inside(part: Condition, bracketed: type, language: Language, names: Names) -> str:
    said = condition_words(part, language, names)
    return said if not isinstance(part, bracketed) else f"（{said}）" if language == "zh" else f"({said})"


def _percent(percent: Percent, language: Language, names: Names) -> str:
    zh = language == "zh"
    share = f"{percent.parts}/{percent.whole}"
    if percent.whole == WHOLE_BASIS_POINTS:
        share = format_yuan(percent.parts).rstrip("0").rstrip(".") + "%"
    base = word(percent.of, language)
    if percent.of == "left" and names.left:
        base = names.left
    if percent.of == "layer":
        title = names.layers.get(percent.layer, percent.layer)
        base = f"“{title}”所付金额" if zh else f"what “{title}” paid"
    above, up_to = percent.above_fen, percent.up_to_fen
    within = [
        *([f"{format_yuan(above)} 元以上" if zh else f"above {format_yuan(above)} yuan"] if above else []),
        *([f"{format_yuan(up_to)} 元以内" if zh else f"up to {format_yuan(up_to)} yuan"] if up_to is not None else []),
    ]
    if within:
        base = f"{base}在 {'、'.join(within)}的部分" if zh else f"the part of {base} {' and '.join(within)}"
    rounding = word(percent.rounding, language)
    if percent.to_fen > 1:
        rounding += f"到 {format_yuan(percent.to_fen)} 元" if zh else f" to {format_yuan(percent.to_fen)} yuan"
    return f"{base}的 {share}（{rounding}）" if zh else f"{share} of {base}, {rounding}"


def _several(parts: Sequence[Formula], lead: Both, language: Language, names: Names) -> str:
    said = [formula_words(part, language, names) for part in parts]
    return lead[language == "en"] + ("；" if language == "zh" else "; ").join(said)
