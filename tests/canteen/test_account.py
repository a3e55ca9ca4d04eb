"""Pages round signing in: who am I, new passwords, sessions that end, the language of the reader (S5)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from canteen.core.scope import Role
from canteen.gateways.clock import now
from canteen.models import Duty, Staff
from canteen.operations.passwords import open_password_reset
from tests.county import WORD, County, county

pytestmark = pytest.mark.django_db
NEW = "a louder kitchen at dusk"


@pytest.fixture
def made() -> County:
    return county()


def signed_in(login: str, word: str = WORD) -> Client:
    client = Client()
    assert client.post("/login", {"login": login, "password": word}).status_code == 302
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def is_out(client: Client) -> bool:
    answer = client.get("/me")
    return bool(answer.status_code == 302 and answer["Location"].startswith("/login"))


def test_me_names_the_place_of_a_duty_and_not_each_canteen_in_it(made: County) -> None:
    page = text(signed_in("founder").get("/me"))
    assert [word for word in ("创建人", "founder", "南浔区", "2020-01-01", "不限") if word not in page] == []
    assert ("here食堂" in page, "here镇" in page) == (False, False)
    assert "here食堂" in text(signed_in("here-counter").get("/me"))


def test_me_tells_duties_to_come_and_who_has_none(made: County) -> None:
    tomorrow = now().date() + timedelta(days=3)
    Duty.objects.filter(staff=made.here.staff[Role.FINANCE]).update(from_on=tomorrow)
    client = signed_in("here-finance")
    assert ("尚未开始" in text(client.get("/me")), tomorrow.isoformat() in text(client.get("/me"))) == (True, True)
    assert "尚未开始" not in text(client.get("/"))
    Duty.objects.filter(staff=made.here.staff[Role.FINANCE]).delete()
    assert "今天没有在任的职责" in text(client.get("/me"))


def test_a_new_password_ends_all_sessions_but_this_one(made: County) -> None:
    here, elsewhere = signed_in("here-clerk"), signed_in("here-clerk")
    answer = here.post("/me/password", {"old": WORD, "new": NEW, "again": NEW})
    assert (answer.status_code, answer["Location"]) == (302, "/me")
    assert (is_out(here), is_out(elsewhere)) == (False, True)
    signed_in("here-clerk", NEW)


def test_signing_out_everywhere_keeps_the_password(made: County) -> None:
    here, elsewhere = signed_in("here-clerk"), signed_in("here-clerk")
    assert here.post("/me/sessions", {"old": "not this one, no"}).status_code == 422
    assert is_out(elsewhere) is False
    assert here.post("/me/sessions", {"old": WORD}).status_code == 302
    assert (is_out(here), is_out(elsewhere)) == (False, True)
    signed_in("here-clerk")


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"old": "wrong wrong", "new": NEW, "again": NEW}, "old", "当前密码不正确"),
        ({"old": WORD, "new": NEW, "again": "other"}, "again", "两次输入的新密码不一致"),
        ({"old": WORD, "new": "1234567890", "again": "1234567890"}, "new", "密码"),
    ],
)
def test_a_mistake_stands_beside_its_field(made: County, sent: dict[str, str], field: str, words: str) -> None:
    answer = signed_in("here-clerk").post("/me/password", sent)
    assert answer.status_code == 422
    mistake = text(answer).partition(f'id="{field}-mistake">')[2].partition("<")[0]
    assert words in mistake
    assert f"{field}-mistake" in text(answer).partition("aria-describedby")[2]
    assert WORD not in text(answer)


def test_a_lost_password_is_set_by_a_code_and_every_session_ends(made: County) -> None:
    old = signed_in("here-counter")
    code = open_password_reset(actor=made.here.actor(Role.CLERK), staff_id=made.here.staff[Role.COUNTER], now=now())
    stranger = Client()
    sent = {"login": "here-counter", "code": "0000000000", "new": NEW, "again": NEW}
    refused = stranger.post("/password/lost", sent)
    assert (refused.status_code, "登录名或重置码不正确" in text(refused)) == (422, True)
    assert NEW not in text(refused)
    answer = stranger.post("/password/lost", sent | {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, "/login")
    assert is_out(old)
    signed_in("here-counter", NEW)


def test_rights_end_while_a_session_lives(made: County) -> None:
    client = signed_in("here-manager")
    assert client.get("/months").status_code == 200
    Duty.objects.filter(staff=made.here.staff[Role.MANAGER]).update(until_on=now().date() - timedelta(days=1))
    assert client.get("/months").status_code == 403
    assert client.get("/me").status_code == 200
    Staff.objects.filter(id=made.here.staff[Role.MANAGER]).update(is_active=False)
    assert is_out(client)


def test_the_language_is_chosen_where_one_is_and_kept_there(made: County) -> None:
    client = Client(enforce_csrf_checks=False)
    page = client.get("/login?next=/months")
    assert 'name="next" value="/login?next=/months"' in text(page)
    answer = client.post("/language", {"language": "en", "next": "/login?next=/months"})
    assert (answer.status_code, answer["Location"]) == (302, "/login?next=/months")
    assert 'lang="en"' in text(client.get("/login?next=/months"))
    refused = client.post(
        "/login", {"login": "x", "password": "y"}, headers={"referer": "http://testserver/login?next=/me"}
    )
    assert 'name="next" value="/login?next=/me"' in text(refused)
    assert "The login name or the password is wrong." in text(refused)


def test_the_frameworks_own_words_are_in_the_readers_language(made: County) -> None:
    client = signed_in("here-clerk")
    sent = {"old": WORD, "new": "8620417", "again": "8620417"}
    assert "密码太短，至少要有 10 个字符。 密码只包含数字。" in text(client.post("/me/password", sent))
    client.post("/language", {"language": "en", "next": "/me"})
    assert "This password is entirely numeric." in text(client.post("/me/password", sent))
