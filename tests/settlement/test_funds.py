"""A fund lends what it has and never more; a joint one only what every contributor has put aside (R4, D10)."""

from uuid import uuid4

import pytest
from django.db import IntegrityError

from canteen.core.scope import OutOfScope, Role
from canteen.models import Region
from settlement.core.journal import Contributor
from settlement.models import Allotment, Entry, Fund, Posting
from settlement.operations.funds import (
    BadFund,
    FundExists,
    FundTooSmall,
    JointFundHasNoMoney,
    MonthClosed,
    allot,
    appropriate,
    register_fund,
)
from settlement.queries.balances import balances_of
from settlement.queries.funds import NoSuchFund, allotments, funds
from tests.settlement.acting import CLOSING, NOVEMBER, actor, close, eat, fund_month, maker
from tests.town import Town, at, small_town

pytestmark = pytest.mark.django_db

NOW = at(8)


def money(town: Town) -> dict[str, int]:
    """Every balance of the funds, as an accountant reads it: credit is above zero."""
    place = town.canteens[0].id
    kinds = [f"{kind}/{place}/2026-11" for kind in ("allotted", "reserved")] + ["free", "source", "returned"]
    names = {f"fund/{key}/{kind}": f"{key} {kind.split('/')[0]}" for key in town.funds for kind in kinds}
    return {names[address]: -fen for address, fen in balances_of(addresses=names).items() if fen}


def test_what_is_appropriated_may_be_allotted_once() -> None:
    town = small_town(allotted_fen={})
    appropriate(actor=maker(town), fund_key="charity", fen=1000, now=NOW)
    place = town.canteens[0].id
    allot(actor=maker(town), fund_key="charity", canteen_id=place, month=NOVEMBER, fen=700, now=NOW)
    with pytest.raises(FundTooSmall):
        allot(actor=maker(town), fund_key="charity", canteen_id=place, month=NOVEMBER, fen=301, now=NOW)
    allot(actor=maker(town), fund_key="charity", canteen_id=place, month=NOVEMBER, fen=300, now=NOW)
    assert money(town) == {"charity source": -1000, "charity allotted": 1000}
    assert list(Allotment.objects.values_list("fund__key", "fen", "drawn_fen")) == [("charity", 1000, 0)]
    assert Entry.objects.count() == 3


def test_each_contributor_of_a_joint_fund_reserves_its_part_rounded_up() -> None:
    town = small_town(allotted_fen={})
    for key in ("district", "town"):
        appropriate(actor=maker(town), fund_key=key, fen=51, now=NOW)
    place = town.canteens[0].id
    allot(actor=maker(town), fund_key="joint", canteen_id=place, month=NOVEMBER, fen=101, now=NOW)
    assert money(town) == {
        "district source": -51,
        "town source": -51,
        "district reserved": 51,
        "town reserved": 51,
        "joint source": -101,
        "joint allotted": 101,
    }
    with pytest.raises(FundTooSmall):
        allot(actor=maker(town), fund_key="joint", canteen_id=place, month=NOVEMBER, fen=1, now=NOW)


def test_one_poor_contributor_stops_the_joint_fund_and_nothing_is_written() -> None:
    town = small_town(allotted_fen={})
    appropriate(actor=maker(town), fund_key="district", fen=1000, now=NOW)
    with pytest.raises(FundTooSmall):
        allot(actor=maker(town), fund_key="joint", canteen_id=town.canteens[0].id, month=NOVEMBER, fen=100, now=NOW)
    assert money(town) == {"district source": -1000, "district free": 1000}
    assert Allotment.objects.count() == 0
    assert Posting.objects.count() == 1


