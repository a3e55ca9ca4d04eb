"""What the server itself says no with: in our frame, in the reader's language, without a trace (S11)."""

import json
from typing import Any
from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from tests.county import WORD, county

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A browser of the clerk here; a fault is answered, not raised."""
    county()
    browser = Client(raise_request_exception=False)
    browser.post("/login", {"login": "here-clerk", "password": WORD})
    return browser


def told(answer: Any) -> str:
    """The words of a refusal, out of a page that has the frame of all pages."""
    page = answer.content.decode()
    assert 'class="top"' in page
    assert "Traceback" not in page
    return str(page.partition("<h1 data-problem=")[2].partition(">")[2].partition("</h1>")[0])


def test_an_address_that_leads_nowhere_keeps_the_readers_doors(client: Client) -> None:
    answer = client.get("/nowhere")
    assert (answer.status_code, told(answer)) == (404, "没有这个页面")
    assert "here clerk" in answer.content.decode()
    client.post("/language", {"language": "en", "next": "/"})
    assert told(client.get("/nowhere")) == "There is no such page."
    assert "here clerk" not in Client().get("/nowhere").content.decode()


def test_a_page_of_another_role_is_refused(client: Client) -> None:
    answer = client.get("/months")
    assert (answer.status_code, told(answer)) == (403, "您的职责范围不包括此项")


def test_a_form_without_its_token_is_refused() -> None:
    answer = Client(enforce_csrf_checks=True).post("/login", {"login": "a", "password": "b"})
    assert (answer.status_code, told(answer)) == (403, "请求缺少校验令牌，请刷新页面后再试")


def test_a_method_a_page_does_not_have_is_refused(client: Client) -> None:
    answer = client.get("/logout")
    assert (answer.status_code, told(answer)) == (405, "此页面不能这样打开，请返回上一页，用页面上的按钮")
    assert answer["Allow"] == "POST"


def test_what_is_too_large_is_told_so(client: Client) -> None:
    answer = client.post("/me/password", {"old": "x" * 3_000_000})
    assert (answer.status_code, told(answer)) == (413, "一次发送的内容太大")


def test_a_fault_is_told_without_its_trace_whatever_broke(client: Client) -> None:
    with mock.patch("canteen.views.account.reach_of", side_effect=ZeroDivisionError("inside")):
        client.logout()
        client.post("/login", {"login": "here-clerk", "password": WORD})
        answer = client.get("/me")
    assert (answer.status_code, told(answer)) == (500, "系统出现问题，操作没有执行，请稍后再试")
    assert answer["X-Request-Id"] in answer.content.decode()
    with mock.patch("canteen.config.problem_pages.render", side_effect=OperationalError("gone")):
        answer = client.get("/nowhere")
    assert (answer.status_code, "gone" in answer.content.decode()) == (500, False)
    assert answer["X-Request-Id"] in answer.content.decode()


def test_the_api_keeps_its_own_shape(client: Client) -> None:
    answer = client.get("/api/v1/nowhere")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (404, "no-such-address")


def test_a_part_of_a_page_that_asks_without_a_session_sends_the_whole_page_to_sign_in() -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/months?q=a"}
    answer = Client().get("/months?q=ab", headers=headers)
    assert answer["HX-Redirect"] == "/login?next=%2Fmonths%3Fq%3Da"
    plain = Client().get("/months?q=ab")
    assert (plain.status_code, plain["Location"]) == (302, "/login?next=%2Fmonths%3Fq%3Dab")


def test_a_form_sent_after_the_session_ended_is_not_lost_in_silence(client: Client) -> None:
    """Whoever presses a button signs in again believing that it was done."""
    said = "登录已过期，刚才的操作没有完成，请登录后重做。"
    Session.objects.all().delete()
    assert said in client.post("/me/sessions", follow=True).content.decode()
    no_longer_sent = Client()
    no_longer_sent.cookies["csrftoken"] = "a" * 32  # a browser drops the cookie of a session when its hours are over
    assert said in no_longer_sent.post("/me/sessions", follow=True).content.decode()
    assert said not in Client().get("/months", follow=True).content.decode()
