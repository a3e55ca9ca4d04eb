"""Walks every cell: each route × each role, nobody and a device × one's own town and the other one (S3)."""

import pytest
from django.db import connection

from canteen.config.access import Scope
from canteen.core.scope import OutOfScope, Role
from canteen.operations.elders import register_elder
from tests.access.routes import NEEDS_A_ROLE, Route, routes
from tests.access.sendings import sendings
from tests.access.towns import NOW, undone
from tests.access.walk import OPENS_ONE, Told, Walk, found, kept_in
from tests.county import id_number

# Whom a row lets in is decided in Python; one engine shows it.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# Lists that name places of everywhere to everybody who works here: a form must be able to name any of them.
PLACES_OPEN = {"GET /regions", "GET /canteens", "elders:move"}
# Belong to no town: an organisation may run canteens in both. What is changed of one does.
SHARED = {"organisations:organisation", "organisations:account"}
# How many statements a page may send, and how many of them say who is asking: session, staff, duties with all places.
FEWER_THAN, SESSION = 12, 3
# The pages whose POST does what it is there for, from what is sent here; of the others it is told what is missing.
DONE = frozenset(
    {
        "canteens:register",
        "canteens:correct",
        "cards:block",
        "cards:issue-card",
        "cards:issue-qr",
        "cards:replace",
        "canteens:decide",
        "counter:begin",
        "counter:cash",
        "counter:end",
        "counter:entry",
        "counter:guest",
        "counter:serve",
        "counter:undo",
        "devices:enrolment",
        "devices:revocation",
        "elders:death",
        "elders:end",
        "elders:correct-number",
        "elders:id-number",
        "elders:move",
        "elders:phone",
        "elders:record",
        "elders:register",
        "funds:agree",
        "funds:propose",
        "funds:role",
        "funds:take-back",
        "imports:cancel",
        "imports:send",
        "meals:copy",
        "meals:register",
        "meals:withdraw",
        "months:answer",
        "months:approve",
        "months:clear",
        "months:hold",
        "months:question",
        "organisations:decide",
        "organisations:register",
        "shifts:close",
        "staff:decide",
        "staff:end",
        "staff:grant",
        "staff:register",
        "staff:reset",
        "trials:cancel",
        "trials:new",
    }
)
# A no that is not about roles: the very person, the same two eyes, a wrong word, a drawer or a list of somebody else's.
SEMANTIC = {
    "elder-not-raised",
    "no-such-import",
    "no-such-shift",
    "not-for-oneself",
    "question-needs-second-person",
    "second-person-needed",
    "wrong-password",
}


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_a_route_lets_in_whom_its_row_says_and_nobody_else(walk: Walk, route: Route) -> None:
    here, wrong = walk.towns.here, []
    nobody = walk.ask(route, here)
    if route.access.scope in {Scope.ANYONE, Scope.DEVICE}:
        wrong += [f"nobody: {nobody.status}"] if nobody.status >= 500 else []
    elif not nobody.is_sent_to_sign_in or nobody.rows:
        wrong.append(f"nobody: {nobody.status}, {nobody.rows} rows")
    for role in Role:
        told = walk.ask(route, here, role=role)
        if route.access.scope in NEEDS_A_ROLE and role not in route.access.roles:
            right = told.status == 403 and told.code == OutOfScope.code and not told.rows
        elif route.access.scope is Scope.DEVICE:
            right = told.status in {401, 403}
        else:
            right = _is_let_in(route, told)
        wrong += [] if right else [f"{role.value}: {told.status} {told.code}, {told.rows} rows"]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "route", [each for each in routes() if each.method == "GET" and not each.is_api], ids=lambda route: route.name
)
def test_a_page_asks_the_database_fewer_than_twelve_times(walk: Walk, route: Route) -> None:
    """Whoever looks, and three of them for who it is; that no more are needed for more rows is shown page by page."""
    told = {role.value: walk.ask(route, walk.towns.here, role=role) for role in Role}
    too_many = {role: each.statements for role, each in told.items() if each.statements >= FEWER_THAN}
    assert too_many == {}
    if route.access.scope in NEEDS_A_ROLE:
        at_the_door = {told[role.value].statements for role in Role if role not in route.access.roles}
        assert at_the_door in ({SESSION}, set())


def _is_let_in(route: Route, told: Told) -> bool:
    """In: read whole, or written, or refused for what was sent; never for who sent it."""
    if told.is_sent_to_sign_in and route.access.scope is not Scope.ANYONE and not route.key.startswith("logout"):
        return False
    if told.status in {403, 404}:
        return told.code in SEMANTIC or route.access.scope is Scope.ANYONE
    return told.status in {200, 201, 204, 302, 304, 400, 405, 409, 413, 422} and OutOfScope.zh not in told.said


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_a_device_reaches_nothing_of_staffs(walk: Walk, route: Route) -> None:
    told = walk.ask(route, walk.towns.here, device=True)
    if route.access.scope is Scope.DEVICE:
        assert told.code not in {"not-signed-in", "not-for-devices", "device-unknown", OutOfScope.code}
    elif route.access.scope is not Scope.ANYONE:
        assert (told.is_refused or told.is_sent_to_sign_in, told.rows) == (True, 0)


