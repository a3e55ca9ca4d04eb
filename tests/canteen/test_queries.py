"""Reads of the registry: what each role sees, never another town's, in a number of statements that does not grow."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canteen.core.region import Level
from canteen.core.scope import OutOfScope, Role
from canteen.models import SamePerson
from canteen.operations import credentials, elders, places
from canteen.operations.elder_rows import NewFact
from canteen.queries.credentials import credentials_of
from canteen.queries.elders import (
    ElderSeen,
    NoSuchElder,
    elder_record,
    elders_by_code,
    elders_by_id_number,
    elders_by_name,
)
from canteen.queries.places import CanteenSeen, canteens_of, organisations, regions
from canteen.queries.roster import OnRoster, roster
from canteen.queries.staff import actor_by_id, staff_seen
from tests.county import DAY, HOURS, NOW, SINCE, County, at, county, id_number

pytestmark = pytest.mark.django_db

SEERS = (Role.COUNTER, Role.MANAGER, Role.CLERK, Role.AUDITOR)
UNSEEING = (Role.FINANCE, Role.SUPPORT)


@pytest.fixture
def made() -> County:
    return county()


def statements(ask: Callable[[], object]) -> int:
    """How many statements a read takes."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ask()
    return len(seen)


@pytest.mark.parametrize("role", SEERS)
def test_a_name_finds_the_elders_of_ones_own_town_masked(made: County, role: Role) -> None:
    number = "33**************{}" if role in (Role.CLERK, Role.AUDITOR) else ""
    expected = tuple(
        ElderSeen(elder_id, "张*兰", 1940, number and number.format(id_number(which)[-2:]))
        for which, elder_id in ((1, made.here.elders[0]), (2, made.here.elders[1]))
    )
    actor = made.here.actor(role)
    assert set(elders_by_name(actor=actor, name=" 张", on=DAY)) == set(expected)
    assert elders_by_name(actor=actor, name="张一", on=DAY) == expected[:1]
    assert elders_by_name(actor=actor, name="张三", on=DAY) == ()
    assert elders_by_name(actor=actor, name="  ", on=DAY) == ()
    assert elders_by_name(actor=actor, name="%", on=DAY) == ()


@pytest.mark.parametrize("role", UNSEEING)
def test_roles_that_need_no_elders_find_none(made: County, role: Role) -> None:
    actor = made.here.actor(role)
    for ask in (
        lambda: elders_by_name(actor=actor, name="张", on=DAY),
        lambda: elders_by_id_number(actor=actor, id_number=id_number(1), on=DAY),
        lambda: elders_by_code(actor=actor, code="800001", on=DAY),
        lambda: elder_record(actor=actor, elder_id=made.here.elders[0], on=DAY),
        lambda: credentials_of(actor=actor, elder_id=made.here.elders[0], on=DAY),
    ):
        with pytest.raises(OutOfScope):
            ask()


def test_an_id_number_and_a_code_find_one_elder_here_and_nobody_there(made: County) -> None:
    for town, number in ((made.here, 1), (made.there, 3)):
        credentials.issue_card(actor=town.actor(Role.CLERK), elder_id=town.elders[0], number=f"80000{number}", now=NOW)
    counter = made.here.actor(Role.COUNTER)
    found = (ElderSeen(made.here.elders[0], "张*兰", 1940, ""),)
    assert elders_by_id_number(actor=counter, id_number=id_number(1), on=DAY) == found
    assert elders_by_id_number(actor=counter, id_number=id_number(3), on=DAY) == ()
    assert elders_by_code(actor=counter, code="800001", on=DAY) == found
    assert elders_by_code(actor=counter, code="800003", on=DAY) == ()


def test_a_resident_is_seen_where_she_lives_and_where_she_is_registered(made: County) -> None:
    elders.record_fact(
        actor=made.there.actor(Role.CLERK),
        elder_id=made.there.elders[0],
        fact=NewFact(
            kind="residence",
            value="lives with her daughter",
            region_id=made.here.region_id,
            from_on=DAY,
            until_on=DAY + timedelta(days=30),
        ),
        now=NOW,
    )
    for day, seen in ((-1, 0), (0, 1), (29, 1), (30, 0)):
        on = DAY + timedelta(days=day)
        assert len(elders_by_name(actor=made.here.actor(Role.COUNTER), name="张三", on=on)) == seen
        assert len(elders_by_name(actor=made.there.actor(Role.COUNTER), name="张三", on=on)) == 1


