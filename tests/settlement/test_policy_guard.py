"""What is checked waits as it stands, and only such a version is approved: the database itself says so (R11, S4)."""

import contextlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from canteen.models import Region
from settlement.models import Policy
from tests.house.test_immutable import CHECKED, version
from tests.town import DAY, Town, at, small_town

Days = tuple[date, date | None]


@pytest.fixture
def town() -> Town:
    """A town with a policy in force."""
    return small_town(elders=0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"document": {"format": "other"}},
        {"digest": "1" * 64},
        {"from_on": DAY + timedelta(days=1)},
        {"until_on": DAY + timedelta(days=31)},
        {"version": 9},
        {"scope": 9},
        {"made_at": at(9)},
    ],
)
@pytest.mark.parametrize("state", ["checked", "withdrawn"])
def test_what_is_checked_or_withdrawn_stands_as_it_is(town: Town, state: str, change: dict[str, Any]) -> None:
    given = CHECKED | {"state": state} | ({"checked_by": town.clerk} if state == "checked" else {"checked_at": None})
    row = version(town, 2, **given)
    row.save(force_insert=True)
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Policy.objects.filter(id=row.id).update(**change)
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Policy.objects.filter(id=row.id)._raw_delete("default")


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_what_is_checked_is_approved(town: Town, state: str) -> None:
    row = version(town, 2, from_on=DAY, state=state, approved_by=None, approved_at=None)
    row.save(force_insert=True)
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
        Policy.objects.filter(id=row.id).update(state="approved", approved_by=town.second, approved_at=at(7))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [
        {"checked_at": None},
        {"checked_by": None},
        {"state": "draft"},
        {"state": "withdrawn"},
        {"state": "approved", "approved_at": at(7)},
    ],
)
def test_a_state_goes_with_who_brought_it_about(town: Town, given: dict[str, Any]) -> None:
    """The last of these is approved by who checked it."""
    signed = {"approved_by": town.second} if given.get("state") == "approved" else {}
    there = {"region": town.district, "scope": town.district.number}
    with pytest.raises(IntegrityError, match=r"policy_(checked|approved)"), transaction.atomic():
        version(town, 2, **(CHECKED | there | {"checked_by": town.second} | given | signed)).save(force_insert=True)


JANUARY, FEBRUARY, JUNE, JULY = (date(2028, month, 1) for month in (1, 2, 6, 7))
A_DAY = timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["insert", "approval"])
@pytest.mark.parametrize(
    ("there", "new", "stands"),
    [
        ((JANUARY, JUNE), (JUNE, JULY), True),  # the day on which one ends is the other's first
        ((JANUARY, JUNE), (JUNE, None), True),
        ((JANUARY, JUNE), (JUNE - A_DAY, JULY), False),
        ((JANUARY, JUNE), (JUNE - A_DAY, None), False),
        ((FEBRUARY, JUNE), (JANUARY, FEBRUARY), True),
        ((FEBRUARY, JUNE), (JANUARY, FEBRUARY + A_DAY), False),
        ((FEBRUARY, JUNE), (JANUARY, None), False),
        ((FEBRUARY, JUNE), (JANUARY, JULY), False),
        ((JANUARY, JULY), (FEBRUARY, JUNE), False),
        ((JANUARY, JULY), (JANUARY, JULY), False),
        ((FEBRUARY, None), (JANUARY, FEBRUARY), True),
        ((FEBRUARY, None), (JANUARY, FEBRUARY + A_DAY), False),
        ((FEBRUARY, None), (JUNE, JULY), False),
        ((FEBRUARY, None), (JUNE, None), False),
        ((FEBRUARY, None), (JANUARY, None), False),
    ],
)
def test_no_two_approved_versions_of_a_region_are_in_force_on_one_day(
    town: Town, there: Days, new: Days, stands: bool, by: str
) -> None:
    """Whichever way the second one comes in; drafts, and another region's versions, are in nobody's way."""
    place: dict[str, Any] = {"region": town.district, "scope": town.district.number}
    first = version(town, 1, **place, from_on=there[0], until_on=there[1])
    first.save(force_insert=True)
    days = {"from_on": new[0], "until_on": new[1]}
    version(town, 2, **place, **days, **CHECKED, checked_by=town.clerk).save(force_insert=True)
    village = Region.objects.create(number=9, key="village", name="测试村", level="village")
    version(town, 1, **days, region=village, scope=village.number).save(force_insert=True)
    second = version(town, 3, **place, **days)
    if by == "approval":
        second = Policy.objects.get(region=town.district, version=2)
        second.state, second.approved_by, second.approved_at = "approved", town.second, at(7)
    refused = contextlib.nullcontext() if stands else pytest.raises(IntegrityError, match="overlap")
    with refused, transaction.atomic():
        second.save(force_insert=by == "insert")
    found = Policy.objects.filter(region=town.district, state="approved").order_by("version")
    assert [row.id for row in found] == [first.id, *([second.id] if stands else [])]
    assert Policy.objects.get(region=village).state == "approved"
