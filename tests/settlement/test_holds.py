"""A held share rests in suspense, is cleared by a person, and every stored balance follows (D5, D14, D16, R3)."""

from datetime import date
from uuid import UUID

import pytest

from canteen.core.month import Month
from canteen.core.scope import OutOfScope, Role
from canteen.models import Deed
from settlement.core import chart
from settlement.models import Allotment, Entry, Hold, Posting
from settlement.operations.funds import allot
from settlement.operations.holds import (
    AllotmentTooSmall,
    BadHold,
    ElderNotRaised,
    NothingToHold,
    clear_hold,
    hold_share,
)
from settlement.queries.balances import balance_of, balances_of, due_of
from settlement.queries.discrepancies import discrepancies
from settlement.queries.holds import HoldCleared, NoSuchHold, NoSuchMealEntry, open_holds
from tests.settlement.acting import (
    CLOSING,
    DECEMBER,
    NOVEMBER,
    actor,
    books_of,
    close,
    eat,
    fund_month,
    maker,
    submit,
    undo,
)
from tests.town import DOCUMENT, Town, at, small_town

pytestmark = pytest.mark.django_db

NOW = at(15)


def funded() -> Town:
    """A town whose allotments stand in the ledger."""
    town = small_town(allotted_fen={})
    fund_month(town)
    return town


def meal() -> UUID:
    """The entry of the only meal."""
    return Entry.objects.get(kind="meal").id


def drawn(month: Month = NOVEMBER) -> dict[str, int]:
    """What every fund has paid in a month, as stored."""
    return dict(Allotment.objects.filter(month=month.first).values_list("fund__key", "drawn_fen"))


def test_a_share_held_and_cleared_again_leaves_every_balance_right() -> None:
    town = funded()
    eat(town, 0, at(11))
    place = town.canteens[0].id
    assert drawn() == {"joint": 500, "charity": 100}
    hold = hold_share(actor=maker(town), entry_id=meal(), payer="fund:joint", reason="户籍待核实", now=NOW)
    assert drawn() == {"joint": 0, "charity": 100}
    assert balance_of(address=chart.suspense(place)) == 500
    assert discrepancies(books=books_of(town)) == ()
    assert [(seen.fen, seen.words) for seen in open_holds(actor=maker(town))] == [(500, "人工挂起，待核实")]
    assert Hold.objects.get().reason == "by-hand"
    assert Deed.objects.get(verb="hold").reason == "户籍待核实"
    entry = clear_hold(actor=maker(town), hold_id=hold, payer="fund:charity", reason="已核实", now=NOW)
    assert Hold.objects.get().cleared_by_id == entry
    assert drawn() == {"joint": 0, "charity": 600}
    assert balance_of(address=chart.suspense(place)) == 0
    assert open_holds(actor=maker(town)) == ()
    assert discrepancies(books=books_of(town)) == ()
    with pytest.raises(HoldCleared):
        clear_hold(actor=maker(town), hold_id=hold, payer="canteen", reason="已核实", now=NOW)


@pytest.mark.parametrize("cleared_to", [None, "fund:joint", "fund:charity", "canteen"])
def test_a_void_undoes_what_was_held_and_cleared_too(cleared_to: str | None) -> None:
    town = funded()
    receipt = eat(town, 0, at(11))
    hold = hold_share(actor=maker(town), entry_id=meal(), payer="fund:joint", reason="待核实", now=at(11, 1))
    if cleared_to:
        clear_hold(actor=maker(town), hold_id=hold, payer=cleared_to, reason="已核实", now=at(11, 2))
    assert undo(town, receipt, at(11, 5)).decision == "voided"
    place = town.canteens[0].id
    touched = [chart.earned(place), chart.suspense(place), chart.borne(place), chart.due(town.elders[0].id)]
    assert set(balances_of(addresses=touched).values()) == {0}
    assert drawn() == {"joint": 0, "charity": 0}
    assert open_holds(actor=maker(town)) == ()
    assert discrepancies(books=books_of(town)) == ()
    assert eat(town, 0, at(11, 6)).elder_fen == 400