def test_a_record_opens_for_clerk_and_auditor_of_her_town(made: County) -> None:
    elders.record_fact(
        actor=made.here.actor(Role.CLERK),
        elder_id=made.here.elders[0],
        fact=NewFact(kind="category", value="dibao", level="b", from_on=DAY),
        now=NOW,
    )
    record = elder_record(actor=made.here.actor(Role.AUDITOR), elder_id=made.here.elders[0], on=DAY)
    assert (record.name, record.birth_on, record.id_number[2:-2]) == ("张一兰", date(1940, 5, 1), "*" * 14)
    assert [(fact.kind, fact.value, fact.level) for fact in record.facts] == [
        ("registration", str(made.here.region_id), ""),
        ("category", "dibao", "b"),
    ]
    with pytest.raises(NoSuchElder):
        elder_record(actor=made.there.actor(Role.AUDITOR), elder_id=made.here.elders[0], on=DAY)
    with pytest.raises(OutOfScope):
        elder_record(actor=made.here.actor(Role.COUNTER), elder_id=made.here.elders[0], on=DAY)


def test_credentials_show_their_endings_newest_first(made: County) -> None:
    clerk, elder_id = made.here.actor(Role.CLERK), made.here.elders[0]
    old = credentials.issue_card(actor=clerk, elder_id=elder_id, number="80001234", now=at(8))
    new = credentials.replace_credential(actor=clerk, credential_id=old.id, number="80005678", now=at(9))
    seen = credentials_of(actor=made.here.actor(Role.COUNTER), elder_id=elder_id, on=DAY)
    assert [(row.id, row.ending, row.blocked_at, row.replaced_by_id) for row in seen] == [
        (new.id, "5678", None, None),
        (old.id, "1234", at(9), new.id),
    ]
    with pytest.raises(NoSuchElder):
        credentials_of(actor=made.there.actor(Role.COUNTER), elder_id=elder_id, on=DAY)


def test_places_are_those_of_the_duties(made: County) -> None:
    here = made.here
    names = [(row.name, row.key, row.parent_id) for row in regions(actor=here.actor(Role.FINANCE), on=DAY)]
    assert names == [("南浔区", "nanxunqu", None), ("here镇", "herezhen", made.region_id)]
    expected = CanteenSeen(
        id=here.canteen_id,
        key="hereshitang",
        name="here食堂",
        kind="canteen",
        region_id=here.region_id,
        address="",
        opened_on=SINCE,
        closed_on=None,
        hours=HOURS,
        organisation_id=made.organisation_id,
        organisation="暖阳服务中心",
    )
    for role in Role:
        assert canteens_of(actor=here.actor(role), on=DAY) == (expected,)
    assert [canteen.name for canteen in canteens_of(actor=made.founder(), on=DAY)] == ["here食堂", "there食堂"]
    assert [row.name for row in organisations(actor=here.actor(Role.FINANCE))] == ["暖阳服务中心"]
    with pytest.raises(OutOfScope):
        organisations(actor=here.actor(Role.COUNTER))


def test_a_moved_village_moves_its_canteens_with_it(made: County) -> None:
    """Duties follow the tree of the day: what was covered yesterday need not be today (D4)."""
    clerk = made.here.actor(Role.CLERK)
    village = places.register_region(
        actor=clerk, name="一村", level=Level.VILLAGE, parent_id=made.here.region_id, from_on=SINCE, now=NOW
    )
    canteen_id = places.register_canteen(
        actor=made.here.actor(Role.CLERK),
        name="一村助餐点",
        kind="point",
        region_id=village,
        organisation_id=made.organisation_id,
        hours=HOURS,
        opened_on=SINCE,
        now=NOW,
    )
    from canteen.models import RegionParent

    moved_on = DAY + timedelta(days=1)
    RegionParent.objects.filter(region_id=village).update(until_on=moved_on)
    RegionParent.objects.create(region_id=village, parent_id=made.there.region_id, from_on=moved_on)
    reached = {
        (name, day): canteen_id in town.actor(Role.FINANCE, on=DAY + timedelta(days=day)).canteens(Role.FINANCE)
        for name, town in (("here", made.here), ("there", made.there))
        for day in (0, 1)
    }
    assert reached == {("here", 0): True, ("here", 1): False, ("there", 0): False, ("there", 1): True}


