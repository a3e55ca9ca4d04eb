"""Telephone numbers: one written form for what people type, and the last four digits a counter asks for."""

import re
import unicodedata
from typing import Final

from canteen.core.errors import Invalid

TAIL_DIGITS: Final = 4
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(0[1-9][0-9]{1,2})?[2-9][0-9]{6,7}")
_BETWEEN = re.compile(r"[\s()\-–—.·]+")


class BadPhone(Invalid):
    """This is not a telephone number: a mobile has 11 digits, a landline 7 or 8 and perhaps its area code."""

    code = "bad-phone"
    zh = "电话号码有误：手机应为 11 位，座机为 7 至 8 位，可带区号"


def normalise_phone(text: str) -> str:
    """The digits of a telephone number as typed, "" for an empty one; BadPhone.

    Full-width digits, spaces, hyphens, brackets and the country code are put right.
    """
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if not digits:
        return ""
    digits = re.sub(r"^(\+|00)86", "", digits)
    if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        raise BadPhone()
    return digits


def phone_tail(digits: str) -> str:
    """The last four digits of a normalised number."""
    return digits[-TAIL_DIGITS:]


def mask_phone(digits: str) -> str:
    """A normalised number as staff pages show it: enough to see whether it is the one on the form."""
    return digits[: max(len(digits) - 8, 0)] + "****" + digits[-TAIL_DIGITS:] if digits else ""