@pytest.mark.parametrize(
    "route", [each for each in routes() if each.access.scope in NEEDS_A_ROLE], ids=lambda route: route.name
)
def test_the_right_role_gets_nothing_of_the_other_town(walk: Walk, route: Route) -> None:
    there, wrong = walk.towns.there, []
    for role in sorted(route.access.roles):
        told = walk.ask(route, there, role=role)
        may_read = route.key in SHARED and route.method == "GET"
        if not may_read and route.names_a_town(there) and not (told.is_refused or told.status == 405):
            wrong.append(f"{role.value}: {told.status} {told.code}, {told.rows} rows")
        asked = {**there.ids, **route.sent(there)}.values()
        wrong += [f"{role.value} reads {mark}" for mark in found(told.text, there.marks | there.places, asked)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "route",
    [each for each in routes() if each.method == "POST" and each.access.scope in NEEDS_A_ROLE],
    ids=lambda route: route.name,
)
def test_who_names_the_other_town_in_what_they_send_writes_and_reads_nothing_of_it(walk: Walk, route: Route) -> None:
    """From an address of one's own town, where nothing is wrong but what was filled in."""
    here, there, wrong = walk.towns.here, walk.towns.there, []
    for role in sorted(route.access.roles):
        for name, sent in sendings(route, walk.towns):
            told = walk.press(route, here, role=role, sent=sent)
            wrong += [f"{role.value} names {name} and touches {row}" for row in told.touched]
            marks = found(told.text, there.marks | there.places, sent.values())
            wrong += [f"{role.value} names {name} and reads {mark}" for mark in marks]
            wrong += [f"{role.value} names {name}: {told.status}"] if told.status >= 500 else []
    assert not wrong, "\n".join(wrong)


def test_what_is_written_of_the_other_town_is_seen(walk: Walk) -> None:
    """Otherwise the walk above would look past everything; what is of this town is no part of it."""
    there, statements = walk.towns.there, list[str]()
    with undone(), connection.execute_wrapper(kept_in(statements)):
        register_elder(
            actor=there.actor(Role.CLERK),
            name="何新",
            id_number=id_number(780),
            region_id=there.town.region_id,
            now=NOW,
        )
        touched = {row.split(" ")[0] for row in walk.theirs.touched(statements)}
    assert touched == {"canteen_fact", "canteen_deed"}
    assert walk.theirs.ids.isdisjoint(each.replace("-", "") for each in walk.towns.here.ids.values())


@pytest.mark.parametrize(
    "route",
    [each for each in routes() if each.method == "GET" and each.access.scope is not Scope.DEVICE],
    ids=lambda route: route.name,
)
def test_what_is_read_in_ones_own_town_names_nothing_of_the_other(walk: Walk, route: Route) -> None:
    here, there, wrong = walk.towns.here, walk.towns.there, []
    marks = there.marks if route.key in PLACES_OPEN else there.marks | there.places
    for role in Role:
        told = walk.ask(route, here, role=role)
        wrong += [f"{role.value} reads {mark}" for mark in found(told.text, marks)]
        if not route.parameters and route.access.lets(here.actor(role)):
            looked = walk.ask(route, there, role=role, query=True)
            asked = route.asked(there).values()
            wrong += [f"{role.value} who asks for it reads {mark}" for mark in found(looked.text, marks, asked)]
            wrong += [f"{role.value} who asks for it: {looked.status}"] if looked.status >= 500 else []
    assert not wrong, "\n".join(wrong)


def test_every_mark_of_a_town_can_be_read_by_somebody_of_it(walk: Walk) -> None:
    """What nobody can read at all would not be missed where it leaks."""
    here, read = walk.towns.here, ""
    for route in routes():
        if route.method == "GET" and route.access.scope in NEEDS_A_ROLE | {Scope.STAFF}:
            for role in Role:
                read += walk.ask(route, here, role=role).text
    assert [mark for mark in here.marks if mark not in read and len(mark) != 36] == []


def test_what_a_cell_lets_in_really_acts(walk: Walk) -> None:
    """A form whose fields have other names by now would be let in, do nothing, and show nothing about towns."""
    acted = set()
    for route in routes():
        if route.method == "POST" and not route.is_api and route.access.scope in NEEDS_A_ROLE:
            acted |= {route.key for role in route.access.roles if walk.ask(route, walk.towns.here, role=role).rows}
    assert sorted(acted) == sorted(DONE)


def test_the_one_page_that_opens_a_number_opens_hers_and_no_other(walk: Walk) -> None:
    route = next(each for each in routes() if each.name == f"POST {OPENS_ONE}")
    here = walk.ask(route, walk.towns.here, role=Role.CLERK)
    there = walk.ask(route, walk.towns.there, role=Role.CLERK)
    assert (here.numbers, there.numbers) == ([500], [])
