"""What a trial reads of people, places and meals is what a check-in read: the policy in force comes to the same."""

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from canteen.core.scope import Role
from canteen.models import Duty, Elder, Fact, Region, RegionParent, SamePerson
from canteen.models.ids import new_id
from canteen.operations.elder_rows import NewFact
from canteen.queries.staff import actor_by_id
from kiosk.operations.counter import serve_guest
from ordering.models import Meal
from settlement.core.trial.pots import Budget
from settlement.models import Fund, Part, Policy, Trial
from settlement.operations.funds import appropriate
from settlement.operations.retell import fact_foreseen, tell_fact
from settlement.operations.trials import start_trial
from settlement.queries.trial_funds import appropriated
from tests.kiosk.attempts import card, take
from tests.kiosk.twice import eaten_twice
from tests.settlement.acting import actor, eat, fund_month, maker
from tests.settlement.advancing import visitors
from tests.settlement.trials.trying import draft_of, tried, work
from tests.town import DAY, DOCUMENT, SINCE, Town, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db

BEFORE = DAY - timedelta(days=1)
EARLIER = DAY - timedelta(days=2)
FULL = {"joint": 10_000_000, "charity": 1_000_000, "town": 1_000_000, "district": 1_000_000}


def layer(layer_id: str, payer: Any, yuan: str, when: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A layer on the set meal that every meal may count for."""
    empty = {} if payer == "canteen" else {"empty": {"then": "hold", "part": True}}
    title = {"zh": layer_id, "en": layer_id}
    said = {"id": layer_id, "title": title, "payer": payer, "lines": ["set"], "limits": [], "formula": {"fixed": yuan}}
    return said | empty | ({} if when is None else {"when": when}) | more


def written(*layers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**copy.deepcopy(DOCUMENT), "elder": [], "layers": list(layers), **more}


def at_home(elder: Elder, region: Region, kind: str = "registration", from_on: date = SINCE) -> None:
    fact = add_fact(elder, kind, "某地", from_on)
    Fact.objects.filter(id=fact.id).update(region=region)


# --- regions that lie in each other otherwise from a day on
HOMES = written(
    layer("home", {"fund_of": "registration", "level": "district", "role": "meals"}, "1.00"),
    layer("same", "canteen", "0.50", {"registered": {"same": "district"}}),
    layer("here", "canteen", "0.20", {"eating": {"in": ["west"]}}),
    layer("hill", "canteen", "0.05", {"resident": {"in": ["west"]}}),
    regions={"west": "西区"},
)


def moved() -> Town:
    """On a day the town goes over from one district to another: its canteen, and one of the elders with it."""
    town = small_town(elders=3, days=(EARLIER, BEFORE, DAY), document=HOMES, allotted_fen=FULL)
    west = Region.objects.create(number=8, key="west", name="西区", level="district")
    hill = Region.objects.create(number=9, key="hill", name="山镇", level="town")
    RegionParent.objects.create(region=hill, parent=west, from_on=SINCE)
    RegionParent.objects.filter(region=town.region).update(until_on=BEFORE)
    RegionParent.objects.create(region=town.region, parent=west, from_on=BEFORE)
    Fund.objects.filter(key="district").update(role="meals")
    Fund.objects.filter(key="town").update(role="meals", region=west)
    for elder, region in zip(town.elders, (town.region, hill, town.district), strict=True):
        at_home(elder, region)
    at_home(town.elders[0], town.region, "residence", DAY)  # moves in when all has been said
    return town


def test_regions_lie_in_each_other_as_they_did_on_each_day() -> None:
    town = moved()
    for day in (EARLIER, BEFORE, DAY):
        for number in range(3):
            eat(town, number, at(11, number, on=day))
    result = tried(town, town.policy, EARLIER, days=3)
    # Who is of the town was of the district's fund for one day, and of the western one's for two; the others stay.
    expected = {"fund:district": 100 + 3 * 100, "fund:town": 2 * 100 + 3 * 100}
    # With the canteen at home: both of the district before, and then both of the west; and where the canteen is west.
    expected |= {"canteen": (2 + 2 + 2) * 50 + 2 * 3 * 20 + 5}
    expected |= {"elder": 9_000 - sum(expected.values())}
    assert (result["whole"]["old"], result["whole"]["new"]) == (expected, expected)


def test_a_canteen_belongs_to_the_region_it_lies_in_when_the_trial_ends() -> None:
    town = moved()
    for day in (EARLIER, BEFORE, DAY):
        eat(town, 0, at(11, on=day))
    west = Region.objects.get(key="west")
    draft = draft_of(town, HOMES)
    Policy.objects.filter(id=draft.id).update(region=west, scope=west.number)
    person = actor(town.clerk, Role.CLERK, canteens=(), regions=(west.id,))
    meals = []
    for until_on in (BEFORE, DAY, DAY + timedelta(days=1)):
        trial_id = start_trial(
            actor=person,
            policy_id=draft.id,
            region_id=west.id,
            from_on=EARLIER,
            until_on=until_on,
            budget=Budget.OPEN,
            now=at(20),
        )
        work()
        meals.append(Trial.objects.get(id=trial_id).meals)
    assert meals == [0, 2, 3]


# --- records that are joined
def test_of_joined_records_the_persons_age_the_facts_of_both_and_one_claim() -> None:
    document = written(
        layer("old", {"fund": "joint"}, "2.00", {"age": {"from": 80}}),
        layer("card", {"fund": "charity"}, "0.30", {"category": "dibao"}),
        layer("record", {"fund": "charity"}, "0.70", {"category": "tekun"}),
        layer("once", "canteen", "1.00", limits=["day"]),
        limits=[{"id": "day", "per": "day", "count": 1}],
    )
    town = small_town(elders=0, days=(BEFORE, DAY), document=document)
    young, old = add_elder(town, 0, birth_on=date(1960, 5, 1)), add_elder(town, 1)
    add_elder(town, 2)
    add_fact(young, "category", "dibao")
    add_fact(old, "category", "tekun")
    add_fact(town.elders[2], "category", "tekun")
    SamePerson.objects.create(elder=young, person=old, from_on=SINCE)
    for hour, number in ((11, 0), (11, 2), (17, 1), (17, 2)):
        eat(town, number, at(hour, number, on=DAY))
    result = tried(town, town.policy, DAY)
    charity = (30 + 70) + 70 + 70 + 70  # by her card she has the categories of both, by her record its own alone
    expected = {"fund:joint": 4 * 200, "fund:charity": charity, "canteen": 2 * 100}
    expected |= {"elder": 4_000 - sum(expected.values())}
    assert (result["whole"]["old"], result["whole"]["new"]) == (expected, expected)
    assert result["people"] == 2


# --- what is asked of facts and meals
def test_levels_and_packages_are_those_of_the_person_and_the_meal() -> None:
    document = written(
        layer("severe", "canteen", "2.00", {"category_level": {"category": "disabled", "any_of": ["重度"]}}),
        layer("soft", {"fund": "joint"}, "0.50", {"package": ["soft"]}),
    )
    town = small_town(elders=2, document=document)
    Meal.objects.filter(sitting="dinner").update(package="soft")
    for elder, level in zip(town.elders, ("重度", "中度"), strict=True):
        fact = add_fact(elder, "category", "disabled")
        Fact.objects.filter(id=fact.id).update(level=level)
    for hour in (11, 17):
        for number in range(2):
            eat(town, number, at(hour, number))
    result = tried(town, town.policy, DAY)
    expected = {"canteen": 2 * 200, "fund:joint": 2 * 50, "elder": 3_500}
    assert (result["whole"]["old"], result["whole"]["new"]) == (expected, expected)


def test_categories_are_shown_though_the_policy_asks_for_none() -> None:
    town = small_town(elders=0, document=written(layer("all", {"fund": "joint"}, "1.00")))
    for number in range(10):
        add_elder(town, number, categories=("dibao",) if number < 5 else ())
        eat(town, number, at(11, number))
    paid = {"elder": 4_500, "fund:joint": 500}
    five = {"people": 5, "meals": 5, "old": paid, "new": paid}
    assert tried(town, town.policy, DAY - timedelta(days=6), days=7)["categories"] == {"": five, "dibao": five}


# --- which meals there are, and in which order
def test_lunch_comes_before_dinner_whatever_reached_the_server_first() -> None:
    """The lunch was told late and found the day's subsidy gone; a trial serves it first."""
    when = {"sitting": ["lunch"]}
    tiers = {
        "tiers": [{"when": when, "formula": {"fixed": "3.00"}}, {"formula": {"fixed": "1.00"}}],
        "tiers_pick": "first",
    }
    once = {key: value for key, value in layer("once", "canteen", "0").items() if key != "formula"} | tiers
    document = written({**once, "limits": ["day"]}, limits=[{"id": "day", "per": "day", "count": 1}])
    town = small_town(elders=5, document=document)
    for number in range(5):
        eat(town, number, at(17, number))
        take(town.kiosks[0], card(town.cards[number], at(11, number)), at(18, number), sent_at=at(18, number))
    result = tried(town, town.policy, DAY)
    assert result["whole"]["old"] == {"canteen": 5 * 100, "elder": 5 * 1_900}
    assert result["whole"]["new"] == {"canteen": 5 * 300, "elder": 5 * 1_700}


def test_guests_and_staff_are_no_part_of_a_trial() -> None:
    town = small_town(elders=1)
    eat(town, 0, at(11))
    desk = actor(town.counter, Role.COUNTER, canteens=town.canteens)
    for staff in (True, False):
        serve_guest(actor=desk, canteen_id=town.canteens[0].id, attempt_id=new_id(), staff=staff, now=at(11, 5))
    result = tried(town, town.policy, DAY)
    assert (result["people"], result["whole"]["meals"], sum(result["whole"]["old"].values())) == (1, 1, 1_000)


def test_a_meal_held_because_she_ate_elsewhere_too_stands_and_claims_nothing(settings: Settings) -> None:
    town = eaten_twice(settings)
    for number in range(1, 5):  # of fewer than five people nothing is told
        add_elder(town, number)
        eat(town, number, at(12, number))
    free = written(layer("free", "canteen", "10.00", limits=["sitting"]))
    result = tried(town, draft_of(town, free), DAY)
    assert (result["stood"], result["whole"]["meals"]) == (1, 6)
    assert result["whole"]["new"] == {"suspense": 1_000, "canteen": 5 * 1_000}


def test_what_was_decided_anew_or_advanced_is_told_as_it_stands_today() -> None:
    town = small_town(elders=0, days=(BEFORE, DAY), allotted_fen={})
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.region, from_on=SINCE)
    fund_month(town, now=at(6, on=BEFORE))
    at_home(add_elder(town, 0, birth_on=date(1950, 5, 1)), town.region)
    with visitors():  # what the charity pays of it another fund owes
        eat(town, 0, at(11, on=BEFORE))
    eat(town, 0, at(11))
    fact = NewFact("category", "dibao", DAY)
    asked: dict[str, Any] = {"actor": actor_by_id(staff_id=town.clerk.id, on=DAY), "elder_id": town.elders[0].id}
    seen = fact_foreseen(**asked, fact=fact, now=at(18))
    assert (seen.meals, tell_fact(**asked, fact=fact, now=at(18), shown=seen.mark)[1]) == (1, seen)
    result = tried(town, town.policy, BEFORE, days=2)
    expected = {"fund:joint": 400 + 600, "fund:charity": 200, "elder": 500 + 300}
    assert (result["whole"]["old"], result["whole"]["new"], result["stood"]) == (expected, expected, 0)


# --- budgets
@pytest.mark.parametrize(
    ("weights", "joint_fen"),
    [((1, 1), 600), ((1, 2), 450), ((2, 1), 900), ((9, 1), 1_111)],
)
def test_a_joint_fund_lasts_until_the_first_of_its_contributors_has_paid_all(
    weights: tuple[int, int], joint_fen: int
) -> None:
    """The district was given 10.00 and the town 3.00; by weights the one that is used up first ends it."""
    town = small_town(elders=0)
    for position, weight in enumerate(weights):
        Part.objects.filter(joint=town.funds["joint"], position=position).update(weight=weight)
    assert set(appropriated().values()) == {0}
    for key, fen in (("district", 900), ("district", 100), ("town", 300)):
        appropriate(actor=maker(town), fund_key=key, fen=fen, now=at(7))
    assert appropriated() == {"district": 1_000, "town": 300, "charity": 0, "joint": joint_fen}
