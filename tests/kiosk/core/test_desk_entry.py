"""A field that is scanned at and typed into: cards go through, words are looked for, nonsense stays bounded (K9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.models.ids import new_id
from kiosk.core.credential import LONGEST_SCAN
from kiosk.core.desk_entry import in_address, plain_entry, press_of, scanned, tells_person


@pytest.mark.parametrize("text", ["800000000001", "A1B2C3", "a1b2c3d4", "NC1:%25 ABC", "nc1:x", "123456"])
def test_cards_and_codes_go_straight_through(text: str) -> None:
    assert scanned(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "张桂英", "zgy", "zhangguiying", "4711", "12345", "13857204711", "AYGUL TOHTI", "１２３４５６", "x" * 40),
    ],
)
def test_names_initials_and_telephones_are_looked_for(text: str) -> None:
    assert not scanned(text)


@pytest.mark.parametrize(
    "text",
    [
        *("11010519491231002X", "11010519491231002x", "110105 19491231 002X"),
        *("330503194503120010", "33050319450312001", "3305031945031200", "3305031945031200101"),  # mistyped
        *("330503450312001", "１１０１０５１９４９１２３１００２Ｘ"),
    ],
)
def test_what_may_be_an_id_number_is_told_from_a_card(text: str) -> None:
    assert tells_person(plain_entry(text))


@pytest.mark.parametrize("text", ["800000000001", "13857204711", "NC1:330503194503120010", "沈桂英", "4711"])
def test_a_card_tells_nobody(text: str) -> None:
    assert not tells_person(plain_entry(text))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        *(("ＳＧＹ", "SGY"), ("１２３４", "1234"), ("沈 桂英", "沈桂英"), ("沈　桂 英", "沈桂英")),
        *(("330599 0001", "3305990001"), ("8800 0000 12", "8800000012"), ("138 5720 4711", "13857204711")),
        *(("AYGUL TOHTI", "AYGUL TOHTI"), ("阿依古丽·托合提", "阿依古丽·托合提"), ("Ａ１Ｂ２Ｃ３", "A1B2C3")),
        *(("ＮＣ１：１ ２－３", "NC1:1 2-3"), ("nc1:1 2", "nc1:1 2")),  # of a printed code each space counts
    ],
)
def test_what_an_input_method_or_a_hand_made_of_it_is_put_right(typed: str, plain: str) -> None:
    assert plain_entry(typed) == plain


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("张桂英", "张桂英"),
        ("4711", "4711"),
        ("13857204711", "4711"),
        ("138-5720 4711", "4711"),
        ("330503 1940 0101 001X", ""),
        ("12345", ""),
    ],
)
def test_a_number_stands_in_no_address(text: str, kept: str) -> None:
    assert in_address(text) == kept


@given(st.text())
def test_whatever_is_typed_becomes_plain_and_short(text: str) -> None:
    plain = plain_entry(text)
    assert len(plain) <= LONGEST_SCAN + 1
    assert plain.isprintable()
    assert plain_entry(plain) == plain
    assert scanned(plain) in (True, False)


@given(st.text(), st.text())
def test_one_code_on_one_page_is_one_attempt_and_another_is_another(one: str, other: str) -> None:
    page = new_id()
    made = press_of(page, plain_entry(one))
    assert made == press_of(page, plain_entry(one))
    assert (made == press_of(page, plain_entry(other))) == (plain_entry(one) == plain_entry(other))
    assert (made.version, made.variant, made.int >> 80) == (7, page.variant, page.int >> 80)
    assert made != press_of(new_id(), plain_entry(one))
