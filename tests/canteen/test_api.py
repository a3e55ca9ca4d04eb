"""The API: default deny on every address, one shape for every no, and the registry filled through it."""

from typing import get_origin, get_type_hints

import pytest

from canteen.config import api as mount
from canteen.core.errors import Unavailable
from canteen.core.scope import Role
from canteen.models import Credential, Deed, Duty, Staff
from tests.county import WORD, County, county, id_number
from tests.web import BASE, SHAPE, Web, routes

pytestmark = pytest.mark.django_db

OPEN = {("POST", "/session"), ("POST", "/kiosk/enrol")}  # where one becomes somebody
DEVICE = "Device 01a1ff85-9621-7132-af81-ff1f3a813100.secret"


@pytest.fixture
def made() -> County:
    return county()


def signed_in(login: str) -> Web:
    """A browser in which somebody has signed in."""
    web = Web()
    status, answer = web.sign_in(login, WORD)
    assert status == 201, answer
    return web


# --- default deny ----------------------------------------------------------------------------------------------------


def test_no_address_answers_without_a_session() -> None:
    body = {"attempts": [], "pin": "2468"}  # what devices send has a form, which is asked for before the token
    answers = {(method, path): Web().send(method, path, body) for method, path in routes()}
    assert len(answers) > 30
    for route, (status, answer) in answers.items():
        if route in OPEN:
            assert status in (403, 422), route
        else:
            assert (status, answer["type"], set(answer)) == (401, "refused", SHAPE), route


def test_a_device_reaches_no_address_of_staff(made: County) -> None:
    """Not with its own token, and not when somebody signed in on the same device (K10)."""
    inside = signed_in("founder")
    inside.headers["Authorization"] = DEVICE
    for web in (Web(Authorization=DEVICE), inside):
        for method, path in routes():
            if not path.startswith("/kiosk") and (method, path) not in OPEN:
                status, answer = web.send(method, path, {})
                assert (status, answer["code"], set(answer)) == (403, "not-for-devices", SHAPE), path


def test_staff_reach_no_address_of_devices(made: County) -> None:
    web = signed_in("founder")
    for method, path in routes():
        if path.startswith("/kiosk") and (method, path) not in OPEN:
            status, answer = web.send(method, path, {"attempts": [], "pin": "2468"})
            assert (status, answer["code"]) == (401, "device-unknown"), path


def test_an_address_that_is_none_answers_in_the_one_shape(made: County) -> None:
    for method, path, status in (("GET", "/nowhere", 404), ("POST", "/", 404), ("PATCH", "/session", 405)):
        answered, answer = Web().send(method, path, {})
        assert (answered, answer["code"], set(answer)) == (status, "no-such-address", SHAPE)


def test_what_changes_something_needs_the_pages_token(made: County) -> None:
    web = signed_in("founder")
    before = Deed.objects.count()
    for method, path in routes():
        if method != "GET" and not path.startswith("/kiosk"):
            status, answer = web.send(method, path, {"login": "founder", "password": WORD}, token=False)
            assert (status, answer["code"]) == (403, "not-from-here"), path
    assert Deed.objects.count() == before
    assert web.get("/session")[0] == 200


# --- session ---------------------------------------------------------------------------------------------------------


def test_signing_in_says_who_one_is(made: County) -> None:
    web = Web()
    staff_id = str(made.here.staff[Role.CLERK])
    here = {"canteens": [str(made.here.canteen_id)], "regions": [str(made.here.region_id)]}
    session = {"staff_id": staff_id, "name": "here clerk", "duties": [{"role": "clerk", **here}]}
    assert web.sign_in(" Here-Clerk ", WORD) == (201, session)
    assert web.get("/session") == (200, session)
    assert web.send("DELETE", "/session") == (204, None)
    assert web.get("/session")[0] == 401


def test_every_wrong_guess_gets_the_same_answer_and_the_sixth_none(made: County) -> None:
    Staff.objects.filter(login="there-clerk").update(is_active=False)
    for login in ("nobody-here", "here-clerk", "there-clerk"):
        status, answer = Web().sign_in(login, WORD if login == "there-clerk" else "a wrong word, alas")
        assert (status, answer["code"]) == (403, "wrong-password")
    guesses = [Web().sign_in("here-clerk", "a wrong word, alas")[1]["code"] for _ in range(5)]
    assert guesses == ["wrong-password"] * 4 + ["locked-out"]
    assert Web().sign_in("here-clerk", WORD)[1]["code"] == "locked-out"
    assert Web().sign_in("here-finance", WORD)[0] == 201


def test_a_session_ends_when_its_owner_leaves_and_reaches_as_far_as_todays_duties(made: County) -> None:
    web = signed_in("here-clerk")
    assert len(web.get("/canteens")[1]) == 1
    Duty.objects.filter(staff__login="here-clerk").delete()
    assert web.get("/canteens") == (200, [])
    Staff.objects.filter(login="here-clerk").update(is_active=False)
    assert web.get("/canteens")[0] == 401


