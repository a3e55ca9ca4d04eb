"""Signed QR cards: each way of being wrong has its own code, and no scan can make the reader fail (K7, K9)."""

import secrets
import string
from datetime import date, timedelta

import base45
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.credential import (
    LONGEST_SCAN,
    PREFIX,
    CardNumber,
    QrCard,
    Refusal,
    RefusalCode,
    encode,
    public_key_of,
    read_scan,
    verify,
)

PRIVATE, OLDER, STRANGER = (bytes([number]) * 32 for number in (1, 2, 3))
PUBLIC = {7: public_key_of(PRIVATE), 6: public_key_of(OLDER)}
ISSUED, EXPIRES, TODAY = date(2026, 11, 1), date(2031, 11, 1), date(2026, 11, 21)
CARD = QrCard(bytes(range(16)), ISSUED, EXPIRES)
TEXT = encode(CARD, 7, PRIVATE)
RAW = bytes(base45.b45decode(TEXT.removeprefix(PREFIX)))

DATES = st.dates(date(2000, 1, 1), date(2170, 1, 1))


def text_of(raw: bytes) -> str:
    return PREFIX + str(base45.b45encode(raw), "ascii")


def refused(text: str, on: date = TODAY) -> str:
    answer = verify(text, PUBLIC, on)
    assert isinstance(answer, Refusal)
    assert read_scan(text, PUBLIC, on) == answer
    return answer.code.value


def test_a_card_printed_today_reads_in_every_later_release() -> None:
    """Cards hang on walls for years: this text was written down once and may never be refused."""
    assert TEXT == (
        "NC1:W50700100KB0*M0DY0W016C1PN1:Y1 $4HX5EMI/D4M17FGM8:RF7S7QO3Q2G*I7"
        "LD92FS7U3ZJ/LI+ELF41RON8S3:U29/8E+LL6G8$2DQD2Q8H2PL+C206MRQGT2VUQQH1"
    )
    assert verify(TEXT, PUBLIC, TODAY) == CARD
    assert CARD.code == "000102030405060708090a0b0c0d0e0f"


@given(st.binary(min_size=16, max_size=16), st.integers(0, 65535), DATES, st.integers(1, 3000), st.data())
def test_what_was_encoded_is_read(card_id: bytes, key_id: int, issued: date, good: int, data: st.DataObject) -> None:
    card = QrCard(card_id, issued, issued + timedelta(days=good))
    text = encode(card, key_id, PRIVATE)
    on = issued + timedelta(days=data.draw(st.integers(0, good - 1)))
    assert verify(text, {key_id: public_key_of(PRIVATE)}, on) == card
    assert (len(text), text[-1] == " ", set(text) <= set(string.digits + string.ascii_uppercase + " $%*+-./:")) == (
        136,
        False,
        True,
    )


def test_the_key_before_still_opens() -> None:
    assert verify(encode(CARD, 6, OLDER), PUBLIC, TODAY) == CARD


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        (ISSUED - timedelta(days=1), Refusal(RefusalCode.NOT_YET_VALID)),
        (ISSUED, CARD),
        (EXPIRES - timedelta(days=1), CARD),
        (EXPIRES, Refusal(RefusalCode.EXPIRED)),
    ],
)
def test_days_are_half_open(on: date, answer: QrCard | Refusal) -> None:
    assert verify(TEXT, PUBLIC, on) == answer


def test_each_refusal_has_its_code() -> None:
    wrong = {
        "another version": refused(text_of(b"\x02" + RAW[1:])),
        "another algorithm": refused(text_of(RAW[:1] + b"\x00" + RAW[2:])),
        "a key nobody knows": refused(encode(CARD, 5, PRIVATE)),
        "somebody else's key under a known id": refused(encode(CARD, 7, STRANGER)),
        "the older key under the newer id": refused(encode(CARD, 7, OLDER)),
        "a signature of zeros": refused(text_of(RAW[:24] + bytes(64))),
        "a stretched expiry": refused(text_of(RAW[:22] + b"\xff\xff" + RAW[24:])),
        "the last character lost": refused(TEXT[:-1]),
        "the prefix alone": refused(PREFIX),
        "a character too many": refused(TEXT + "0"),
        "three characters that are no two bytes": refused(PREFIX + ":::" + TEXT[7:]),
        "another alphabet": refused(PREFIX + "?" + TEXT[5:]),
        "no prefix": refused(TEXT.removeprefix(PREFIX)),
    }
    assert wrong == {
        "another version": "wrong-version",
        "another algorithm": "wrong-algorithm",
        "a key nobody knows": "wrong-key",
        "somebody else's key under a known id": "bad-signature",
        "the older key under the newer id": "bad-signature",
        "a signature of zeros": "bad-signature",
        "a stretched expiry": "bad-signature",
        "the last character lost": "truncated",
        "the prefix alone": "truncated",
        "a character too many": "malformed",
        "three characters that are no two bytes": "malformed",
        "another alphabet": "malformed",
        "no prefix": "malformed",
    }


