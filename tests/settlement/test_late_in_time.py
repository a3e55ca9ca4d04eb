"""What is told late comes to what it had come to in time, whatever other documents, later months and roles say."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F

from canteen.core.intake.retelling import Retold
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.models import Canteen, Duty, Fact, Region, RegionParent
from canteen.operations.elder_rows import NewFact
from canteen.queries.retelling import facts_told
from canteen.queries.staff import actor_by_id
from settlement.core import chart
from settlement.models import Account, Allotment, Fund, Policy, Seal
from settlement.operations.fund_roles import assign_role
from settlement.operations.redecide import redecide_meals
from settlement.operations.retell import end_foreseen, fact_foreseen, tell_end, tell_fact
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.balances import balance_of, balances_of
from settlement.queries.redecided_sums import MonthRedecided, Redecided, kept, redecided
from settlement.queries.redeciding import retelling_of
from settlement.views.retold_words import fund_keys, shown
from tests.settlement.acting import actor, close, eat, fund_month, undo, whole
from tests.settlement.test_redecisions import AFTER, BEFORE, IN_OCTOBER, LATER, live, town_of_one, whole_books
from tests.town import DAY, DOCUMENT, SINCE, Town, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
FIRST = date(2026, 11, 2)
DAYS = tuple(FIRST + timedelta(days=number) for number in range(8))
BORN = date(1950, 5, 1)


def granted(town: Town, since: date, until: date | None = None, now: Any = LATER) -> Redecided:
    """Look, and confirm what was shown."""
    by = actor_by_id(staff_id=town.clerk.id, on=DAY)
    given: dict[str, Any] = {"actor": by, "elder_id": town.elders[0].id, "now": now}
    given["fact"] = NewFact("category", "dibao", since, until_on=until, evidence="低保证")
    seen = fact_foreseen(**given)
    assert tell_fact(**given, shown=seen.mark)[1] == seen
    return seen


def ended(town: Town, fact_id: UUID, on: date) -> Redecided:
    """End it, as it was shown."""
    given: dict[str, Any] = {"actor": actor_by_id(staff_id=town.clerk.id, on=DAY), "fact_id": fact_id}
    given |= {"until_on": on, "now": at(21, on=DAY + timedelta(days=1))}
    seen = end_foreseen(**given)
    assert tell_end(**given, shown=seen.mark)[1] == seen
    return seen


# --- limits
def limited(count: int) -> dict[str, Any]:
    """So many subsidised meals a month, of whatever payer."""
    document = deepcopy(DOCUMENT)
    document["limits"] = [{"id": "month", "per": "month", "count": count}]
    for part in (*document["layers"], *document["elder"]):
        part["limits"] = ["month"]
    return document


def town_of_eight_days(document: dict[str, Any], canteens: int = 1) -> Town:
    """One elder of seventy-six, registered here."""
    town = small_town(days=DAYS, elders=0, canteens=canteens, document=document, allotted_fen={})
    add_elder(town, 0, birth_on=BORN)
    add_fact(town.elders[0], "registration", str(town.region.id))
    Fact.objects.filter(kind="registration").update(region=town.region)
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.region, from_on=SINCE)
    fund_month(town, now=at(7, on=date(2026, 11, 1)))
    return town


def another_policy(town: Town, region: Region, document: dict[str, Any], from_on: date) -> None:
    """A version approved long ago."""
    version = Policy.objects.count() + 1
    stated = {"document": document, "digest": str(version) * 64, "from_on": from_on, "state": "approved"}
    signed = {"made_by": town.clerk, "made_at": at(6), "approved_by": town.second, "approved_at": at(7)}
    Policy.objects.create(region=region, scope=region.number, version=version, **stated, **signed)


def shares() -> list[dict[str, int]]:
    return [payers for _, _, _, payers in live()]


def test_a_later_version_that_allows_more_meals_takes_nobodys_seat() -> None:
    """Three meals a month by the first version, twenty by the second; the first three are granted 低保 late (D8)."""
    town = town_of_eight_days(limited(3))
    Policy.objects.update(until_on=DAYS[3])
    another_policy(town, town.region, limited(20), DAYS[3])
    for day in DAYS:
        eat(town, 0, at(11, on=day))
    assert shares() == [BEFORE] * 8
    seen = granted(town, DAYS[0], DAYS[3], at(19, on=DAYS[-1]))
    assert (seen.meals, seen.credit_fen) == (3, 600)
    assert shares() == [AFTER] * 3 + [BEFORE] * 5
    whole_books()


def test_another_town_with_the_same_limit_takes_nobodys_seat() -> None:
    """Ten a month here and three there, one counter: the meals of here hold seats 3 to 8 by now."""
    town = town_of_eight_days(limited(3), canteens=2)
    there = Region.objects.create(number=9, key="there", name="乙镇", level="town")
    RegionParent.objects.create(region=there, parent=town.district, from_on=SINCE)
    Canteen.objects.filter(id=town.canteens[1].id).update(region=there)
    another_policy(town, there, limited(10), SINCE)
    for number, day in enumerate(DAYS):
        eat(town, 0, at(11, on=day), kiosk=int(number >= 2))
    seen = granted(town, DAYS[0], DAYS[2], at(19, on=DAYS[-1]))
    assert (seen.meals, seen.credit_fen) == (2, 400)
    assert shares() == [AFTER] * 2 + [BEFORE] * 6
    whole_books()


# --- sealed months
def test_of_a_sealed_month_only_what_is_more_asks_the_later_allotment() -> None:
    """Nothing is left in November: the 2 yuan more are the canteen's, as the document says, and no share besides."""
    town = town_of_one()
    sealed = close(town, OCTOBER, now=at(9))
    digest = Seal.objects.get(books=sealed).digest
    left = Allotment.objects.filter(month=NOVEMBER.first)
    left.update(fen=F("drawn_fen"))
    drawn = list(left.order_by("id").values_list("fund", "drawn_fen"))
    seen = granted(town, date(2026, 10, 1), date(2026, 11, 1))
    assert seen.before == {"fund:joint": 400, "fund:charity": 100, "elder": 500}
    assert seen.after == {"fund:joint": 400, "fund:charity": 100, "elder": 300, "canteen": 200}
    assert live()[0][3] == {"fund/joint": 400, "fund/charity": 100, "canteen": 200, "elder": 300}
    assert [balance_of(address=chart.returned(key)) for key in ("joint", "charity")] == [0, 0]
    assert list(left.order_by("id").values_list("fund", "drawn_fen")) == drawn
    assert balance_of(address=chart.borne(town.canteens[0].id)) == 200
    assert (Seal.objects.get(books=sealed).digest, whole(sealed)) == (digest, True)