# --- the one shape ---------------------------------------------------------------------------------------------------


def test_each_kind_of_no_has_its_status(made: County, monkeypatch: pytest.MonkeyPatch) -> None:
    web, nothing = signed_in("here-clerk"), "01a1ff85-9621-7132-af81-ff1f3a813100"
    elder = {"name": "x", "id_number": id_number(1), "region_id": str(made.here.region_id)}
    organisation = {"name": "x", "credit_code": "9"}
    cases = (
        (web.get(f"/elders/{nothing}"), 404, "not_found", "no-such-elder", None),
        (web.post("/elders", elder), 409, "conflict", "elder-exists", None),
        (web.get("/deeds"), 403, "refused", "out-of-scope", None),
        (web.post("/organisations", organisation), 422, "invalid", "bad-place", ["credit_code"]),
        (web.post("/elders", elder | {"id_number": "1"}), 422, "invalid", "bad-id-number", None),
        (web.post("/elders", {"name": 1, "age": 2}), 422, "invalid", "unreadable", ["sent"]),
        (web.get("/elders/not-an-id"), 422, "invalid", "unreadable", ["elder_id"]),
        (web.post("/elders", "{no json"), 400, "invalid", "unreadable", None),
    )
    for (status, answer), expected, kind, code, paths in cases:
        fields = {"fields"} if paths else set()
        assert (status, answer["type"], answer["code"], set(answer)) == (expected, kind, code, SHAPE | fields)
        assert answer["message"]
        assert answer["words"]
        if paths:
            assert {field["path"].split(".")[0] for field in answer["fields"]} == set(paths)


