"""Whose hands a settlement between two funds goes through, what each leaves, and what is no part of it (D9, S4)."""

from datetime import date, timedelta

import pytest

from canteen.core.month import Month
from canteen.core.scope import Actor, Held, OutOfScope, Role
from canteen.models import Deed, Region, Staff
from canteen.operations.proposals import OneHand
from settlement.models import Account, Netting
from settlement.operations.netting import AdvancesChanged, agree_netting, propose_netting, withdraw_netting
from settlement.queries.balances import balances_of
from settlement.queries.fund_moves import fund_seen
from settlement.queries.netting import Between, NoSuchNetting, Outstanding, between_funds, outstanding, waits_for
from tests.settlement.acting import CLOSING, DECEMBER, NOVEMBER, actor, checker, close, eat, fund_month, maker, undo
from tests.settlement.advancing import visitors
from tests.settlement.test_netting import agree, all_agree, free, propose, sealed, shown
from tests.town import DAY, Town, at, small_town

pytestmark = pytest.mark.django_db


def finance(staff: Staff, region: Region) -> Actor:
    """Finance of one region alone."""
    return actor(staff, Role.FINANCE, canteens=(), regions=[region.id])


def third(town: Town) -> Region:
    """A region that is neither's."""
    return Region.objects.create(number=9, key="third", name="丙镇", level="town")


def take_back(by: Actor, row: Netting) -> None:
    withdraw_netting(actor=by, netting_id=row.id, now=CLOSING)


def test_who_may_only_look_at_both_has_no_hand_in_it() -> None:
    """Finance of a third region, who is clerk and auditor of these two."""
    town = sealed(owed_by="district")
    both = frozenset({town.region.id, town.district.id})
    elsewhere = Held(Role.FINANCE, frozenset(), frozenset({third(town).id}))
    reader = Actor(
        town.counter.id,
        town.counter.name,
        (elsewhere, *(Held(role, frozenset(), both) for role in (Role.CLERK, Role.AUDITOR))),
    )
    [seen] = shown(town)
    assert waits_for(row=seen, actor=reader) == ()
    with pytest.raises(OutOfScope):
        propose(town, reader)
    row = propose(town)
    with pytest.raises(OutOfScope):
        agree(town, row, reader)
    with pytest.raises(OutOfScope):
        take_back(reader, row)
    row.refresh_from_db()
    assert (row.agreed_by, row.withdrawn_by) == (None, None)


def test_finance_of_a_third_region_sees_nothing_of_it() -> None:
    town = sealed(owed_by="district")
    stranger = finance(town.counter, third(town))
    [seen] = shown(town)
    with pytest.raises(AdvancesChanged):
        propose_netting(actor=stranger, month=NOVEMBER, seen_mark=seen.mark, now=CLOSING)
    row = propose(town)
    with pytest.raises(NoSuchNetting):
        agree(town, row, stranger)
    with pytest.raises(NoSuchNetting):
        take_back(stranger, row)


def test_either_side_proposes_and_either_takes_it_back_and_only_who_pays_agrees() -> None:
    town = sealed(owed_by="district")
    pays, gets = finance(town.counter, town.district), finance(town.second, town.region)
    [seen] = shown(town)
    assert (seen.debtor.key, seen.creditor.key) == ("district", "charity")
    for mine, other in ((pays, gets), (gets, pays)):
        assert waits_for(row=seen, actor=mine) == ("propose",)
        row = propose(town, mine)
        take_back(other, row)
        row.refresh_from_db()
        assert (row.withdrawn_by_id, row.agreed_by) == (other.staff_id, None)
    propose(town)
    [waiting] = shown(town)
    ways = {"pays": pays, "gets": gets, "proposed": maker(town)}
    assert {name: waits_for(row=waiting, actor=each) for name, each in ways.items()} == {
        "pays": ("agree", "withdraw"),
        "gets": ("withdraw",),
        "proposed": ("withdraw",),
    }


def test_only_the_net_of_the_two_moves_and_it_is_written_down_by_whom_and_when() -> None:
    """The joint fund paid 5 for the charity's people, the charity 1 for its: 4 go over, 1 : 1 to who feeds it."""
    town = small_town(canteens=2, allotted_fen={})
    fund_month(town)
    with visitors(by="joint", owed_by="charity"):
        eat(town, 0, at(11))
    with visitors(by="charity", owed_by="joint"):
        eat(town, 1, at(11, 1))
    for place in (0, 1):
        close(town, canteen=place)
    [one] = shown(town)
    assert (one.debtor.key, one.creditor.key) == ("charity", "joint")
    assert (one.paid_fen, one.back_fen, one.fen, one.books) == (500, 100, 400, 1)
    before = {key: free(key) for key in ("district", "town", "charity")}
    row = propose(town)
    agreed_at = CLOSING + timedelta(hours=1)
    agree_netting(actor=checker(town), netting_id=row.id, now=agreed_at)
    assert {key: free(key) - fen for key, fen in before.items()} == {"district": 200, "town": 200, "charity": -400}
    row.refresh_from_db()
    assert (row.month, row.debtor.key, row.creditor.key, row.fen) == (NOVEMBER.first, "charity", "joint", 400)
    assert (row.proposed_by, row.proposed_at) == (town.clerk, CLOSING)
    assert (row.agreed_by, row.agreed_at) == (town.second, agreed_at)
    assert row.entry is not None
    assert row.entry.explanation == {"netting": str(row.id)}
    both = {"fen": 400, "debtor": "charity", "creditor": "joint"}
    deeds = Deed.objects.filter(subject_kind="netting", subject_id=row.id).order_by("at")
    assert list(deeds.values_list("verb", "staff", "at", "detail")) == [
        ("propose netting", town.clerk.id, CLOSING, both | {"month": "2026-11"}),
        ("agree netting", town.second.id, agreed_at, both | {"entry": str(row.entry_id)}),
    ]
    assert all_agree(town)