def test_an_allotment_is_raised_in_the_middle_of_the_month_and_lunch_draws_it() -> None:
    town = small_town(allotted_fen={})
    fund_month(town, allotted_fen={"joint": 500, "charity": 100})
    eat(town, 0, at(11))
    place = town.canteens[0].id
    allot(actor=maker(town), fund_key="joint", canteen_id=place, month=NOVEMBER, fen=500, now=at(11, 5))
    allot(actor=maker(town), fund_key="charity", canteen_id=place, month=NOVEMBER, fen=100, now=at(11, 5))
    assert eat(town, 1, at(11, 10)).elder_fen == 400
    drawn = set(Allotment.objects.values_list("fund__key", "fen", "drawn_fen"))
    assert drawn == {("joint", 1000, 1000), ("charity", 200, 200)}


def test_a_closed_month_is_not_allotted_to() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    close(town)
    with pytest.raises(MonthClosed):
        allot(actor=maker(town), fund_key="charity", canteen_id=town.canteens[0].id, month=NOVEMBER, fen=1, now=CLOSING)


def test_a_joint_fund_is_registered_with_contributors_in_order() -> None:
    town = small_town(allotted_fen={})
    parts = [Contributor("town", 7), Contributor("district", 3)]
    there = town.district.id
    register_fund(
        actor=maker(town),
        region_id=there,
        key="thirty-seventy",
        name="三七共担",
        source="joint",
        parts=parts,
        now=NOW,
    )
    seen = next(fund for fund in funds(actor=maker(town)) if fund.key == "thirty-seventy")
    assert seen.region_id == there
    assert seen.parts == (Contributor("town", 7), Contributor("district", 3))
    with pytest.raises(JointFundHasNoMoney):
        appropriate(actor=maker(town), fund_key="thirty-seventy", fen=1, now=NOW)
    with pytest.raises(FundExists):
        register_fund(actor=maker(town), region_id=there, key="charity", name="又一个", source="charity", now=NOW)


@pytest.mark.parametrize(
    ("key", "source", "parts", "paths"),
    [
        ("Not A Key", "budget", [], ["key"]),
        ("fine", "gold", [], ["source"]),
        ("fine", "joint", [], ["parts"]),
        ("fine", "budget", [Contributor("town", 1)], ["parts"]),
        ("fine", "joint", [Contributor("nobody", 1)], ["parts[0].fund"]),
        ("fine", "joint", [Contributor("joint", 1)], ["parts[0].fund"]),
        ("fine", "joint", [Contributor("town", 1), Contributor("town", 0)], ["parts[1].fund", "parts[1].weight"]),
    ],
)
def test_mistakes_in_a_fund_are_named_by_their_place(
    key: str, source: str, parts: list[Contributor], paths: list[str]
) -> None:
    town = small_town(allotted_fen={})
    with pytest.raises(BadFund) as wrong:
        register_fund(
            actor=maker(town),
            region_id=town.region.id,
            key=key,
            name="名",
            source=source,
            parts=parts,
            now=NOW,
        )
    assert [path for path, _ in wrong.value.fields] == paths
    assert Fund.objects.count() == 4


def test_only_finance_touches_funds_and_only_in_its_own_canteens() -> None:
    town = small_town(canteens=2, allotted_fen={})
    fund_month(town, allotted_fen={"charity": 100})
    elsewhere = actor(town.second, Role.FINANCE, canteens=town.canteens[1:], regions=[town.region.id])
    with pytest.raises(OutOfScope):
        allot(actor=elsewhere, fund_key="charity", canteen_id=town.canteens[0].id, month=NOVEMBER, fen=1, now=NOW)
    clerk = actor(town.second, Role.CLERK, Role.MANAGER, canteens=town.canteens, regions=[town.region.id])
    with pytest.raises(OutOfScope):
        appropriate(actor=clerk, fund_key="charity", fen=1, now=NOW)
    with pytest.raises(OutOfScope):
        funds(actor=clerk)
    seen = allotments(actor=elsewhere, month=NOVEMBER)
    assert [(row.canteen_id, row.fund_key, row.fen) for row in seen] == [(town.canteens[1].id, "charity", 100)]