def test_every_flipped_bit_is_refused_with_the_code_of_its_place() -> None:
    codes = {}
    for bit in range(len(RAW) * 8):
        changed = bytearray(RAW)
        changed[bit // 8] ^= 128 >> bit % 8
        codes[bit] = refused(text_of(bytes(changed)))
    # key id 7 with its lowest bit flipped is 6, which is known, and did not sign this
    other_keys = dict.fromkeys(range(16, 31), "wrong-key") | {31: "bad-signature"}
    assert codes == {
        **dict.fromkeys(range(8), "wrong-version"),
        **dict.fromkeys(range(8, 16), "wrong-algorithm"),
        **other_keys,
        **dict.fromkeys(range(32, len(RAW) * 8), "bad-signature"),
    }


def test_every_shortening_is_truncated_or_malformed_and_never_good() -> None:
    codes = [refused(TEXT[:length]) for length in range(len(TEXT))]
    assert codes == ["malformed"] * len(PREFIX) + ["truncated"] * (len(TEXT) - len(PREFIX))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("123456", CardNumber("123456")),
        ("8" * 32, CardNumber("8" * 32)),
        ("nx0012ab", CardNumber("NX0012AB")),
        ("  10203040\r\n", CardNumber("10203040")),
        (f"\t{TEXT}\r\n", CARD),
        (TEXT.lower(), CARD),  # caps lock
    ],
)
def test_a_scan_is_a_card_number_or_a_signed_text(typed: str, read: CardNumber | QrCard) -> None:
    assert read_scan(typed, PUBLIC, TODAY) == read


def test_both_kinds_of_credential_are_looked_up_by_their_code() -> None:
    assert (CardNumber("NX0012AB").code, CARD.code) == ("NX0012AB", CARD.card_id.hex())


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "12345",
        "8" * 33,
        "1234 5678",
        "1234-5678",
        "１２３４５６７８",
        "12345六",
        "123456\x00",
        "<b>123456</b>",
        "https://example.org/123456",
        "javascript:alert(1)",
        "' OR 1=1 --",
        "../../etc/passwd",
        "8" * (LONGEST_SCAN + 1),
        TEXT + TEXT,
        "NC2:" + TEXT[4:],
        "ſtraße1",
    ],
)
def test_anything_else_is_malformed(typed: str) -> None:
    assert read_scan(typed, PUBLIC, TODAY) == Refusal(RefusalCode.MALFORMED)


HOSTILE = st.one_of(
    st.text(max_size=LONGEST_SCAN + 50),
    st.text("0123456789ABCDEFabcdef<>&'\"%/:;. \r\n\t\x00", max_size=200),
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=200).map(PREFIX.__add__),
    st.binary(max_size=120).map(text_of),
    st.binary(min_size=82, max_size=82).map(lambda rest: text_of(b"\x01\x01\x00\x07" + rest + b"\x00\x00")),
)


@given(HOSTILE)
def test_no_scan_makes_the_reader_fail_or_passes_for_a_signed_card(typed: str) -> None:
    answer = read_scan(typed, PUBLIC, TODAY)
    assert isinstance(answer, CardNumber | Refusal)
    if isinstance(answer, CardNumber):
        assert 6 <= len(answer.number) <= 32
        assert answer.number == typed.strip().upper()
        assert set(answer.number) <= set(string.ascii_uppercase + string.digits)
    assert isinstance(verify(typed, PUBLIC, TODAY), Refusal)


@given(st.integers(0, len(TEXT) - 1), st.characters(codec="ascii"))
def test_one_wrong_character_never_yields_another_card(place: int, character: str) -> None:
    answer = read_scan(TEXT[:place] + character + TEXT[place + 1 :], PUBLIC, TODAY)
    assert answer == CARD if character.upper() == TEXT[place] else isinstance(answer, Refusal)


@pytest.mark.parametrize(
    ("card", "key_id"),
    [
        (QrCard(b"short", ISSUED, EXPIRES), 7),
        (QrCard(secrets.token_bytes(17), ISSUED, EXPIRES), 7),
        (QrCard(bytes(16), EXPIRES, EXPIRES), 7),
        (QrCard(bytes(16), date(1999, 12, 31), EXPIRES), 7),
        (QrCard(bytes(16), ISSUED, date(2300, 1, 1)), 7),
        (CARD, -1),
        (CARD, 65536),
    ],
)
def test_what_does_not_fit_is_not_printed(card: QrCard, key_id: int) -> None:
    with pytest.raises(ValueError, match=r"card|key id or date"):
        encode(card, key_id, PRIVATE)