def test_a_fund_that_feeds_the_joint_one_it_owes_pays_itself_nothing() -> None:
    """The joint fund paid 5 for the town's people, and half of it is the town's own money."""
    town = small_town(allotted_fen={})
    fund_month(town)
    with visitors(by="joint", owed_by="town"):
        eat(town, 0, at(11))
    close(town)
    assert settled(town, NOVEMBER, "town", "joint") == {"district": 250, "town": -250, "charity": 0}
    assert between_funds(actor=maker(town)) == ()


def test_what_is_owed_back_of_a_meal_that_was_undone_is_paid_back() -> None:
    """November is settled with the meal, December without it: nothing is left between the two."""
    town = small_town(allotted_fen={})
    fund_month(town)
    with visitors():
        receipt = eat(town, 0, at(11))
    close(town)
    there = settled(town, NOVEMBER, "town", "charity")
    undo(town, receipt, at(11, 5), CLOSING)
    close(town, DECEMBER, at(9, on=DECEMBER.next().first))
    back = settled(town, DECEMBER, "charity", "town")
    assert there == {"district": 0, "town": -100, "charity": 100}
    assert back == {"district": 0, "town": 100, "charity": -100}
    between = Account.objects.filter(address__regex="/(advanced|owed)/").values_list("address", flat=True)
    assert set(balances_of(addresses=between).values()) == {0}


def test_what_is_taken_back_is_written_down() -> None:
    town = sealed()
    row = propose(town)
    take_back(checker(town), row)
    deed = Deed.objects.get(verb="withdraw netting")
    assert (deed.staff_id, deed.at, deed.subject_id) == (town.second.id, CLOSING, row.id)
    assert deed.detail == {"fen": 300, "debtor": "town", "creditor": "charity"}


def test_who_could_sign_in_as_who_proposed_does_not_agree_however_long_afterwards() -> None:
    town = sealed()
    row = propose(town)
    them = Staff.objects.filter(id=town.clerk.id)
    them.update(password_set_by=town.second, password_set_at=CLOSING - timedelta(days=1))
    later = CLOSING + timedelta(days=30)
    with pytest.raises(OneHand):
        agree_netting(actor=checker(town), netting_id=row.id, now=later)
    them.update(password_set_at=CLOSING - timedelta(days=8))
    agree_netting(actor=checker(town), netting_id=row.id, now=later)


def test_what_is_sealed_later_or_of_another_month_or_fund_is_no_part_of_it() -> None:
    """Each settlement closes what was shown of just these two in just this month, and moves just that."""
    in_december = date(2026, 12, 2)
    town = small_town(canteens=2, allotted_fen={}, days=(DAY, in_december))
    for month in (NOVEMBER, DECEMBER):
        fund_month(town, month=month)
    with visitors():
        eat(town, 0, at(11))
        eat(town, 1, at(11, 1), kiosk=1)
        eat(town, 1, at(11, on=in_december))
    with visitors(by="joint", owed_by="charity"):
        eat(town, 2, at(11, 2))
    new_year = at(9, on=DECEMBER.next().first)
    close(town)
    found = [settled(town, NOVEMBER, "town", "charity")]
    close(town, canteen=1)
    close(town, DECEMBER, new_year)
    fund_ids = {key: fund.id for key, fund in town.funds.items()}
    of_fund = {key: [two(one) for one in between_funds(actor=maker(town), fund_id=fund_ids[key])] for key in fund_ids}
    here, other, late = ("2026-11", "town", 100), ("2026-11", "charity", 500), ("2026-12", "town", 100)
    assert of_fund == {"district": [], "town": [late, here], "joint": [other], "charity": [late, other, here]}
    found += [settled(town, month, *pair) for month, *pair in TURNS]
    paid = {"district": 0, "town": -100, "charity": 100}
    assert found == [paid, {"district": 250, "town": 250, "charity": -500}, paid, paid]
    assert between_funds(actor=maker(town)) == ()
    seen = {row.receivables.count() for row in Netting.objects.all()}
    assert (seen, Netting.objects.count()) == ({1}, 4)
    assert {row.state for row in shown(town)} == {"settled"}
    assert [waits_for(row=row, actor=maker(town)) for row in shown(town)] == [()] * 3
    funds = [fund_seen(actor=maker(town), fund_id=fund_ids[key]) for key in ("town", "charity", "joint")]
    assert {outstanding(fund=each) for each in funds} == {Outstanding(0, 0)}
    assert all_agree(town)


TURNS = ((NOVEMBER, "charity", "joint"), (NOVEMBER, "town", "charity"), (DECEMBER, "town", "charity"))


def two(one: Between) -> tuple[str, str, int]:
    """The month, who owes, and how much."""
    return str(one.month), one.debtor.key, one.fen


def settled(town: Town, month: Month, debtor: str, creditor: str) -> dict[str, int]:
    """Propose and agree what is open of the two; what that moved of what is free of each fund."""
    before = {key: free(key) for key in ("district", "town", "charity")}
    [one] = [
        one
        for one in between_funds(actor=maker(town), month=month)
        if (one.state, one.debtor.key, one.creditor.key) == ("open", debtor, creditor)
    ]
    now = at(10, on=DECEMBER.next().first)
    row = propose_netting(actor=maker(town), month=month, seen_mark=one.mark, now=now)
    agree_netting(actor=checker(town), netting_id=row, now=now)
    return {key: free(key) - fen for key, fen in before.items()}
