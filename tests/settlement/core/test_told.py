"""What a trial keeps of groups of people: neither a small group nor what is left of the whole tells of a few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.core.trial.tally import Sums
from settlement.core.trial.told import FEW, masked

Sizes = dict[str, int]


def told(groups: dict[str, set[str]]) -> dict[str, dict[str, object]]:
    return masked({name: (people,) for name, people in groups.items()}, dict.fromkeys(groups, Sums()))


def untold(groups: dict[str, set[str]]) -> set[str]:
    return {name for name, group in told(groups).items() if "few" in group}


def apart(sizes: Sizes) -> dict[str, set[str]]:
    """Groups of so many people, nobody in two of them."""
    return {name: {f"{name}-{number}" for number in range(size)} for name, size in sizes.items()}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"60": 8, "70": 7}, set()),
        ({"60": 8, "70": 7, "90": 1, "100": 2}, {"70", "90", "100"}),  # three people left of the whole are few still
        ({"60": 8, "70": 7, "90": 4}, {"70", "90"}),
        ({"60": 8, "90": 3, "100": 2}, {"90", "100"}),
        ({"60": 8, "70": FEW, "80": FEW + 1}, set()),  # five are not few
        ({"60": 8, "70": FEW, "90": FEW - 1}, {"70", "90"}),
        ({"60": 4, "70": 1}, {"60", "70"}),
        ({"60": 3}, set()),  # nothing at all is told, not even that somebody is sixty
        ({}, set()),
    ],
)
def test_groups_that_are_not_told(sizes: Sizes, expected: set[str]) -> None:
    assert untold(apart(sizes)) == expected


def test_who_is_in_two_small_groups_counts_once() -> None:
    three = {"a", "b", "c"}
    groups = {"dibao": three, "living-alone": three, **apart({"": 18})}
    assert untold(groups) == {"dibao", "living-alone", ""}


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 30), max_size=8))
def test_who_is_not_told_is_many_together_or_everybody(sizes: Sizes) -> None:
    hidden = untold(apart(sizes))
    if sum(sizes.values()) < FEW:
        assert told(apart(sizes)) == {}
        return
    assert all(sizes[name] >= FEW for name in sizes.keys() - hidden)
    if hidden and hidden != sizes.keys():
        assert sum(sizes[name] for name in hidden) >= FEW
        assert len(hidden) >= 2