def test_a_meal_that_was_held_by_the_split_and_then_voided_leaves_nothing_open() -> None:
    town = small_town(allotted_fen={}, document={**DOCUMENT, "layers": [_holding_layer()]})
    receipt = eat(town, 0, at(11))
    assert [(seen.fen, seen.words) for seen in open_holds(actor=maker(town))] == [(500, "资金额度不足")]
    hold_share(actor=maker(town), entry_id=meal(), payer="elder", reason="待核实", now=at(11, 1))
    assert sum(seen.fen for seen in open_holds(actor=maker(town))) == 1000
    undo(town, receipt, at(11, 5))
    assert open_holds(actor=maker(town)) == ()
    assert balance_of(address=chart.suspense(town.canteens[0].id)) == 0
    assert discrepancies(books=books_of(town)) == ()


def _holding_layer() -> object:
    layer = dict(DOCUMENT["layers"][0])
    return {**layer, "empty": {"then": "hold", "part": True}}


def test_the_elder_is_never_asked_for_more_than_was_decided() -> None:
    town = funded()
    eat(town, 0, at(11))
    hold = hold_share(actor=maker(town), entry_id=meal(), payer="fund:joint", reason="待核实", now=NOW)
    with pytest.raises(ElderNotRaised):
        clear_hold(actor=maker(town), hold_id=hold, payer="elder", reason="已核实", now=NOW)
    assert due_of(elder_id=town.elders[0].id) == 400
    hers = hold_share(actor=maker(town), entry_id=meal(), payer="elder", reason="待核实", now=NOW)
    assert due_of(elder_id=town.elders[0].id) == 0
    clear_hold(actor=maker(town), hold_id=hers, payer="elder", reason="已核实", now=NOW)
    assert due_of(elder_id=town.elders[0].id) == 400


def test_a_policy_may_allow_that_a_ruling_raises_her_share() -> None:
    town = small_town(allotted_fen={}, document={**DOCUMENT, "redecision": {"may_raise_elder": True}})
    fund_month(town)
    eat(town, 0, at(11))
    hold = hold_share(actor=maker(town), entry_id=meal(), payer="fund:joint", reason="待核实", now=NOW)
    clear_hold(actor=maker(town), hold_id=hold, payer="elder", reason="已核实", now=NOW)
    assert due_of(elder_id=town.elders[0].id) == 900
    assert discrepancies(books=books_of(town)) == ()


def test_an_empty_allotment_clears_nothing() -> None:
    town = small_town(allotted_fen={})
    fund_month(town, allotted_fen={"joint": 500, "charity": 599})
    eat(town, 0, at(11))
    hold = hold_share(actor=maker(town), entry_id=meal(), payer="fund:joint", reason="待核实", now=NOW)
    with pytest.raises(AllotmentTooSmall):
        clear_hold(actor=maker(town), hold_id=hold, payer="fund:charity", reason="已核实", now=NOW)
    with pytest.raises(AllotmentTooSmall):
        clear_hold(actor=maker(town), hold_id=hold, payer="fund:nobody", reason="已核实", now=NOW)
    assert Hold.objects.get().cleared_by is None
    allot(actor=maker(town), fund_key="charity", canteen_id=town.canteens[0].id, month=NOVEMBER, fen=1, now=NOW)
    clear_hold(actor=maker(town), hold_id=hold, payer="fund:charity", reason="已核实", now=NOW)
    assert drawn() == {"joint": 0, "charity": 600}


