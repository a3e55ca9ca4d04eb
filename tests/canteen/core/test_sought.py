"""What is typed into the search of elders: what it is, and that no number but the end of a phone reaches an address."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.credit_code import check_character
from canteen.core.sought import (
    By,
    Sought,
    plain_or_credit_code,
    plain_or_login,
    plain_or_row_id,
    plain_words,
    sought,
)
from tests.county import id_number


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", Sought(By.NOTHING)),
        ("  ", Sought(By.NOTHING)),
        ("张桂", Sought(By.NAME, "张桂")),
        ("ZGY", Sought(By.INITIALS, "zgy")),
        ("０１２３", Sought(By.PHONE, "0123")),
        (id_number(1), Sought(By.ID_NUMBER, id_number(1))),
        (f" {id_number(1)[:6]} {id_number(1)[6:]} ", Sought(By.ID_NUMBER, id_number(1))),
        ("8000 0001 0002", Sought(By.CARD, "800000010002")),
        ("138 0572 0101", Sought(By.CARD, "13805720101", "0101")),
        ("2951234", Sought(By.CARD, "2951234", "1234")),
        ("330503", Sought(By.CARD, "330503")),
        ("12345", Sought(By.UNKNOWN)),
        ("张" * 30, Sought(By.UNKNOWN)),
    ],
)
def test_what_is_typed_is_read(typed: str, read: Sought) -> None:
    assert sought(typed) == read


@given(st.text(max_size=40))
def test_only_the_end_of_a_phone_number_may_stand_in_an_address(typed: str) -> None:
    read = sought(typed)
    if read.is_harmless and read.by is not By.PHONE:
        assert not any(letter.isdigit() for letter in read.text)
    if read.by is By.PHONE:
        assert len(read.text) == 4


NUMBER = id_number(1)
CODE = "91330503MA2B00777" + check_character("91330503MA2B00777")
GOVERNMENT = "11330503002564786" + check_character("11330503002564786")  # its code is all of digits but for the last
ROW_ID = "01a20302-9ba7-76f5-8fe5-21f034719f12"
LISTS = {"words": plain_words, "logins": plain_or_login, "ids": plain_or_row_id, "codes": plain_or_credit_code}


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        NUMBER[:6] + NUMBER[8:17],  # of the first generation
        NUMBER[:-1],  # one digit short
        f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        f"{NUMBER[:6]}-{NUMBER[6:14]}-{NUMBER[14:]}",
        "".join(chr(ord(each) + 0xFEE0) for each in NUMBER),
        f"王桂英{NUMBER}",
        "8000 0001",
        "0012345678",
        "卡号 80000001",
        "04A1B2C3",
        "04a1b2c3d4e5f6",
        "13857204711",
        "138 5720 4711",
        "0572-2951234",
    ],
)
def test_no_list_lets_the_number_of_a_person_into_its_address(typed: str) -> None:
    assert {name: allows(typed) for name, allows in LISTS.items()} == dict.fromkeys(LISTS, False)


@pytest.mark.parametrize(
    ("typed", "lists"),
    [
        ("", LISTS),
        ("第7", LISTS),
        ("员工12", LISTS),
        ("draft 54", LISTS),
        ("kiosk1", LISTS),
        ("1500", LISTS),
        ("织里路123号", LISTS),
        ("低保202610.xlsx", LISTS),
        ("名册2026-10-31", LISTS),
        ("20261031", LISTS),
        (ROW_ID, LISTS),
        (ROW_ID[:8], {"ids"}),
        (ROW_ID[:13], {"ids"}),
        ("zhang2024", {"logins"}),
        (CODE, {"codes"}),
        (CODE[:8], {"codes"}),
        (CODE[:12], {"codes"}),
        (GOVERNMENT, {"codes"}),
    ],
)
def test_words_codes_and_ids_are_no_number_of_a_person(typed: str, lists: Iterable[str]) -> None:
    assert {name for name, allows in LISTS.items() if allows(typed)} == set(lists)
