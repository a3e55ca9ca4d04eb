"""A role says which fund of a region a policy means that follows an elder home; one fund of a region has it (D9)."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from canteen.core.scope import Actor, Held, OutOfScope, Role
from canteen.models import Deed, Duty
from settlement.models import Fund
from settlement.operations.fund_roles import BadRole, RoleTaken, assign_role
from settlement.operations.funds import BadFund, register_fund
from settlement.queries.funds import funds
from tests.settlement.acting import actor, maker
from tests.settlement.test_pages import entered, staffed
from tests.town import SINCE, Town, at

pytestmark = pytest.mark.django_db
NOW = at(8)


@pytest.fixture
def town() -> Town:
    """A district and its town, over both of which the clerk is finance."""
    made = staffed()
    Duty.objects.create(staff=made.clerk, role="finance", region=made.district, from_on=SINCE)
    return made


def roles() -> dict[str, str]:
    return dict(Fund.objects.exclude(role="").values_list("key", "role"))


def test_a_role_belongs_to_one_fund_of_a_region_and_may_be_given_up(town: Town) -> None:
    assign_role(actor=maker(town), fund_key="town", role="meals", now=NOW)
    assign_role(actor=maker(town), fund_key="district", role="meals", now=NOW)
    assert roles() == {"town": "meals", "district": "meals"}
    with pytest.raises(RoleTaken):
        assign_role(actor=maker(town), fund_key="charity", role="meals", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fund.objects.filter(key="charity").update(role="meals")
    assign_role(actor=maker(town), fund_key="town", role="", now=NOW, reason="换人")
    assign_role(actor=maker(town), fund_key="charity", role="meals", now=NOW)
    assert {fund.key: fund.role for fund in funds(actor=maker(town)) if fund.role} == roles()
    deeds = Deed.objects.filter(verb="assign-role").order_by("id")
    assert [deed.detail for deed in deeds][2:] == [{"role": "", "before": "meals"}, {"role": "meals", "before": ""}]
    ids = [town.funds[key].id for key in ("town", "district", "town", "charity")]
    said = [(town.clerk.id, "fund", each, reason) for each, reason in zip(ids, ("", "", "换人", ""), strict=True)]
    assert list(deeds.values_list("staff", "subject_kind", "subject_id", "reason")) == said


def registered(town: Town, key: str, role: str) -> None:
    region_id = town.region.id
    register_fund(actor=maker(town), region_id=region_id, key=key, name="镇助餐", source="budget", role=role, now=NOW)


def test_a_fund_is_registered_with_its_role(town: Town) -> None:
    registered(town, "first", "meals")
    with pytest.raises(RoleTaken):
        registered(town, "second", "meals")
    with pytest.raises(BadFund) as no:
        registered(town, "third", "Meals!")
    assert [path for path, _ in no.value.fields] == ["role"]
    assert roles() == {"first": "meals"}


@pytest.mark.parametrize("role", ["Meals", "two words", "-", "x" * 41])
def test_what_is_no_role(town: Town, role: str) -> None:
    with pytest.raises(BadRole):
        assign_role(actor=maker(town), fund_key="town", role=role, now=NOW)


def test_finance_of_another_region_says_nothing_of_it(town: Town) -> None:
    there = actor(town.second, Role.FINANCE, canteens=(), regions=[town.district.id])
    with pytest.raises(OutOfScope):
        assign_role(actor=there, fund_key="town", role="meals", now=NOW)


def test_a_clerk_of_the_region_says_nothing_of_it_and_learns_nothing(town: Town) -> None:
    """Nor who is clerk here and finance elsewhere."""
    clerk = actor(town.second, Role.CLERK, canteens=(), regions=[town.region.id])
    elsewhere = Held(Role.FINANCE, frozenset(), frozenset({town.district.id}))
    both = Actor(town.second.id, town.second.name, (*clerk.duties, elsewhere))
    for who, fund_key in ((clerk, "town"), (clerk, "nowhere"), (both, "town")):
        with pytest.raises(OutOfScope):
            assign_role(actor=who, fund_key=fund_key, role="meals", now=NOW)
    assert roles() == {}


def test_the_page_of_a_fund_keeps_its_role(town: Town) -> None:
    client: Client = entered("clerk")
    path = f"/funds/{town.funds['town'].id}"
    assert "用途代号" in client.get(path).content.decode()
    assert client.post(f"{path}/role", {"role": "meals", "reason": ""}).status_code == 302
    assert roles() == {"town": "meals"}
    assert 'value="meals"' in client.get(f"{path}/role").content.decode()
    taken = client.post(f"/funds/{town.funds['charity'].id}/role", {"role": "meals", "reason": ""})
    assert taken.status_code == 422
    assert "本区划已有资金使用这个用途代号" in taken.content.decode()
    assert "· 用途代号 meals" in client.get(path).content.decode()
    assert "· meals" in client.get("/funds").content.decode()
