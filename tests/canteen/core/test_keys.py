"""Keys of places: which texts are keys, and what a taken one becomes."""

import pytest

from canteen.core.keys import LONGEST_KEY, free_key, is_key


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("zhengguo", True),
        ("di2shitang-3", True),
        ("a" * LONGEST_KEY, True),
        ("a" * LONGEST_KEY + "a", False),
        ("", False),
        ("2haoshitang", False),
        ("zheng--guo", False),
        ("zhengguo-", False),
        ("Zhengguo", False),
        ("正果", False),
        ("zhengguo\n", False),
    ],
)
def test_a_key_is_small_letters_and_digits_between_single_hyphens(text: str, good: bool) -> None:
    assert is_key(text) is good


def test_a_taken_key_gets_the_next_number_and_is_never_too_long() -> None:
    assert free_key(wanted="youte", taken=set()) == "youte"
    assert free_key(wanted="youte", taken={"youte", "youte-2", "youte-4"}) == "youte-3"
    long = "a" * 36 + "-bcd"
    assert free_key(wanted=long, taken={long}) == "a" * 36 + "-b-2"
    assert (
        free_key(wanted=long, taken={long, *(f"{'a' * 36}-b-{number}" for number in range(2, 10))}) == "a" * 36 + "-10"
    )