def test_what_a_sealed_month_paid_is_undone_with_its_meal_whichever_months_paid_for_it() -> None:
    """4 of October and 2 of November: the one comes back to the fund, the other to the allotment."""
    town = small_town(allotted_fen={}, days=(IN_OCTOBER, DAY), elders=0)
    add_elder(town, 0, birth_on=BORN)
    add_fact(town.elders[0], "registration", str(town.region.id))
    Fact.objects.filter(kind="registration").update(region=town.region)
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.region, from_on=SINCE)
    for month in (OCTOBER, NOVEMBER):
        fund_month(town, month=month, now=at(7, on=IN_OCTOBER))
    receipt = eat(town, 0, at(11, on=IN_OCTOBER))
    close(town, OCTOBER, now=at(9))
    granted(town, date(2026, 10, 1))
    joint = Allotment.objects.filter(fund__key="joint").order_by("month")
    assert list(joint.values_list("drawn_fen", flat=True)) == [400, 200]
    undo(town, receipt, at(11, 1, on=IN_OCTOBER), LATER)
    assert list(joint.values_list("drawn_fen", flat=True)) == [400, 0]
    assert balance_of(address=chart.returned("joint")) == -400
    whole_books()
    close(town)
    whole_books()
    assert [balance_of(address=address) for address in (chart.returned("joint"), chart.source("joint"))] == [0, 0]


def test_what_falls_away_of_a_sealed_month_goes_back_to_its_fund() -> None:
    """低保 is told late of both months, and ends late again once October is closed: 2 of its 6 come back."""
    document = deepcopy(DOCUMENT) | {"redecision": {"may_raise_elder": True}}
    town = town_of_one(document)
    granted(town, date(2026, 10, 1))
    close(town, OCTOBER, now=at(20, on=DAY + timedelta(days=1)))
    seen = ended(town, Fact.objects.get(kind="category").id, date(2026, 10, 2))
    assert (seen.meals, seen.credit_fen) == (3, -600)
    assert shares() == [BEFORE] * 3
    assert [balance_of(address=chart.returned(key)) for key in ("joint", "charity")] == [-200, 0]
    whole_books()
    close(town)
    whole_books()


# --- who owes an advance
VISITED: dict[str, Any] = {
    "format": "nuancan-policy/1",
    "title": {"zh": "来客镇", "en": "host"},
    "promise_gap": {"payer": "canteen"},
    "layers": [
        {
            "id": "home",
            "title": {"zh": "户籍", "en": "home"},
            "lines": ["set"],
            "payer": {"fund_of": "registration", "level": "town", "role": "meals", "advanced_by": "charity"},
            "empty": {"then": "hold", "part": True},
            "tiers": [{"when": {"category": "dibao"}, "formula": {"fixed": "5.00"}}, {"formula": {"fixed": "3.00"}}],
            "tiers_pick": "first",
        }
    ],
}


