"""What staff do at the desk: each press once, guests and staff beside the subsidy (U9, R7, D5)."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.core.scope import Actor, Held, OutOfScope, Role
from canteen.models import Duty, Region
from canteen.models.ids import new_id
from canteen.queries.elders import NoSuchElder
from kiosk.core.receipt import Receipt
from kiosk.models import CheckIn, Kiosk
from kiosk.operations.counter import serve_code, serve_elder, serve_guest, undo
from kiosk.operations.devices import NoSuchKiosk, revoke
from kiosk.operations.review import SecondPersonNeeded, void_late
from kiosk.queries.devices import devices
from kiosk.queries.silent import silent_kiosks
from ordering.models import Order
from ordering.queries.meals import orders_of_sitting
from ordering.queries.sitting import served_portions
from settlement.models import Claim, Entry
from settlement.operations.guest_tender import hand_back_guest, take_guest_cash
from settlement.operations.shifts import open_shift
from settlement.operations.tender import MoreThanDue, Tendered, TenderTaken, hand_back, take_cash
from settlement.queries.balances import balances_of, due_of, guest_dues
from settlement.queries.discrepancies import discrepancies
from settlement.queries.sealing import sealing
from settlement.queries.shifts import NoSuchShift
from settlement.queries.statement import statement_of
from tests.kiosk.attempts import card, take, void
from tests.kiosk.desk import at_desk, neighbour, place
from tests.settlement.acting import NOVEMBER, books_of, close, fund_month, maker
from tests.town import DAY, HOURS, SINCE, Town, at, small_town, stand

pytestmark = pytest.mark.django_db


def guest(town: Town, minute: int = 0, *, staff: bool = False) -> Receipt:
    return serve_guest(
        actor=at_desk(town), canteen_id=place(town), attempt_id=new_id(), staff=staff, now=at(11, minute)
    )


def order_of(receipt: Receipt) -> Order:
    assert receipt.id
    row = CheckIn.objects.select_related("order").get(id=receipt.id)
    assert row.order
    return row.order


def test_the_same_press_made_twice_is_one_meal() -> None:
    town = small_town(elders=0)
    elder, attempt = neighbour(town, 0, "张桂英"), new_id()
    asked: dict[str, Any] = {
        "actor": at_desk(town),
        "canteen_id": place(town),
        "attempt_id": attempt,
        "elder_id": elder.id,
    }
    first = serve_elder(**asked, now=at(11))
    again = serve_elder(**asked, now=at(11, 1))
    assert first == again
    assert (first.decision, first.elder_fen, first.name) == ("served", 400, "张*英")
    row = CheckIn.objects.get()
    assert (row.id, row.kind, row.sequence, row.staff_id) == (attempt, "name", None, town.counter.id)
    assert Entry.objects.count() == 1


def test_an_id_used_for_somebody_else_is_kept_beside_the_original() -> None:
    town = small_town(elders=0)
    one, two, attempt = neighbour(town, 0, "张桂英"), neighbour(town, 1, "王秀兰"), new_id()
    asked: dict[str, Any] = {"actor": at_desk(town), "canteen_id": place(town), "attempt_id": attempt}
    serve_elder(**asked, elder_id=one.id, now=at(11))
    for minute in (1, 2):
        other = serve_elder(**asked, elder_id=two.id, now=at(11, minute))
        assert (other.decision, other.reason) == ("quarantined", "same-id-other-content")
    assert CheckIn.objects.count() == 2
    assert Entry.objects.count() == 1


def test_a_card_then_a_second_portion_of_purpose_then_an_undo() -> None:
    town = small_town(elders=0)
    elder = neighbour(town, 0, "张桂英")
    desk: dict[str, Any] = {"actor": at_desk(town), "canteen_id": place(town)}
    first = serve_code(**desk, attempt_id=new_id(), presented=f" {town.cards[0]}", now=at(11))
    again = serve_code(**desk, attempt_id=new_id(), presented=town.cards[0], now=at(11, 1))
    assert (first.decision, again.decision) == ("served", "repeat")
    more = serve_elder(**desk, attempt_id=new_id(), elder_id=elder.id, second=True, now=at(11, 2))
    assert (more.decision, more.elder_fen) == ("served", 1000)  # the limit of the sitting is used: all of it is hers
    assert first.id
    assert more.id
    assert undo(**desk, attempt_id=new_id(), of=more.id, now=at(11, 3)).decision == "voided"
    late = undo(**desk, attempt_id=new_id(), of=first.id, now=at(11, 11))
    assert (late.decision, late.reason) == ("quarantined", "void-too-late")
    with pytest.raises(SecondPersonNeeded):
        void_late(actor=at_desk(town, role=Role.MANAGER), check_in_id=first.id, reason="", now=at(11, 12))
    boss = at_desk(town, role=Role.MANAGER, staff=town.second)
    void_late(actor=boss, check_in_id=first.id, reason="打错了人", now=at(11, 12))
    assert served_portions(canteen_id=place(town), service_on=DAY) == 0
    assert due_of(elder_id=elder.id) == 0


def test_somebody_of_another_town_is_served_by_card_and_then_by_name_but_never_before() -> None:
    town = small_town(elders=0)
    away = Region.objects.create(number=9, key="linzhen", name="邻镇", level="town")
    stranger = neighbour(town, 0, "沈阿毛", region=away)
    desk: dict[str, Any] = {"actor": at_desk(town), "canteen_id": place(town)}
    with pytest.raises(NoSuchElder):
        serve_elder(**desk, attempt_id=new_id(), elder_id=stranger.id, now=at(11))
    assert CheckIn.objects.count() == 0
    assert serve_code(**desk, attempt_id=new_id(), presented=town.cards[0], now=at(11)).decision == "served"
    again = serve_elder(**desk, attempt_id=new_id(), elder_id=stranger.id, second=True, now=at(11, 1))
    assert again.decision == "served"


def test_a_desk_belongs_to_its_own_people() -> None:
    town = small_town(canteens=2, elders=0)
    elder = neighbour(town, 0, "张桂英")
    elsewhere: dict[str, Any] = {
        "actor": at_desk(town, canteen=1),
        "canteen_id": place(town),
        "attempt_id": new_id(),
        "now": at(11),
    }
    with pytest.raises(OutOfScope):
        serve_elder(**elsewhere, elder_id=elder.id)
    with pytest.raises(OutOfScope):
        serve_code(**elsewhere, presented=town.cards[0])
    with pytest.raises(OutOfScope):
        serve_guest(**elsewhere)
    served = serve_elder(
        actor=at_desk(town), canteen_id=place(town), attempt_id=new_id(), elder_id=elder.id, now=at(11)
    )
    here: dict[str, Any] = {
        "actor": at_desk(town, canteen=1),
        "canteen_id": place(town, 1),
        "attempt_id": new_id(),
        "now": at(11, 1),
    }
    assert served.id
    refused = undo(**here, of=served.id)
    assert (refused.decision, refused.reason) == ("quarantined", "nothing-to-undo")


def test_a_guest_pays_the_whole_price_and_gets_it_back_when_the_meal_is_undone() -> None:
    town = small_town(elders=0, allotted_fen={})
    receipt = guest(town)
    assert (receipt.decision, receipt.elder_fen, receipt.name) == ("served", 1000, "")
    order, shift = order_of(receipt), open_shift(actor=at_desk(town), canteen_id=place(town), float_fen=0, now=at(10))
    assert (order.eater, order.elder_id, order.person_id) == ("guest", None, None)
    cash: dict[str, Any] = {"actor": at_desk(town), "shift_id": shift, "order_id": order.id}
    tender = new_id()
    taken = take_guest_cash(**cash, given_fen=2000, tender_id=tender, now=at(11, 1))
    assert taken == Tendered(tender, taken_fen=1000, change_fen=1000, due_fen=0)
    assert take_guest_cash(**cash, given_fen=2000, tender_id=tender, now=at(11, 1)) == taken
    with pytest.raises(MoreThanDue):
        take_guest_cash(**cash, given_fen=2000, tender_id=new_id(), now=at(11, 1))
    assert receipt.id
    undo(actor=at_desk(town), canteen_id=place(town), attempt_id=new_id(), of=receipt.id, now=at(11, 2))
    assert guest_dues(order_ids=[order.id]) == {order.id: -1000}
    back = hand_back_guest(**cash, now=at(11, 3))
    assert (back.taken_fen, back.due_fen) == (-1000, 0)
    accounts = [f"canteen/{place(town)}/{word}" for word in ("earned", "guests", "staff")]
    assert balances_of(addresses=[*accounts, f"shift/{shift}/cash"]) == dict.fromkeys(
        [*accounts, f"shift/{shift}/cash"], 0
    )
    assert discrepancies(books=books_of(town)) == ()


def test_one_guests_due_is_not_anothers() -> None:
    town = small_town(elders=0)
    first, second = order_of(guest(town)), order_of(guest(town, 1))
    shift = open_shift(actor=at_desk(town), canteen_id=place(town), float_fen=0, now=at(10))
    take_guest_cash(actor=at_desk(town), shift_id=shift, order_id=first.id, given_fen=1000, now=at(11, 2))
    assert guest_dues(order_ids=[first.id, second.id]) == {first.id: 0, second.id: 1000}


def test_a_guest_pays_into_the_drawer_of_the_canteen_she_ate_at() -> None:
    town = small_town(elders=0, canteens=2)
    places = frozenset(each.id for each in town.canteens)
    both = Actor(town.counter.id, "both", (Held(Role.COUNTER, places),))
    order = order_of(guest(town))
    elsewhere = open_shift(actor=both, canteen_id=town.canteens[1].id, float_fen=5000, now=at(10))
    with pytest.raises(NoSuchShift):
        take_guest_cash(actor=both, shift_id=elsewhere, order_id=order.id, given_fen=1000, now=at(11, 2))
    assert guest_dues(order_ids=[order.id]) == {order.id: 1000}


def test_guests_and_staff_are_eaten_and_earned_and_never_claimed() -> None:
    town = small_town(elders=0, allotted_fen={})
    fund_month(town)
    elder = neighbour(town, 0, "张桂英")
    serve_elder(actor=at_desk(town), canteen_id=place(town), attempt_id=new_id(), elder_id=elder.id, now=at(11))
    guest(town, 1), guest(town, 2), guest(town, 3, staff=True)
    assert served_portions(canteen_id=place(town), service_on=DAY) == 4
    listed = orders_of_sitting(actor=at_desk(town), canteen_id=place(town), service_on=DAY, sitting=HOURS[0].sitting)
    assert [row.name for row in listed] == ["张*英", "来客", "来客", "员工餐"]
    assert Claim.objects.count() == 1
    books = close(town)
    seen = statement_of(actor=maker(town), books_id=books.id)
    assert (seen.meals_count, seen.guests_count, seen.staff_count) == (1, 2, 1)
    assert {each.payer: each.whole_fen for each in seen.payers} == {
        "elder": 400,
        "fund:charity": 100,
        "fund:joint": 500,
        "guest": 2000,
        "staff": 1000,
    }
    assert sum(fen for _, _, fen in seen.payables) == 600
    assert sealing(books=books).figures.own.claimed_fen == 600
    assert discrepancies(books=books) == ()


def test_without_a_meal_a_guest_is_quarantined_and_owes_nothing() -> None:
    town = small_town(elders=0, days=())
    receipt = guest(town)
    assert (receipt.decision, receipt.reason) == ("quarantined", "no-meal")
    assert Order.objects.count() == 0


def test_cash_at_the_desk_is_taken_once_however_often_it_is_pressed() -> None:
    town = small_town(elders=0)
    elder, other = neighbour(town, 0, "张桂英"), neighbour(town, 1, "王秀兰")
    desk: dict[str, Any] = {"actor": at_desk(town), "canteen_id": place(town)}
    for who in (elder, other):
        serve_elder(**desk, attempt_id=new_id(), elder_id=who.id, now=at(11))
    shift, tender = open_shift(**desk, float_fen=5000, now=at(10)), new_id()
    cash: dict[str, Any] = {"actor": at_desk(town), "shift_id": shift, "tender_id": tender}
    first = take_cash(**cash, elder_id=elder.id, given_fen=2000, fen=400, now=at(11, 1))
    assert (first.taken_fen, first.change_fen, first.due_fen) == (400, 1600, 0)
    assert take_cash(**cash, elder_id=elder.id, given_fen=2000, fen=400, now=at(11, 2)) == first
    with pytest.raises(TenderTaken):
        take_cash(**cash, elder_id=other.id, given_fen=2000, fen=400, now=at(11, 2))
    with pytest.raises(TenderTaken):
        take_cash(
            actor=at_desk(town, staff=town.second), shift_id=shift, tender_id=tender, elder_id=elder.id, given_fen=2000,
            now=at(11, 2),
        )  # fmt: skip
    assert Entry.objects.filter(kind="tender").count() == 1
    row = CheckIn.objects.get(elder=elder)
    undo(**desk, attempt_id=new_id(), of=row.id, now=at(11, 3))
    back = new_id()
    handed = hand_back(actor=at_desk(town), shift_id=shift, elder_id=elder.id, tender_id=back, now=at(11, 4))
    assert (handed.taken_fen, handed.due_fen) == (-400, 0)
    assert hand_back(actor=at_desk(town), shift_id=shift, elder_id=elder.id, tender_id=back, now=at(11, 5)) == handed


def test_a_desk_is_one_device_that_is_never_silent_and_never_listed() -> None:
    town = small_town(elders=0)
    guest(town), guest(town, 1)
    desk = Kiosk.objects.get(kind="desk")
    assert (desk.canteen_id, desk.secret_digest) == (place(town), "")
    boss = at_desk(town, role=Role.MANAGER)
    assert [device.id for device in devices(actor=boss)] == [town.kiosks[0].id]
    assert [kiosk.kiosk_id for kiosk in silent_kiosks(canteen_id=place(town), month=NOVEMBER)] == [town.kiosks[0].id]
    with pytest.raises(NoSuchKiosk):
        revoke(actor=boss, kiosk_id=desk.id, reason="", now=at(12))


def test_a_device_may_not_ask_for_a_guests_meal_but_its_strip_undoes_one() -> None:
    town = small_town(elders=0)
    kiosk = town.kiosks[0]
    item = {"id": str(new_id()), "sequence": 900, "kind": "guest", "made_at": at(11).isoformat()}
    assert take(kiosk, item, at(11)).reason == "malformed"
    receipt = guest(town)
    undone = take(kiosk, void(receipt.id, at(11, 5), town.token(kiosk, at(11, 5))), at(11, 5))
    assert (undone.decision, order_of(receipt).state) == ("voided", "voided")
    assert take(kiosk, card("800000009999", at(11, 6)), at(11, 6)).reason == "unknown-credential"


def test_the_page_of_a_meal_says_in_words_how_it_was_taken(client: Client, settings: Settings) -> None:
    stand(settings, at(12))
    town = small_town(elders=0)
    Duty.objects.create(staff=town.clerk, role="finance", region=town.district, from_on=SINCE)
    client.force_login(town.clerk)
    said = []
    for minute, staff in ((0, False), (1, True)):
        entry = Entry.objects.get(kind="meal", order=order_of(guest(town, minute, staff=staff)))
        page = client.get(f"/months/{entry.books_id}/meals/{entry.id}").content.decode()
        said += re.findall(r'data-label="(?:方式|判定)">([^<]*)<', page)
    assert said == ["来客", "已用餐", "员工餐", "已用餐"]
