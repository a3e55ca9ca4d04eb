"""Signing in: one answer to every wrong guess, a lock after five, and rights that end when a duty does (S5, S9)."""

from datetime import timedelta
from uuid import UUID

import pytest

from canteen.auth import NotSignedIn, actor_of
from canteen.core.region import RegionKnot
from canteen.core.scope import Role
from canteen.models import Duty, RegionParent, SignInAttempt, Staff
from canteen.operations.sign_in import LockedOut, begin_sign_in, end_sign_in, forget_sign_ins
from tests.county import DAY, NOW, County, county

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> County:
    return county()


def test_a_duty_on_a_region_covers_its_subtree_one_on_a_canteen_its_town(made: County) -> None:
    founder, here, there = made.founder(), made.here, made.there
    assert founder.canteens(Role.CLERK) == {here.canteen_id, there.canteen_id}
    assert founder.regions(Role.CLERK) == {made.region_id, here.region_id, there.region_id}
    for role in Role:
        assert here.actor(role).canteens(role) == {here.canteen_id}
        assert here.actor(role).regions(role) == {here.region_id}
        others = [other for other in Role if other is not role]
        assert here.actor(role).canteens(*others) == frozenset()


def test_rights_begin_and_end_with_the_duty(made: County) -> None:
    staff_id = made.here.staff[Role.CLERK]
    before = made.here.actor(Role.CLERK, on=DAY.replace(year=2019))
    assert before.duties == ()
    Staff.objects.filter(id=staff_id).update(is_active=False)
    with pytest.raises(NotSignedIn):
        actor_of(staff_id=staff_id, on=DAY)
    with pytest.raises(NotSignedIn):
        actor_of(staff_id=UUID(int=0), on=DAY)


def test_regions_that_are_no_tree_let_nobody_act_that_day_and_stop_nobody_without_a_duty(
    made: County,
) -> None:
    RegionParent.objects.create(region_id=made.here.region_id, parent_id=made.there.region_id, from_on=DAY)
    with pytest.raises(RegionKnot):
        made.here.actor(Role.CLERK)
    assert made.here.actor(Role.CLERK, on=DAY - timedelta(days=1)).regions(Role.CLERK) == {made.here.region_id}
    Duty.objects.filter(staff_id=made.here.staff[Role.CLERK]).update(until_on=DAY)
    assert made.here.actor(Role.CLERK).duties == ()


def test_a_name_is_locked_after_five_failures_for_a_quarter_of_an_hour() -> None:
    for _ in range(5):
        begin_sign_in(login="Here-Clerk ", now=NOW)
    for _ in range(3):
        with pytest.raises(LockedOut):
            begin_sign_in(login="here-clerk", now=NOW + timedelta(minutes=14, seconds=59))
    begin_sign_in(login="there-clerk", now=NOW)
    begin_sign_in(login="here-clerk", now=NOW + timedelta(minutes=15))
    assert SignInAttempt.objects.count() == 7


def test_success_forgets_the_failures() -> None:
    for _ in range(5):
        begin_sign_in(login="here-clerk", now=NOW)
    begin_sign_in(login="there-clerk", now=NOW)
    end_sign_in(login="here-clerk")
    begin_sign_in(login="here-clerk", now=NOW)
    assert SignInAttempt.objects.count() == 2


def test_attempts_keep_no_name_and_are_swept(made: County) -> None:
    begin_sign_in(login="my password by mistake", now=NOW)
    assert "mistake" not in str(list(SignInAttempt.objects.values()))
    assert forget_sign_ins(now=NOW + timedelta(minutes=14)) == 0
    assert forget_sign_ins(now=NOW + timedelta(minutes=15)) == 1