def test_a_hold_of_a_sealed_month_is_cleared_in_the_next_one_and_draws_that_one() -> None:
    town = funded()
    eat(town, 0, at(11))
    hold = hold_share(actor=maker(town), entry_id=meal(), payer="fund:joint", reason="待核实", now=NOW)
    close(town)
    place = town.canteens[0].id
    with pytest.raises(AllotmentTooSmall):
        clear_hold(actor=maker(town), hold_id=hold, payer="fund:joint", reason="已核实", now=CLOSING)
    allot(actor=maker(town), fund_key="joint", canteen_id=place, month=DECEMBER, fen=700, now=CLOSING)
    entry_id = clear_hold(actor=maker(town), hold_id=hold, payer="fund:joint", reason="已核实", now=CLOSING)
    entry = Entry.objects.get(id=entry_id)
    assert (entry.books_id, entry.for_month, entry.service_on) == (
        books_of(town, DECEMBER).id,
        NOVEMBER.first,
        date(2026, 11, 20),
    )
    assert (drawn(NOVEMBER)["joint"], drawn(DECEMBER)) == (0, {"joint": 500})
    assert balance_of(address=chart.allotted("joint", place, DECEMBER)) == -200
    for month in (NOVEMBER, DECEMBER):
        assert discrepancies(books=books_of(town, month)) == ()


def test_a_share_of_a_sealed_month_is_held_as_a_late_fact_and_the_fund_gets_its_money_back() -> None:
    town = funded()
    receipt = eat(town, 0, at(11))
    close(town)
    place = town.canteens[0].id
    hold_share(actor=maker(town), entry_id=meal(), payer="fund:charity", reason="待核实", now=CLOSING)
    assert balance_of(address=chart.returned("charity")) == -100
    assert balance_of(address=chart.allotted("charity", place, NOVEMBER)) == 0
    assert drawn(NOVEMBER)["charity"] == 100
    held = Entry.objects.get(kind="hold")
    assert (held.books_id, held.for_month) == (books_of(town, DECEMBER).id, NOVEMBER.first)
    # and the void of the whole meal gives charity nothing twice
    undo(town, receipt, at(11, 5), CLOSING)
    assert balance_of(address=chart.returned("charity")) == -100
    assert balance_of(address=chart.suspense(place)) == 0
    for month in (NOVEMBER, DECEMBER):
        assert discrepancies(books=books_of(town, month)) == ()


def test_what_is_not_there_is_not_held() -> None:
    town = funded()
    receipt = eat(town, 0, at(11))
    entry_id = meal()
    with pytest.raises(NothingToHold):
        hold_share(actor=maker(town), entry_id=entry_id, payer="canteen", reason="待核实", now=NOW)
    for payer, reason in (("suspense", "x"), ("fund:", "x"), ("elder", " "), ("elder", "长" * 201)):
        with pytest.raises(BadHold):
            hold_share(actor=maker(town), entry_id=entry_id, payer=payer, reason=reason, now=NOW)
    undo(town, receipt, at(11, 5))
    with pytest.raises(NoSuchMealEntry):
        hold_share(actor=maker(town), entry_id=entry_id, payer="elder", reason="待核实", now=NOW)
    assert Hold.objects.count() == 0


def test_another_towns_finance_neither_sees_nor_decides() -> None:
    town = small_town(canteens=2, allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    hold = hold_share(actor=maker(town), entry_id=meal(), payer="fund:joint", reason="待核实", now=NOW)
    stranger = actor(town.second, Role.FINANCE, canteens=town.canteens[1:])
    assert open_holds(actor=stranger) == ()
    with pytest.raises(NoSuchHold):
        clear_hold(actor=stranger, hold_id=hold, payer="canteen", reason="已核实", now=NOW)
    with pytest.raises(NoSuchMealEntry):
        hold_share(actor=stranger, entry_id=meal(), payer="elder", reason="待核实", now=NOW)
    with pytest.raises(OutOfScope):
        open_holds(actor=actor(town.second, Role.COUNTER, canteens=town.canteens))
    assert Posting.objects.filter(entry__kind="hold").count() == 1
    submit(town)
    assert Entry.objects.filter(kind="clearing").count() == 0
