"""Who works with a password that somebody else made sets one of their own first, and does nothing else until then."""

import re
from uuid import UUID

import pytest
from django.test import Client

from canteen.auth import actor_of
from canteen.core.intake.kinds import Kind
from canteen.core.scope import OutOfScope, Role
from canteen.models import Staff
from canteen.operations.duties import grant_duty
from canteen.operations.passwords import PasswordNotOwn, change_password, open_password_reset, reset_password
from canteen.operations.staff import register_staff
from tests.canteen.imports.desk import applied
from tests.county import DAY, NOW, SINCE, WORD, County, county

pytestmark = pytest.mark.django_db
OWN = "a lamp beside the river"


@pytest.fixture
def made() -> County:
    return county()


@pytest.fixture
def new(made: County) -> UUID:
    """Somebody for the counter whom a clerk has just registered."""
    clerk = made.here.actor(Role.CLERK)
    staff_id = register_staff(actor=clerk, login="new", name="新人", password=WORD, now=NOW)
    grant_duty(
        actor=clerk, staff_id=staff_id, role=Role.MANAGER, from_on=SINCE, canteen_id=made.here.canteen_id, now=NOW
    )
    return staff_id


def signed_in(login: str, word: str) -> Client:
    browser = Client()
    answer = browser.post("/login", {"login": login, "password": word})
    assert answer.status_code == 302, answer.content.decode()
    return browser


def test_every_page_leads_to_a_new_password_until_it_is_set(new: UUID) -> None:
    browser = signed_in("new", WORD)
    for page in ("/", "/me", "/sessions", "/counter", "/months"):
        answer = browser.get(page)
        assert (answer.status_code, answer.headers.get("Location")) in {(302, "/me/password"), (404, None)}, page
    told = browser.get("/api/v1/canteens")
    assert (told.status_code, told.json()["code"]) == (403, "password-given")
    assert browser.get("/api/v1/session").status_code == 200
    htmx = browser.get("/", headers={"HX-Request": "true"})
    assert htmx.headers["HX-Redirect"] == "/me/password"
    assert "请先换成自己的密码" in browser.get("/me/password").content.decode()
    same = browser.post("/me/password", {"old": WORD, "new": WORD, "again": WORD})
    assert same.status_code == 422
    assert "登记的人知道这个密码" in re.sub(r"\s", "", same.content.decode())
    done = browser.post("/me/password", {"old": WORD, "new": OWN, "again": OWN})
    assert (done.status_code, done.headers["Location"]) == (302, "/me")
    assert browser.get("/me").status_code == 200
    assert not Staff.objects.get(id=new).is_password_given
    assert "登记的人设的" not in signed_in("new", OWN).get("/me/password").content.decode()


def test_leaving_and_the_language_stay_open(new: UUID) -> None:
    browser = signed_in("new", WORD)
    assert browser.post("/language", {"language": "en", "next": "/me/password"}).status_code == 302
    assert browser.post("/logout").headers["Location"] != "/me/password"
    assert browser.get("/me/password").headers["Location"].startswith("/login")


def test_a_code_of_somebody_else_leads_to_a_password_of_ones_own(made: County, new: UUID) -> None:
    code = open_password_reset(actor=made.here.actor(Role.CLERK), staff_id=new, now=NOW)
    reset_password(login="new", code=code, password=OWN, now=NOW)
    assert signed_in("new", OWN).get("/me").status_code == 200


def test_ending_sessions_does_not_make_a_given_password_ones_own(made: County, new: UUID) -> None:
    with pytest.raises(PasswordNotOwn):
        change_password(actor=actor_of(staff_id=new, on=DAY), old=WORD, new=WORD, now=NOW)
    assert Staff.objects.get(id=new).is_password_given


def test_a_given_password_ends_with_a_duty_over_a_region(made: County, new: UUID) -> None:
    browser, support = signed_in("new", WORD), made.here.actor(Role.SUPPORT)
    grant_duty(
        actor=support,
        staff_id=new,
        role=Role.FINANCE,
        from_on=SINCE,
        region_id=made.here.region_id,
        now=NOW,
        proposed_by=made.founder_id,
    )
    assert browser.get("/me/password")["Location"].startswith("/login")
    assert Client().post("/login", {"login": "new", "password": WORD}).status_code == 403
    with pytest.raises(OutOfScope):  # who registered, and could not grant this
        open_password_reset(actor=made.here.actor(Role.CLERK), staff_id=new, now=NOW)
    reset_password(login="new", code=open_password_reset(actor=support, staff_id=new, now=NOW), password=OWN, now=NOW)
    assert signed_in("new", OWN).get("/me").status_code == 200
    grant_duty(actor=support, staff_id=new, role=Role.COUNTER, from_on=SINCE, canteen_id=made.here.canteen_id, now=NOW)
    assert signed_in("new", OWN).get("/me").status_code == 200


def test_staff_of_a_list_begin_with_a_password_to_be_changed(made: County) -> None:
    head = ("姓名", "登录名", "角色", "食堂")
    applied(made, Kind.STAFF, [head, ("新来人", "newcomer", "窗口", "here食堂")])
    assert Staff.objects.get(login="newcomer").is_password_given
    assert not Staff.objects.filter(is_password_given=True).exclude(login="newcomer").exists()
