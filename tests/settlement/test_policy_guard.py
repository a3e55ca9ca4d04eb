"""What is checked waits as it stands, and only such a version is approved: the database itself says so (R11, S4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from settlement.models import Policy
from tests.house.test_immutable import CHECKED, version
from tests.town import DAY, Town, at, small_town


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
