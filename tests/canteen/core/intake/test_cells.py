"""Cells as towns fill them: widths, spaces, days in every form, numbers a spreadsheet has rounded."""

import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.identity import check_digit, normalise_id_number
from canteen.core.intake.cells import LONGEST_CELL, Cell, Unreadable, bare, plain, quoted, text_of
from canteen.core.intake.days import day_of, day_of_serial
from canteen.core.intake.people import card_of, id_number_of, name_of, phone_of

NUMBER = "33050319400501001" + check_digit("33050319400501001")
ENDS_IN_X = next(
    first + "X" for n in range(1, 99) if check_digit(first := f"33050319400501{n:03d}") == "X"
)  # some number of the day ends in X


def why(read: Callable[..., object], *args: object, **kwargs: object) -> str:
    with pytest.raises(Unreadable) as caught:
        read(*args, **kwargs)
    return caught.value.code


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Cell("  张　三 "), "张 三"),
        (Cell("１２３ＡＢＣ"), "123ABC"),
        (Cell("a\nb\t c"), "a b c"),
        (Cell('="330503"'), "330503"),
        (Cell("'330503"), "330503"),
        (Cell("\ufeff\u200b南浔\u200e"), "南浔"),
        (Cell("1.0", number=True), "1"),
        (Cell("1.0"), "1.0"),
        (Cell(" — "), ""),
        (Cell("N/A"), ""),
        (Cell("无"), ""),
    ],
)
def test_a_cell_is_made_plain(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


def test_what_a_cell_cannot_say() -> None:
    assert why(text_of, Cell("x" * (LONGEST_CELL + 1))) == "too-long"
    assert why(text_of, Cell("a\x00b")) == "odd-character"
    assert why(text_of, Cell("a\ud800b")) == "odd-character"
    assert why(text_of, Cell("#N/A", fault="cell-error")) == "cell-error"


@given(st.text(max_size=80))
def test_plain_is_stable_and_holds_nothing_odd(text: str) -> None:
    try:
        once = plain(text)
    except Unreadable:
        return
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in once)
    assert once == once.strip()
    assert "  " not in once


@given(st.text(max_size=60), st.booleans())
def test_no_reader_fails_otherwise_than_by_saying_why(text: str, number: bool) -> None:
    for read in (name_of, id_number_of, phone_of, card_of, lambda cell: day_of(cell, year=2026)):
        try:
            read(Cell(text, number))
        except Unreadable:
            continue


@pytest.mark.parametrize(
    "written",
    [
        NUMBER,
        " ".join((NUMBER[:6], NUMBER[6:14], NUMBER[14:])),
        f"'{NUMBER}",
        NUMBER.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),
        NUMBER[:6] + NUMBER[8:17],
        f'="{NUMBER}"',
    ],
)
def test_an_id_number_has_one_form(written: str) -> None:
    assert id_number_of(Cell(written)) == NUMBER


def test_an_x_may_be_small_or_wide_and_old_numbers_stored_as_numbers() -> None:
    for written in (ENDS_IN_X, ENDS_IN_X.lower(), ENDS_IN_X[:17] + "ｘ"):
        assert id_number_of(Cell(written)) == ENDS_IN_X
    old = NUMBER[:6] + NUMBER[8:17]
    assert id_number_of(Cell(f"{old}.0", number=True)) == normalise_id_number(old)
    assert id_number_of(Cell("—")) == ""


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Cell("3.30503E+17"), "id-number-rounded"),
        (Cell("330503194005010000", number=True), "id-number-rounded"),
        (Cell("3.30503194005010E+17", number=True), "id-number-rounded"),
        (Cell(NUMBER[:-1]), "id-number-length"),
        (Cell("330503****0501****"), "id-number-masked"),
        (Cell("33050319401301001" + "1"), "id-number-birth"),
        (Cell(NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")), "id-number-check"),
        (Cell("33O503194005010011"), "id-number-letters"),
        (Cell("330503401301001"), "id-number-birth"),
    ],
)
def test_what_is_wrong_with_an_id_number_is_said(cell: Cell, code: str) -> None:
    assert why(id_number_of, cell) == code


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张 三", "张三"),
        ("张　三", "张三"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("Ａｙ  Tohti", "Ay Tohti"),
        ("", ""),
        ("㛃𠮷", "㛃𠮷"),
    ],
)
def test_names_are_put_right(written: str, name: str) -> None:
    assert name_of(Cell(written)) == name


