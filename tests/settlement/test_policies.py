"""A policy is drafted by one and approved by another, never overlaps and never changes (R11, S4, D22)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from canteen.core.scope import OutOfScope, Role
from canteen.models import Region, RegionParent, Staff
from canteen.operations.proposals import OneHand
from settlement.core.policy import PolicyInvalid
from settlement.models import Policy
from settlement.operations.policies import (
    BadPolicyDays,
    PolicyApproved,
    PolicyChanged,
    check_policy,
    draft_policy,
)
from settlement.operations.policy_approval import (
    PolicyComparedOtherwise,
    PolicyNeedsSecondPerson,
    PolicyNotApproved,
    PolicyOverlaps,
    approve_policy,
    end_policy,
)
from settlement.queries.policies import NoSuchPolicy, policies, policy_document
from settlement.queries.policy_before import policy_before, policy_mark
from settlement.queries.policy_doubts import doubts_in, mark_of_doubts
from settlement.queries.settling import settling
from tests.settlement.acting import actor, checker, maker
from tests.town import DAY, DOCUMENT, SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db

NOW = at(8)
NEW_YEAR = date(2027, 1, 1)
AGAIN: dict[str, Any] = {"state": "draft", "checked_by": None, "checked_at": None}
CHECKED: dict[str, Any] = {"state": "checked", "checked_at": NOW}


def draft(town: Town, from_on: date = NEW_YEAR, until_on: date | None = None) -> Policy:
    """A second version for the town."""
    policy_id = draft_policy(
        actor=maker(town), region_id=town.region.id, document=DOCUMENT, from_on=from_on, until_on=until_on, now=NOW
    )
    return Policy.objects.get(id=policy_id)


def checked(town: Town, from_on: date = NEW_YEAR, until_on: date | None = None) -> Policy:
    """One that waits for another person."""
    row = draft(town, from_on, until_on)
    found = doubts_in(document=DOCUMENT, region_id=town.region.id, from_on=from_on, until_on=until_on)
    seen = mark_of_doubts(found)
    check_policy(actor=maker(town), policy_id=row.id, seen_digest=row.digest, seen_doubts=seen, now=NOW)
    row.refresh_from_db()
    return row


def approve(town: Town, row: Policy, digest: str = "", mark: str | None = None) -> None:
    """The second person approves what stands there, unless the test says otherwise."""
    before = policy_mark(region_id=row.region_id, from_on=row.from_on, until_on=row.until_on)
    signed = {"seen_digest": digest or row.digest, "seen_mark": before if mark is None else mark}
    approve_policy(actor=checker(town), policy_id=row.id, **signed, now=NOW)


def applies(town: Town, path: list[UUID], on: date) -> UUID | None:
    """The version that a lunch of a day is split by."""
    return settling(
        region_path=path, person_id=uuid4(), canteen_id=town.canteens[0].id, month=on, service_on=on, sitting="lunch"
    ).policy_id


def test_who_set_the_drafters_password_does_not_approve() -> None:
    town = small_town()
    row = checked(town)
    Staff.objects.filter(id=town.clerk.id).update(password_set_by=town.second, password_set_at=NOW)
    with pytest.raises(OneHand):
        approve(town, row)
    row.refresh_from_db()
    assert row.state == "checked"
    Staff.objects.filter(id=town.clerk.id).update(password_set_at=NOW - timedelta(days=7, seconds=1))
    approve(town, row)


def test_a_new_version_ends_the_open_one_on_the_day_it_begins() -> None:
    town = small_town()
    row = checked(town)
    assert (row.version, row.state, row.scope) == (2, "checked", town.region.number)
    approve(town, row)
    found = list(Policy.objects.order_by("version").values_list("version", "from_on", "until_on", "state"))
    assert found == [(1, SINCE, NEW_YEAR, "approved"), (2, NEW_YEAR, None, "approved")]
    path = [town.region.id, town.district.id]
    days = (date(2019, 12, 31), date(2026, 12, 31), NEW_YEAR)
    assert [applies(town, path, on=day) for day in days] == [None, town.policy.id, row.id]


def test_the_maker_is_not_the_checker_by_operation_and_by_the_database() -> None:
    town = small_town()
    row = checked(town)
    with pytest.raises(PolicyNeedsSecondPerson):
        approve_policy(actor=maker(town), policy_id=row.id, seen_digest=row.digest, seen_mark="", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.filter(id=row.id).update(state="approved", approved_by=row.made_by, approved_at=NOW)
    assert Policy.objects.get(id=row.id).state == "checked"


def test_who_checked_does_not_approve_either() -> None:
    town = small_town()
    row = draft(town)
    check_policy(actor=checker(town), policy_id=row.id, seen_digest=row.digest, now=NOW)
    with pytest.raises(PolicyNeedsSecondPerson):
        approve(town, row)
    third = actor(town.counter, Role.FINANCE, canteens=[], regions=[town.region.id])
    approve_policy(actor=third, policy_id=row.id, seen_digest=row.digest, seen_mark=town.policy.digest, now=NOW)
    assert Policy.objects.get(id=row.id).state == "approved"


def test_approval_is_bound_to_what_it_was_compared_with() -> None:
    """Between the look and the signature another version came into force before this one."""
    town = small_town()
    row, between = checked(town), checked(town, from_on=date(2026, 12, 1), until_on=date(2026, 12, 20))
    with pytest.raises(PolicyComparedOtherwise):
        approve(town, row, mark="")
    assert Policy.objects.get(id=town.policy.id).until_on is None
    shown = policy_mark(region_id=town.region.id, from_on=row.from_on, until_on=None)
    assert shown == town.policy.digest
    approve(town, between)
    with pytest.raises(PolicyComparedOtherwise):
        approve(town, row, mark=shown)
    assert policy_mark(region_id=town.region.id, from_on=row.from_on, until_on=None) == ""
    approve(town, row)


def test_a_first_version_is_compared_with_that_of_the_wider_region() -> None:
    town = small_town()
    village = Region.objects.create(number=9, name="测试村", level="village")
    RegionParent.objects.create(region=village, parent=town.region, from_on=SINCE)
    assert policy_mark(region_id=village.id, from_on=NEW_YEAR, until_on=None) == town.policy.digest
    assert policy_before(region_id=village.id, from_on=SINCE) is None
    assert policy_before(region_id=town.district.id, from_on=NEW_YEAR) is None


def test_approval_is_bound_to_the_text_that_was_shown() -> None:
    town = small_town()
    row = checked(town)
    with pytest.raises(PolicyChanged):
        approve(town, row, digest="0" * 64)
    Policy.objects.filter(id=row.id).update(**AGAIN)
    Policy.objects.filter(id=row.id).update(document={**DOCUMENT, "age_reached": "next_day"})
    Policy.objects.filter(id=row.id).update(**CHECKED | {"checked_by": town.clerk})
    with pytest.raises(PolicyChanged):
        approve(town, row)


@pytest.mark.parametrize("what", ["region", "from_on", "until_on", "no end"])
def test_approval_is_bound_to_the_region_and_the_days_that_were_shown(what: str) -> None:
    town = small_town()
    row = checked(town, until_on=date(2028, 1, 1))
    changes: dict[str, dict[str, Any]] = {
        "region": {"region": town.district, "scope": town.district.number},
        "from_on": {"from_on": date(2027, 1, 2)},
        "until_on": {"until_on": date(2028, 1, 2)},
        "no end": {"until_on": None},
    }
    Policy.objects.filter(id=row.id).update(**AGAIN)
    Policy.objects.filter(id=row.id).update(**changes[what])
    Policy.objects.filter(id=row.id).update(**CHECKED | {"checked_by": town.clerk})
    with pytest.raises(PolicyChanged):
        approve(town, row)
    assert Policy.objects.get(id=row.id).state == "checked"


def test_the_same_text_for_other_days_or_another_region_is_signed_by_another_digest() -> None:
    town = small_town()
    drafts = [checked(town), checked(town, until_on=date(2028, 1, 1)), draft(town, from_on=date(2027, 2, 1))]
    there = draft_policy(actor=maker(town), region_id=town.district.id, document=DOCUMENT, from_on=NEW_YEAR, now=NOW)
    shown, _ = policy_document(actor=checker(town), policy_id=there)
    assert len({row.digest for row in drafts} | {shown.digest}) == 4
    assert draft(town).digest == drafts[0].digest
    with pytest.raises(PolicyChanged):
        approve(town, drafts[1], digest=drafts[0].digest)


def test_an_approved_version_is_approved_once_and_never_changes() -> None:
    town = small_town()
    row = checked(town)
    approve(town, row)
    with pytest.raises(PolicyApproved):
        approve(town, row)
    changes: tuple[dict[str, Any], ...] = ({"document": {}}, {"from_on": SINCE}, {"version": 9}, {"state": "draft"})
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            Policy.objects.filter(id=row.id).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Policy.objects.filter(id=row.id).delete()


def test_overlap_is_refused_by_operation_and_by_the_database() -> None:
    town = small_town()
    end_policy(actor=maker(town), policy_id=town.policy.id, until_on=date(2027, 6, 1), now=NOW)
    row = checked(town)
    with pytest.raises(PolicyOverlaps):
        approve(town, row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.filter(id=row.id).update(state="approved", approved_by=town.second, approved_at=NOW)
    later = checked(town, from_on=date(2027, 6, 1))
    approve(town, later)
    assert Policy.objects.filter(state="approved").count() == 2


def test_an_end_only_comes_earlier() -> None:
    town = small_town()
    end_policy(actor=maker(town), policy_id=town.policy.id, until_on=date(2027, 6, 1), now=NOW)
    for day in (date(2027, 6, 2), SINCE):
        with pytest.raises(BadPolicyDays):
            end_policy(actor=maker(town), policy_id=town.policy.id, until_on=day, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Policy.objects.filter(id=town.policy.id).update(until_on=None)
    end_policy(actor=maker(town), policy_id=town.policy.id, until_on=date(2027, 5, 1), now=NOW)
    assert Policy.objects.get(id=town.policy.id).until_on == date(2027, 5, 1)


def test_an_approved_version_does_not_end_in_the_past() -> None:
    """Else a meal of today that arrives late would find no policy."""
    town = small_town()
    for day in (DAY - timedelta(days=30), DAY - timedelta(days=1), DAY):
        with pytest.raises(BadPolicyDays) as wrong:
            end_policy(actor=maker(town), policy_id=town.policy.id, until_on=day, now=NOW)
        assert wrong.value.fields == (("until_on", "must be after today"),)
    # At half past four in the afternoon in London it is tomorrow already in the canteen.
    tomorrow = DAY + timedelta(days=1)
    with pytest.raises(BadPolicyDays):
        end_policy(actor=maker(town), policy_id=town.policy.id, until_on=tomorrow, now=at(0, 30, on=tomorrow))
    end_policy(actor=maker(town), policy_id=town.policy.id, until_on=tomorrow, now=NOW)
    assert applies(town, [town.region.id], on=DAY) == town.policy.id


def test_a_draft_keeps_the_days_it_was_shown_with() -> None:
    """Who drafted it cannot change under the second person's eyes when it ends."""
    town = small_town()
    row = checked(town)
    with pytest.raises(PolicyNotApproved):
        end_policy(actor=maker(town), policy_id=row.id, until_on=date(2027, 2, 1), now=NOW)
    assert Policy.objects.get(id=row.id).until_on is None


