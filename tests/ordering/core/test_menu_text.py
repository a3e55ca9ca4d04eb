"""Dishes, extras and prices as a cook types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canteen.core.money import NotMoney
from ordering.core.menu_text import Mistyped, TypedExtra, typed_dishes, typed_extras, typed_yuan


@pytest.mark.parametrize(
    ("text", "fen"), [("12", 1200), (" 12.5 ", 1250), ("１２．５０", 1250), ("12元", 1200), ("12.05 元", 1205)]
)
def test_a_price_is_read_as_people_type_it(text: str, fen: int) -> None:
    assert typed_yuan(text) == fen


@pytest.mark.parametrize("text", ["", "元", "-3", "12.345", "十二", "1,200", "12 3"])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(NotMoney):
        typed_yuan(text)


def test_dishes_come_one_a_line_or_parted() -> None:
    assert typed_dishes("红烧肉\n 青菜 \n\n番茄蛋汤、米饭，水果") == ("红烧肉", "青菜", "番茄蛋汤", "米饭", "水果")
    assert typed_dishes(" \n") == ()


def test_extras_are_a_name_and_a_price() -> None:
    assert typed_extras("卤蛋 2\n\n小 炒 肉 6.50元") == (TypedExtra("卤蛋", 200), TypedExtra("小 炒 肉", 650))
    assert typed_extras("") == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("卤蛋", Mistyped(1, "卤蛋")), ("卤蛋 2\n2", Mistyped(2, "2")), ("卤蛋 0", Mistyped(1, "卤蛋 0"))],
)
def test_the_first_line_that_is_neither_is_named(text: str, wrong: Mistyped) -> None:
    assert typed_extras(text) == wrong


@given(st.text())
def test_nothing_typed_ever_breaks_it(text: str) -> None:
    typed_dishes(text)
    extras = typed_extras(text)
    assert isinstance(extras, Mistyped) or all(extra.name and extra.price_fen > 0 for extra in extras)
