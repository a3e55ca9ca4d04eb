"""Regions, organisations and canteens: who may register them, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from canteen.core.region import Level
from canteen.core.scope import OutOfScope, Role
from canteen.core.sitting import Sitting, Window
from canteen.models import Canteen, Deed, Organisation, Region, RegionCode, Tenure
from canteen.models.ids import new_id
from canteen.operations import places
from canteen.operations.place_changes import correct_canteen
from canteen.operations.place_keys import KeyTaken
from tests.county import DAY, HOURS, NOW, SINCE, County, county

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> County:
    return county()


def test_a_region_takes_the_next_number_and_its_code(made: County) -> None:
    highest = max(Region.objects.values_list("number", flat=True))
    region_id = places.register_region(
        actor=made.here.actor(Role.CLERK),
        name="一村",
        level=Level.VILLAGE,
        parent_id=made.here.region_id,
        national_code="330503001001",
        from_on=DAY,
        now=NOW,
    )
    assert Region.objects.get(id=region_id).number == highest + 1
    assert RegionCode.objects.get(region_id=region_id).code == "330503001001"
    assert region_id in made.here.actor(Role.CLERK).regions(Role.CLERK)
    assert region_id not in made.there.actor(Role.CLERK).regions(Role.CLERK)
    assert region_id not in made.here.actor(Role.CLERK, on=DAY - timedelta(days=1)).regions(Role.CLERK)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"level": Level.TOWN}, "level"),
        ({"level": Level.CITY}, "level"),
        ({"name": ""}, "name"),
        ({"national_code": "12"}, "national_code"),
        ({"key": "一村"}, "key"),
        ({"key": "a" * 41}, "key"),
        ({"key": "cun-330503194001011234"}, "key"),
    ],
)
def test_a_bad_region_is_refused(made: County, given: dict[str, Any], path: str) -> None:
    fields: dict[str, Any] = {"name": "一村", "level": Level.VILLAGE, "national_code": ""} | given
    before = Region.objects.count()
    with pytest.raises(places.BadPlace) as caught:
        places.register_region(actor=made.founder(), parent_id=made.here.region_id, from_on=DAY, now=NOW, **fields)
    assert [where for where, _ in caught.value.fields] == [path]
    assert Region.objects.count() == before


def test_policy_documents_may_call_a_place_by_its_key_for_good(made: County) -> None:
    """Given, or the name in pinyin; numbered where it is taken, and a name that changes leaves it as it is."""

    def region(name: str, key: str = "") -> str:
        row_id = places.register_region(
            actor=made.founder(), name=name, level=Level.VILLAGE, parent_id=made.here.region_id, from_on=DAY, now=NOW,
            key=key,
        )  # fmt: skip
        return str(Region.objects.get(id=row_id).key)

    def canteen(name: str, key: str = "") -> Canteen:
        row_id = places.register_canteen(
            actor=made.founder(), name=name, region_id=made.here.region_id, organisation_id=made.organisation_id,
            hours=HOURS, opened_on=DAY, now=NOW, key=key,
        )  # fmt: skip
        return Canteen.objects.get(id=row_id)

    assert [region("正果"), region("正果"), region("正果", "zhengguo-3"), region("正果")] == [
        "zhengguo", "zhengguo-2", "zhengguo-3", "zhengguo-4",
    ]  # fmt: skip
    assert [region("——"), region("张330503194001011234")] == ["region", "zhang3334"]
    with pytest.raises(KeyTaken):
        region("一村", "zhengguo-2")
    first, second, given = canteen("优特食堂"), canteen("优特食堂"), canteen("正果食堂", "zhengguo")
    assert [first.key, second.key, given.key] == ["youteshitang", "youteshitang-2", "zhengguo"]
    with pytest.raises(KeyTaken):
        canteen("优特食堂", "youteshitang")
    correct_canteen(
        actor=made.founder(), canteen_id=first.id, name="乐龄食堂", address="", latitude_e6=None, longitude_e6=None,
        now=NOW,
    )  # fmt: skip
    first.refresh_from_db()
    assert (first.name, first.key) == ("乐龄食堂", "youteshitang")
    said = Deed.objects.filter(verb="register", subject_id__in=[first.id, given.id]).order_by("at", "id")
    assert [deed.detail["key"] for deed in said] == ["youteshitang", "zhengguo"]


def test_an_organisation_is_registered_once(made: County) -> None:
    with pytest.raises(places.OrganisationExists):
        places.register_organisation(actor=made.founder(), name="别名", credit_code="91330503ma2b00005l", now=NOW)
    with pytest.raises(places.BadPlace):
        places.register_organisation(actor=made.founder(), name="别名", credit_code="91330503MA2B000000", now=NOW)
    with pytest.raises(OutOfScope):
        places.register_organisation(
            actor=made.here.actor(Role.MANAGER), name="x", credit_code="91330503MA2B000018", now=NOW
        )
    assert Organisation.objects.count() == 1


def test_a_canteen_opens_with_hours_and_its_organisation(made: County) -> None:
    tenure = Tenure.objects.get(canteen_id=made.here.canteen_id)
    assert (tenure.organisation_id, tenure.from_on, tenure.until_on) == (made.organisation_id, SINCE, None)
    row = Canteen.objects.get(id=made.here.canteen_id)
    assert [(hours.sitting, hours.opens, hours.closes) for hours in row.hours.all()] == [
        (window.sitting, window.opens, window.closes) for window in HOURS
    ]
    twice = [HOURS[0], Window(Sitting.LUNCH, HOURS[0].closes, HOURS[0].closes.replace(hour=15))]
    given: dict[str, Any] = {"name": "x", "organisation_id": made.organisation_id, "opened_on": DAY, "now": NOW}
    with pytest.raises(places.BadPlace):
        places.register_canteen(actor=made.founder(), region_id=made.here.region_id, hours=twice, **given)
    with pytest.raises(OutOfScope):
        places.register_canteen(actor=made.here.actor(Role.CLERK), region_id=made.there.region_id, hours=HOURS, **given)
    with pytest.raises(places.NoSuchOrganisation):
        places.register_canteen(
            actor=made.founder(),
            region_id=made.here.region_id,
            hours=HOURS,
            **(given | {"organisation_id": new_id()}),
        )
    assert Canteen.objects.count() == 2


def test_a_canteen_has_one_tenure_that_goes_on(made: County) -> None:
    """What two hand-overs at once would leave is refused by the database."""
    later: dict[str, Any] = {"canteen_id": made.here.canteen_id, "organisation_id": made.organisation_id}
    later["from_on"] = DAY
    with pytest.raises(IntegrityError, match=r"tenure_one_open|canteen_tenure\.canteen_id"), transaction.atomic():
        Tenure.objects.create(**later)
    Tenure.objects.filter(canteen_id=made.here.canteen_id).update(until_on=DAY)
    Tenure.objects.create(**later)
