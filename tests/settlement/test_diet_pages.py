"""A diet and a permit on an elder's page: granted and ended as categories are, and seen by what policies ask (D3)."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.models import Duty, Fact, Region
from canteen.operations.elder_rows import BadElder, NewFact, fact_row
from canteen.queries.presented import facts_in_force
from tests.settlement.test_redecisions import LATER, town_of_one
from tests.town import SINCE, Town, stand

pytestmark = pytest.mark.django_db
TODAY = LATER.date()


@pytest.fixture
def town(settings: Settings) -> Town:
    made = town_of_one()
    stand(settings, LATER)
    return made


@pytest.fixture
def clerk(town: Town, client: Client) -> Client:
    assert Duty.objects.filter(staff=town.clerk, role="clerk").exists()
    client.force_login(town.clerk)
    return client


def seen(town: Town) -> set[tuple[str, str, tuple[tuple[str, str], ...]]]:
    elder_id = town.elders[0].id
    facts = facts_in_force(elder_id=elder_id, person_id=elder_id, on=TODAY)
    return {(fact.kind, fact.value, fact.place) for fact in facts if fact.kind in ("diet", "permit")}


def test_a_diet_is_granted_shown_and_ended(town: Town, clerk: Client) -> None:
    elder_id = town.elders[0].id
    clerk.post(f"/elders/{elder_id}/fact", {"what": "diet:diabetic", "from_on": TODAY.isoformat()})
    assert seen(town) == {("diet", "diabetic", ())}
    page = clerk.get(f"/elders/{elder_id}").content.decode()
    assert "糖尿病膳食" in page
    fact = Fact.objects.get(kind="diet")
    assert b"diabetic" not in bytes(fact.value_sealed)
    clerk.post(f"/facts/{fact.id}/end", {"until_on": "2026-12-31"})
    fact.refresh_from_db()
    assert str(fact.until_on) == "2026-12-31"


def test_a_permit_says_where(town: Town, clerk: Client) -> None:
    elder_id, region_id = town.elders[0].id, str(town.region.id)
    told = {"what": "permit", "value": "尾号 0123", "region_id": region_id, "from_on": TODAY.isoformat()}
    clerk.post(f"/elders/{elder_id}/fact", told)
    assert seen(town) == {("permit", "尾号 0123", (("town", "town"), ("district", "district")))}
    assert "测试镇 · 尾号 0123" in clerk.get(f"/elders/{elder_id}").content.decode()
    other = Region.objects.create(number=9, key="other", name="邻镇", level="town")
    refused = clerk.post(f"/elders/{elder_id}/fact", told | {"value": "另一张", "region_id": str(other.id)})
    assert (refused.status_code, "邻镇" in refused.content.decode()) == (422, False)
    # What is no permit lies nowhere, whatever is chosen in that field.
    clerk.post(f"/elders/{elder_id}/fact", told | {"what": "diet:soft", "from_on": SINCE.isoformat()})
    assert ("diet", "soft", ()) in seen(town)
    assert Fact.objects.get(kind="diet").region_id is None


@pytest.mark.parametrize("value", ["糖尿病", "Diabetic", "a" * 41])
def test_a_diet_is_a_code_that_policies_can_name(town: Town, value: str) -> None:
    row = fact_row(elder_id=town.elders[0].id, fact=NewFact("diet", "own-diet-2", TODAY), now=LATER)
    assert (row.kind, row.value_lookup) == ("diet", "")
    with pytest.raises(BadElder) as caught:
        fact_row(elder_id=town.elders[0].id, fact=NewFact("diet", value, TODAY), now=LATER)
    assert [path for path, _ in caught.value.fields] == ["value"]
