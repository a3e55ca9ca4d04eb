"""Money: text to fen and back, and shares that add up whatever the weights."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.money import NotMoney, apportion, format_yuan, parse_yuan

WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("5", 500),
        ("5.0", 500),
        ("5.00", 500),
        ("5.5", 550),
        ("0.05", 5),
        ("007", 700),
        ("9" * 12, 99999999999900),
    ],
)
def test_parse_yuan(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "5 ",
        " 5",
        "-5",
        "+5",
        "5.",
        ".5",
        "5.000",
        "5,00",
        "1,000",
        "1e3",
        "５",
        "五",
        "٥",
        "5元",
        "0x5",
        "NaN",
        "9" * 13,
        "5\n",
    ],
)
def test_parse_yuan_refuses(text: str) -> None:
    with pytest.raises(NotMoney):
        parse_yuan(text)


@given(st.text(max_size=20))
def test_parse_yuan_never_fails_otherwise(text: str) -> None:
    try:
        fen = parse_yuan(text)
    except NotMoney:
        return
    assert fen >= 0


@given(st.integers(0, 10**14 - 1))
def test_format_is_the_inverse_of_parse(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "yuan"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (50, "0.50"),
        (500, "5.00"),
        (505, "5.05"),
        (550, "5.50"),
        (1000, "10.00"),
        (10000, "100.00"),
        (-5, "-0.05"),
        (-1050, "-10.50"),
    ],
)
def test_format(fen: int, yuan: str) -> None:
    assert format_yuan(fen) == yuan


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1], [100]),
        (101, [1, 1], [51, 50]),  # a tie goes to the first stated
        (100, [1, 1, 1], [34, 33, 33]),
        (1000, [3, 7], [300, 700]),
        (1, [3, 7], [0, 1]),  # the larger remainder
        (5, [3, 7], [2, 3]),  # 1.5 and 3.5: a tie
        (10, [0, 1, 0], [0, 10, 0]),
        (2, [1, 1, 0, 1], [1, 1, 0, 0]),
        (0, [3, 7], [0, 0]),
        (-101, [1, 1], [-51, -50]),
    ],
)
def test_apportion(total: int, weights: list[int], parts: list[int]) -> None:
    assert apportion(total, weights) == parts


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_apportion_adds_up_and_is_fair(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    quotas = [Fraction(total * weight, sum(weights)) for weight in weights]
    assert sum(parts) == total
    assert [abs(part - quota) < 1 for part, quota in zip(parts, quotas, strict=True)] == [True] * len(weights)
    assert [part for part, weight in zip(parts, weights, strict=True) if weight == 0] == [0] * weights.count(0)


@given(st.integers(0, 10**9), WEIGHTS)
def test_nobody_gets_the_odd_fen_before_one_with_a_larger_remainder_or_an_earlier_place(
    total: int, weights: list[int]
) -> None:
    parts = apportion(total, weights)
    whole = sum(weights)
    claims = [(-(total * weight % whole), place) for place, weight in enumerate(weights)]
    got_more = [place for place, weight in enumerate(weights) if parts[place] > total * weight // whole]
    assert got_more == sorted(place for _, place in sorted(claims)[: len(got_more)])


@given(st.integers(0, 10**12), WEIGHTS)
def test_apportion_can_be_taken_back(total: int, weights: list[int]) -> None:
    assert apportion(-total, weights) == [-part for part in apportion(total, weights)]


@given(st.integers(0, 10**9), WEIGHTS, st.integers(2, 9))
def test_only_the_ratio_of_weights_counts(total: int, weights: list[int], times: int) -> None:
    assert apportion(total, [weight * times for weight in weights]) == apportion(total, weights)


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [-1], [2, -1]])
def test_apportion_refuses_weights_that_share_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        apportion(100, weights)
