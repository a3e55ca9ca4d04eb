"""What is typed into the search of elders: what it is, and that no number but the end of a phone reaches an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.sought import By, Sought, sought
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
