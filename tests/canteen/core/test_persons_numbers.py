"""What may be a person's number is masked, whatever parts it and stands beside it; what is none stays as it came."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from canteen.core.credit_code import is_credit_code
from canteen.core.identity import check_digit, holds_persons_number, without_fourteen_digits, without_persons_numbers
from tests.canteen.core.test_identity import SPECIMEN, id_numbers

PROVINCES = [
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, *range(81, 84),
]  # fmt: skip


@st.composite
def held_numbers(draw: st.DrawFn) -> str:
    """Numbers as people hold them: of a province that there is."""
    number = draw(id_numbers())
    first17 = f"{draw(st.sampled_from(PROVINCES))}{number[2:17]}"
    return first17 + check_digit(first17)


MASKED = "11**************2X"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"证号{SPECIMEN}。", f"证号{MASKED}。"),
        (f"残疾证{SPECIMEN[:17]}943", f"残疾证{SPECIMEN[:2]}**************29**"),
        ("残疾证 1101051949123100 2X43", "残疾证 11**************2X**"),
        (SPECIMEN[:16] + "9" + SPECIMEN[17].lower(), "11**************9x"),
        ("110105 19491231 002X 来过", f"{MASKED} 来过"),
        ("110105-19491231-002x", "11**************2x"),
        ("110105_19491231_002X", MASKED),
        ("１１０１０５１９４９１２３１００２Ｘ", MASKED),
        ("①①０105 19491231 002X", MASKED),
        ("他的 110105491231002 号", "他的 11***********02 号"),
        ("少一位 11010519491231002", "少一位 11*************02"),
        (f"{SPECIMEN}、{SPECIMEN}", f"{MASKED}、{MASKED}"),
        (f"01a2027d-0123-7456-8912-345678901234 {SPECIMEN}", f"01a2027d-0123-7456-8912-345678901234 {MASKED}"),
        ("330503.19400101.1234", "33**************34"),
        ("330503/19400101/1234", "33**************34"),
        ("330503,19400101,1234", "33**************34"),
        ("330503、１９４００１０１、1234", "33**************34"),
        ("330503。19400101—1234", "33**************34"),
        ("3305 0319 4001 0112 34", "33**************34"),
        ("3\u200b3\u200b0503\u2060194001\u00ad011234", "33**************34"),
        ("330503−19400101‐1234", "33**************34"),
        ("330503 1940.01.01 1234", "33**************34"),
        ("330503 19401301 1234", "33**************34"),
        ("330503 1940101 1234", "33*************34"),
        ("330503 400101 123", "33***********23"),
        ("330503 19400101", "33**********01"),
        ("330503194013011234", "33**************34"),
        ("13812345678 330503194001011234 2026-11-20", "13812345678 33**************34 2026-11-20"),
        ("2026-11-20 3305 0319 4001 0112 34", "2026-11-20 33**************34"),
        ("13010219400 1011235", "13**************35"),
        ("12, 3305 0340 0101 123", "12, 33***********23"),
        ("330503194001011234 43", "33**************34**"),
    ],
)
def test_what_may_be_a_persons_number_is_masked(text: str, masked: str) -> None:
    assert (without_persons_numbers(text), holds_persons_number(text)) == (masked, True)


ORDINARY = [
    "",
    "浔民〔2026〕12 号",
    "2026-11-20 2026-12-31",
    "20261120-20261231",
    "2026.11.20、2026.12.31，2027/1/15",
    "20261120103015",
    "20100120111225",
    "20261120111225123",
    "13812345678、13912345678",
    "13812345678 13912345678",
    "138 1234 5678 / 139-1234-5678",
    "电话 13812345678 2026-11-20 登记",
    "2026-11-20 13112345678",
    "313009 2026-11-20 12",
    "2026-11-20 1012 123456",
    "0572-3012345、0572-3012346",
    "2081004 20261120",
    "2296002 2026-11-20 1200",
    "预算科目 2081004-2026.11.20",
    "91330501MA2B0000XR",
    "913305010000123461",
    "信用代码 913305010000123461 2026-11-20 13812345678",
    "12330503471234562J",
    "1233050347123456X6",
    "6222021207009876541",
    "4367421536009876544",
    "4367421536012247659",
    "6222 0212 0700 9876 541",
    "6228480402564890018 2026-11-20",
    "4563 5101 0000 1234",
    "1,234,567.00 2,345,678.00 元",
    "12.50、13.00、15.80、9.90、20.10、12.25、18.00",
    "2021、2022、2023、2024、2025",
    "120.416370, 30.871520",
    "№ ㎏ 二〇二六",
    "低保证 3305012026",
    "凭证 01a2027d-0123-7456-8912-345678901234",
    "凭证 01a2027d-0123-7456-8912-345678901234 13812345678",
    "凭证 12330503-1940-0112-8120-345678901234",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_what_is_no_persons_number_stays_as_it_came(text: str) -> None:
    assert (without_persons_numbers(text), holds_persons_number(text)) == (text, False)


@given(st.text(max_size=60), id_numbers(), st.text(max_size=60))
def test_no_text_hides_a_number_or_grows_by_the_mask(before: str, number: str, behind: str) -> None:
    text = f"{before}{number}{behind}"
    masked = without_persons_numbers(text)
    assert number not in masked
    assert len(masked) <= len(text)
    assert without_persons_numbers(masked) == masked


SEPARATORS = st.sampled_from([*[""] * 20, *" .,/、，．／-–—−_·\u200b\u2060\ufeff\u3000\n\u0332"])
BESIDE = st.one_of(st.text(max_size=20), st.sampled_from([f"{text} " for text in ORDINARY]), st.just("1"))


def read(text: str) -> str:
    """What somebody reads who looks at digits alone."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text))).upper()


@given(BESIDE, held_numbers(), st.lists(SEPARATORS, min_size=18, max_size=18), BESIDE)
def test_whatever_parts_a_number_and_stands_beside_it_it_is_not_read(
    before: str, number: str, between: list[str], behind: str
) -> None:
    parted = "".join(digit + parting for digit, parting in zip(number, between, strict=True))
    masked = without_persons_numbers(f"{before}{parted}{behind}")
    assert number not in read(masked)
    assert number not in read(without_fourteen_digits(parted))
    assert without_persons_numbers(masked) == masked


@given(held_numbers(), st.integers(0, 17), st.sampled_from(["", *"0123456789"]))
def test_a_number_with_one_digit_wrong_or_missing_is_masked(number: str, place: int, digit: str) -> None:
    typed = number[:place] + digit + number[place + 1 :]
    # A bank's card and a firm's code are told by check digits of their own, which fit one mistyped number in thirty.
    assume(not (number.startswith("62") or is_credit_code(typed) or typed.startswith(("19", "20"))))
    assert holds_persons_number(typed)


@given(held_numbers(), st.integers(0, 4), st.integers(14, 18))
def test_of_a_number_that_is_cut_fourteen_digits_are_masked(number: str, first: int, size: int) -> None:
    assume(
        first + size <= 18 and number[first : first + size].isdigit() and not number[first:].startswith(("19", "20"))
    )
    assert holds_persons_number(number[first : first + size])


def test_what_is_taken_home_of_a_list_holds_no_run_of_fourteen_digits() -> None:
    assert without_fourteen_digits("卡 6222 0212 0700 9876 541, 2026-11-20") == "卡 62**************54*, 2026-11-20"
    assert without_fourteen_digits("330503.19400101.1234") == "33**************34"
