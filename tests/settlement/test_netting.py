"""What funds paid for one another's people is settled by two persons, to the fen and once (D9, S4, R4)."""

from collections.abc import Callable

import pytest

from canteen.core.month import Month
from canteen.core.scope import Actor, OutOfScope, Role
from canteen.models import Deed, Staff
from canteen.operations.proposals import OneHand
from settlement.models import Entry, Netting, Receivable
from settlement.operations.funds import FundTooSmall, allot, appropriate
from settlement.operations.netting import (
    AdvancesChanged,
    NettingDecided,
    NettingNeedsSecondPerson,
    agree_netting,
    propose_netting,
    withdraw_netting,
)
from settlement.queries.balances import balance_of, balances_of
from settlement.queries.discrepancies import discrepancies
from settlement.queries.fund_moves import fund_seen
from settlement.queries.netting import Between, between_funds, outstanding
from tests.settlement.acting import (
    CLOSING,
    DECEMBER,
    NOVEMBER,
    actor,
    books_of,
    checker,
    close,
    eat,
    fund_month,
    maker,
    undo,
    whole,
)
from tests.settlement.advancing import visitors
from tests.town import Town, at, small_town

pytestmark = pytest.mark.django_db
LATER = at(9, on=DECEMBER.next().first)


def sealed(owed_by: str = "town") -> Town:
    """Two visitors ate at one canteen, one at another; the charity paid 1 yuan of each. Both months are sealed."""
    town = small_town(canteens=2, allotted_fen={})
    fund_month(town)
    with visitors(owed_by=owed_by):
        eat(town, 0, at(11))
        eat(town, 1, at(11, 1))
        eat(town, 2, at(11, 2), kiosk=1)
    for place in (0, 1):
        close(town, canteen=place)
    return town


def shown(town: Town, month: Month | None = NOVEMBER) -> tuple[Between, ...]:
    return between_funds(actor=maker(town), month=month)


def propose(town: Town, by: Actor | None = None) -> Netting:
    """Whoever it is proposes to settle what is shown first."""
    one = shown(town)[0]
    made = propose_netting(actor=by or maker(town), month=NOVEMBER, seen_mark=one.mark, now=CLOSING)
    return Netting.objects.get(id=made)


def agree(town: Town, row: Netting, by: Actor | None = None) -> Entry:
    return Entry.objects.get(id=agree_netting(actor=by or checker(town), netting_id=row.id, now=CLOSING))


def free(key: str) -> int:
    return -balance_of(address=f"fund/{key}/free")


def all_agree(town: Town, *months: Month) -> bool:
    every = [books_of(town, month, place) for month in months or (NOVEMBER,) for place in (0, 1)]
    return [discrepancies(books=each) for each in every] == [()] * len(every)


def test_a_sealed_month_says_who_owes_whom_and_how_much() -> None:
    town = sealed()
    [one] = shown(town)
    assert (one.debtor.key, one.creditor.key, one.paid_fen, one.back_fen, one.fen) == ("town", "charity", 300, 0, 300)
    assert (one.books, one.state, one.month) == (2, "open", NOVEMBER)
    assert shown(town, None) == (one,)
    assert shown(town, DECEMBER) == ()
    seen = [fund_seen(actor=maker(town), fund_id=town.funds[key].id) for key in ("charity", "town")]
    found = [outstanding(fund=each) for each in seen]
    assert [(each.gets_fen, each.gives_fen) for each in found] == [(300, 0), (0, 300)]
    assert all_agree(town)


def test_two_people_settle_it_and_the_money_goes_from_fund_to_fund() -> None:
    town = sealed()
    before = {key: free(key) for key in ("town", "charity")}
    entry = agree(town, propose(town))
    assert (entry.kind, entry.books) == ("netting", None)
    assert {key: free(key) - fen for key, fen in before.items()} == {"town": -300, "charity": 300}
    between = entry.postings.exclude(debit__address__endswith="/free").values_list("credit__address", flat=True)
    assert set(balances_of(addresses=between).values()) == {0}
    assert all(whole(books_of(town, canteen=place)) for place in (0, 1))
    assert shown(town, None) == ()
    [one] = shown(town)
    assert (one.state, one.fen, one.agreed_by_id) == ("settled", 300, town.second.id)
    assert [deed.verb for deed in Deed.objects.filter(subject_kind="netting").order_by("id")] == [
        "propose netting",
        "agree netting",
    ]
    assert all_agree(town)


