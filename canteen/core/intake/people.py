"""What says who somebody is: names, ID numbers, telephones and card numbers as towns write them."""

import re
from collections import Counter
from typing import Final

from canteen.core.identity import BadIdNumber, birth_date, check_digit, holds_persons_number, normalise_id_number
from canteen.core.intake.cells import Cell, bare, is_rounded, text_of, unreadable
from canteen.core.phone import BadPhone, normalise_phone

LONGEST_NAME: Final = 60
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"
_NAME = re.compile(rf"[{_HAN}A-Za-z\u00c0-\u024f][{_HAN}A-Za-z\u00c0-\u024f·.' -]*")
_HAN_ONLY = re.compile(rf"[{_HAN}\s·]+")
_DOTS = re.compile(r"\s*[·•・‧∙⋅・]\s*")
_MASKED = re.compile(r"[0-9]{3,}[*xX×＊]{4,}[0-9*xX×]*")
_CARD = re.compile(r"[0-9A-Z]{6,31}")
_SEVERAL = re.compile(r"[/、,;,;]| (?=1[3-9])")


def name_of(cell: Cell) -> str:
    """A person's name; spaces inside a Chinese one are layout (张 三). Unreadable."""
    text = _DOTS.sub("·", text_of(cell))
    if _HAN_ONLY.fullmatch(text):
        text = "".join(text.split())
    if not text:
        return ""
    if len(text) > LONGEST_NAME:
        raise unreadable("too-long", most=LONGEST_NAME)
    if not _NAME.fullmatch(text):
        raise unreadable("name-odd")
    return text


def is_another_name(name: str, other: str) -> bool:
    """Whether two names share less than half the characters of the shorter one: another person rather than a slip."""
    one, two = bare(name), bare(other)
    return 2 * (Counter(one) & Counter(two)).total() < min(len(one), len(two))


def id_number_of(cell: Cell) -> str:
    """An ID number in its form of 18 characters, from one of 15 too. Unreadable says what is wrong with it."""
    text = text_of(cell)
    if not text:
        return ""
    if is_rounded(cell, text):
        raise unreadable("id-number-rounded")
    number = re.sub(r"[\s'’`-]", "", text).upper()
    if _MASKED.search(number):
        raise unreadable("id-number-masked")
    try:
        return normalise_id_number(number)
    except BadIdNumber:
        raise _what_is_wrong(number) from None


def _what_is_wrong(number: str) -> Exception:
    if len(number) not in (15, 18):
        return unreadable("id-number-length", count=len(number))
    if not number[:17].isdigit():
        return unreadable("id-number-letters")
    if len(number) == 18:
        try:
            birth_date(number)
        except BadIdNumber:
            return unreadable("id-number-birth")
        if number[-1] != check_digit(number[:17]):
            return unreadable("id-number-check")
    return unreadable("id-number-birth")


def phone_of(cell: Cell) -> str:
    """The digits of one telephone number. Unreadable."""
    text = text_of(cell)
    if is_rounded(cell, text):
        raise unreadable("number-rounded")
    if not text:
        return ""
    if _SEVERAL.search(text):
        raise unreadable("phone-several")
    try:
        return normalise_phone(text)
    except BadPhone:
        raise unreadable("phone") from None


def card_of(cell: Cell) -> str:
    """A card number: 6 to 31 digits and capital letters, and no ID number, sound or mistyped: it is kept in the open.

    Unreadable.
    """
    text = text_of(cell)
    if is_rounded(cell, text):
        raise unreadable("number-rounded")
    number = re.sub(r"[\s-]", "", text).upper()
    if not number:
        return ""
    if not _CARD.fullmatch(number):
        raise unreadable("card")
    if holds_persons_number(number):
        raise unreadable("card-is-id-number")
    return number
