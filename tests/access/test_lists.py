"""Every list as a file and searched for the other town: nothing of it stands in a sheet, a row or a count (S3, S8)."""

from typing import Final

import pytest

from canteen.core.scope import Role
from tests.access.routes import NEEDS_A_ROLE, Route, routes
from tests.access.towns import ELDERS, Filled
from tests.access.walk import NUMBERS, Told, Walk, found

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PAGES: Final = tuple(
    each for each in routes() if each.method == "GET" and not each.is_api and each.access.scope in NEEDS_A_ROLE
)
FILES: Final = ("xlsx", "csv")
EXPORTED: Final = frozenset(
    {
        "canteens:list",
        "cards:list",
        "counter:desk",
        "counter:holds",
        "deeds:list",
        "devices:list",
        "elders:list",
        "funds:funds",
        "holds:list",
        "imports:list",
        "meals:list",
        "months:meals",
        "months:months",
        "organisations:list",
        "policies:policies",
        "shifts:list",
        "staff:list",
    }
)
# What a page is asked by, beside what EXPORTED lists take: the counter's finder, and what deeds are narrowed by.
ASKED_BY: Final = {"counter:desk": ("find", "q"), "deeds:list": ("q", "subject", "staff")}
FOUND_BY_NUMBER: Final = ("elders:seek", "cards:seek")
SOUGHT_IN_A_BODY: Final = (*FOUND_BY_NUMBER, "counter:seek")


def sought(filled: Filled) -> tuple[str, ...]:
    """What somebody could type to find this town's people."""
    number = 500 if filled.name == "here" else 600
    ids = filled.ids
    typed = (ELDERS[filled.name], f"{filled.name}-clerk", f"{filled.name}食堂", f"80000{number}", NUMBERS[number])
    return (*typed, ids["elder_id"], ids["staff_id"])


def is_exported(walk: Walk, route: Route) -> bool:
    """Whether the page has a link to its rows as a file."""
    return any("export=xlsx" in walk.ask(route, walk.towns.here, role=role).text for role in route.access.roles)


def files(walk: Walk, route: Route) -> dict[tuple[Role, str], Told]:
    """A list as every file, by whoever may read it."""
    asked = [(role, kind) for role in sorted(route.access.roles) for kind in FILES]
    return {(role, kind): walk.ask(route, walk.towns.here, role=role, more=(("export", kind),)) for role, kind in asked}


def test_every_list_that_is_exported_is_asked_for(walk: Walk) -> None:
    assert {route.key for route in PAGES if is_exported(walk, route)} == EXPORTED


@pytest.mark.parametrize("route", [each for each in PAGES if each.key in EXPORTED], ids=lambda route: route.name)
def test_a_list_as_a_file_holds_the_rows_of_ones_own_town_alone(walk: Walk, route: Route) -> None:
    here, there = walk.towns.here, walk.towns.there
    made = files(walk, route)
    assert {told.status for told in made.values()} == {200}
    assert all("attachment" in told.answer["Content-Disposition"] for told in made.values())
    leaks = {asked: found(told.text, there.marks | there.places) for asked, told in made.items()}
    assert {asked: marks for asked, marks in leaks.items() if marks} == {}
    own = here.marks | here.places | {"暖阳服务中心", "测试镇助餐补贴"}
    told_of = {asked for asked, told in made.items() if found(told.text, own)}
    # support reads the lists that support sent in, and here it sent none
    assert {asked for asked in made if asked[1] == "xlsx" and asked[0] is not Role.SUPPORT} <= told_of


@pytest.mark.parametrize(
    "route", [each for each in PAGES if each.key in EXPORTED | set(ASKED_BY)], ids=lambda route: route.name
)
def test_who_searches_for_the_other_town_finds_none_of_it(walk: Walk, route: Route) -> None:
    here, there, wrong = walk.towns.here, walk.towns.there, []
    for role in sorted(route.access.roles):
        for name in ASKED_BY.get(route.key, ("q",)):
            for text in sought(there):
                if text in NUMBERS.values():
                    continue  # in a body alone: below
                for more in (((name, text),), ((name, text), ("export", "xlsx"))):
                    told = walk.ask(route, here, role=role, more=more)
                    marks = found(told.text, there.marks | there.places, [text])
                    wrong += [f"{role.value} {more}: {mark}" for mark in marks]
                    wrong += [f"{role.value} {more}: {told.status}"] if told.status >= 500 else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("key", SOUGHT_IN_A_BODY)
def test_who_searches_in_a_body_finds_their_own_and_none_of_the_other_town(walk: Walk, key: str) -> None:
    route = next(each for each in routes() if each.name == f"POST {key}")
    here, there = walk.towns.here, walk.towns.there
    for role in sorted(route.access.roles):
        for text in sought(there):
            told = walk.ask(route, here, role=role, more=(("q", text),))
            assert (told.status, found(told.text, there.marks | there.places, [text])) == (200, []), (role, text)
    if key not in FOUND_BY_NUMBER:
        return
    own = walk.ask(route, here, role=Role.CLERK, more=(("q", NUMBERS[500]),))
    assert own.answer.request["PATH_INFO"].endswith(here.ids["elder_id"]) or here.ids["elder_id"] in own.text
