"""What somebody typed or scanned at the desk: a credential that goes straight through, or words to look for (K9)."""

import hashlib
import re
import unicodedata
from typing import Final
from uuid import UUID

from canteen.core.identity import holds_persons_number
from canteen.core.phone import TAIL_DIGITS
from kiosk.core.credential import LONGEST_SCAN, PREFIX

_CARD: Final = re.compile(r"[0-9A-Z]{6,32}")
_HAN: Final = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af〇]"
_PARTED: Final = re.compile(rf"(?<=[0-9])\s+(?=[0-9])|(?<={_HAN})\s+(?={_HAN})")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")


def plain_text(text: str) -> str:
    """Return words a field sent, bounded and without what nobody types: control characters, halves of characters."""
    kept = "".join(char for char in text[: LONGEST_SCAN + 1] if char.isprintable())
    return kept.encode(errors="ignore").decode().strip()


def plain_entry(text: str) -> str:
    """Return what the field for codes and names sent, as a reader without an input method would have typed it.

    Characters are of one width, and nothing parts the digits of a number or the characters of a Chinese name.
    """
    plain = plain_text(unicodedata.normalize("NFKC", plain_text(text)))
    return plain if plain.upper().startswith(PREFIX) else _PARTED.sub("", plain)


def scanned(text: str) -> bool:
    """Whether this is a card or a printed code, and no name, initials, end of a telephone number or mobile."""
    upper = text.upper()
    if upper.startswith(PREFIX):
        return True
    is_card = upper.isascii() and _CARD.fullmatch(upper) is not None and any(char.isdigit() for char in upper)
    return is_card and _MOBILE.fullmatch(upper) is None


def tells_person(text: str) -> bool:
    """Whether this may be an ID number, sound or mistyped: it makes no attempt, for attempts are kept for ever (S1)."""
    return not text.upper().startswith(PREFIX) and holds_persons_number(text)


def in_address(text: str) -> str:
    """Return what of a text that was looked for may stand in an address, and so in a log: of a number only the end of
    a mobile telephone's, of any other nothing (S11).
    """
    if sum(char.isdigit() for char in text) <= TAIL_DIGITS:
        return text
    close = "".join(text.replace("-", "").split())
    return close[-TAIL_DIGITS:] if _MOBILE.fullmatch(close) else ""


def press_of(press: UUID, text: str) -> UUID:
    """The id of an attempt made by scanning `text` on a page that brought the id `press` (R7).

    The same code on the same page is one attempt; two people whose cards follow each other before the page has come
    back are two. The time of `press` stays in it, so it is a UUIDv7 as any other.
    """
    mark = int.from_bytes(hashlib.sha256(press.bytes + text.encode()).digest()[:10], "big")
    tail = (0x7 << 76) | ((mark >> 62) % (1 << 12) << 64) | (0b10 << 62) | (mark % (1 << 62))
    return UUID(int=(press.int >> 80 << 80) | tail)
