"""A region that lies in another one later on: what a version may include, is compared with and begins over (D4, D9)."""

import copy
from datetime import date, timedelta
from typing import Any

import pytest

from canteen.models import Region, RegionParent
from settlement.core.policy import PolicyInvalid
from settlement.models import Policy
from settlement.operations.policies import draft_policy
from settlement.operations.policy_approval import approve_policy
from settlement.queries.policies import policy_seen
from settlement.queries.policy_before import policy_after, policy_before
from settlement.queries.policy_start import PolicyBeginsTooEarly, first_start, first_start_of
from tests.settlement.acting import checker, eat, maker
from tests.settlement.test_policies import checked
from tests.settlement.test_policy_reach_pages import version
from tests.town import DAY, DOCUMENT, SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db
BEFORE, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
DECEMBER, NEW_YEAR, FEBRUARY = date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)


def town_that_moves() -> Town:
    """At new year the town comes to another district; both districts have a version."""
    town = small_town(elders=0)
    other = Region.objects.create(number=7, key="other", name="另一区", level="district")
    RegionParent.objects.filter(region=town.region).update(until_on=NEW_YEAR)
    RegionParent.objects.create(region=town.region, parent=other, from_on=NEW_YEAR)
    for region in (town.district, other):
        version(town, region, 1, DOCUMENT)
    return town


def test_a_version_is_compared_with_what_applies_where_the_town_lies_on_that_day() -> None:
    town = town_that_moves()
    Policy.objects.filter(id=town.policy.id).update(until_on=DECEMBER)
    days = (DECEMBER, DECEMBER + timedelta(days=1), NEW_YEAR, NEW_YEAR + timedelta(days=1))
    before = [policy_before(region_id=town.region.id, from_on=day) for day in days]
    keys = [Region.objects.get(id=each.seen.region_id).key for each in before if each]
    assert keys == ["town", "district", "district", "other"]
    after = [policy_after(region_id=town.region.id, from_on=DECEMBER, until_on=day) for day in (NEW_YEAR, DAY)]
    assert [Region.objects.get(id=each.region_id).key for each in after if each] == ["other", "town"]


def test_a_version_includes_what_lies_round_it_on_the_day_it_begins() -> None:
    town = town_that_moves()

    def drafted(reference: str, from_on: date) -> str:
        document: dict[str, Any] = copy.deepcopy(DOCUMENT)
        document["layers"].append({"include": {"policy": reference}})
        for layer in document["layers"][:2]:
            layer["id"] = f"own-{layer['id']}"
        given: dict[str, Any] = {"document": document, "from_on": from_on, "until_on": FEBRUARY, "now": at(8)}
        try:
            draft_policy(actor=maker(town), region_id=town.region.id, **given)
        except PolicyInvalid as no:
            return no.mistakes[0].code
        return "drafted"

    found = [drafted(reference, day) for reference in ("district/1", "other/1") for day in (DECEMBER, NEW_YEAR)]
    assert found == ["drafted", "no-such-document", "no-such-document", "drafted"]


@pytest.mark.parametrize("way", ["came", "left"])
def test_meals_of_a_village_that_came_or_left_since_stand_in_the_way(way: str) -> None:
    """Whether it lay in the town on the day the version is to begin, or lies there today."""
    town = small_town(elders=1, days=(BEFORE, DAY))
    village = Region.objects.create(number=9, key="east", name="东村", level="village")
    days = {"came": {"from_on": DAY}, "left": {"from_on": SINCE, "until_on": DAY}}[way]
    RegionParent.objects.create(region=village, parent=town.region, **days)
    type(town.canteens[0]).objects.filter(id=town.canteens[0].id).update(region=village)
    eaten_on = {"came": DAY, "left": BEFORE}[way]
    eat(town, 0, at(11, on=eaten_on))
    begins = first_start(region_id=town.region.id, from_on=BEFORE, on=DAY)
    assert begins == eaten_on + timedelta(days=1)
    assert first_start_of(seen=policy_seen(town.policy), on=DAY) is None  # what is law has begun


def test_today_is_the_day_of_the_canteen() -> None:
    """At half past seven in the morning it is still yesterday in London, and today no day to come."""
    town = small_town(elders=1)
    row = checked(town, from_on=DAY)
    eat(town, 0, at(11))
    signed = {"seen_digest": row.digest, "seen_mark": town.policy.digest}
    with pytest.raises(PolicyBeginsTooEarly) as no:
        approve_policy(actor=checker(town), policy_id=row.id, **signed, now=at(7, 30))
    assert no.value.first_on == TOMORROW
