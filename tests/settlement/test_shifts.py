"""Cash settles what is due, a credit is handed back from the drawer, and the drawer is counted (D6, D13)."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest

from canteen.core.scope import Actor, OutOfScope, Role
from canteen.models import Deed, Fact
from canteen.models.ids import new_id
from canteen.queries.elders import NoSuchElder
from settlement.models import Entry, Shift
from settlement.operations.shifts import BadCash, ShiftClosed, ShiftOpen, close_shift, open_shift
from settlement.operations.tender import (
    DrawerTooEmpty,
    MoreThanDue,
    NoSuchCredit,
    Tendered,
    TooLittleGiven,
    TooMuchGiven,
    hand_back,
    take_cash,
)
from settlement.queries.balances import due_of
from settlement.queries.shifts import NoSuchShift, open_shift_of, shift_sums
from tests.settlement.acting import actor, cashier, eat, undo
from tests.town import Town, add_fact, at, small_town

pytestmark = pytest.mark.django_db


def of_her_town(town: Town) -> Actor:
    """Who holds the drawer of the first canteen, where the first elder is registered from now on."""
    fact = add_fact(town.elders[0], "registration", str(town.region.id))
    Fact.objects.filter(id=fact.id).update(region=town.region)
    return actor(town.counter, Role.COUNTER, canteens=town.canteens[:1], regions=[town.region.id])


def test_a_note_pays_for_lunch_and_the_screen_shows_the_change() -> None:
    town = small_town()
    shift = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=5000, now=at(10))
    eat(town, 0, at(11))
    elder = town.elders[0].id
    taken = take_cash(actor=cashier(town), shift_id=shift, elder_id=elder, given_fen=1000, now=at(11, 1))
    assert taken == Tendered(taken.entry_id, taken_fen=400, change_fen=600, due_fen=0)
    assert due_of(elder_id=elder) == 0
    sums = shift_sums(actor=cashier(town), shift_id=shift)
    assert (sums.taken_fen, sums.handed_back_fen, sums.expected_fen) == (400, 0, 5400)
    entry = Entry.objects.get(id=taken.entry_id)
    assert (entry.kind, entry.shift_id, entry.books_id) == ("tender", shift, None)


def test_a_part_may_be_paid_and_the_rest_stays_due_in_silence() -> None:
    town = small_town()
    shift = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=0, now=at(10))
    eat(town, 0, at(11))
    elder = town.elders[0].id
    taken = take_cash(actor=cashier(town), shift_id=shift, elder_id=elder, given_fen=300, fen=150, now=at(11, 1))
    assert (taken.taken_fen, taken.change_fen, taken.due_fen) == (150, 150, 250)
    assert eat(town, 0, at(16, 30)).decision == "served"
    assert due_of(elder_id=elder) == 650
    with pytest.raises(MoreThanDue):
        take_cash(actor=cashier(town), shift_id=shift, elder_id=elder, given_fen=1000, fen=651, now=at(17))
    with pytest.raises(TooLittleGiven):
        take_cash(actor=cashier(town), shift_id=shift, elder_id=elder, given_fen=649, now=at(17))


def test_nobody_lays_down_a_note_that_the_sum_does_without() -> None:
    town = small_town()
    shift = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=50000, now=at(10))
    eat(town, 0, at(11))
    cash: dict[str, Any] = {"actor": cashier(town), "shift_id": shift, "elder_id": town.elders[0].id, "now": at(11, 1)}
    for fen in (100_00 + 400, 1234_56):
        with pytest.raises(TooMuchGiven):
            take_cash(**cash, given_fen=fen)
    assert Entry.objects.filter(kind="tender").count() == 0
    assert take_cash(**cash, given_fen=100_00 + 399).change_fen == 99_99


def test_a_void_after_cash_becomes_her_credit_and_is_handed_back() -> None:
    town = small_town()
    shift = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=0, now=at(10))
    receipt = eat(town, 0, at(11))
    elder = town.elders[0].id
    take_cash(actor=cashier(town), shift_id=shift, elder_id=elder, given_fen=400, now=at(11, 1))
    undo(town, receipt, at(11, 2))
    assert due_of(elder_id=elder) == -400
    with pytest.raises(NoSuchCredit):
        hand_back(actor=cashier(town), shift_id=shift, elder_id=elder, fen=401, now=at(11, 3))
    back = hand_back(actor=cashier(town), shift_id=shift, elder_id=elder, now=at(11, 3))
    assert (back.taken_fen, back.change_fen, back.due_fen) == (-400, 0, 0)
    sums = shift_sums(actor=cashier(town), shift_id=shift)
    assert (sums.taken_fen, sums.handed_back_fen, sums.expected_fen) == (400, 400, 0)
    with pytest.raises(NoSuchCredit):
        hand_back(actor=cashier(town), shift_id=shift, elder_id=elder, now=at(11, 4))


def test_a_drawer_gives_only_what_is_in_it() -> None:
    town = small_town()
    first = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=0, now=at(10))
    receipt = eat(town, 0, at(11))
    elder = town.elders[0].id
    take_cash(actor=cashier(town), shift_id=first, elder_id=elder, given_fen=400, now=at(11, 1))
    close_shift(actor=cashier(town), shift_id=first, counted_fen=400, now=at(11, 2))
    undo(town, receipt, at(11, 3))
    second = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=399, now=at(11, 4))
    with pytest.raises(DrawerTooEmpty):
        hand_back(actor=cashier(town), shift_id=second, elder_id=elder, now=at(11, 5))
    assert hand_back(actor=cashier(town), shift_id=second, elder_id=elder, fen=399, now=at(11, 6)).due_fen == -1


def test_a_closed_shift_says_what_is_missing_and_takes_no_more() -> None:
    town = small_town()
    shift = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=5000, now=at(10))
    eat(town, 0, at(11))
    elder = town.elders[0].id
    take_cash(actor=cashier(town), shift_id=shift, elder_id=elder, given_fen=400, now=at(11, 1))
    sums = close_shift(actor=cashier(town), shift_id=shift, counted_fen=5350, reason="少找了", now=at(14))
    assert (sums.expected_fen, sums.counted_fen, sums.difference_fen) == (5400, 5350, -50)
    with pytest.raises(ShiftClosed):
        take_cash(actor=cashier(town), shift_id=shift, elder_id=elder, given_fen=400, now=at(14, 1))
    with pytest.raises(ShiftClosed):
        close_shift(actor=cashier(town), shift_id=shift, counted_fen=5350, reason="少找了", now=at(14, 1))
    assert list(Deed.objects.filter(subject_kind="shift").order_by("id").values_list("verb", flat=True)) == [
        "open",
        "close",
    ]


def test_a_reason_is_cut_and_holds_no_number_of_a_person() -> None:
    """Closing must not fail over its explanation; what is cut is masked before."""
    town = small_town()
    shift = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=5000, now=at(10))
    why = f"{'找' * 190}330503194001011234{'零' * 100}"
    close_shift(actor=cashier(town), shift_id=shift, counted_fen=4990, reason=why, now=at(14))
    kept, told = Shift.objects.get().reason, Deed.objects.get(verb="close").reason
    assert (len(kept), kept, "19400" in kept) == (200, told, False)


def test_one_open_shift_each_and_nobody_reaches_into_another_drawer() -> None:
    town = small_town(canteens=2)
    place = town.canteens[0].id
    shift = open_shift(actor=cashier(town), canteen_id=place, float_fen=0, now=at(10))
    with pytest.raises(ShiftOpen):
        open_shift(actor=cashier(town), canteen_id=place, float_fen=0, now=at(10, 1))
    found = open_shift_of(actor=cashier(town), canteen_id=place)
    assert found is not None
    assert found.id == shift
    eat(town, 0, at(11))
    other = actor(town.second, Role.COUNTER, canteens=town.canteens)
    with pytest.raises(NoSuchShift):
        take_cash(actor=other, shift_id=shift, elder_id=town.elders[0].id, given_fen=400, now=at(11, 1))
    neighbour = actor(town.second, Role.MANAGER, canteens=town.canteens[1:])
    with pytest.raises(NoSuchShift):
        close_shift(actor=neighbour, shift_id=shift, counted_fen=0, now=at(14))
    with pytest.raises(NoSuchShift):
        shift_sums(actor=neighbour, shift_id=shift)
    with pytest.raises(OutOfScope):
        open_shift(actor=neighbour, canteen_id=place, float_fen=0, now=at(10))
    manager = actor(town.second, Role.MANAGER, canteens=town.canteens[:1])
    assert close_shift(actor=manager, shift_id=shift, counted_fen=0, reason="人已离开", now=at(14)).difference_fen == 0


def test_nonsense_moves_nothing() -> None:
    town = small_town()
    shift = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=0, now=at(10))
    with pytest.raises(NoSuchElder):
        take_cash(actor=cashier(town), shift_id=shift, elder_id=new_id(), given_fen=100, now=at(11))
    with pytest.raises(MoreThanDue):
        take_cash(actor=of_her_town(town), shift_id=shift, elder_id=town.elders[0].id, given_fen=100, now=at(11))
    for fen in (0, -1, 10**9):
        with pytest.raises(BadCash):
            take_cash(actor=cashier(town), shift_id=shift, elder_id=town.elders[0].id, given_fen=fen, now=at(11))
    with pytest.raises(BadCash):
        close_shift(actor=cashier(town), shift_id=shift, counted_fen=-1, now=at(14))
    assert Entry.objects.count() == 0


def test_cash_moves_for_who_is_of_these_regions_or_ate_at_this_canteen_and_for_nobody_else() -> None:
    """Nobody here learns, pays or takes away what an elder of elsewhere owes or has to her credit."""
    town = small_town(canteens=2)
    here, away = town.canteens
    elder = town.elders[0].id
    receipt = eat(town, 0, at(11), kiosk=1)
    there = actor(town.second, Role.COUNTER, canteens=[away])
    shift = open_shift(actor=there, canteen_id=away.id, float_fen=0, now=at(10))
    take_cash(actor=there, shift_id=shift, elder_id=elder, given_fen=400, now=at(11, 1))
    stranger = actor(town.counter, Role.COUNTER, canteens=[here])
    drawer = open_shift(actor=stranger, canteen_id=here.id, float_fen=5000, now=at(10))
    asks: Mapping[str, Callable[[UUID], Tendered]] = {
        "take": lambda whom: take_cash(actor=stranger, shift_id=drawer, elder_id=whom, given_fen=400, now=at(11, 2)),
        "back": lambda whom: hand_back(actor=stranger, shift_id=drawer, elder_id=whom, now=at(11, 2)),
    }

    def refused(whom: UUID) -> list[object]:
        words: list[object] = []
        for ask in asks.values():
            with pytest.raises(NoSuchElder) as no:
                ask(whom)
            words.append((no.value.code, no.value.zh, str(no.value)))
        return words

    entries = Entry.objects.count()
    assert refused(elder) == refused(new_id())
    undo(town, receipt, at(11, 3), kiosk=1)
    assert due_of(elder_id=elder) == -400
    assert refused(elder) == refused(new_id())
    assert Entry.objects.count() == entries + 1
    # Whoever registers her, and whoever gave her lunch, settles with her.
    local = of_her_town(town)
    assert hand_back(actor=local, shift_id=drawer, elder_id=elder, fen=100, now=at(11, 4)).due_fen == -300
    eat(town, 0, at(16, 30))
    assert take_cash(actor=stranger, shift_id=drawer, elder_id=elder, given_fen=100, now=at(17)).due_fen == 0
