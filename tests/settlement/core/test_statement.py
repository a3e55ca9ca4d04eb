"""The statement: figures per payer from plain rows, adjustments by their month, holds listed."""

from hypothesis import given
from hypothesis import strategies as st

from canteen.core.month import Month
from settlement.core.statement import Adjustment, Figures, Open, Row, Statement, statement

NOVEMBER, OCTOBER, SEPTEMBER = Month(2026, 11), Month(2026, 10), Month(2026, 9)


def test_a_month() -> None:
    rows = [
        Row("1", "meal", "fund:town", 700),
        Row("1", "meal", "elder", 400),
        Row("1", "meal", "canteen", 100),
        Row("2", "meal", "suspense", 1200),
        Row("3", "meal", "elder", 1000),
        Row("4", "reversal", "elder", -1000),  # of 3
        Row("5", "moved", "suspense", -300),  # part of the hold of 2 is cleared
        Row("5", "moved", "fund:charity", 300),
        Row("6", "meal", "elder", 500, OCTOBER),  # arrived late
        Row("6", "meal", "fund:town", 700, OCTOBER),
        Row("7", "reversal", "fund:town", -600, SEPTEMBER),
    ]
    town, charity = "fund:town", "fund:charity"
    own = Figures(2, (("elder", 400), ("canteen", 100), (charity, 300), (town, 700), ("suspense", 900)))
    whole = Figures(2, (("elder", 900), ("canteen", 100), (charity, 300), (town, 800), ("suspense", 900)))
    expected = Statement(
        month=NOVEMBER,
        own=own,
        adjustments=(
            Adjustment(SEPTEMBER, Figures(-1, ((town, -600),))),
            Adjustment(OCTOBER, Figures(1, (("elder", 500), (town, 700)))),
        ),
        whole=whole,
        holds=(Open("2", 900, "no-policy"),),
    )
    found = statement(NOVEMBER, rows, [Open("2", 900, "no-policy")])
    assert found == expected
    assert (found.whole.price_fen, found.whole.claimed, found.whole.claimed_fen) == (
        3000,
        (("charity", 300), ("town", 800)),
        1100,
    )
    assert (found.held_fen, found.whole.fen("suspense"), found.whole.fen("fund:gone")) == (900, 900, 0)


def test_a_month_without_meals() -> None:
    assert statement(NOVEMBER, []) == Statement(NOVEMBER, Figures(0, ()), (), Figures(0, ()), ())


rows = st.lists(
    st.builds(
        Row,
        st.sampled_from("abc"),
        st.just("meal"),
        st.sampled_from(("elder", "canteen", "suspense", "fund:a", "fund:b")),
        st.integers(-500, 500),
        st.none() | st.sampled_from((OCTOBER, SEPTEMBER)),
    ),
    max_size=12,
)


@given(rows)
def test_the_parts_add_up_in_any_order(given_: list[Row]) -> None:
    found = statement(NOVEMBER, given_)
    parts = [found.own, *(adjustment.figures for adjustment in found.adjustments)]
    assert found.whole.price_fen == sum(part.price_fen for part in parts) == sum(row.fen for row in given_)
    shuffled = sorted(given_, key=repr)
    assert statement(NOVEMBER, shuffled) == found
    assert statement(NOVEMBER, shuffled[::-1]) == found