@pytest.mark.parametrize("written", ["张三(已故)", "张三1", "=cmd|' /C calc'!A0", "<b>", "3", "张三/李四"])
def test_odd_names_are_not_taken(written: str) -> None:
    assert why(name_of, Cell(written)) == "name-odd"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Cell("13905728123/13905728124"), "phone-several"),
        (Cell("1.3905728E+10", number=True), "number-rounded"),
        (Cell("12"), "phone"),
    ],
)
def test_what_is_no_phone(cell: Cell, code: str) -> None:
    assert why(phone_of, cell) == code


def test_cards_are_no_id_numbers() -> None:
    assert phone_of(Cell("13905728123.0", number=True)) == "13905728123"
    assert card_of(Cell(" a000-0001 ")) == "A0000001"
    assert why(card_of, Cell(NUMBER)) == "card-is-id-number"
    assert why(card_of, Cell("330503 19450312 0010")) == "card-is-id-number"  # mistyped it tells her all the same
    assert why(card_of, Cell("330503450312001")) == "card-is-id-number"
    assert why(card_of, Cell("12")) == "card"
    assert why(card_of, Cell("6217001234567890123", number=True)) == "number-rounded"


WRITTEN = """
2026年3月1日|2026年03月01号|2026.3.1|2026-3-1|2026/3/1|2026/03/01|20260301|２０２６．３．１|2026、3、1
2026-03-01 00:00:00|2026年3月1日 上午10:30|2026-03-01T08:00:00|2026年3月1日（星期日）
二〇二六年三月一日|二零二六年三月一日|三月|3月|3月1日
2026年3月|2026年3月份|2026.3|2026-03|202603|46082|46082.5
"""


@pytest.mark.parametrize("written", WRITTEN.strip().replace("\n", "|").split("|"))
def test_a_day_in_every_form(written: str) -> None:
    assert day_of(Cell(written), year=2026) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1/3/2026", "day-order"),
        ("26.3.1", "day-short-year"),
        ("2026年2月30日", "day-not-in-calendar"),
        ("13月", "day-not-in-calendar"),
        ("1066.10.14", "day-far"),
        ("去年", "day"),
        ("2026", "day"),
        ("60", "day"),
    ],
)
def test_days_that_are_none_say_why(written: str, code: str) -> None:
    assert why(day_of, Cell(written), year=2026) == code


def test_a_month_that_lost_its_zero_is_asked_about() -> None:
    assert why(day_of, Cell("2026.1", number=True), year=2026) == "day-january-or-october"
    assert day_of(Cell("2026.10"), year=2026) == date(2026, 10, 1)


def test_months_end_on_their_last_day_and_forever_is_no_day() -> None:
    assert day_of(Cell("2026年2月"), year=2026, last=True) == date(2026, 2, 28)
    assert day_of(Cell("十二月"), year=2026, last=True) == date(2026, 12, 31)
    assert [day_of(Cell(text), year=2026) for text in ("长期", "至今", "", "—")] == [None] * 4


@pytest.mark.parametrize(
    ("serial", "since_1904", "day"),
    [
        (1, False, date(1900, 1, 1)),
        (59, False, date(1900, 2, 28)),
        (61, False, date(1900, 3, 1)),
        (46082, False, date(2026, 3, 1)),
        (44620, True, date(2026, 3, 1)),
        (60, True, date(1904, 3, 1)),
    ],
)
def test_serials_of_both_calendars(serial: int, since_1904: bool, day: date) -> None:
    assert day_of_serial(serial, since_1904=since_1904) == day


@given(st.dates(date(1900, 3, 1), date(2199, 12, 31)))
def test_every_day_survives_every_form(day: date) -> None:
    forms = [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
    ]
    if date(1906, 1, 1) <= day < date(2173, 1, 1):
        forms.append(str((day - date(1899, 12, 30)).days))
    assert {day_of(Cell(text), year=2000) for text in forms} == {day}
    assert day_of_serial((day - date(1899, 12, 30)).days, since_1904=False) == day
    if day >= date(1904, 1, 2):
        assert day_of_serial((day - date(1904, 1, 1)).days, since_1904=True) == day
    assert day_of(Cell(f"{day} 00:00:00"), year=2000) == day


def test_words_of_mistakes_hide_long_numbers() -> None:
    assert quoted(f"住{NUMBER}") == "住" + "*" * 18
    assert bare("（身份证 号：）") == "身份证号"
