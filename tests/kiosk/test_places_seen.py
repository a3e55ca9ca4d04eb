"""What a policy sees of places, diets and packages: at a check-in and in a price list, as of the service date (D4)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canteen.models import Elder, Fact, Region, RegionParent, SamePerson
from canteen.queries.presented import HOME_KINDS, facts_in_force, presented
from canteen.queries.region_names import regions_on
from canteen.queries.roster import roster, roster_lately
from kiosk.operations.price_list import list_for
from ordering.models import Meal
from settlement.core.case import Case, Place
from settlement.core.case import Fact as Seen
from settlement.core.split import split
from settlement.operations import settle
from tests.kiosk.attempts import card, take
from tests.town import DAY, DOCUMENT, HOURS, SINCE, Town, add_elder, add_fact, at, small_town

pytestmark = pytest.mark.django_db
MOVED = date(2026, 7, 1)
BEFORE = MOVED - timedelta(days=1)
HERE: Place = (("town", "town"), ("district", "district"))
EAST = (("village", "east"), *HERE)
EAST_MOVED = (("village", "east"), ("town", "other"), ("district", "district"))
KINDS = ("category", "state")
# Registered in the canteen's town 6 yuan, a diabetic's package 5.50, living in the other town 4.50, else 4; and 1 more.
TIERS = [
    {"when": {"registered": {"same": "town"}}, "formula": {"fixed": "6.00"}},
    {"when": {"all": [{"diet": ["diabetic"]}, {"package": ["therapeutic"]}]}, "formula": {"fixed": "5.50"}},
    {"when": {"resident": {"in": ["other"]}}, "formula": {"fixed": "4.50"}},
    {"formula": {"fixed": "4.00"}},
]
ASKS = {
    **DOCUMENT,
    "elder": [],
    "regions": {"other": "邻镇"},
    "layers": [{**DOCUMENT["layers"][0], "tiers": TIERS}, DOCUMENT["layers"][1]],
}
WITH_PLACES = (*KINDS, *HOME_KINDS, "diet")


@dataclass(frozen=True)
class Moved:
    """A town whose village went over to another town in the middle of the year, and three elders.

    The first is registered in the village, lives in the town, and needs a diabetic's meals. The second is known twice.
    The third is registered in the town.
    """

    town: Town
    village: Region
    person: Elder  # whom the second is joined to


@pytest.fixture
def moved() -> Moved:
    town = small_town(elders=3, days=(BEFORE, MOVED, DAY), document=ASKS)
    other = Region.objects.create(number=8, key="other", name="邻镇", level="town")
    village = Region.objects.create(number=9, key="east", name="东村", level="village")
    RegionParent.objects.create(region=other, parent=town.district, from_on=SINCE)
    RegionParent.objects.create(region=village, parent=town.region, from_on=SINCE, until_on=MOVED)
    RegionParent.objects.create(region=village, parent=other, from_on=MOVED)
    first, second, third = town.elders
    _placed(first, "registration", village)
    _placed(first, "residence", town.region)
    add_fact(first, "diet", "diabetic")
    _placed(second, "residence", village)
    person = add_elder(town, 7)
    _placed(person, "registration", other)
    _placed(person, "permit", town.region, until_on=DAY)
    SamePerson.objects.create(elder=second, person=person, from_on=SINCE)
    _placed(third, "registration", town.region)
    return Moved(town, village, person)


def _placed(elder: Elder, kind: str, region: Region, until_on: date | None = None) -> None:
    fact = add_fact(elder, kind, "本地", until_on=until_on)
    Fact.objects.filter(id=fact.id).update(region=region)


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """Every case that a check-in splits from now on."""
    seen: list[Case] = []

    def noted(policy: Any, case: Case) -> Any:
        seen.append(case)
        return split(policy, case)

    monkeypatch.setattr(settle, "split", noted)
    return seen


def eat(town: Town, who: int, on: date) -> None:
    then = at(11, 5, on=on)
    assert take(town.kiosks[0], card(town.cards[who], then), then).decision == "served"


@pytest.mark.parametrize(("on", "registered"), [(BEFORE, EAST), (MOVED, EAST_MOVED), (DAY, EAST_MOVED)])
def test_a_village_that_went_over_to_another_town_lies_where_it_lay_that_day(
    moved: Moved, cases: list[Case], on: date, registered: Place
) -> None:
    eat(moved.town, 0, on)
    assert set(cases[0].facts) == {
        Seen("registration", "本地", None, registered),
        Seen("residence", "本地", None, HERE),
        Seen("diet", "diabetic"),
    }
    assert (cases[0].eating, cases[0].canteen, cases[0].package) == (HERE, "canteen-1", "")


def test_who_is_known_twice_is_seen_with_the_facts_of_both(moved: Moved, cases: list[Case]) -> None:
    eat(moved.town, 1, BEFORE)
    eat(moved.town, 1, DAY)
    registered = Seen("registration", "本地", None, (("town", "other"), ("district", "district")))
    assert set(cases[0].facts) == {
        registered,
        Seen("residence", "本地", None, EAST),
        Seen("permit", "本地", None, HERE),
    }
    assert set(cases[1].facts) == {registered, Seen("residence", "本地", None, EAST_MOVED)}


def test_a_canteen_moves_with_its_village(moved: Moved) -> None:
    canteen = moved.town.canteens[0]
    canteen.region = moved.village
    canteen.save()
    for on, place in ((BEFORE, EAST), (MOVED, EAST_MOVED)):
        seen = presented(canteen_id=canteen.id, code=None, elder_id=None, on=on)
        assert (seen.place, seen.canteen_key) == (place, "canteen-1")
        assert regions_on(on=on).place(moved.village.id) == place
        keys = dict(Region.objects.values_list("id", "key"))
        assert tuple(keys[each] for each in seen.region_path) == tuple(key for _, key in place)


def test_a_meal_that_is_no_ordinary_set_says_so(moved: Moved, cases: list[Case]) -> None:
    Meal.objects.filter(canteen=moved.town.canteens[0], sitting="lunch").update(package="therapeutic")
    eat(moved.town, 0, DAY)
    assert [(case.eating, case.canteen, case.package) for case in cases] == [(HERE, "canteen-1", "therapeutic")]


@pytest.mark.parametrize(
    ("on", "package", "fen"),
    [
        (BEFORE, "", [300, 500, 300, 500]),
        (MOVED, "", [500, 450, 300, 500]),
        (BEFORE, "therapeutic", [300, 500, 300, 500]),
        (MOVED, "therapeutic", [350, 450, 300, 500]),
    ],
)
def test_what_a_list_promises_by_place_diet_and_package_is_what_is_decided(
    moved: Moved, on: date, package: str, fen: list[int]
) -> None:
    town, now = moved.town, at(11, 5, on=on)
    Meal.objects.update(package=package)
    listed = list_for(canteen_id=town.canteens[0].id, hours=HOURS, now=now)
    entries = [listed.entry(code) for code in town.cards]
    assert [entry and entry["fen"] for entry in entries] == fen
    assert [take(town.kiosks[0], card(code, now), now).elder_fen for code in town.cards[:3]] == fen[:3]


@pytest.mark.parametrize("on", [BEFORE, MOVED, DAY])
def test_a_roster_places_everybody_as_a_check_in_does(moved: Moved, on: date) -> None:
    for each in roster(on=on, kinds=WITH_PLACES).people():
        facts = facts_in_force(elder_id=each.elder_id, person_id=each.person_id, on=on)
        # The roster leaves sealed what says where: nobody is asked by it but for the place.
        expected = {
            (fact.kind, "" if fact.place else fact.value, fact.level, fact.from_on, fact.place) for fact in facts
        }
        assert {(fact.kind, fact.value, fact.level, fact.from_on, fact.place) for fact in each.facts} == expected
        assert expected


def test_a_few_are_placed_as_everybody_is(moved: Moved) -> None:
    everybody = {each.elder_id: each for each in roster(on=DAY, kinds=WITH_PLACES).people()}
    few = [moved.town.elders[1].id, moved.town.elders[2].id]
    assert list(roster(on=DAY, kinds=WITH_PLACES, elder_ids=few).people()) == [everybody[each] for each in sorted(few)]


def test_where_nobody_asks_about_places_none_is_read(moved: Moved) -> None:
    def statements(kinds: tuple[str, ...]) -> int:
        with CaptureQueriesContext(connection) as sent:
            roster(on=DAY, kinds=kinds)
        return len(sent)

    assert (statements(KINDS), statements(WITH_PLACES)) == (2, 4)
    for number in range(10, 30):
        _placed(add_elder(moved.town, number), "registration", moved.village)
    assert (statements(KINDS), statements(WITH_PLACES)) == (2, 4)


def _goes_back(moved: Moved) -> None:
    RegionParent.objects.filter(region=moved.village, until_on=None).update(parent=moved.town.region)


def _moves_house(moved: Moved) -> None:
    Fact.objects.filter(elder=moved.town.elders[0], kind="residence").update(region=moved.village)


@pytest.mark.parametrize("change", [_goes_back, _moves_house])
def test_a_roster_that_was_kept_is_made_anew_when_a_place_has_changed(
    moved: Moved, change: Callable[[Moved], None]
) -> None:
    before = roster_lately(on=DAY, kinds=WITH_PLACES, now=at(11))
    assert roster_lately(on=DAY, kinds=WITH_PLACES, now=at(11, 1)) is before
    change(moved)
    after = roster_lately(on=DAY, kinds=WITH_PLACES, now=at(11, 2))
    assert after.digest != before.digest
    assert list(after.people()) == list(roster(on=DAY, kinds=WITH_PLACES).people())


def test_a_list_holds_no_place_no_diet_and_no_key(moved: Moved) -> None:
    """K6, though the prices of such a list hang on all of them."""
    town = moved.town
    Meal.objects.filter(canteen=town.canteens[0]).update(package="therapeutic")
    listed = list_for(canteen_id=town.canteens[0].id, hours=HOURS, now=at(11, 5))
    assert listed.priced is not None
    places = {fact.place for facts in listed.priced.roster.facts for fact in facts}
    assert places == {(), HERE, EAST_MOVED, (("town", "other"), ("district", "district"))}
    found = dict(listed.entries())
    assert len(found) == 4
    assert all(set(entry) == {"m", "fen", "n", "p"} for entry in found.values())
    text = json.dumps([entry | {"p": ""} for entry in found.values()], ensure_ascii=False)
    secret = ["diabetic", "therapeutic", "east", "other", "town", "district", "canteen-1", "村", "镇", "本地"]
    assert [word for word in secret if word in text] == []
