"""Elders and facts: sealed, dated, and out of sight of another town."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from canteen.core.identity import BadIdNumber
from canteen.core.scope import OutOfScope, Role
from canteen.gateways import vault
from canteen.models import Deed, Elder, Fact
from canteen.models.ids import new_id
from canteen.operations import elders
from canteen.operations.elder_rows import NewFact
from canteen.queries.elders import NoSuchElder
from tests.county import DAY, NOW, County, at, county, id_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> County:
    return county()


def test_an_elder_is_sealed_and_belongs_to_her_town(made: County) -> None:
    elder_id = elders.register_elder(
        actor=made.here.actor(Role.CLERK),
        name=" 王桂香 ",
        id_number=id_number(9, "19380229"[:4] + "0228"),
        region_id=made.here.region_id,
        now=NOW,
    )
    row = Elder.objects.get(id=elder_id)
    assert (row.name, row.birth_on) == ("王桂香", date(1938, 2, 28))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number_sealed, id_number_lookup, name FROM canteen_elder")
        stored = repr([[bytes(value) if isinstance(value, memoryview) else value for value in row] for row in cursor])
    assert id_number(9, "19380228") not in stored
    registration = Fact.objects.get(elder_id=elder_id)
    assert (registration.kind, registration.region_id, registration.from_on) == (
        "registration",
        made.here.region_id,
        date(1938, 2, 28),
    )


def test_the_same_id_number_is_one_elder_in_whatever_form(made: County) -> None:
    long = id_number(1)
    short = long[:6] + long[8:17]
    for written in (long, f" {long.lower()} ", short):
        with pytest.raises(elders.ElderExists):
            elders.register_elder(
                actor=made.there.actor(Role.CLERK),
                name="又来",
                id_number=written,
                region_id=made.there.region_id,
                now=NOW,
            )
    assert Elder.objects.count() == 4


def test_who_may_not_register_an_elder(made: County) -> None:
    given: dict[str, Any] = {"name": "x", "id_number": id_number(9), "region_id": made.here.region_id, "now": NOW}
    for actor in (
        made.there.actor(Role.CLERK),
        *(made.here.actor(role) for role in Role if role is not Role.CLERK),
    ):
        with pytest.raises(OutOfScope):
            elders.register_elder(actor=actor, **given)
    with pytest.raises(BadIdNumber):
        elders.register_elder(actor=made.founder(), **(given | {"id_number": "330503194005010011"}))
    with pytest.raises(elders.BadElder):
        elders.register_elder(actor=made.founder(), **(given | {"name": ""}))
    assert Elder.objects.count() == 4


def test_a_fact_is_sealed_for_its_own_row_and_its_value_in_no_deed(made: County) -> None:
    fact_id = elders.record_fact(
        actor=made.here.actor(Role.CLERK),
        elder_id=made.here.elders[0],
        fact=NewFact(kind="category", value="dibao", from_on=DAY),
        now=NOW,
    )
    sealed = bytes(Fact.objects.get(id=fact_id).value_sealed)
    assert b"dibao" not in sealed
    assert vault.open(sealed, table="canteen_fact", column="value_sealed", row_id=fact_id) == "dibao"
    with pytest.raises(vault.SealBroken):
        vault.open(sealed, table="canteen_fact", column="value_sealed", row_id=new_id())
    assert "dibao" not in str(list(Deed.objects.values("detail", "reason")))


@pytest.mark.parametrize(
    ("given", "paths"),
    [
        ({"kind": "wealth"}, ["kind"]),
        ({"value": " "}, ["value"]),
        ({"until_on": DAY}, ["until_on"]),
        ({"kind": "residence"}, ["region_id"]),
        ({"kind": "registration", "until_on": DAY + timedelta(days=9)}, ["region_id", "until_on"]),
        ({"level": "x" * 21, "value": ""}, ["value", "level"]),
    ],
)
def test_a_bad_fact_names_every_mistake(made: County, given: dict[str, Any], paths: list[str]) -> None:
    fields: dict[str, Any] = {"kind": "category", "value": "dibao", "from_on": DAY} | given
    with pytest.raises(elders.BadElder) as caught:
        elders.record_fact(actor=made.founder(), elder_id=made.here.elders[0], fact=NewFact(**fields), now=NOW)
    assert [where for where, _ in caught.value.fields] == paths


def test_facts_of_another_towns_elder_are_out_of_sight(made: County) -> None:
    given: dict[str, Any] = {"fact": NewFact("category", "dibao", DAY), "now": NOW}
    fact_id = elders.record_fact(actor=made.founder(), elder_id=made.there.elders[0], **given)
    clerk = made.here.actor(Role.CLERK)
    with pytest.raises(NoSuchElder):
        elders.record_fact(actor=clerk, elder_id=made.there.elders[0], **given)
    with pytest.raises(NoSuchElder):
        elders.end_fact(actor=clerk, fact_id=fact_id, until_on=DAY + timedelta(days=1), now=NOW)
    with pytest.raises(OutOfScope):
        elders.record_fact(actor=made.there.actor(Role.COUNTER), elder_id=made.there.elders[0], **given)
    assert Fact.objects.get(id=fact_id).until_on is None


def test_a_fact_ends_once(made: County) -> None:
    clerk = made.here.actor(Role.CLERK)
    fact_id = elders.record_fact(
        actor=clerk, elder_id=made.here.elders[0], fact=NewFact(kind="category", value="dibao", from_on=DAY), now=NOW
    )
    with pytest.raises(elders.BadElder):
        elders.end_fact(actor=clerk, fact_id=fact_id, until_on=DAY, now=NOW)
    elders.end_fact(actor=clerk, fact_id=fact_id, until_on=DAY + timedelta(days=1), now=NOW)
    later = NOW + timedelta(days=1)
    with pytest.raises(elders.FactEnded):
        elders.end_fact(actor=clerk, fact_id=fact_id, until_on=DAY + timedelta(days=2), now=later)
    with pytest.raises(elders.NoSuchFact):
        elders.end_fact(actor=clerk, fact_id=new_id(), until_on=DAY, now=NOW)
    assert Fact.objects.get(id=fact_id).until_on == DAY + timedelta(days=1)


def test_an_end_that_is_to_come_is_put_earlier(made: County) -> None:
    clerk = made.here.actor(Role.CLERK)
    fact = NewFact(kind="category", value="dibao", from_on=DAY, until_on=DAY + timedelta(days=1000))
    fact_id = elders.record_fact(actor=clerk, elder_id=made.here.elders[0], fact=fact, now=NOW)
    for days in (1000, 1001):
        with pytest.raises(elders.EndsSooner):
            elders.end_fact(actor=clerk, fact_id=fact_id, until_on=DAY + timedelta(days=days), now=NOW)
    for days in (999, 5):
        elders.end_fact(actor=clerk, fact_id=fact_id, until_on=DAY + timedelta(days=days), now=NOW)
        assert Fact.objects.get(id=fact_id).until_on == DAY + timedelta(days=days)
    with pytest.raises(elders.FactEnded):
        elders.end_fact(actor=clerk, fact_id=fact_id, until_on=DAY + timedelta(days=3), now=NOW + timedelta(days=5))
    assert Fact.objects.get(id=fact_id).until_on == DAY + timedelta(days=5)


def test_an_elder_moves_and_changes_hands_on_that_day(made: County) -> None:
    elder_id, clerk = made.here.elders[0], made.here.actor(Role.CLERK)
    registration = Fact.objects.get(elder_id=elder_id, kind="registration")
    with pytest.raises(elders.RegistrationMustFollow):
        elders.end_fact(actor=clerk, fact_id=registration.id, until_on=DAY, now=NOW)
    moved_on = DAY + timedelta(days=3)
    elders.record_fact(
        actor=clerk,
        elder_id=elder_id,
        fact=NewFact(
            kind="registration", value=str(made.there.region_id), region_id=made.there.region_id, from_on=moved_on
        ),
        now=NOW,
    )
    found = Fact.objects.filter(elder_id=elder_id).order_by("from_on").values_list("region_id", "until_on")
    assert list(found) == [(made.here.region_id, moved_on), (made.there.region_id, None)]
    given: dict[str, Any] = {"elder_id": elder_id, "fact": NewFact("category", "dibao", moved_on)}
    with pytest.raises(NoSuchElder):
        elders.record_fact(actor=clerk, now=at(9, on=moved_on), **given)
    elders.record_fact(actor=made.there.actor(Role.CLERK), now=at(9, on=moved_on), **given)
