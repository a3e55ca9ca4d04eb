"""What a wallet holds, in words: top-ups with a bonus, vouchers, passes, tickets, in Chinese and English."""

from collections.abc import Mapping
from typing import Final

from canteen.core.money import format_yuan
from settlement.core.policy.values import Product
from settlement.core.policy.vocabulary import Both, Language, word

_SPENT: Final[Mapping[str, Both]] = {
    "in_proportion": ("本金和赠送按比例使用", "her own money and the bonus are spent in proportion"),
    "own_first": ("先用本金，后用赠送", "her own money is spent first"),
    "bonus_first": ("先用赠送，后用本金", "the bonus is spent first"),
}


def product_words(product: Product, payer: str, language: Language) -> str:
    """Say what a product gives of the elder's share; `payer` is who bears a bonus or a voucher, in words."""
    zh = language == "zh"
    pay, get, worth = (format_yuan(fen) for fen in (product.pay_fen, product.get_fen, product.worth_fen))
    match product.kind:
        case "bonus":
            spent = _SPENT[product.spend][not zh]
            spent += f"（{word(product.rounding, language)}）" if zh and product.rounding else ""
            spent += f", {word(product.rounding, language)}" if not zh and product.rounding else ""
            if zh:
                return f"每充值 {pay} 元赠送 {get} 元；{spent}；赠送部分由{payer}承担。"
            return f"Every {pay} yuan topped up bring {get} more; {spent}; {payer} bears the bonus."
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
