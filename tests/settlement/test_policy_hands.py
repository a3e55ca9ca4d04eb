"""Whose hands a version goes through: nobody signs what was theirs, and each act leaves a deed and an instant (S4)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from canteen.core.scope import Actor, Role
from canteen.models import Deed, Region, RegionParent, Staff
from canteen.operations.proposals import OneHand
from settlement.core.policy import PolicyInvalid
from settlement.models import Policy
from settlement.operations.policies import (
    BadPolicyDays,
    PolicyChanged,
    check_policy,
    draft_policy,
    edit_policy,
    send_policy_back,
    withdraw_policy,
)
from settlement.operations.policy_approval import PolicyNeedsSecondPerson, approve_policy, end_policy
from settlement.queries.policies import digest_of_policy
from settlement.queries.policy_before import policy_mark
from settlement.queries.policy_doubts import doubts_in, mark_of_doubts
from tests.settlement.acting import actor, maker
from tests.settlement.test_policies import applies
from tests.settlement.test_policy_reach_pages import version
from tests.town import DOCUMENT, SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db

NOW = at(8)
NEW_YEAR, SPRING, SUMMER = date(2027, 1, 1), date(2027, 3, 1), date(2027, 6, 1)
OTHER = {**DOCUMENT, "age_reached": "next_day"}


def days(number: int) -> datetime:
    """So many days after the draft."""
    return NOW + timedelta(days=number)


def by(staff: Staff, town: Town, role: Role = Role.FINANCE) -> Actor:
    """One of three, with one role in the town alone."""
    return actor(staff, role, canteens=[], regions=[town.region.id])


def drafted(town: Town, until_on: date | None = None, reason: str = "") -> Policy:
    """The clerk drafts."""
    given: dict[str, Any] = {"document": DOCUMENT, "from_on": NEW_YEAR, "until_on": until_on, "reason": reason}
    made = draft_policy(actor=by(town.clerk, town, Role.CLERK), region_id=town.region.id, **given, now=NOW)
    return Policy.objects.get(id=made)


def check(town: Town, row: Policy, now: datetime = NOW, reason: str = "") -> str:
    """The second person checks it, and has seen the doubts of which the mark is returned."""
    row.refresh_from_db()
    given: dict[str, Any] = {"region_id": row.region_id, "from_on": row.from_on, "until_on": row.until_on}
    seen = mark_of_doubts(doubts_in(document=row.document, **given))
    signed: dict[str, Any] = {"policy_id": row.id, "seen_digest": row.digest, "seen_doubts": seen}
    check_policy(actor=by(town.second, town), **signed, now=now, reason=reason)
    return seen


def approve(town: Town, row: Policy, staff: Staff, now: datetime = NOW, reason: str = "") -> str:
    """One of them approves what stands there, and what applies round it, of which the mark is returned."""
    mark = policy_mark(region_id=row.region_id, from_on=row.from_on, until_on=row.until_on)
    signed: dict[str, Any] = {"policy_id": row.id, "seen_digest": row.digest, "seen_mark": mark}
    approve_policy(actor=by(staff, town), **signed, now=now, reason=reason)
    return mark


def test_neither_who_drafted_nor_who_checked_approves() -> None:
    town = small_town(elders=0)
    row = drafted(town)
    check(town, row)
    for staff in (town.clerk, town.second):
        with pytest.raises(PolicyNeedsSecondPerson):
            approve(town, row, staff)
    approve(town, row, town.counter)
    assert Policy.objects.get(id=row.id).state == "approved"


def test_what_the_language_no_longer_reads_is_not_approved() -> None:
    town = small_town(elders=0)
    of_old = {**DOCUMENT, "of_old": True}  # a word of the language in which it was checked
    digest = digest_of_policy(document=of_old, region_id=town.region.id, from_on=NEW_YEAR, until_on=None)
    row = version(town, town.region, 4, of_old, state="checked", from_on=NEW_YEAR, digest=digest)
    with pytest.raises(PolicyInvalid) as caught:
        approve(town, row, town.counter)
    assert [path for path, _ in caught.value.fields] == ["of_old"]
    assert Policy.objects.get(id=row.id).state == "checked"


@pytest.mark.parametrize("whose", ["clerk", "second"])
def test_who_could_sign_in_as_one_of_the_two_when_they_acted_does_not_approve(whose: str) -> None:
    """However long afterwards: drafted on one day, checked on the tenth, signed on the thirtieth."""
    town = small_town(elders=0)
    acted = {"clerk": 0, "second": 10}[whose]
    row = drafted(town)
    check(town, row, days(10))
    them = Staff.objects.filter(login=whose)
    them.update(password_set_by=town.counter, password_set_at=days(acted - 1))
    with pytest.raises(OneHand):
        approve(town, row, town.counter, days(30))
    assert Policy.objects.get(id=row.id).state == "checked"
    them.update(password_set_at=days(acted - 8))
    approve(town, row, town.counter, days(30))


def test_each_act_is_written_down_by_whom_when_why_and_over_what() -> None:
    town = small_town(elders=0)
    row = drafted(town, reason="新年度")
    first = row.digest
    given: dict[str, Any] = {"document": OTHER, "from_on": SPRING, "until_on": SUMMER, "now": days(1), "reason": "改期"}
    edit_policy(actor=by(town.clerk, town), policy_id=row.id, seen_digest=first, **given)
    check(town, row, days(2))
    send_policy_back(actor=by(town.counter, town), policy_id=row.id, answer=" 请再核 ", now=days(3))
    doubts = check(town, row, days(4), "已核")
    mark = approve(town, row, town.counter, days(5), "同意")
    end_policy(actor=by(town.clerk, town), policy_id=row.id, until_on=date(2027, 4, 1), now=days(6), reason="提前")
    row.refresh_from_db()
    assert (row.document, row.from_on, row.until_on, row.digest == first) == (OTHER, SPRING, date(2027, 4, 1), False)
    assert (row.made_at, row.checked_at, row.approved_at) == (NOW, days(4), days(5))
    assert (row.made_by, row.checked_by, row.approved_by) == (town.clerk, town.second, town.counter)
    deeds = Deed.objects.filter(subject_kind="policy", subject_id=row.id).order_by("at")
    clerk, second, third = town.clerk.id, town.second.id, town.counter.id
    assert list(deeds.values_list("verb", "staff", "at", "reason")) == [
        ("draft", clerk, NOW, "新年度"),
        ("edit", clerk, days(1), "改期"),
        ("check", second, days(2), ""),
        ("send-back", third, days(3), "请再核"),
        ("check", second, days(4), "已核"),
        ("approve", third, days(5), "同意"),
        ("end", clerk, days(6), "提前"),
    ]
    here: dict[str, Any] = {"region": str(town.region.id), "version": 2, "digest": row.digest, "from_on": "2027-03-01"}
    until = [{"until_on": day} for day in ("2027-06-01", "2027-04-01")]
    seen = {"doubts": 1, "seen": doubts}
    assert [deed.detail for deed in deeds] == [
        here | {"digest": first, "from_on": "2027-01-01", "until_on": None},
        here | until[0],
        here | until[0] | seen,
        here | until[0],
        here | until[0] | seen,
        here | until[0] | {"mark": mark, "ended": str(town.policy.id)},
        here | until[1],
    ]


def test_what_is_withdrawn_says_why() -> None:
    town = small_town(elders=0)
    row = drafted(town)
    withdraw_policy(actor=by(town.clerk, town), policy_id=row.id, now=days(1), reason="另行起草")
    deed = Deed.objects.get(verb="withdraw")
    assert (deed.staff_id, deed.at, deed.reason, deed.subject_id) == (town.clerk.id, days(1), "另行起草", row.id)


def test_each_region_counts_its_versions_from_one() -> None:
    town = small_town(elders=0)
    there = actor(town.clerk, Role.CLERK, canteens=[], regions=[town.district.id])
    given: dict[str, Any] = {"document": DOCUMENT, "from_on": NEW_YEAR, "now": NOW}
    made = [draft_policy(actor=there, region_id=town.district.id, **given) for _ in range(2)]
    assert [Policy.objects.get(id=each).version for each in made] == [1, 2]
    assert drafted(town).version == 2


def test_a_version_whose_digest_is_not_of_what_it_says_is_not_checked() -> None:
    town = small_town(elders=0)
    row = drafted(town)
    Policy.objects.filter(id=row.id).update(digest="0" * 64)
    for digest in (row.digest, "0" * 64):
        with pytest.raises(PolicyChanged):
            check_policy(actor=maker(town), policy_id=row.id, seen_digest=digest, now=NOW)


def test_the_end_that_it_has_already_may_be_said_again_and_no_day_before_its_first() -> None:
    """A version that is still to begin: it ends after its first day, or is nothing."""
    town = small_town(elders=0)
    row = drafted(town, until_on=SUMMER)
    check(town, row)
    approve(town, row, town.counter)
    given: dict[str, Any] = {"actor": by(town.clerk, town), "policy_id": row.id, "now": NOW}
    for day in (NEW_YEAR - timedelta(days=1), NEW_YEAR):
        with pytest.raises(BadPolicyDays):
            end_policy(until_on=day, **given)
    for day in (SUMMER, NEW_YEAR + timedelta(days=1)):
        end_policy(until_on=day, **given)
        assert Policy.objects.get(id=row.id).until_on == day


def test_the_first_version_of_a_village_ends_none_of_the_town_round_it() -> None:
    town = small_town(elders=0)
    village = Region.objects.create(number=9, key="east", name="东村", level="village")
    RegionParent.objects.create(region=village, parent=town.region, from_on=SINCE)
    region_ids = [town.region.id, village.id]
    drafter, signer = (actor(each, Role.FINANCE, canteens=[], regions=region_ids) for each in (town.clerk, town.second))
    made = draft_policy(actor=drafter, region_id=village.id, document=DOCUMENT, from_on=NEW_YEAR, now=NOW)
    row = Policy.objects.get(id=made)
    check_policy(actor=drafter, policy_id=row.id, seen_digest=row.digest, now=NOW)
    approve_policy(actor=signer, policy_id=row.id, seen_digest=row.digest, seen_mark=town.policy.digest, now=NOW)
    found = Policy.objects.order_by("made_at").values_list("region__key", "from_on", "until_on", "state")
    assert list(found) == [("town", SINCE, None, "approved"), ("east", NEW_YEAR, None, "approved")]
    assert Deed.objects.get(verb="approve").detail.get("ended") is None


def test_what_is_not_approved_decides_no_meal_nor_what_ended_that_day() -> None:
    town = small_town(elders=0)
    path = [town.region.id, town.district.id]
    end_policy(actor=by(town.clerk, town), policy_id=town.policy.id, until_on=NEW_YEAR, now=NOW)
    row = drafted(town)
    days_asked = (NEW_YEAR - timedelta(days=1), NEW_YEAR)
    assert [applies(town, path, on=day) for day in days_asked] == [town.policy.id, None]
    check(town, row)
    assert [applies(town, path, on=day) for day in days_asked] == [town.policy.id, None]
    approve(town, row, town.counter)
    assert [applies(town, path, on=day) for day in days_asked] == [town.policy.id, row.id]
