"""A void undoes one check-in exactly, whichever of the two comes first; one person has ten minutes (D13, R10, U10)."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from canteen.core.scope import Actor, Held, Role
from canteen.models.ids import new_id
from kiosk.models import CheckIn, Kiosk, ParkedVoid
from kiosk.operations.counter import serve_guest
from kiosk.operations.counter import undo as undo_at_desk
from kiosk.operations.review import SecondPersonNeeded, void_late
from ordering.models import Order
from settlement.models import Allotment, Claim, Entry, Hold, Posting
from tests.kiosk.attempts import card, second, take, void
from tests.town import Town, at, small_town

pytestmark = pytest.mark.django_db


def balances() -> Counter[str]:
    """Σ debit − Σ credit of every account that does not stand at zero, in fen."""
    found: Counter[str] = Counter()
    for debit, credit, fen in Posting.objects.values_list("debit__address", "credit__address", "fen"):
        found[debit] += fen
        found[credit] -= fen
    return Counter({address: fen for address, fen in found.items() if fen})


def drawn() -> dict[str, int]:
    return dict(Allotment.objects.values_list("fund__key", "drawn_fen"))


def undo(town: Town, kiosk: Kiosk, of: UUID | str | None, when: datetime) -> tuple[str, str]:
    assert of is not None
    receipt = take(kiosk, void(of, when, town.token(kiosk, when)), when)
    return receipt.decision, receipt.reason


def test_a_void_returns_each_payer_its_part_and_leaves_nothing() -> None:
    town = small_town(elders=1)
    kiosk = town.kiosks[0]
    first = take(kiosk, card(town.cards[0], at(11, 5)), at(11, 5))
    assert drawn() == {"joint": 500, "charity": 100}
    assert undo(town, kiosk, first.id, at(11, 6)) == ("voided", "")
    assert balances() == Counter()
    assert drawn() == {"joint": 0, "charity": 0}
    order, claim = Order.objects.get(), Claim.objects.get()
    reversal = Entry.objects.get(kind="reversal")
    assert (order.state, order.ended_at, claim.released_by) == ("voided", at(11, 6), reversal)
    row = CheckIn.objects.get(kind="void")
    assert (row.decision, row.void_of, row.entry, row.order, row.staff) == (
        "voided",
        first.id,
        reversal,
        order,
        town.counter,
    )


def test_a_second_void_finds_nothing_left_to_undo() -> None:
    town = small_town(elders=1)
    kiosk = town.kiosks[0]
    first = take(kiosk, card(town.cards[0], at(11, 5)), at(11, 5))
    undo(town, kiosk, first.id, at(11, 6))
    assert undo(town, kiosk, first.id, at(11, 7)) == ("quarantined", "already-voided")
    assert Entry.objects.filter(kind="reversal").count() == 1


def test_the_same_void_again_gets_the_stored_receipt() -> None:
    town = small_town(elders=1)
    kiosk = town.kiosks[0]
    first = take(kiosk, card(town.cards[0], at(11, 5)), at(11, 5))
    assert first.id is not None
    item = void(first.id, at(11, 6), town.token(kiosk, at(11, 6)))
    assert take(kiosk, item, at(11, 6)) == take(kiosk, item, at(11, 9))
    assert CheckIn.objects.filter(kind="void").count() == 1


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (at(11, 15), ("voided", "")),
        (at(11, 15, 1), ("quarantined", "void-too-late")),
        (at(15), ("quarantined", "void-too-late")),
    ],
)
def test_one_person_undoes_for_ten_minutes(when: datetime, expected: tuple[str, str]) -> None:
    town = small_town(elders=1)
    kiosk = town.kiosks[0]
    first = take(kiosk, card(town.cards[0], at(11, 5)), at(11, 5))
    assert undo(town, kiosk, first.id, when) == expected
    assert Order.objects.get().state == ("voided" if expected[0] == "voided" else "served")


def test_a_void_needs_an_unlocked_counter() -> None:
    town = small_town(elders=1)
    first = take(town.kiosks[0], card(town.cards[0], at(11, 5)), at(11, 5))
    receipt = take(town.kiosks[0], void(str(first.id), at(11, 6), None), at(11, 6))
    assert (receipt.decision, receipt.reason) == ("quarantined", "counter-locked")


def test_only_a_meal_of_this_canteen_is_undone() -> None:
    town = small_town(canteens=2, elders=1)
    here, there = town.kiosks
    served = take(here, card(town.cards[0], at(11, 5)), at(11, 5))
    repeated = take(here, card(town.cards[0], at(11, 6)), at(11, 6))
    assert undo(town, there, served.id, at(11, 7)) == ("quarantined", "nothing-to-undo")
    assert undo(town, here, repeated.id, at(11, 7)) == ("quarantined", "nothing-to-undo")
    assert Order.objects.get().state == "served"


def test_a_void_of_one_portion_leaves_the_other() -> None:
    town = small_town(elders=1)
    kiosk = town.kiosks[0]
    take(kiosk, card(town.cards[0], at(11, 5)), at(11, 5))
    portion = take(kiosk, second(town.elders[0].id, at(11, 6), town.token(kiosk, at(11, 6))), at(11, 6))
    undo(town, kiosk, portion.id, at(11, 7))
    assert sorted(Order.objects.values_list("state", flat=True)) == ["served", "voided"]
    assert balances() == {
        f"fund/joint/allotted/{kiosk.canteen_id}/2026-11": 500,
        f"fund/charity/allotted/{kiosk.canteen_id}/2026-11": 100,
        f"elder/{town.elders[0].id}/due": 400,
        f"canteen/{kiosk.canteen_id}/earned": -1000,
    }


def test_a_void_of_a_held_meal_clears_its_hold() -> None:
    town = small_town(elders=1)
    kiosk = town.kiosks[0]
    town.policy.until_on = town.policy.from_on + timedelta(days=1)
    town.policy.save()
    first = take(kiosk, card(town.cards[0], at(11, 5)), at(11, 5))
    assert Hold.objects.get().fen == 1000
    undo(town, kiosk, first.id, at(11, 6))
    assert balances() == Counter()
    assert Hold.objects.get().cleared_by == Entry.objects.get(kind="reversal")


# --- a void that comes first ------------------------------------------------------------------------------------------


def test_a_void_that_comes_first_waits_and_is_applied_when_its_check_in_arrives() -> None:
    town = small_town(elders=1, kiosks=2)
    kiosk, counter = town.kiosks
    item = card(town.cards[0], at(11, 5))
    assert undo(town, counter, item["id"], at(11, 6)) == ("parked", "waiting-for-check-in")
    assert ParkedVoid.objects.get().applied_at is None
    receipt = take(kiosk, item, at(12), sent_at=at(12))
    assert receipt.decision == "served"
    assert (Order.objects.get().state, ParkedVoid.objects.get().applied_at) == ("voided", at(12))
    assert balances() == Counter()
    assert drawn() == {"joint": 0, "charity": 0}
    assert take(kiosk, item, at(12, 1)) == receipt
    again = take(kiosk, card(town.cards[0], at(12, 2)), at(12, 2))
    assert (again.decision, again.elder_fen) == ("served", 400)
    assert Claim.objects.filter(released_by=None).count() == 1


@pytest.mark.parametrize("wrong", ["another canteen", "too late"])
def test_a_void_that_would_have_been_refused_undoes_nothing_by_coming_first(wrong: str) -> None:
    town = small_town(elders=1, canteens=2)
    here, there = town.kiosks
    item = card(town.cards[0], at(11, 5))
    kiosk, when = (there, at(11, 6)) if wrong == "another canteen" else (here, at(11, 30))
    assert undo(town, kiosk, item["id"], when) == ("parked", "waiting-for-check-in")
    take(here, item, at(12), sent_at=at(12))
    assert (Order.objects.get().state, ParkedVoid.objects.get().applied_at) == ("served", None)
    assert not Entry.objects.filter(kind="reversal").exists()


def test_who_asked_too_late_before_the_check_in_came_is_not_the_second_person() -> None:
    town = small_town(elders=1, kiosks=2)
    kiosk, counter = town.kiosks
    item = card(town.cards[0], at(11, 5))
    undo(town, counter, item["id"], at(11, 30))
    take(kiosk, item, at(12), sent_at=at(12))
    places = frozenset({kiosk.canteen_id})
    asker, other = (Actor(staff.id, "", (Held(Role.MANAGER, places),)) for staff in (town.counter, town.second))
    with pytest.raises(SecondPersonNeeded):
        void_late(actor=asker, check_in_id=UUID(item["id"]), reason="", now=at(12, 5))
    void_late(actor=other, check_in_id=UUID(item["id"]), reason="", now=at(12, 5))
    assert Order.objects.get().state == "voided"


def test_a_parked_void_of_what_moved_no_money_is_done_with() -> None:
    town = small_town(elders=1)
    kiosk = town.kiosks[0]
    item = card("NOBODY99", at(11, 5))
    undo(town, kiosk, item["id"], at(11, 6))
    assert take(kiosk, item, at(11, 7), sent_at=at(11, 7)).reason == "unknown-credential"
    assert ParkedVoid.objects.get().applied_at == at(11, 7)


def test_a_void_of_nothing_waits_and_costs_nothing() -> None:
    town = small_town(elders=1)
    assert undo(town, town.kiosks[0], new_id(), at(11, 6)) == ("parked", "waiting-for-check-in")
    assert not Entry.objects.exists()
    assert drawn() == {"joint": 0, "charity": 0}


@pytest.mark.parametrize("staff", [False, True])
def test_a_void_that_came_before_a_guest_undoes_her_too(staff: bool) -> None:
    """The page made both ids; the press that served was sent again after the one that undid."""
    town = small_town(elders=1)
    place, served = town.canteens[0].id, new_id()
    desk = Actor(town.counter.id, town.counter.name, (Held(Role.COUNTER, frozenset({place}), frozenset()),))
    early = undo_at_desk(actor=desk, canteen_id=place, attempt_id=new_id(), of=served, now=at(11, 5))
    assert (early.decision, early.reason) == ("parked", "waiting-for-check-in")
    guest = serve_guest(actor=desk, canteen_id=place, attempt_id=served, staff=staff, now=at(11, 6))
    assert guest.decision == "served"
    assert ParkedVoid.objects.get().applied_at == at(11, 6)
    assert Order.objects.get().state == "voided"
    assert balances() == Counter()
    assert Entry.objects.filter(kind="reversal").count() == 1
    assert serve_guest(actor=desk, canteen_id=place, attempt_id=served, staff=staff, now=at(11, 7)) == guest
    assert Entry.objects.count() == 2