def test_what_both_paid_is_set_against_each_other() -> None:
    town = small_town(canteens=2, allotted_fen={})
    fund_month(town, allotted_fen={"joint": 100_000, "charity": 10_000, "town": 10_000})
    with visitors():
        eat(town, 0, at(11))
    with visitors(by="joint", owed_by="charity"):
        eat(town, 1, at(11, 1))
    for place in (0, 1):
        close(town, canteen=place)
    assert [(one.debtor.key, one.creditor.key, one.fen) for one in shown(town)] == [
        ("charity", "joint", 500),
        ("town", "charity", 100),
    ]
    before = {key: free(key) for key in ("district", "town", "charity")}
    agree(town, propose(town))  # a joint fund has no money of its own: its contributors get it, 1 : 1
    assert {key: free(key) - fen for key, fen in before.items()} == {"district": 250, "town": 250, "charity": -500}
    assert all_agree(town)


def test_a_meal_undone_after_the_settlement_is_owed_back_with_the_month_it_was_undone_in() -> None:
    town = small_town(canteens=2, allotted_fen={})
    fund_month(town)
    with visitors():
        receipt = eat(town, 0, at(11))
    for place in (0, 1):
        close(town, canteen=place)
    agree(town, propose(town))
    undo(town, receipt, at(11, 5), CLOSING)
    assert discrepancies(books=books_of(town)) == ()
    close(town, DECEMBER, LATER)
    [one] = shown(town, None)
    assert (one.month, one.debtor.key, one.creditor.key, one.fen) == (DECEMBER, "charity", "town", 100)
    assert [discrepancies(books=books_of(town, month)) for month in (NOVEMBER, DECEMBER)] == [(), ()]


def test_nobody_settles_alone() -> None:
    town = sealed()
    row = propose(town)
    with pytest.raises(NettingNeedsSecondPerson):
        agree(town, row, maker(town))
    Staff.objects.filter(id=town.clerk.id).update(password_set_by=town.second, password_set_at=CLOSING)
    with pytest.raises(OneHand):
        agree(town, row)
    assert not Entry.objects.filter(kind="netting").exists()


def test_finance_of_the_fund_that_pays_agrees() -> None:
    town = sealed(owed_by="district")
    elsewhere = actor(town.second, Role.FINANCE, canteens=town.canteens, regions=[town.region.id])
    row = propose(town, elsewhere)
    third = actor(town.counter, Role.FINANCE, canteens=town.canteens, regions=[town.region.id])
    with pytest.raises(OutOfScope):
        agree(town, row, third)
    agree(town, row, actor(town.counter, Role.FINANCE, canteens=(), regions=[town.district.id]))


def test_it_is_proposed_as_it_was_shown_once() -> None:
    town = sealed()
    [one] = shown(town)
    with pytest.raises(AdvancesChanged):
        propose_netting(actor=maker(town), month=NOVEMBER, seen_mark=one.mark + "0", now=CLOSING)
    row = propose(town)
    with pytest.raises(AdvancesChanged):
        propose_netting(actor=maker(town), month=NOVEMBER, seen_mark=one.mark, now=CLOSING)
    withdraw_netting(actor=checker(town), netting_id=row.id, now=CLOSING)
    with pytest.raises(NettingDecided):
        agree(town, row)
    again = propose(town)
    agree(town, again)
    for decided in (
        lambda: agree(town, again),
        lambda: withdraw_netting(actor=maker(town), netting_id=again.id, now=CLOSING),
    ):
        with pytest.raises(NettingDecided):
            decided()
    assert Entry.objects.filter(kind="netting").count() == 1


def test_a_fund_pays_no_more_than_is_free() -> None:
    town = sealed()
    row = propose(town)
    place, rest_fen = town.canteens[0].id, free("town") - 299
    allot(actor=maker(town), fund_key="town", canteen_id=place, month=DECEMBER, fen=rest_fen, now=CLOSING)
    with pytest.raises(FundTooSmall):
        agree(town, row)
    appropriate(actor=maker(town), fund_key="town", fen=1, now=CLOSING)
    agree(town, row)
    assert free("town") == 0


WRONGS: dict[str, tuple[Callable[[], object], list[str]]] = {
    "what was written at the seal": (
        lambda: Receivable.objects.filter(books__canteen__name="第1食堂").update(fen=1),
        ["receivable", "advance-balance"],
    ),
    "a settlement that never was": (
        lambda: Receivable.objects.update(netting=None, settled=False),
        ["advance-balance"],
    ),
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_a_wrong_row_is_named(wrong: str) -> None:
    town = sealed()
    agree(town, propose(town))
    change, codes = WRONGS[wrong]
    change()
    found = discrepancies(books=books_of(town))
    assert [each.code for each in found] == codes
    assert all(each.stored != each.counted and each.words for each in found)
