"""After ten minutes an undo needs a second person, at a desk and with a reason (U10)."""

import pytest

from canteen.core.scope import Actor, Held, Role
from canteen.models import Deed, Staff
from canteen.operations.proposals import OneHand
from kiosk.models import CheckIn
from kiosk.operations.review import CheckInVoided, NoSuchCheckIn, SecondPersonNeeded, void_late
from kiosk.queries.attempts import elder_was_here
from settlement.models import Entry
from tests.kiosk.attempts import card, take, void
from tests.town import DAY, Town, at, small_town

pytestmark = pytest.mark.django_db


def manager(town: Town, *, who: str = "second", canteen: int = 0) -> Actor:
    staff = {"second": town.second, "counter": town.counter}[who]
    return Actor(staff.id, staff.name, (Held(Role.MANAGER, frozenset({town.canteens[canteen].id})),))


def served_too_long_ago(town: Town) -> CheckIn:
    kiosk = town.kiosks[0]
    first = take(kiosk, card(town.cards[0], at(11, 5)), at(11, 5))
    asked = take(kiosk, void(first.id, at(11, 16), town.token(kiosk, at(11, 15))), at(11, 16))
    assert (asked.decision, asked.reason) == ("quarantined", "void-too-late")
    return CheckIn.objects.get(kind="present")


def test_a_manager_undoes_it_and_leaves_a_deed() -> None:
    town = small_town()
    target = served_too_long_ago(town)
    made = void_late(actor=manager(town), check_in_id=target.id, reason="打错了人", now=at(11, 20))
    row = CheckIn.objects.select_related("order").get(id=made)
    assert row.order
    assert (row.decision, row.void_of, row.staff_id, row.order.state) == (
        "voided",
        target.id,
        town.second.id,
        "voided",
    )
    assert Entry.objects.filter(reverses_id=target.entry_id).count() == 1
    deed = Deed.objects.get(verb="void-late")
    assert (deed.staff_id, deed.subject_id, deed.reason) == (town.second.id, target.id, "打错了人")
    with pytest.raises(CheckInVoided):
        void_late(actor=manager(town), check_in_id=target.id, reason="", now=at(11, 21))


def test_who_asked_first_is_not_the_second_person() -> None:
    town = small_town()
    target = served_too_long_ago(town)
    with pytest.raises(SecondPersonNeeded):
        void_late(actor=manager(town, who="counter"), check_in_id=target.id, reason="", now=at(11, 20))
    assert Entry.objects.filter(kind="reversal").count() == 0


def test_an_undo_at_another_canteen_asks_nothing_and_names_nobody_there() -> None:
    """Neither does one refused for another reason than being late; and nobody came to eat where it was made."""
    town = small_town(canteens=2)
    here, elsewhere = town.kiosks
    first = take(here, card(town.cards[0], at(11, 5)), at(11, 5))
    target = CheckIn.objects.get()
    refused = take(elsewhere, void(first.id, at(11, 16), town.token(elsewhere, at(11, 15))), at(11, 16))
    assert (refused.decision, refused.reason, refused.name) == ("quarantined", "nothing-to-undo", "")
    stored = CheckIn.objects.get(kind="void")
    assert (stored.canteen_id, stored.elder_id, stored.order_id) == (town.canteens[1].id, None, None)
    assert target.elder_id
    assert not elder_was_here(canteen_id=town.canteens[1].id, service_on=DAY, elder_id=target.elder_id)
    here.revoked_at = at(11, 16)
    cut = take(here, void(first.id, at(11, 17), town.token(here, at(11, 16))), at(11, 17))
    here.revoked_at = None
    assert (cut.reason, CheckIn.objects.get(id=str(cut.id)).staff_id) == ("device-revoked", town.counter.id)
    with pytest.raises(SecondPersonNeeded):
        void_late(actor=manager(town), check_in_id=target.id, reason="", now=at(11, 20))
    assert Entry.objects.filter(kind="reversal").count() == 0
    asked = take(here, void(first.id, at(11, 21), town.token(here, at(11, 20))), at(11, 21))
    assert asked.reason == "void-too-late"
    void_late(actor=manager(town), check_in_id=target.id, reason="", now=at(11, 22))
    assert Entry.objects.filter(kind="reversal").count() == 1


def test_who_set_the_askers_password_is_not_the_second_person() -> None:
    town = small_town()
    target = served_too_long_ago(town)
    Staff.objects.filter(id=town.counter.id).update(password_set_by=town.second, password_set_at=at(8))
    with pytest.raises(OneHand):
        void_late(actor=manager(town), check_in_id=target.id, reason="", now=at(11, 20))
    assert Entry.objects.filter(kind="reversal").count() == 0
    Staff.objects.filter(id=town.counter.id).update(password_set_by=town.clerk)  # of the two neither is the clerk
    void_late(actor=manager(town), check_in_id=target.id, reason="", now=at(11, 20))


def test_a_manager_elsewhere_does_not_even_see_it() -> None:
    town = small_town(canteens=2)
    target = served_too_long_ago(town)
    with pytest.raises(NoSuchCheckIn):
        void_late(actor=manager(town, canteen=1), check_in_id=target.id, reason="", now=at(11, 20))


def test_without_anybody_who_asked_a_manager_alone_undoes_nothing_late() -> None:
    town = small_town()
    first = take(town.kiosks[0], card(town.cards[0], at(11, 5)), at(11, 5))
    assert first.id
    with pytest.raises(SecondPersonNeeded):
        void_late(actor=manager(town), check_in_id=first.id, reason="", now=at(12))
    void_late(actor=manager(town), check_in_id=first.id, reason="", now=at(11, 14))
    assert Entry.objects.filter(kind="reversal").count() == 1
