"""Every list as a file and searched for the other town: nothing of it stands in a sheet, a row or a count (S3, S8)."""

import re
from html import unescape
from typing import Any, Final

import pytest
from django.contrib.messages import get_messages

from canteen.core.listing import NumberInAddress
from canteen.core.scope import Role
from tests.access.routes import NEEDS_A_ROLE, Route, routes
from tests.access.towns import ELDERS, Filled, undone
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
        "funds:advances",
        "funds:fund",
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
        "trials:list",
    }
)
# Of a month's pairs of funds there are few, and none is sought.
UNSOUGHT: Final = frozenset({"funds:advances"})
# What a page is asked by, beside what EXPORTED lists take: the counter's finder, and what deeds are narrowed by.
ASKED_BY: Final = {"counter:desk": ("find", "q"), "deeds:list": ("q", "subject", "staff")}
FOUND_BY_NUMBER: Final = ("elders:seek", "cards:seek")
SOUGHT_IN_A_BODY: Final = (*FOUND_BY_NUMBER, "counter:seek")
# A search, by what a browser makes of it.
FORM: Final = re.compile(r'<form class="sought[^>]*>(?:(?!</form>).)*name="q".*?</form>', re.DOTALL)
SENT_TO: Final = re.compile(r'method="post" action="([^"]+)"')
SENT_BY_HTMX: Final = re.compile(r'hx-(get|post)="([^"]+)"')
WHOLE: Final = NUMBERS[1]
TYPED: Final = {
    "eighteen digits": WHOLE,
    "fifteen digits": WHOLE[:6] + WHOLE[8:17],
    "in groups": f"{WHOLE[:6]} {WHOLE[6:14]} {WHOLE[14:]}",
}


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


def searches(walk: Walk) -> dict[str, tuple[Role, str]]:
    """Every page of the table of access with a search: who reads it, and the form itself."""
    found: dict[str, tuple[Role, str]] = {}
    for route in PAGES:
        for role in sorted(route.access.roles):
            form = FORM.search(walk.ask(route, walk.towns.here, role=role).text)
            if form is not None:
                found.setdefault(route.name, (role, unescape(form[0])))
    return found


def holds_any(answer: Any) -> bool:
    """Whether a number that was typed stands in an answer or where it leads, whatever stands between its digits."""
    text = answer.content.decode() + str(answer.headers)
    plain = re.sub(r"%20|\\D", "", text)
    return any(each.replace(" ", "") in plain for each in TYPED.values())


def entered(walk: Walk, role: Role) -> None:
    """Sign in again, and forget what was said so far."""
    walk.client.cookies.clear()
    walk.client.cookies["sessionid"] = walk.sessions[role]


def test_no_list_takes_the_number_of_a_person_into_its_address(walk: Walk) -> None:
    pages, wrong = searches(walk), []
    # The rows of one list, and whom it touches, are searched once it is checked: with their own tests.
    assert {name.removeprefix("GET ") for name in pages} == EXPORTED - UNSOUGHT
    for name, (role, form) in pages.items():
        route = next(each for each in PAGES if each.name == name)
        path, to = route.path(walk.towns.here), SENT_TO.search(form)
        with undone():
            for what, number in TYPED.items():
                entered(walk, role)
                answer = walk.client.get(path, {"q": number, "export": "xlsx"})
                said = {str(each) for each in get_messages(answer.wsgi_request)}
                if (answer.status_code, answer.headers.get("Location"), said) != (302, path, {NumberInAddress.zh}):
                    wrong.append(f"{name}: {what} by hand: {answer.status_code} {said}")
                sent = to and walk.client.post(to[1], {"q": number})
                if not sent or sent.status_code != 302 or holds_any(sent) or "q=" in sent["Location"]:
                    wrong.append(f"{name}: {what} sent in a body: {sent}")
            elsewhere = {(method, where) for method, where in SENT_BY_HTMX.findall(form)} - {("post", to and to[1])}
            wrong += [f"{name}: a script sends it by {each}" for each in elsewhere]
    assert not wrong, "\n".join(wrong)