def test_a_towns_finance_neither_allots_nor_feeds_nor_sees_its_districts_fund() -> None:
    town = small_town(allotted_fen={})
    fund_month(town, allotted_fen={})
    mine = actor(town.second, Role.FINANCE, canteens=town.canteens, regions=[town.region.id])
    place, before = town.canteens[0].id, Entry.objects.count()
    for key in ("district", "joint"):
        with pytest.raises(OutOfScope):
            allot(actor=mine, fund_key=key, canteen_id=place, month=NOVEMBER, fen=1, now=NOW)
    with pytest.raises(OutOfScope):
        appropriate(actor=mine, fund_key="district", fen=1, now=NOW)
    assert [(fund.key, fund.free_fen) for fund in funds(actor=mine)] == [("charity", 10_000_000), ("town", 10_000_000)]
    assert Entry.objects.count() == before
    allot(actor=mine, fund_key="town", canteen_id=place, month=NOVEMBER, fen=1, now=NOW)


def test_another_towns_finance_touches_no_fund_here() -> None:
    town = small_town(canteens=2, allotted_fen={})
    fund_month(town, allotted_fen={})
    there = Region.objects.create(number=9, key="linzhen", name="邻镇", level="town")
    # Even with a canteen of the town in its hands: the money is still not its own.
    stranger = actor(town.second, Role.FINANCE, Role.AUDITOR, canteens=town.canteens[1:], regions=[there.id])
    before = Entry.objects.count()
    for key in town.funds:
        with pytest.raises(OutOfScope):
            allot(actor=stranger, fund_key=key, canteen_id=town.canteens[1].id, month=NOVEMBER, fen=1, now=NOW)
    for key in ("district", "town", "charity"):
        with pytest.raises(OutOfScope):
            appropriate(actor=stranger, fund_key=key, fen=1, now=NOW)
    for region_id in (town.region.id, town.district.id, uuid4()):
        with pytest.raises(OutOfScope):
            register_fund(actor=stranger, region_id=region_id, key="x", name="x", source="budget", now=NOW)
    assert funds(actor=stranger) == ()
    assert (Fund.objects.count(), Entry.objects.count()) == (4, before)


def test_a_joint_fund_takes_only_contributors_of_ones_own_regions() -> None:
    """Else a town would reserve its district's money through a joint fund of its own making."""
    town = small_town(allotted_fen={})
    mine = actor(town.second, Role.FINANCE, canteens=town.canteens, regions=[town.region.id])
    parts = [Contributor("town", 1), Contributor("district", 99)]
    with pytest.raises(BadFund) as wrong:
        register_fund(actor=mine, region_id=town.region.id, key="grab", name="共", source="joint", parts=parts, now=NOW)
    assert [path for path, _ in wrong.value.fields] == ["parts[1].fund"]


def test_nonsense_is_refused_before_anything_is_written() -> None:
    town = small_town(allotted_fen={})
    with pytest.raises(NoSuchFund):
        appropriate(actor=maker(town), fund_key="nobody", fen=1, now=NOW)
    for fen in (0, -5, 10**15):
        with pytest.raises(BadFund):
            appropriate(actor=maker(town), fund_key="charity", fen=fen, now=NOW)
    assert Entry.objects.count() == 0


def test_the_database_itself_refuses_a_draw_beyond_the_allotment() -> None:
    small_town(allotted_fen={"charity": 100})
    with pytest.raises(IntegrityError):
        Allotment.objects.update(drawn_fen=101)


def test_a_joint_fund_has_nothing_of_its_own_however_much_it_allots() -> None:
    town = small_town(allotted_fen={})
    fund_month(town, allotted_fen={"joint": 10_000})
    seen = {fund.key: (fund.appropriated_fen, fund.free_fen, fund.returned_fen) for fund in funds(actor=maker(town))}
    assert (seen["joint"], seen["district"]) == ((0, 0, 0), (10_000_000, 9_995_000, 0))