@pytest.mark.parametrize(
    ("error", "status", "code"), [(Unavailable("x"), 503, "unavailable"), (ZeroDivisionError("S3CRET"), 500, "broken")]
)
def test_what_breaks_is_told_without_its_insides(
    made: County, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def fail(**_: object) -> None:
        raise error

    web = signed_in("here-clerk")
    monkeypatch.setattr("canteen.api.places.regions", fail)
    web.headers["X-Request-Id"] = "a-request-of-the-tests"
    answered, answer = web.get("/regions")
    assert (answered, answer["code"], answer["request_id"]) == (status, code, "a-request-of-the-tests")
    assert set(answer) == SHAPE
    assert "S3CRET" not in str(answer)


@pytest.mark.parametrize("name", ["a\x00b", "a\nb", "\ud800", "x" * 3000, {"a": 1}, None])
def test_text_that_no_database_holds_is_a_mistake_and_no_fault(made: County, name: object) -> None:
    web = signed_in("here-clerk")
    sent = {"name": name, "credit_code": "91330503MA2B000091"}
    status, answer = web.post("/organisations", sent)
    assert (status, answer["code"]) == (422, "unreadable")
    assert web.post("/session", {"login": name, "password": "x"})[0] == 422


def test_every_kind_of_no_is_in_the_table() -> None:
    assert set(mount.STATUS.values()) == {401, 403, 404, 409, 422, 503}


def test_no_answer_is_a_tuple() -> None:
    """Of a tuple of two, ninja takes the first for a status: lists of two elders would break, of three would not."""
    found = []
    for bound in mount.api._get_bound_routers():
        for view in bound.path_operations.values():
            for operation in view.operations:
                returned = get_type_hints(operation.view_func).get("return")
                if get_origin(returned) is tuple or returned is None:
                    found.append(operation.view_func.__qualname__)
    assert found == []


# --- the registry through it -----------------------------------------------------------------------------------------


def test_an_elder_is_registered_found_and_given_a_card_over_http(made: County) -> None:
    web, here = signed_in("here-clerk"), made.here
    status, answer = web.post(
        "/elders", {"name": "王桂香", "id_number": id_number(9), "region_id": str(here.region_id)}
    )
    assert status == 201
    elder_id = answer["id"]
    ending = id_number(9)[-2:]
    seen = {"id": elder_id, "name": "王*香", "birth_year": 1940, "id_number": f"33**************{ending}"}
    for sought in ({"name": "王"}, {"id_number": id_number(9)}):
        assert web.post("/elders/find", sought) == (200, [seen])
    assert web.post("/elders/find", {})[0] == 422
    assert web.post("/elders/find", {"name": "王", "code": "1"})[0] == 422

    status, card = web.post(f"/elders/{elder_id}/credentials", {"number": "80001234", "reason": "首发"})
    assert (status, card["code"], card["kind"]) == (201, "80001234", "card")
    status, new = web.post(f"/credentials/{card['id']}/replace", {"expires_on": "2099-01-01"})
    assert (status, new["kind"], new["expires_on"]) == (201, "qr", "2099-01-01")
    assert web.post(f"/credentials/{new['id']}/block", {"reason": "丢失"}) == (204, None)
    status, listed = web.get(f"/elders/{elder_id}/credentials")
    assert [(row["id"], row["ending"]) for row in listed] == [(new["id"], new["code"][-4:]), (card["id"], "1234")]
    assert Credential.objects.filter(blocked_at__isnull=True).count() == 0

    fact = {"kind": "category", "value": "dibao", "from_on": "2026-01-01"}
    status, made_fact = web.post(f"/elders/{elder_id}/facts", fact)
    assert status == 201
    status, ended = web.post(f"/facts/{made_fact['id']}/end", {"until_on": "2026-06-01"})
    assert (status, ended["meals"]) == (200, 0)
    status, record = web.get(f"/elders/{elder_id}")
    assert [(row["kind"], row["value"], row["until_on"]) for row in record["facts"]][1:] == [
        ("category", "dibao", "2026-06-01")
    ]
    # What reaches back to meals is recorded where they are shown first, and held (R14).
    home = str(here.region_id)
    for kind, value in (("state", "deceased"), ("state", "moved-away"), ("registration", home), ("residence", home)):
        parting = {"kind": kind, "value": value, "from_on": "2026-01-01", "region_id": home if value == home else None}
        status, refused = web.post(f"/elders/{elder_id}/facts", parting)
        assert (status, refused["code"]) == (409, "parting-has-its-act")
        assert [act in refused["words"] for act in ("登记去世", "登记迁移")] == [True, True]
    assert web.get(f"/elders/{elder_id}")[1]["facts"] == record["facts"]
    there = signed_in("there-clerk")
    assert there.post("/elders/find", {"name": "王"}) == (200, [])
    assert there.get(f"/elders/{elder_id}")[0] == 404


def test_a_town_is_filled_over_http(made: County) -> None:
    web = signed_in("founder")
    region = {"name": "一村", "level": "village", "parent_id": str(made.here.region_id), "from_on": "2026-01-01"}
    region_id = web.post("/regions", region)[1]["id"]
    assert ("一村", region_id) in [(row["name"], row["id"]) for row in web.get("/regions")[1]]
    organisation_id = web.post("/organisations", {"name": "别家", "credit_code": "91330503MA2B000091"})[1]["id"]
    hours = [{"sitting": "lunch", "opens": "10:30", "closes": "13:30"}]
    canteen = {
        "name": "一村食堂",
        "region_id": region_id,
        "organisation_id": organisation_id,
        "opened_on": "2026-01-01",
        "hours": hours,
    }
    assert web.post("/canteens", canteen | {"hours": [hours[0] | {"closes": "10:00"}]})[0] == 422
    canteen_id = web.post("/canteens", canteen)[1]["id"]
    [shown] = [row for row in web.get("/canteens")[1] if row["id"] == canteen_id]
    assert (shown["organisation"], shown["hours"]) == (
        "别家",
        [{"sitting": "lunch", "opens": "10:30:00", "closes": "13:30:00"}],
    )
    handed = {"organisation_id": str(made.organisation_id), "from_on": "2099-01-01"}
    assert web.post(f"/canteens/{canteen_id}/organisation", handed)[0] == 201
    staff_id = web.post("/staff", {"login": "cook", "name": "厨师", "password": WORD, "pin": "2468"})[1]["id"]
    duty = {"role": "counter", "canteen_id": canteen_id, "from_on": "2026-01-01"}
    status, granted = web.post(f"/staff/{staff_id}/duties", duty)
    assert status == 201
    assert web.post(f"/staff/{staff_id}/duties", duty)[1]["code"] == "duty-held"
    assert [row["role"] for row in signed_in("cook").get("/session")[1]["duties"]] == ["counter"]
    assert web.post(f"/duties/{granted['id']}/end", {"until_on": "2026-01-02"}) == (204, None)
    assert signed_in("cook").get("/session")[1]["duties"] == []
    [cook] = [row for row in web.get("/staff")[1] if row["id"] == staff_id]
    assert (cook["login"], cook["active"], len(cook["duties"])) == ("cook", True, 1)
    auditor = {"staff_id": made.here.staff[Role.AUDITOR], "role": "auditor", "from_on": "2026-01-01"}
    Duty.objects.create(**auditor, region_id=made.region_id)  # the founder's deeds are the district's
    verbs = [(row["verb"], row["subject_kind"]) for row in signed_in("here-auditor").get("/deeds")[1]]
    assert verbs[:3] == [("end", "duty"), ("grant", "duty"), ("register", "staff")]


def test_the_page_of_the_api_shows_every_address_and_needs_no_script(made: County) -> None:
    response = Web().client.get(f"{BASE}/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert [path for _, path in routes() if path.count("-") < 4 and f"{BASE}{path}" not in page] == []
    assert page.count("<article") == len(routes())
    assert [word for word in ("<style", " style=", " onclick=", "javascript:") if word in page] == []
    assert "<script" not in page.partition("<main")[2]  # the frame has its own, for what this page does not do
    assert "'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