def test_staff_are_those_with_a_duty_here(made: County) -> None:
    seen = staff_seen(actor=made.here.actor(Role.AUDITOR))
    assert {row.id for row in seen} == set(made.here.staff.values())
    assert {len(row.duties) for row in seen} == {1}
    with pytest.raises(OutOfScope):
        staff_seen(actor=made.here.actor(Role.MANAGER))


def listed(on: date) -> tuple[OnRoster, ...]:
    return tuple(roster(on=on, kinds=("registration", "category")).people())


def test_the_roster_holds_who_can_present_something(made: County) -> None:
    clerk = made.here.actor(Role.CLERK)
    one, two = made.here.elders
    live = credentials.issue_card(actor=clerk, elder_id=one, number="800001", now=NOW)
    printed = credentials.issue_qr(actor=clerk, elder_id=one, expires_on=DAY + timedelta(days=9), now=NOW)
    blocked = credentials.issue_card(actor=clerk, elder_id=two, number="800002", now=NOW)
    credentials.block_credential(actor=clerk, credential_id=blocked.id, reason="x", now=NOW)
    for elder_id, level in ((one, "b"), (two, "")):
        elders.record_fact(actor=clerk, elder_id=elder_id, fact=NewFact("category", "dibao", DAY, level=level), now=NOW)
    assert [(row.elder_id, row.person_id, row.name, row.codes) for row in listed(DAY)] == [
        (one, one, "张一兰", (live.code, printed.code))
    ]
    # Of a registration the place is told, and its sealed value stays shut.
    assert [(fact.kind, fact.value, fact.level) for fact in listed(DAY)[0].facts] == [
        ("category", "dibao", "b"),
        ("registration", "", ""),
    ]
    assert listed(DAY + timedelta(days=9))[0].codes == (live.code,)
    SamePerson.objects.create(elder_id=one, person_id=two, from_on=DAY)
    joined: OnRoster = listed(DAY)[0]
    assert (joined.elder_id, joined.person_id) == (one, two)
    assert len(joined.facts) == 4


def test_no_read_takes_more_statements_for_more_rows(made: County) -> None:
    clerk, auditor = made.here.actor(Role.CLERK), made.here.actor(Role.AUDITOR)
    asks: dict[str, Callable[[], object]] = {
        "elders_by_name": lambda: elders_by_name(actor=auditor, name="王", on=DAY),
        "canteens_of": lambda: canteens_of(actor=made.here.actor(Role.CLERK), on=DAY),
        "regions": lambda: regions(actor=made.here.actor(Role.CLERK), on=DAY),
        "staff_seen": lambda: staff_seen(actor=auditor),
        "actor_by_id": lambda: actor_by_id(staff_id=made.founder_id, on=DAY),
        "roster": lambda: roster(on=DAY, kinds=("registration", "category")),
    }

    def grow(number: int) -> None:
        elder_id = elders.register_elder(
            actor=clerk, name=f"王{number}", id_number=id_number(100 + number), region_id=made.here.region_id, now=NOW
        )
        credentials.issue_card(actor=clerk, elder_id=elder_id, number=f"90000{number}", now=NOW)
        region = places.register_region(
            actor=clerk, name=f"村{number}", level=Level.VILLAGE, parent_id=made.here.region_id, from_on=SINCE, now=NOW
        )
        places.register_canteen(
            actor=made.here.actor(Role.CLERK),
            name=f"点{number}",
            region_id=region,
            organisation_id=made.organisation_id,
            hours=HOURS,
            opened_on=SINCE,
            now=NOW,
        )

    grow(1)
    once = {name: statements(ask) for name, ask in asks.items()}
    grow(2)
    grow(3)
    assert {name: statements(ask) for name, ask in asks.items()} == once
    assert once["roster"] == 4  # cards, facts, places, and the regions they lie in
    assert once["actor_by_id"] == 1
