"""Founding, staff and duties: granted within reach, never to oneself, ended in time."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from canteen.auth import actor_of
from canteen.core.region import Level
from canteen.core.scope import OutOfScope, Role
from canteen.models import Deed, Duty, Region, Staff
from canteen.models.ids import new_id
from canteen.operations import duties, staff
from canteen.operations.proposals import SET_COUNTS, OneHand
from canteen.queries.pins import staff_by_pin
from canteen.queries.staff import NoSuchStaff
from tests.county import DAY, NOW, SINCE, WORD, County, county

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> County:
    return county()


def last_deed() -> tuple[Any, ...]:
    """What was done last: by whom, what, to what, why."""
    deed = Deed.objects.order_by("-id")[0]
    return deed.staff_id, deed.verb, deed.subject_kind, deed.subject_id, deed.reason


def test_founding_works_once() -> None:
    first = county()
    before = (Staff.objects.count(), Region.objects.count(), Deed.objects.count())
    with pytest.raises(staff.AlreadyFounded):
        staff.found_staff(
            login="thief",
            name="x",
            password=WORD,
            region_name="y",
            region_level=Level.CITY,
            from_on=SINCE,
            now=NOW,
        )
    assert (Staff.objects.count(), Region.objects.count(), Deed.objects.count()) == before
    assert Region.objects.get(number=1).id == first.region_id


def test_a_member_of_staff_has_no_rights_but_those_granted(made: County) -> None:
    staff_id = staff.register_staff(
        actor=made.founder(), login="new", name="新人", password=WORD, pin="2468", now=NOW, reason="招聘"
    )
    assert last_deed() == (made.founder_id, "register", "staff", staff_id, "招聘")
    assert actor_of(staff_id=staff_id, on=DAY).duties == ()
    row = Staff.objects.get(id=staff_id)
    assert row.check_password(WORD)
    assert "2468" not in row.pin_digest


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"login": "No Spaces"}, "login"),
        ({"name": "  "}, "name"),
        ({"password": "1234567890123"}, "password"),
        ({"password": "short"}, "password"),
        ({"pin": "12"}, "pin"),
        ({"pin": "12ab"}, "pin"),
    ],
)
def test_bad_staff_is_refused_with_the_place_of_the_mistake(made: County, given: dict[str, str], path: str) -> None:
    fields: dict[str, Any] = {"login": "new", "name": "新人", "password": WORD, "pin": ""} | given
    with pytest.raises(staff.BadStaff) as caught:
        staff.register_staff(actor=made.founder(), now=NOW, **fields)
    assert {where for where, _ in caught.value.fields} == {path}


def test_a_login_is_taken_once(made: County) -> None:
    with pytest.raises(staff.LoginTaken):
        staff.register_staff(actor=made.founder(), login="here-clerk", name="x", password=WORD, now=NOW)


def test_a_pin_opens_the_counter_of_its_own_canteen_only(made: County) -> None:
    staff_id = staff.register_staff(actor=made.founder(), login="new", name="新人", password=WORD, pin="2468", now=NOW)
    duties.grant_duty(
        actor=made.founder(),
        staff_id=staff_id,
        role=Role.COUNTER,
        canteen_id=made.here.canteen_id,
        from_on=DAY,
        now=NOW,
    )
    assert staff_by_pin(canteen_id=made.here.canteen_id, pin="2468", on=DAY) == (staff_id, "新人")
    assert staff_by_pin(canteen_id=made.there.canteen_id, pin="2468", on=DAY) is None
    assert staff_by_pin(canteen_id=made.here.canteen_id, pin="2468", on=DAY - timedelta(days=1)) is None


def test_duties_are_granted_within_reach_and_never_to_oneself(made: County) -> None:
    clerk, support = made.here.actor(Role.CLERK), made.here.actor(Role.SUPPORT)
    someone = made.here.staff[Role.AUDITOR]
    there = made.there
    cases: tuple[tuple[Any, Role, dict[str, Any], type[Exception]], ...] = (
        (clerk, Role.COUNTER, {"canteen_id": there.canteen_id}, OutOfScope),
        (clerk, Role.FINANCE, {"region_id": made.here.region_id}, OutOfScope),
        (support, Role.FINANCE, {"region_id": there.region_id}, OutOfScope),
        (support, Role.FINANCE, {"region_id": made.region_id}, OutOfScope),
        (clerk, Role.COUNTER, {"region_id": made.here.region_id}, duties.BadDuty),
        (support, Role.FINANCE, {"canteen_id": made.here.canteen_id}, duties.BadDuty),
        (made.here.actor(Role.MANAGER), Role.COUNTER, {"canteen_id": made.here.canteen_id}, OutOfScope),
    )
    for actor, role, place, problem in cases:
        with pytest.raises(problem):
            duties.grant_duty(actor=actor, staff_id=someone, role=role, from_on=DAY, now=NOW, **place)
    with pytest.raises(duties.NotForOneself):
        duties.grant_duty(
            actor=support,
            staff_id=support.staff_id,
            role=Role.FINANCE,
            region_id=made.here.region_id,
            from_on=DAY,
            now=NOW,
        )
    with pytest.raises(NoSuchStaff):
        duties.grant_duty(
            actor=support,
            staff_id=new_id(),
            role=Role.FINANCE,
            region_id=made.here.region_id,
            from_on=DAY,
            now=NOW,
            proposed_by=made.founder_id,
        )


def test_a_duty_is_held_once_at_a_time_and_ends(made: County) -> None:
    support, someone = made.here.actor(Role.SUPPORT), made.here.staff[Role.AUDITOR]

    def grant(from_on: date, until_on: date | None) -> UUID:
        return duties.grant_duty(
            actor=support,
            staff_id=someone,
            role=Role.FINANCE,
            region_id=made.here.region_id,
            from_on=from_on,
            until_on=until_on,
            now=NOW,
            proposed_by=made.founder_id,
        )

    duty_id = grant(DAY, None)
    with pytest.raises(duties.DutyHeld):
        grant(DAY + timedelta(days=30), None)
    duties.end_duty(actor=support, duty_id=duty_id, until_on=DAY + timedelta(days=5), now=NOW, reason="调岗")
    assert last_deed() == (support.staff_id, "end", "duty", duty_id, "调岗")
    held = {day: actor_of(staff_id=someone, on=DAY + timedelta(days=day)).holds(Role.FINANCE) for day in (-1, 0, 4, 5)}
    assert held == {-1: False, 0: True, 4: True, 5: False}
    grant(DAY + timedelta(days=5), None)
    with pytest.raises(duties.NoSuchDuty):
        duties.end_duty(actor=support, duty_id=new_id(), until_on=DAY, now=NOW)
    with pytest.raises(OutOfScope):
        duties.end_duty(
            actor=made.there.actor(Role.SUPPORT), duty_id=duty_id, until_on=DAY + timedelta(days=2), now=NOW
        )


def test_over_a_region_two_grant_but_for_who_founded_all_and_is_alone() -> None:
    first = staff.found_staff(
        login="founder",
        name="创建人",
        password=WORD,
        region_name="南浔区",
        region_level=Level.DISTRICT,
        from_on=SINCE,
        now=NOW,
    )
    founder = actor_of(staff_id=first.staff_id, on=DAY)

    def grant(login: str, proposed_by: UUID | None = None, later: timedelta = timedelta()) -> UUID:
        staff_id = staff.register_staff(actor=founder, login=login, name="新人", password=WORD, now=NOW + later)
        duties.grant_duty(
            actor=founder,
            staff_id=staff_id,
            role=Role.FINANCE,
            region_id=first.region_id,
            from_on=DAY + later,
            now=NOW + later,
            proposed_by=proposed_by,
        )
        return staff_id

    second = grant("second")
    for proposed_by in (None, founder.staff_id):
        with pytest.raises(duties.DutyNeedsSecond):
            grant(f"third-{proposed_by is None}".lower(), proposed_by)
    with pytest.raises(OneHand):  # whose password the founder has just set
        grant("fourth", second)
    grant("later", second, SET_COUNTS + timedelta(days=1))
    held = Duty.objects.get(staff=second)
    duties.end_duty(actor=founder, duty_id=held.id, until_on=DAY + timedelta(days=1), now=NOW)
    with pytest.raises(duties.DutyNeedsSecond):  # being alone again makes nobody two
        grant("fifth")
