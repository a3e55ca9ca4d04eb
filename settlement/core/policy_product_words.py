"""What a wallet holds, in words: top-ups with a bonus, vouchers, passes, tickets, in Chinese and English."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from canteen.core.money import format_yuan
from settlement.core.policy.terms import Formula
from settlement.core.policy.values import Product
from settlement.core.policy.vocabulary import Both, Language, Names, word
from settlement.core.policy.words import formula_words

_SPENT: Final[Mapping[str, Both]] = {
    "in_proportion": ("本金和赠送按比例使用", "her own money and the bonus are spent in proportion"),
    "own_first": ("先用本金，后用赠送", "her own money is spent first"),
    "bonus_first": ("先用赠送，后用本金", "the bonus is spent first"),
}
_HERS: Final[Mapping[Language, str]] = {"zh": "补贴后应付额", "en": "what is hers to pay after the subsidies"}


def product_words(product: Product, payer: str, language: Language, names: Names) -> str:
    """Say what a product gives of the elder's share; `payer` is who bears a bonus or a voucher, in words."""
    zh = language == "zh"
    pay, worth = format_yuan(product.pay_fen), format_yuan(product.worth_fen)
    match product.kind:
        case "bonus":
            return _bonus(product, payer, language, names)
        case "voucher":
            return (
                f"每餐抵用 {worth} 元，由{payer}承担。" if zh else f"Takes {worth} yuan off a meal; {payer} bears it."
            )
        case "pass":
            return (
                f"包餐预付 {pay} 元，用餐时不再支付。"
                if zh
                else f"Paid before with {pay} yuan; meals cost nothing more."
            )
    return (
        f"餐票每张预付 {pay} 元，一餐一张，不再支付。"
        if zh
        else f"A ticket of {pay} yuan pays a meal; nothing more is due."
    )


def bonus_words(most: Formula, language: Language, names: Names) -> str:
    """Say what a bonus pays of one meal at most; what is left then is the elder's."""
    return formula_words(most, language, replace(names, left=_HERS[language]))


def _bonus(product: Product, payer: str, language: Language, names: Names) -> str:
    if not product.get_fen:
        return "存入多少抵付多少，没有赠送。" if language == "zh" else "What she paid in pays; no bonus comes with it."
    pay, get = format_yuan(product.pay_fen), format_yuan(product.get_fen)
    spent = _SPENT[product.spend][language == "en"]
    rounding = word(product.rounding, language)
    most = "" if product.bonus_at_most is None else bonus_words(product.bonus_at_most, language, names)
    if language == "zh":
        brings = f"每充值 {pay} 元赠送 {get} 元" if product.pay_fen else f"不用充值，每份赠送 {get} 元"
        spent += f"（{rounding}）" if rounding else ""
        most = f"；赠送每餐至多抵付 {most}" if most else ""
        return f"{brings}；{spent}{most}；赠送部分由{payer}承担。"
    brings = f"Every {pay} yuan topped up bring {get} more" if product.pay_fen else f"{get} yuan at a time are given"
    spent += f", {rounding}" if rounding else ""
    most = f"; of a meal the bonus pays at most {most}" if most else ""
    return f"{brings}; {spent}{most}; {payer} bears the bonus."
