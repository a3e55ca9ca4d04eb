"""Who has no duty yet is nobody's prey: whom they are known to, who helps them, which passwords survive (S3)."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from canteen.core.listing import asked
from canteen.core.scope import Actor, OutOfScope, Role
from canteen.models import Duty, Staff
from canteen.operations.duties import grant_duty
from canteen.operations.duty_proposals import approve_duty, offer_duty
from canteen.operations.passwords import open_password_reset, reset_password
from canteen.operations.staff import register_staff
from canteen.queries.duty_proposals import duty_to_decide
from canteen.queries.staff import NoSuchStaff, staff_seen
from canteen.queries.staff_list import LISTING, person_seen, staff_page
from tests.county import DAY, NOW, SINCE, WORD, County, county

pytestmark = pytest.mark.django_db
STOLEN = "a lamp beside the river"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def made() -> County:
    return county()


@pytest.fixture
def new(made: County) -> UUID:
    """Somebody whom a clerk here has registered, and to whom nobody has granted anything yet."""
    return register_staff(actor=made.here.actor(Role.CLERK), login="new", name="新人", password=WORD, now=NOW)


def taken_over(by: Actor, staff_id: UUID) -> None:
    """Let somebody set the password by a code of their own making, and not tell the person."""
    code = open_password_reset(actor=by, staff_id=staff_id, now=NOW)
    reset_password(login=Staff.objects.get(id=staff_id).login, code=code, password=STOLEN, now=LATER)


def opens(word: str, login: str = "new") -> bool:
    return Client().post("/login", {"login": login, "password": word}).status_code == 302


def everybody(made: County) -> dict[str, Actor]:
    towns = {"here": made.here, "there": made.there}
    staff = {f"{name} {role}": town.actor(role) for name, town in towns.items() for role in Role}
    return {"founder": made.founder()} | staff


def test_a_newcomer_is_known_where_who_registered_them_works(made: County, new: UUID) -> None:
    by_founder = register_staff(actor=made.founder(), login="other", name="又一位", password=WORD, now=NOW)

    def known(actor: Actor, staff_id: UUID) -> bool:
        lists = [
            staff_id in {row.id for row in staff_seen(actor=actor)},
            staff_id in {row.id for row in staff_page(actor=actor, asked=asked({}, LISTING), on=DAY).rows},
        ]
        try:
            person_seen(actor=actor, staff_id=staff_id, on=DAY)
        except NoSuchStaff:
            assert lists == [False, False]
            return False
        assert lists == [True, True]
        return True

    readers = {
        name: actor for name, actor in everybody(made).items() if actor.holds(Role.CLERK, Role.SUPPORT, Role.AUDITOR)
    }
    assert [name for name, actor in readers.items() if known(actor, new)] == [
        "founder", "here clerk", "here auditor", "here support",
    ]  # fmt: skip
    assert [name for name, actor in readers.items() if known(actor, by_founder)] == ["founder"]


def test_without_a_duty_only_who_registered_and_the_widest_support_help(made: County, new: UUID) -> None:
    def may(actor: Actor) -> bool:
        try:
            open_password_reset(actor=actor, staff_id=new, now=NOW)
        except OutOfScope:
            return False
        return True

    assert [name for name, actor in everybody(made).items() if may(actor)] == ["founder", "here clerk"]
    grant_duty(
        actor=made.here.actor(Role.CLERK),
        staff_id=new,
        role=Role.COUNTER,
        from_on=SINCE,
        canteen_id=made.here.canteen_id,
        now=NOW,
    )
    Duty.objects.filter(staff=new).update(until_on=DAY)  # who has left has no duty either
    assert [name for name, actor in everybody(made).items() if may(actor)] == ["founder", "here clerk"]


def test_who_could_not_grant_a_regions_duty_does_not_come_in_with_it(made: County, new: UUID) -> None:
    taken_over(made.here.actor(Role.CLERK), new)
    support, auditing = made.here.actor(Role.SUPPORT), made.here.actor(Role.FINANCE)
    offered = offer_duty(
        actor=support, staff_id=new, role=Role.FINANCE, region_id=made.here.region_id, from_on=DAY, now=LATER
    )
    assert offered.proposal_id
    seen = duty_to_decide(actor=auditing, proposal_id=offered.proposal_id)
    approve_duty(actor=auditing, proposal_id=offered.proposal_id, digest=seen.digest, now=LATER)
    assert not opens(STOLEN)
    code = open_password_reset(actor=support, staff_id=new, now=LATER)
    reset_password(login="new", code=code, password="their own at last", now=LATER)
    assert opens("their own at last")


def test_who_works_elsewhere_does_not_come_into_a_canteen(made: County) -> None:
    """Registered there, with a first password or one by a code, and let into a canteen here."""
    there, here = made.there.actor(Role.CLERK), made.here.actor(Role.CLERK)
    for login, take in (("given", False), ("taken", True)):
        staff_id = register_staff(actor=there, login=login, name="新人", password=WORD, now=NOW)
        if take:
            taken_over(there, staff_id)
        assert opens(STOLEN if take else WORD, login)
        grant_duty(
            actor=here,
            staff_id=staff_id,
            role=Role.MANAGER,
            from_on=DAY,
            canteen_id=made.here.canteen_id,
            now=LATER,
        )
        assert not opens(STOLEN if take else WORD, login)


def test_a_password_of_whoever_may_grant_this_stays(made: County, new: UUID) -> None:
    here = made.here.actor(Role.CLERK)
    grant_duty(actor=here, staff_id=new, role=Role.COUNTER, from_on=DAY, canteen_id=made.here.canteen_id, now=NOW)
    assert opens(WORD)


@pytest.mark.parametrize(("role", "stays"), [(Role.COUNTER, True), (Role.AUDITOR, False)])
def test_a_week_of_work_with_a_password_makes_it_ones_own(made: County, new: UUID, role: Role, stays: bool) -> None:
    """A clerk's duty is no use to who set a password for the counter; another canteen's locks nobody out at lunch."""
    here, week = made.here.actor(Role.CLERK), timedelta(days=7)
    grant_duty(actor=here, staff_id=new, role=Role.COUNTER, from_on=DAY, canteen_id=made.here.canteen_id, now=NOW)
    taken_over(here, new)
    in_canteen = role is Role.COUNTER
    grant_duty(
        actor=made.founder(),
        staff_id=new,
        role=role,
        from_on=DAY + week,
        canteen_id=made.there.canteen_id if in_canteen else None,
        region_id=None if in_canteen else made.here.region_id,
        now=LATER + week,
        proposed_by=made.here.staff[Role.SUPPORT],
    )
    assert opens(STOLEN) is stays
