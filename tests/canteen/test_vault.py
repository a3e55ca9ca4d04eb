"""The vault: opens only where it was sealed, with old keys too, and looks up without a plain hash (S1)."""

import hashlib
import secrets
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from canteen.gateways import vault

OLD, NEW, LOOKUP = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
ROW = UUID(int=7)
NUMBER = "11010519491231002X"


@pytest.fixture(autouse=True, scope="module")
def _keys() -> Iterator[None]:
    with override_settings(NUANCAN_KEYS={1: OLD, 2: NEW}, NUANCAN_LOOKUP_KEY=LOOKUP):
        yield


def sealed(plain: str = NUMBER) -> bytes:
    return vault.seal(plain, table="canteen_elder", column="id_number", row_id=ROW)


def opened(value: bytes) -> str:
    return vault.open(value, table="canteen_elder", column="id_number", row_id=ROW)


@given(st.text(), st.text(), st.text(), st.uuids())
def test_what_was_sealed_opens_in_its_place(plain: str, table: str, column: str, row_id: UUID) -> None:
    value = vault.seal(plain, table=table, column=column, row_id=row_id)
    assert vault.open(value, table=table, column=column, row_id=row_id) == plain


def test_drivers_may_hand_out_other_bytes_than_they_took() -> None:
    value = sealed()
    # Who says `bytes` to mypy may be handed a view of them by psycopg.
    view: Any = memoryview(value)
    assert [opened(bytes(view)), opened(view)] == [NUMBER, NUMBER]


@pytest.mark.parametrize(
    ("table", "column", "row_id"),
    [
        ("canteen_elder", "id_number", uuid4()),
        ("canteen_elder", "income", ROW),
        ("canteen_staff", "id_number", ROW),
        ("canteen_elderid", "_number", ROW),  # the same letters, cut elsewhere
        ("", "canteen_elderid_number", ROW),
    ],
)
def test_moved_to_another_place_it_does_not_open(table: str, column: str, row_id: UUID) -> None:
    with pytest.raises(vault.SealBroken):
        vault.open(sealed(), table=table, column=column, row_id=row_id)


def test_two_rows_that_swap_ciphertexts_both_fail() -> None:
    rows = [uuid4(), uuid4()]
    values = [vault.seal(str(row), table="t", column="c", row_id=row) for row in rows]
    for row, value in zip(rows, reversed(values), strict=True):
        with pytest.raises(vault.SealBroken):
            vault.open(value, table="t", column="c", row_id=row)


def test_every_flipped_bit_is_noticed() -> None:
    value = sealed()
    for bit in range(len(value) * 8):
        changed = bytearray(value)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(vault.SealBroken):
            opened(bytes(changed))


def test_every_shortening_is_noticed() -> None:
    value = sealed()
    for length in range(len(value)):
        with pytest.raises(vault.SealBroken):
            opened(value[:length])


@given(st.binary(max_size=80))
def test_noise_fails_and_never_otherwise(noise: bytes) -> None:
    with pytest.raises(vault.SealBroken):
        opened(noise)


def test_the_highest_version_seals_and_all_loaded_ones_open() -> None:
    with override_settings(NUANCAN_KEYS={1: OLD}):
        old = sealed()
    new = sealed()
    assert [(vault.version_of(value), opened(value)) for value in (old, new)] == [(1, NUMBER), (2, NUMBER)]
    with override_settings(NUANCAN_KEYS={2: NEW}), pytest.raises(vault.SealBroken):
        opened(old)
    with override_settings(NUANCAN_KEYS={2: OLD}), pytest.raises(vault.SealBroken):
        opened(new)


def test_a_seal_says_nothing_and_is_never_the_same_twice() -> None:
    values = {sealed() for _ in range(50)}
    assert len(values) == 50
    assert [value for value in values if NUMBER.encode() in value or b"1949" in value] == []
    assert {len(value) for value in values} == {1 + 2 + 12 + len(NUMBER) + 16}


def test_lookup_is_stable_keyed_and_apart_by_purpose() -> None:
    word = vault.lookup(NUMBER, purpose="elder id number")
    assert word == vault.lookup(NUMBER, purpose="elder id number")
    others = [
        vault.lookup(NUMBER, purpose="staff id number"),
        vault.lookup(NUMBER[:-1] + "1", purpose="elder id number"),
        hashlib.sha256(NUMBER.encode()).hexdigest(),
    ]
    with override_settings(NUANCAN_LOOKUP_KEY=secrets.token_bytes(32)):
        others.append(vault.lookup(NUMBER, purpose="elder id number"))
    assert len({word, *others}) == 5
    assert (len(word), set(word) <= set("0123456789abcdef")) == (64, True)


def test_sealing_and_look_up_survive_a_new_release() -> None:
    """What lies in databases must stay readable: these words were written down once and may never change."""
    assert vault.lookup("probe", purpose="probe") == "4e55a8eca9e3660808fbdecacacc94122716e80c16d7036713790c40adc58d75"
    assert (
        opened(
            bytes.fromhex(
                "010002323e67d94551b16f3b20528a076c2f70980f40c6be39c634dacf478e2d13ac9d8ea3455b39042848d0702b44ad5d"
            )
        )
        == NUMBER
    )


@pytest.mark.parametrize("key", [b"", b"short", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_an_error_and_no_weaker_seal(key: bytes) -> None:
    with override_settings(NUANCAN_KEYS={1: key}), pytest.raises(ValueError, match="32 bytes"):
        sealed()
    with override_settings(NUANCAN_LOOKUP_KEY=key), pytest.raises(ValueError, match="32 bytes"):
        vault.lookup(NUMBER, purpose="elder id number")
