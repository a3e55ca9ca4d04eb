"""Signed QR cards: encode, verify, and tell a card number from a QR text; algorithm and key id inside (K7).

The printed text is "NC1:" and the base45 form (RFC 9285) of 88 bytes:

    offset  bytes  what
    0       1      version, 1
    1       1      algorithm, 1 = Ed25519
    2       2      id of the key that signed
    4       16     card id: random, says nothing about a person
    20      2      first day the card is good, in days since 2000-01-01
    22      2      first day it no longer is
    24      64     signature over "nuancan qr card" and the 24 bytes before

Every character stands in QR's alphanumeric alphabet, so the code stays small, and because 88 is even the text never
ends in a space, so a scanner that trims does no harm.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import base45
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX: Final = "NC1:"
LONGEST_SCAN: Final = 512  # characters; a keyboard wedge can be held down

_VERSION: Final = 1
_ED25519: Final = 1
_SIGNED = struct.Struct(">BBH16sHH")
_SIGNATURE_BYTES: Final = 64
_CARD_ID_BYTES: Final = 16
_TEXT_LENGTH: Final = (_SIGNED.size + _SIGNATURE_BYTES) // 2 * 3
_CONTEXT: Final = b"nuancan qr card"  # the key signs nothing else that could be taken for a card
_DAY_ZERO: Final = date(2000, 1, 1)
_CARD_NUMBER_LENGTHS: Final = range(6, 33)
_BASE45: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


class RefusalCode(StrEnum):
    """Why a scan is no credential. The elder never sees these words; the counter and the check-in row do."""

    MALFORMED = "malformed"
    TRUNCATED = "truncated"
    WRONG_VERSION = "wrong-version"
    WRONG_ALGORITHM = "wrong-algorithm"
    WRONG_KEY = "wrong-key"
    BAD_SIGNATURE = "bad-signature"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A scan that names no credential."""

    code: RefusalCode


@dataclass(frozen=True, slots=True)
class CardNumber:
    """What is printed or stored on a plain card: 6 to 32 digits and capital letters."""

    number: str

    @property
    def code(self) -> str:
        """What credentials and offline lists are looked up by."""
        return self.number


@dataclass(frozen=True, slots=True)
class QrCard:
    """What a printed QR says: good on days `issued_on <= day < expires_on`."""

    card_id: bytes
    issued_on: date
    expires_on: date

    @property
    def code(self) -> str:
        """The card id as 32 hex digits: what credentials and offline lists are looked up by."""
        return self.card_id.hex()


def encode(card: QrCard, key_id: int, private: bytes) -> str:
    """The text to print, signed with a 32-byte Ed25519 key. ValueError for what does not fit the layout."""
    if len(card.card_id) != _CARD_ID_BYTES or card.issued_on >= card.expires_on:
        raise ValueError("a card has an id of 16 bytes and is good for a day at least")
    try:
        signed = _SIGNED.pack(_VERSION, _ED25519, key_id, card.card_id, _days(card.issued_on), _days(card.expires_on))
    except struct.error:
        raise ValueError("key id or date outside what two bytes hold") from None
    signature = Ed25519PrivateKey.from_private_bytes(private).sign(_CONTEXT + signed)
    return PREFIX + str(base45.b45encode(signed + signature), "ascii")


def public_key_of(private: bytes) -> bytes:
    """The 32 bytes a kiosk verifies with."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def verify(text: str, public_keys: Mapping[int, bytes], on: date) -> QrCard | Refusal:
    """Read a printed text without asking anybody. `public_keys` holds the present key and the one before it, by id.

    Never raises, whatever the scanner typed. Whether the card was blocked or replaced only the server knows.
    """
    payload = _payload(text)
    if isinstance(payload, RefusalCode):
        return Refusal(payload)
    signed, signature = payload[: _SIGNED.size], payload[_SIGNED.size :]
    version, algorithm, key_id, card_id, issued, expires = _SIGNED.unpack(signed)
    if version != _VERSION:
        return Refusal(RefusalCode.WRONG_VERSION)
    if algorithm != _ED25519:
        return Refusal(RefusalCode.WRONG_ALGORITHM)
    public = public_keys.get(key_id)
    if public is None:
        return Refusal(RefusalCode.WRONG_KEY)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _CONTEXT + signed)
    except InvalidSignature:
        return Refusal(RefusalCode.BAD_SIGNATURE)
    card = QrCard(card_id, _day(issued), _day(expires))
    if on < card.issued_on:
        return Refusal(RefusalCode.NOT_YET_VALID)
    return card if on < card.expires_on else Refusal(RefusalCode.EXPIRED)


def read_scan(text: str, public_keys: Mapping[int, bytes], on: date) -> CardNumber | QrCard | Refusal:
    """Tell a signed QR text from a card number. Never raises.

    Spaces around are dropped and letters are capital, because scanners add the one and a caps-lock key the other.
    """
    if len(text) > LONGEST_SCAN or not text.isascii():
        return Refusal(RefusalCode.MALFORMED)
    text = text.strip().upper()
    if text.startswith(PREFIX):
        return verify(text, public_keys, on)
    if len(text) in _CARD_NUMBER_LENGTHS and text.isalnum():
        return CardNumber(text)
    return Refusal(RefusalCode.MALFORMED)


def _payload(text: str) -> bytes | RefusalCode:
    """The 88 bytes of a text in canonical form, or what is wrong with it."""
    body = text.removeprefix(PREFIX)
    if body == text or not _BASE45.issuperset(body) or len(body) > _TEXT_LENGTH:
        return RefusalCode.MALFORMED
    if len(body) < _TEXT_LENGTH:
        return RefusalCode.TRUNCATED
    try:
        return bytes(base45.b45decode(body))
    except ValueError:  # three characters that spell more than two bytes
        return RefusalCode.MALFORMED


def _days(day: date) -> int:
    return (day - _DAY_ZERO).days


def _day(days: int) -> date:
    return _DAY_ZERO + timedelta(days=days)