def visited(roles: Sequence[str] = ("meals", "")) -> Town:
    """A town whose charity pays for a visitor; two funds of her home, the first of which has the role."""
    town = small_town(allotted_fen={}, elders=0, document=VISITED)
    away = Region.objects.create(number=9, key="away", name="外镇", level="town")
    RegionParent.objects.create(region=away, parent=town.district, from_on=SINCE)
    for key, role in zip(("awayfund", "awayfund2"), roles, strict=True):
        Fund.objects.create(key=key, name=f"外镇资金{key[8:]}", source="budget", region=away, role=role)
    add_elder(town, 0, birth_on=BORN)
    add_fact(town.elders[0], "registration", str(away.id))
    Fact.objects.filter(kind="registration").update(region=away)
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.district, from_on=SINCE)
    fund_month(town, allotted_fen={"charity": 10_000})
    return town


def given_role(town: Town, key: str, role: str, now: Any) -> None:
    regions = [town.district.id, *Fund.objects.filter(key=key).values_list("region_id", flat=True)]
    by: Actor = actor(town.clerk, Role.FINANCE, canteens=town.canteens, regions=regions)
    assign_role(actor=by, fund_key=key, role=role, now=now)


def owed() -> dict[str, int]:
    """What each fund owes, in fen, on the accounts between two funds; and what rests in suspense."""
    found = balances_of(addresses=Account.objects.values_list("address", flat=True))
    sums: dict[str, int] = {}
    for address, fen in found.items():
        parts = address.split("/")
        if parts[2] in ("owed", "suspense") and fen:
            sums[parts[1] if parts[2] == "owed" else "suspense"] = -fen
    return sums


@pytest.mark.parametrize("moved_to", ["awayfund2", ""])
def test_a_role_that_moved_since_moves_no_advance_of_meals_before(moved_to: str) -> None:
    """The fund that owed the first share owes the whole of the second, whoever has the role by now (D9)."""
    town = visited()
    eat(town, 0, at(11))
    assert owed() == {"awayfund": 300}
    given_role(town, "awayfund", "", at(12))
    if moved_to:
        given_role(town, moved_to, "meals", at(12))
    seen = granted(town, DAY)
    assert (dict(seen.owed_before), dict(seen.owed_after)) == ({"awayfund/charity": 300}, {"awayfund/charity": 500})
    assert (seen.after, owed()) == ({"fund:charity": 500, "elder": 500}, {"awayfund": 500})
    whole_books()


def test_a_role_given_after_the_meal_owes_nothing_of_it_and_twice_decided_neither() -> None:
    """No fund had the role at eleven: what the visitor's town was to bear waits, and waits on."""
    town = visited(roles=("", ""))
    eat(town, 0, at(11))
    given_role(town, "awayfund", "meals", at(12))
    granted(town, DAY - timedelta(days=1), now=at(13))
    assert owed() == {"suspense": -500}
    seen = ended(town, Fact.objects.get(kind="category").id, DAY)  # decided a third time as it was asked the first
    assert (seen.meals, owed()) == (1, {"suspense": -300})
    whole_books()


def test_who_owes_is_shown_and_bound() -> None:
    """Another registration is told of her: the shares stay, and another fund owes them."""
    town = visited()
    places = [Region.objects.create(number=number, key=f"r{number}", name="某镇", level="town") for number in (10, 11)]
    for place in places:
        RegionParent.objects.create(region=place, parent=town.district, from_on=SINCE)
        fund = f"{place.key}fund"
        Fund.objects.create(key=fund, name=f"{place.key}资金", source="budget", region=place, role="meals")
    eat(town, 0, at(11))
    elder = town.elders[0]
    told = facts_told(elder_ids=[elder.id])[elder.id]
    moved = [
        retelling_of(retold=Retold(elder.id, told, tuple(replace(fact, region_id=place.id) for fact in told)))
        for place in places
    ]
    seen, another = (redecided(planned=each.plan(on=DAY)) for each in moved)
    assert (seen.meals, seen.before, seen.owed_after) == (1, seen.after, {"r10fund/charity": 300})
    assert kept(found=seen)["months"] == [each.to_json() for each in seen.months]
    assert [MonthRedecided.of_json(each.to_json()) for each in seen.months] == list(seen.months)
    names = dict(Fund.objects.values_list("key", "name"))
    assert fund_keys(found=seen) == {"charity", "awayfund", "r10fund"}
    rows = [(row["words"], row["before"], row["after"]) for row in shown(found=seen, places={}, funds=names)["payers"]]
    assert rows[-2:] == [
        (f"其中 {names['charity']} 为 外镇资金 垫付", "3.00", "0.00"),
        (f"其中 {names['charity']} 为 r10资金 垫付", "0.00", "3.00"),
    ]
    with pytest.raises(TouchedOtherwise):  # the same shares, and another who owes
        redecide_meals(retelling=moved[0], people=[elder.id], now=LATER, shown=another.mark)
    assert owed() == {"awayfund": 300}
    assert redecide_meals(retelling=moved[0], people=[elder.id], now=LATER, shown=seen.mark) == seen
    assert owed() == {"r10fund": 300}
    whole_books()
