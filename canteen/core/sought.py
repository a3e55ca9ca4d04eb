"""What somebody typed into the search of a list of elders: a name, initials, a card, the end of a number."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from canteen.core.identity import BadIdNumber, normalise_id_number
from canteen.core.phone import TAIL_DIGITS, BadPhone, normalise_phone, phone_tail

LONGEST_NAME: Final = 20
_INITIALS = re.compile(r"[a-z]{1,12}")
_TAIL = re.compile(rf"[0-9]{{{TAIL_DIGITS}}}")
_CARD = re.compile(r"[0-9A-Z]{6,32}")


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
