"""What a fund pays for another one's people is owed to it as long as it bears it, and not a moment longer (D9, R3)."""

from collections.abc import Callable

import pytest
from django.db.models import F

from settlement.core import chart
from settlement.core.shares import HoldCode
from settlement.models import Account, Entry, Hold, Posting
from settlement.operations.holds import clear_hold, hold_share
from settlement.operations.touch import hold_meals_from
from settlement.queries.balances import balances_of
from settlement.queries.discrepancies import discrepancies
from tests.flush import guards_lifted
from tests.settlement.acting import CLOSING, DECEMBER, NOVEMBER, books_of, close, eat, fund_month, maker, undo, whole
from tests.settlement.advancing import visitors
from tests.town import DAY, Town, at, small_town

pytestmark = pytest.mark.django_db


def lunch() -> Town:
    """One visitor has eaten: the charity of this town paid 1 yuan of it, which the fund "town" owes."""
    town = small_town(allotted_fen={})
    fund_month(town)
    with visitors():
        eat(town, 0, at(11))
    return town


def owed(town: Town, month: object = NOVEMBER) -> int:
    """What the fund "town" owes the charity for a month of the canteen, in fen; both sides say the same."""
    place = town.canteens[0].id
    made = chart.advanced("charity", "town", place, month)  # type: ignore[arg-type]  # a month
    other = chart.owed("town", "charity", place, month)  # type: ignore[arg-type]  # a month
    found = balances_of(addresses=[made, other])
    assert found[made] == -found[other]
    return found[made]


def hold(town: Town, payer: str = "fund:charity") -> Hold:
    """Finance holds what one payer bears of the meal."""
    meal = Entry.objects.get(kind="meal", reversed_by=None)
    return Hold.objects.get(
        id=hold_share(actor=maker(town), entry_id=meal.id, payer=payer, reason="待核实", now=at(15))
    )


def clear(town: Town, held: Hold, payer: str) -> None:
    clear_hold(actor=maker(town), hold_id=held.id, payer=payer, reason="已核实", now=at(16))


def test_the_canteen_is_paid_by_the_host_and_home_owes_it() -> None:
    town = lunch()
    meal = Entry.objects.get(kind="meal")
    place = town.canteens[0].id
    moved = meal.postings.order_by("position").values_list("debit__address", "credit__address", "fen")
    assert moved.last() == (
        f"fund/charity/advanced/town/{place}/2026-11",
        f"fund/town/owed/charity/{place}/2026-11",
        100,
    )
    assert meal.explanation["advances"] == [{"by": "charity", "owed_by": "town", "fen": 100}]
    assert owed(town) == 100
    assert balances_of(addresses=[chart.earned(place)]) == {chart.earned(place): -1000}
    assert discrepancies(books=books_of(town)) == ()


def test_an_undone_meal_leaves_nothing_owed() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    with visitors():
        undo(town, eat(town, 0, at(11)), at(11, 5))
    assert owed(town) == 0
    assert discrepancies(books=books_of(town)) == ()


@pytest.mark.parametrize(("payer", "after_fen"), [("fund:charity", 100), ("fund:joint", 0), ("canteen", 0)])
def test_a_held_share_is_owed_again_where_its_own_fund_bears_it(payer: str, after_fen: int) -> None:
    town = lunch()
    held = hold(town)
    assert (owed(town), held.fen) == (0, 100)
    clear(town, held, payer)
    assert owed(town) == after_fen
    assert discrepancies(books=books_of(town)) == ()


def test_a_share_of_another_payer_leaves_the_advance_alone() -> None:
    town = lunch()
    clear(town, hold(town, "fund:joint"), "fund:charity")
    assert owed(town) == 100
    assert discrepancies(books=books_of(town)) == ()


def test_what_is_held_after_a_death_takes_the_advance_along() -> None:
    town = lunch()
    held = hold_meals_from(first_days={town.elders[0].id: DAY}, code=HoldCode.AFTER_DEATH, now=at(15))
    assert (held.meals, held.fen, owed(town)) == (1, 600, 0)
    assert discrepancies(books=books_of(town)) == ()


def test_a_sealed_month_keeps_what_it_said_and_the_next_has_so_much_less() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    with visitors():
        first = eat(town, 0, at(11))
        eat(town, 1, at(11, 1))
    books = close(town)
    undo(town, first, at(11, 5), CLOSING)
    assert (owed(town), owed(town, DECEMBER)) == (200, -100)
    assert whole(books)
    assert [discrepancies(books=each) for each in (books, books_of(town, DECEMBER))] == [(), ()]


def _advance() -> Posting:
    return Posting.objects.get(debit__address__contains="/advanced/")


WRONGS: dict[str, tuple[Callable[[], object], list[str]]] = {
    "another sum": (lambda: Posting.objects.filter(id=_advance().id).update(fen=F("fen") - 1), ["advance"]),
    "more than the fund bears": (
        lambda: Posting.objects.filter(id=_advance().id).update(fen=F("fen") + 1),
        ["advance", "advance-borne"],
    ),
    "none at all": (lambda: Posting.objects.filter(id=_advance().id).delete(), ["advance"]),
    "owed by another": (
        lambda: Posting.objects.filter(id=_advance().id).update(
            credit=Account.objects.filter(address__contains="earned")[0]
        ),
        ["advance-sides", "meal-price"],
    ),
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_one_wrong_advance_is_named(wrong: str) -> None:
    town = lunch()
    change, codes = WRONGS[wrong]
    with guards_lifted():
        change()
    found = discrepancies(books=books_of(town))
    assert sorted(each.code for each in found) == codes
    assert all(each.stored != each.counted and each.words for each in found)
