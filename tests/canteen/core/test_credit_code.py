"""Unified social credit codes: the standard's own example, and every single slip of the finger found."""

import pytest

from canteen.core.credit_code import ALPHABET, is_credit_code, normalise_credit_code

GOOD = "91350100M000100Y43"  # the example in GB 32100


def test_the_standards_example_is_good() -> None:
    assert is_credit_code(GOOD)
    assert is_credit_code(normalise_credit_code(" ９1350100m000100y43 "))


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_character_is_found(place: int) -> None:
    for other in ALPHABET:
        changed = GOOD[:place] + other + GOOD[place + 1 :]
        assert is_credit_code(changed) == (changed == GOOD)


@pytest.mark.parametrize("wrong", ["", GOOD[:17], GOOD + "1", "I" + GOOD[1:], "91330503MA2B000000"])
def test_other_forms_are_none(wrong: str) -> None:
    assert not is_credit_code(wrong)
