"""A category that is none of the usual ones is doubted, unless somebody of the region is recorded with it."""

import copy
from datetime import date
from typing import Any

import pytest

from canteen.core.categories import CATEGORIES
from canteen.core.scope import Role
from canteen.models import Fact, Region
from canteen.operations.elder_rows import NewFact
from canteen.operations.elders import record_fact
from settlement.queries.policy_doubts import doubts_in
from tests.settlement.acting import actor
from tests.town import DAY, DOCUMENT, Town, add_fact, at, small_town

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)


def told(region: Region, *categories: str, levelled: str = "") -> list[tuple[str, str]]:
    document: dict[str, Any] = copy.deepcopy(DOCUMENT)
    asked: list[dict[str, Any]] = [{"category_any": list(categories)}] if categories else []
    if levelled:
        asked.append({"category_level": {"category": levelled, "any_of": ["一级"]}})
    document["layers"][0]["when"] = {"any": asked} if len(asked) > 1 else asked[0]
    found = doubts_in(document=document, region_id=region.id, from_on=NEW_YEAR, until_on=None)
    return [(each.path, each.zh) for each in found if each.code == "no-category"]


def record(town: Town, elder: int, code: str) -> None:
    add_fact(town.elders[elder], "registration", str(town.region.id))
    Fact.objects.filter(kind="registration").update(region=town.region)
    fact = NewFact(kind="category", value=code, from_on=DAY)
    by = actor(town.clerk, Role.CLERK, canteens=(), regions=[town.region.id])
    record_fact(actor=by, elder_id=town.elders[elder].id, fact=fact, now=at(8))


def test_usual_categories_are_no_doubt() -> None:
    assert told(small_town().region, *(category.code for category in CATEGORIES)) == []


def test_a_category_nobody_has_is_doubted_once_with_its_place() -> None:
    found = told(small_town().region, "dibao", "diba", "外星人", levelled="living")
    assert [(path, zh.partition("”")[0]) for path, zh in found] == [
        ("layers[0].when", "“diba"),
        ("layers[0].when", "“外星人"),
        ("layers[0].when", "“living"),
    ]


def test_a_code_of_its_own_is_no_doubt_where_somebody_has_it() -> None:
    town = small_town()
    record(town, 0, "village-hero")
    elsewhere = Region.objects.create(number=70, key="elsewhere", name="另一镇", level="town")
    assert told(town.region, "village-hero") == []
    assert told(town.district, "village-hero") == []
    assert [path for path, _ in told(elsewhere, "village-hero")] == ["layers[0].when"]
