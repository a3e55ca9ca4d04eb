"""ID numbers and names: every wrong digit is noticed, every mask hides."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.identity import (
    BadIdNumber,
    birth_date,
    check_digit,
    is_id_number,
    mask_id_number,
    mask_name,
    normalise_id_number,
)

# 11010519491231002X is the specimen printed in GB 11643 itself; the others follow from it by the formula.
SPECIMEN = "11010519491231002X"


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), date(2026, 12, 31)))
    first17 = f"{draw(st.integers(110000, 659999))}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + check_digit(first17)


def test_the_specimen_of_the_standard() -> None:
    assert check_digit(SPECIMEN[:17]) == "X"
    assert normalise_id_number(SPECIMEN) == SPECIMEN
    assert birth_date(SPECIMEN) == date(1949, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        SPECIMEN.lower(),
        f"  {SPECIMEN}\n",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u300019491231\u3000002x",
        "110105491231002",  # the same person's number of the first generation
    ],
)
def test_every_way_of_writing_a_number_gives_the_same(text: str) -> None:
    assert normalise_id_number(text) == SPECIMEN


def test_only_the_form_on_cards_counts_as_an_id_number() -> None:
    assert [is_id_number(text) for text in (SPECIMEN, f" {SPECIMEN.lower()}")] == [True, True]
    assert [is_id_number(text) for text in ("110105491231002", SPECIMEN[:-1] + "1", "80A0001")] == [False] * 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        SPECIMEN[:-1],
        SPECIMEN + "0",
        "110105194912310021",
        "X10105194912310021",
        "010105194912310020",
        "110105491331002",
        "1101054912310021",
        "一一〇一〇五一九四九一二三一〇〇二X",
        "٣" * 18,
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadIdNumber):
        normalise_id_number(text)


@pytest.mark.parametrize("born", ["19490230", "19491301", "19490100", "00000101", "19000229"])
def test_a_birth_date_that_no_calendar_has_is_refused_though_the_check_digit_fits(born: str) -> None:
    first17 = f"110105{born}002"
    with pytest.raises(BadIdNumber):
        normalise_id_number(first17 + check_digit(first17))


@given(id_numbers())
def test_normalising_twice_is_normalising_once(number: str) -> None:
    assert normalise_id_number(normalise_id_number(number)) == number


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(number: str, place: int, off: int) -> None:
    wrong = f"{number[:place]}{(int(number[place]) + off) % 10}{number[place + 1 :]}"
    with pytest.raises(BadIdNumber):
        normalise_id_number(wrong)


@given(id_numbers(), st.integers(0, 15))
def test_two_neighbours_changing_places_are_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped == number:
        return
    with pytest.raises(BadIdNumber):
        normalise_id_number(swapped)


@given(st.text(max_size=40))
def test_nothing_typed_fails_in_another_way(text: str) -> None:
    try:
        number = normalise_id_number(text)
    except BadIdNumber:
        return
    assert len(number) == 18


@pytest.mark.parametrize("first17", ["", "1" * 16, "1" * 18, "1101051949123100X", "１" * 17])
def test_a_check_digit_needs_seventeen_digits(first17: str) -> None:
    with pytest.raises(ValueError, match="seventeen"):
        check_digit(first17)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张小三", "张*三"),
        ("张三", "张*"),
        ("张", "*"),
        ("", ""),
        (" 张小三 ", "张*三"),
        ("欧阳小三", "欧**三"),
        ("买买提·艾力", "买****力"),
        ("𠮷野家", "𠮷*家"),
    ],
)
def test_mask_name(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text("张王李赵三四五六", min_size=1, max_size=12))
def test_a_masked_name_keeps_its_length_and_two_characters_at_most(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert sum(character != "*" for character in masked) == (2 if len(name) > 2 else len(name) - 1)


@pytest.mark.parametrize(
    ("number", "masked"), [(SPECIMEN, "11**************2X"), ("110105", "11**05"), ("11010", "*****"), ("", "")]
)
def test_mask_id_number(number: str, masked: str) -> None:
    assert mask_id_number(number) == masked
