"""Cash for one meal: taken once, handed back exactly, also from who owes for others (D6, D13)."""

from typing import Any

import pytest

from canteen.models.ids import new_id
from kiosk.core.receipt import Receipt
from kiosk.models import CheckIn
from kiosk.operations.counter import serve_elder
from ordering.queries.meals import NoSuchOrder
from settlement.models import Entry
from settlement.operations.shifts import open_shift
from settlement.operations.tender import MoreThanDue, NoSuchCredit, TenderTaken, hand_back, take_cash
from settlement.queries.balances import due_of
from settlement.queries.holds import meal_posted
from settlement.queries.meal_due import meal_due
from tests.kiosk.desk import at_desk, neighbour
from tests.settlement.acting import cashier, eat, undo
from tests.town import Town, at, small_town

pytestmark = pytest.mark.django_db


def meal_of(receipt: Receipt) -> Any:
    assert receipt.id
    return CheckIn.objects.values_list("order_id", flat=True).get(id=receipt.id)


def till(town: Town, **more: Any) -> dict[str, Any]:
    """Who takes cash of the first elder, in a drawer of her own."""
    who = cashier(town)
    shift = open_shift(actor=who, canteen_id=town.canteens[0].id, float_fen=5000, now=at(10))
    return {"actor": who, "shift_id": shift, **(more or {"elder_id": town.elders[0].id})}


def test_a_meal_that_was_paid_is_not_paid_again_and_what_she_owed_before_stays() -> None:
    town = small_town()
    desk, elder = till(town), town.elders[0].id
    lunch, dinner = meal_of(eat(town, 0, at(11))), meal_of(eat(town, 0, at(16, 30)))
    taken = take_cash(**desk, given_fen=500, order_id=dinner, now=at(16, 31))
    assert (taken.taken_fen, taken.change_fen, taken.due_fen) == (400, 100, 0)
    assert (due_of(elder_id=elder), Entry.objects.get(id=taken.entry_id).order_id) == (400, dinner)
    with pytest.raises(MoreThanDue):
        take_cash(**desk, given_fen=400, order_id=dinner, now=at(16, 32))
    with pytest.raises(MoreThanDue):
        take_cash(**desk, given_fen=400, fen=400, order_id=dinner, now=at(16, 32))
    assert meal_due(elder_id=elder, order_id=lunch) == 400
    with pytest.raises(TenderTaken):  # of another meal
        take_cash(**desk, given_fen=400, order_id=lunch, tender_id=taken.entry_id, now=at(16, 33))
    again = take_cash(**desk, given_fen=500, order_id=dinner, tender_id=taken.entry_id, now=at(16, 33))
    assert (again.entry_id, again.taken_fen, Entry.objects.filter(kind="tender").count()) == (taken.entry_id, 400, 1)
    take_cash(**desk, given_fen=400, now=at(16, 34))
    assert [meal_due(elder_id=elder, order_id=each) for each in (lunch, dinner)] == [0, 0]


def test_after_an_undo_exactly_what_was_given_for_that_meal_goes_back() -> None:
    town = small_town()
    desk, elder = till(town), town.elders[0].id
    lunch, dinner = eat(town, 0, at(11)), eat(town, 0, at(16, 30))
    take_cash(**desk, given_fen=400, order_id=meal_of(dinner), now=at(16, 31))
    undo(town, dinner, at(16, 32))
    assert due_of(elder_id=elder) == 0  # lunch is unpaid, and her cash lies in the drawer
    with pytest.raises(NoSuchCredit):
        hand_back(**desk, now=at(16, 33))
    with pytest.raises(NoSuchCredit):
        hand_back(**desk, order_id=meal_of(lunch), now=at(16, 33))
    with pytest.raises(NoSuchCredit):
        hand_back(**desk, fen=401, order_id=meal_of(dinner), now=at(16, 33))
    back = hand_back(**desk, order_id=meal_of(dinner), now=at(16, 33))
    assert (back.taken_fen, back.due_fen, due_of(elder_id=elder)) == (-400, 0, 400)
    with pytest.raises(NoSuchCredit):
        hand_back(**desk, order_id=meal_of(dinner), now=at(16, 34))
    assert meal_due(elder_id=elder, order_id=meal_of(lunch)) == 400


def test_who_paid_for_everything_gets_back_what_one_meal_of_it_was() -> None:
    town = small_town(elders=0)
    elder = neighbour(town, 0, "张桂英").id
    desk = till(town, elder_id=elder)
    counter: dict[str, Any] = {"actor": at_desk(town), "canteen_id": town.canteens[0].id, "elder_id": elder}
    first = serve_elder(**counter, attempt_id=new_id(), now=at(11))
    take_cash(**desk, given_fen=400, now=at(11, 1))
    second = serve_elder(**counter, attempt_id=new_id(), second=True, now=at(11, 2))
    undo(town, first, at(11, 3))

    def dues() -> tuple[int, int, int]:
        of = [meal_due(elder_id=elder, order_id=meal_of(each)) for each in (first, second)]
        return due_of(elder_id=elder), of[0], of[1]

    assert dues() == (600, -400, 600)
    hand_back(**desk, order_id=meal_of(first), now=at(11, 4))
    assert dues() == (1000, 0, 1000)
    take_cash(**desk, given_fen=1000, order_id=meal_of(second), now=at(11, 5))
    assert dues() == (0, 0, 0)


def test_cash_for_another_elders_meal_or_for_none_is_refused() -> None:
    town = small_town()
    desk = till(town)
    eat(town, 0, at(11))
    other = meal_of(eat(town, 1, at(11)))
    with pytest.raises(MoreThanDue):
        take_cash(**desk, given_fen=400, order_id=other, now=at(11, 1))
    with pytest.raises(NoSuchOrder):
        take_cash(**desk, given_fen=400, order_id=new_id(), now=at(11, 1))
    assert Entry.objects.filter(kind="tender").count() == 0


def test_what_she_bears_of_a_meal_is_the_same_once_she_has_paid_it() -> None:
    town = small_town()
    desk, order_id = till(town), meal_of(eat(town, 0, at(11)))
    entry_id = Entry.objects.get(order_id=order_id).id
    before = meal_posted(entry_id=entry_id)
    take_cash(**desk, given_fen=400, order_id=order_id, now=at(11, 1))
    assert meal_posted(entry_id=entry_id) == before