def test_a_document_with_mistakes_is_not_even_a_draft() -> None:
    town = small_town()
    with pytest.raises(PolicyInvalid) as wrong:
        draft_policy(
            actor=maker(town),
            region_id=town.region.id,
            document={**DOCUMENT, "promise_gap": {"payer": "nobody"}},
            from_on=NEW_YEAR,
            now=NOW,
        )
    assert [path for path, _ in wrong.value.fields] == ["promise_gap.payer"]
    with pytest.raises(BadPolicyDays):
        draft(town, until_on=NEW_YEAR)
    assert Policy.objects.count() == 1


def test_another_region_sees_and_decides_nothing() -> None:
    town = small_town()
    row = checked(town)
    stranger = actor(town.second, Role.FINANCE, Role.CLERK, canteens=[], regions=[town.district.id])
    with pytest.raises(OutOfScope):
        approve_policy(actor=stranger, policy_id=row.id, seen_digest=row.digest, seen_mark="", now=NOW)
    with pytest.raises(OutOfScope):
        draft_policy(actor=stranger, region_id=town.region.id, document=DOCUMENT, from_on=NEW_YEAR, now=NOW)
    with pytest.raises(NoSuchPolicy):
        policy_document(actor=stranger, policy_id=row.id)
    assert policies(actor=stranger) == ()
    assert [seen.version for seen in policies(actor=maker(town))] == [2, 1]
    with pytest.raises(NoSuchPolicy):
        approve_policy(actor=checker(town), policy_id=uuid4(), seen_digest=row.digest, seen_mark="", now=NOW)
