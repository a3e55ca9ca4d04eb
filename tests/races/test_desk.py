"""One press at the desk that arrives a hundred times at once is one meal, one desk and one payment (R7)."""

from functools import partial
from typing import Any

from canteen.models.ids import new_id
from kiosk.models import CheckIn, Kiosk
from kiosk.operations.counter import serve_guest
from ordering.models import Order
from settlement.models import Entry
from settlement.operations.guest_tender import take_guest_cash
from settlement.operations.shifts import open_shift
from settlement.queries.balances import guest_dues
from tests.kiosk.desk import at_desk, place
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
