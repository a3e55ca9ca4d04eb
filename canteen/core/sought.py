"""What somebody typed into the search of a list: a name, a card, a number; and what of it an address may hold."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from canteen.core.credit_code import is_credit_code, normalise_credit_code
from canteen.core.identity import BadIdNumber, holds_persons_number, is_id_number, normalise_id_number
from canteen.core.phone import TAIL_DIGITS, BadPhone, normalise_phone, phone_tail

LONGEST_NAME: Final = 20
_INITIALS = re.compile(r"[a-z]{1,12}")
_TAIL = re.compile(rf"[0-9]{{{TAIL_DIGITS}}}")
_CARD = re.compile(r"[0-9A-Z]{6,32}")
# A card's number is decimal, or what its chip says of itself: eight hexadecimal digits or more.
_CHIP = re.compile(r"(?=.*[0-9])[0-9A-F]{8,32}")
_DECIMALS: Final = 4
_RUN = re.compile(r"\d(?:[\s\-‐-―－_·]*\d){5,}")
# A month or a day, as names of files and of lists hold them; no ID number has one at its head.
_WHEN = re.compile(r"(?<!\d)20\d\d[-.年]?(?:0[1-9]|1[0-2])(?:[-.月]?(?:0[1-9]|[12]\d|3[01]))?(?!\d)")
_ROW_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# The head of such an id: the moment it was made, in milliseconds, between 2024 and 2039.
_ROW_ID_BEGUN = re.compile(r"01[9a-f][0-9a-f]{5}[0-9a-f-]{0,28}", re.IGNORECASE)
_LOGIN = re.compile(r"(?=.*[g-z])[a-z][a-z0-9._-]*")  # a letter that no chip says
_LONGEST_IN_LOGIN = re.compile(r"\d{8}")
# Who registered it, what it is, and the province of its six digits of region (GB 32100): no ID number begins so, but
# for a few counties, whose numbers are told by their length.
_CREDIT_CODE_BEGUN = re.compile(
    r"[1-9ANY][1-59](1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])(?:[0-9]{1,4}|[0-9]{4}[0-9A-Z]{1,10})", re.IGNORECASE
)


class By(StrEnum):
    """What people are found by."""

    NOTHING = "nothing"
    NAME = "name"  # its beginning
    INITIALS = "initials"  # their beginning
    PHONE = "phone"  # the last four digits
    CARD = "card"
    ID_NUMBER = "id number"
    UNKNOWN = "unknown"  # none of these; nobody is found by it


# Only these may stand in an address and so in a log (S11): they name nobody, and open nothing.
HARMLESS: Final = frozenset({By.NOTHING, By.NAME, By.INITIALS, By.PHONE})


@dataclass(frozen=True, slots=True)
class Sought:
    """What is searched for, in the form it is kept in."""

    by: By
    text: str = ""
    phone: str = ""  # the last four digits, where a card number may as well be somebody's telephone

    @property
    def is_harmless(self) -> bool:
        """Whether it may stand in an address."""
        return self.by in HARMLESS


def sought(text: str) -> Sought:
    """Read what was typed, scanned or pasted; digits in full width and spaces are put right."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    close = plain.replace(" ", "")
    if not plain:
        return Sought(By.NOTHING)
    if _TAIL.fullmatch(close):
        return Sought(By.PHONE, close)
    if any(letter.isdigit() for letter in close):
        return _numbered(close)
    if _INITIALS.fullmatch(close.lower()):
        return Sought(By.INITIALS, close.lower())
    return Sought(By.NAME, plain) if len(plain) <= LONGEST_NAME else Sought(By.UNKNOWN)


def _numbered(text: str) -> Sought:
    """Whatever holds a digit and is not the end of a phone number never reaches an address."""
    try:
        return Sought(By.ID_NUMBER, normalise_id_number(text))
    except BadIdNumber:
        pass
    try:
        phone = phone_tail(normalise_phone(text))
    except BadPhone:
        phone = ""
    card = text.upper()
    return Sought(By.CARD, card, phone) if _CARD.fullmatch(card) or phone else Sought(By.UNKNOWN)


def names_nobody(text: str) -> bool:
    """Whether a search of a list of people may stand in an address."""
    return sought(text).is_harmless


def plain_words(text: str) -> bool:
    """Whether a text holds no number of a person: no ID number, card or telephone, sound or mistyped, grouped or not.

    Months, days and the ids of rows are none; nor is 第7 or 员工12.
    """
    if holds_persons_number(text):
        return False
    close = _WHEN.sub(" ", _ROW_ID.sub(" ", unicodedata.normalize("NFKC", text)))
    card = "".join(close.split()).upper()
    is_card = _CHIP.fullmatch(card) or (_CARD.fullmatch(card) and sum(map(str.isdigit, card)) >= _DECIMALS)
    return not is_card and _RUN.search(close) is None


def plain_or_login(text: str) -> bool:
    """Whether a text holds no number of a person, or is the beginning of a login name."""
    return plain_words(text) or (_LOGIN.fullmatch(text) is not None and _LONGEST_IN_LOGIN.search(text) is None)


def plain_or_row_id(text: str) -> bool:
    """Whether a text holds no number of a person, or is the beginning of the id of an order or an entry."""
    return plain_words(text) or (_ROW_ID_BEGUN.fullmatch(text) is not None and not holds_persons_number(text))


def plain_or_credit_code(text: str) -> bool:
    """Whether a text holds no number of a person, or is the beginning of an organisation's code.

    A code all of digits, as governments have, is one when its last character is right, and no ID number.
    """
    code = normalise_credit_code(text)
    if is_credit_code(code):
        return not is_id_number(code)
    return plain_words(text) or (_CREDIT_CODE_BEGUN.fullmatch(code) is not None and not holds_persons_number(code))
