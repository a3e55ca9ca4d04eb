"""The bar of payers is filled, and whoever bears anything has a part of it that can be seen (D20)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.core.outsiders import GUEST, STAFF
from settlement.core.policy.values import CANTEEN, SUSPENSE
from settlement.core.shares import ELDER
from settlement.gateways.words import FUND_COLOURS, WHOLE, Part, bars_of
from tests.house.source import ROOT


def lengths(*fen: int) -> list[int]:
    """What each payer has of the bar, in thousandths; the bars follow upon each other."""
    bars = bars_of(parts=[Part(f"fund:{number}", "", each) for number, each in enumerate(fen)])
    assert [bar.begins for bar in bars] == [sum(bar.length for bar in bars[:place]) for place in range(len(bars))]
    return [bar.length for bar in bars]


@pytest.mark.parametrize(
    ("fen", "expected"),
    [
        ((1, 1, 1), [334, 333, 333]),
        ((1, 999_999), [1, 999]),
        ((1, 1, 999_998), [1, 1, 998]),
        ((400, 600), [400, 600]),
        ((400, 0, 600), [400, 0, 600]),
        ((400, -100, 600), [400, 0, 600]),
        ((-100, 0), [0, 0]),
        ((7,), [1000]),
        ((), []),
    ],
)
def test_a_bar_is_divided_to_the_thousandth(fen: tuple[int, ...], expected: list[int]) -> None:
    assert lengths(*fen) == expected


@given(st.lists(st.integers(-(10**9), 10**12), min_size=1, max_size=40))
def test_every_bar_is_full_and_nobody_who_bears_anything_is_unseen(fen: list[int]) -> None:
    found = lengths(*fen)
    assert sum(found) == (WHOLE if any(each > 0 for each in fen) else 0)
    assert [length > 0 for length in found] == [each > 0 for each in fen]


def test_no_two_payers_beside_each_other_have_one_colour() -> None:
    styles = "".join(each.read_text() for each in sorted((ROOT / "canteen/static/canteen/css").glob("*.css")))
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", styles))
    fills = dict(re.findall(r"^\.([\w-]+) { fill: var\(--([\w-]+)\); }", styles, re.MULTILINE))
    payers = [ELDER, CANTEEN, SUSPENSE, GUEST, STAFF, *(f"fund:{number}" for number in range(FUND_COLOURS))]
    kinds = [bar.kind for bar in bars_of(parts=[Part(payer, "", 100) for payer in payers])]
    assert len({colours[fills[kind]] for kind in kinds}) == len(payers)
