"""One press at the desk that arrives a hundred times is one meal, one desk, one payment; a meal is paid once (R7)."""

from functools import partial
from typing import Any

from canteen.models.ids import new_id
from kiosk.models import CheckIn, Kiosk
from kiosk.operations.counter import serve_elder, serve_guest, undo
from ordering.models import Order
from settlement.models import Entry
from settlement.operations.guest_tender import take_guest_cash
from settlement.operations.shifts import open_shift
from settlement.operations.tender import hand_back, take_cash
from settlement.queries.balances import due_of, guest_dues
from tests.kiosk.desk import at_desk, neighbour, place
from tests.races.harness import THREADS, Race
from tests.town import at, small_town


def test_a_guests_meal_and_its_cash_happen_once(race: Race) -> None:
    town = small_town(elders=0)
    actor, canteen_id, attempt, tender = at_desk(town), place(town), new_id(), new_id()
    press = partial(serve_guest, actor=actor, canteen_id=canteen_id, attempt_id=attempt, now=at(11))
    receipts = race.run([press] * THREADS)
    assert {(one.decision, one.elder_fen) for one in receipts} == {("served", 1000)}
    assert (Kiosk.objects.filter(kind="desk").count(), CheckIn.objects.count(), Order.objects.count()) == (1, 1, 1)
    shift, order = open_shift(actor=actor, canteen_id=canteen_id, float_fen=0, now=at(11)), Order.objects.get()
    cash: dict[str, Any] = {
        "actor": actor,
        "shift_id": shift,
        "order_id": order.id,
        "given_fen": 2000,
        "tender_id": tender,
    }
    taken = race.run([partial(take_guest_cash, **cash, now=at(11, 1))] * THREADS)
    assert {(one.entry_id, one.taken_fen, one.change_fen, one.due_fen) for one in taken} == {(tender, 1000, 1000, 0)}
    assert guest_dues(order_ids=[order.id]) == {order.id: 0}
    assert Entry.objects.filter(kind="tender").count() == 1


def test_a_meal_that_many_tablets_pay_for_at_once_is_paid_and_handed_back_once(race: Race) -> None:
    town = small_town(elders=0)
    actor, elder = at_desk(town), neighbour(town, 0, "张桂英")
    desk: dict[str, Any] = {"actor": actor, "canteen_id": place(town)}
    first, second = new_id(), new_id()
    for attempt_id in (first, second):
        serve_elder(**desk, elder_id=elder.id, attempt_id=attempt_id, second=attempt_id == second, now=at(11))
    cash: dict[str, Any] = {
        "actor": actor,
        "shift_id": open_shift(**desk, float_fen=5000, now=at(11)),
        "elder_id": elder.id,
        "order_id": CheckIn.objects.get(id=first).order_id,
    }
    paid = race.run(
        [partial(take_cash, **cash, given_fen=400, tender_id=new_id(), now=at(11, 1)) for _ in range(THREADS)]
    )
    assert sorted(type(one).__name__ for one in paid) == ["MoreThanDue"] * (THREADS - 1) + ["Tendered"]
    assert due_of(elder_id=elder.id) == 1000
    undo(**desk, attempt_id=new_id(), of=first, now=at(11, 2))
    back = race.run([partial(hand_back, **cash, tender_id=new_id(), now=at(11, 3)) for _ in range(THREADS)])
    assert sorted(type(one).__name__ for one in back) == ["NoSuchCredit"] * (THREADS - 1) + ["Tendered"]
    assert due_of(elder_id=elder.id) == 1000
