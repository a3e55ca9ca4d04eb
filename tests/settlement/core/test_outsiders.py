"""Guests and staff: one payer bears the whole price, no fund, no limit, nothing to hold (D5, R1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.month import Month
from canteen.models.ids import new_id
from settlement.core import chart, journal
from settlement.core.case import Line
from settlement.core.explain import explain
from settlement.core.outsiders import OUTSIDERS, outsider_split
from settlement.core.payers import payer_of
from settlement.core.statement import Row, statement

CANTEEN = new_id()
lines = st.lists(st.builds(Line, st.sampled_from(["set", "extra"]), st.integers(0, 100_000)), max_size=8)


@given(st.sampled_from(OUTSIDERS), lines)
def test_the_whole_price_is_with_one_payer_and_earned(eater: str, eaten: list[Line]) -> None:
    split = outsider_split(eater, eaten)
    price = sum(line.fen for line in eaten)
    assert split.paid_by() == ({eater: price} if price else {})
    assert (split.draws, split.claims, split.suspense_fen, split.skipped, split.elder_fen) == ({}, (), 0, (), 0)
    moved = journal.outsider_meal(split, CANTEEN)
    assert journal.balances(moved).get(chart.earned(CANTEEN), 0) == -price
    assert [payer_of(each.debit) for each in moved] == ([eater] if price else [])
    assert journal.balances((*moved, *journal.reversal(moved))) == dict.fromkeys(journal.balances(moved), 0)


def test_nobody_else_is_an_outsider() -> None:
    with pytest.raises(ValueError, match="no outsider"):
        outsider_split("elder", [])


@pytest.mark.parametrize("eater", OUTSIDERS)
def test_the_reason_is_said_in_both_languages(eater: str) -> None:
    reason = outsider_split(eater, [Line("set", 1000)]).shares[0].reason
    assert "来客" in explain(reason, None, "zh") or "员工" in explain(reason, None, "zh")
    assert "meal" in explain(reason, None, "en") or "price" in explain(reason, None, "en")


def test_a_statement_counts_them_apart_and_claims_nothing_of_them() -> None:
    rows = [
        Row("1", "meal", "elder", 400),
        Row("1", "meal", "fund:joint", 600),
        Row("2", "meal", "guest", 1000),
        Row("3", "meal", "guest", 1000),
        Row("3b", "reversal", "guest", -1000),
        Row("4", "meal", "staff", 1000),
        Row("5", "meal", "guest", 900, Month(2026, 10)),
    ]
    counted = statement(Month(2026, 11), rows)
    assert (counted.own.meals, counted.own.guests, counted.own.staff) == (1, 1, 1)
    assert counted.own.payers == (("elder", 400), ("fund:joint", 600), ("guest", 1000), ("staff", 1000))
    assert counted.own.claimed == (("joint", 600),)
    assert (counted.whole.meals, counted.whole.guests, counted.whole.price_fen) == (1, 2, 3900)
    assert [each.figures.guests for each in counted.adjustments] == [1]
