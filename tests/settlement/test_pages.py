"""The months as people use them: signed in, in their own canteens, closed by two, no script and no inline style."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from urllib.parse import unquote

import openpyxl
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from canteen.models import Duty, Region, Staff
from settlement.models import Books, Entry
from settlement.queries.sealing import sealing
from tests.settlement.acting import DECEMBER, books_of, eat, fund_month, undo
from tests.town import SINCE, Town, at, small_town, stand
from tests.web import signed_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_first_of_december(settings: Settings) -> None:
    """The clock at the edge stands at nine in the morning of the first of December."""
    stand(settings, at(9, on=DECEMBER.first))


def staffed(canteens: int = 1) -> Town:
    """A town with lunch eaten, two people in finance, and one in the next town's."""
    town = small_town(canteens=canteens, allotted_fen={})
    fund_month(town)
    for number, _place in enumerate(town.canteens):
        eat(town, number, at(11, number), kiosk=number)
    for staff in (town.clerk, town.second):
        Duty.objects.create(staff=staff, role="finance", canteen=None, region=town.region, from_on=SINCE)
    return town


def entered(login: str) -> Client:
    """A browser that has signed in through the form."""
    client = Client(enforce_csrf_checks=False)
    answer = client.post("/login", {"login": login, "password": f"{login}-word-of-tests", "next": "/months"})
    assert (answer.status_code, answer["Location"]) == (302, "/months")
    return client


def text(client: Client, path: str) -> str:
    """The page in words, without its tags."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def stranger() -> str:
    """Finance of nobody's canteen here; returns the login."""
    there = Region.objects.create(number=99, key="linzhen", name="邻镇", level="town")
    staff = Staff(login="stranger", name="stranger")
    staff.set_password("stranger-word-of-tests")
    staff.save()
    Duty.objects.create(staff=staff, role="finance", region=there, from_on=SINCE)
    return staff.login


def test_how_lists_were_left_ends_with_the_session() -> None:
    town = staffed(canteens=2)
    here, there = (Entry.objects.get(books=books_of(town, canteen=place), kind="meal") for place in (0, 1))
    pages = [f"/months/{each.books_id}/meals/{each.id}" for each in (here, there)]

    def ways_back(client: Client) -> list[list[str]]:
        return [
            re.findall(r'href="/months[^"?]*\?(state=[a-z]+)"', client.get(page).content.decode()) for page in pages
        ]

    for ended_by in ("signing out", "the next one"):
        client = entered("clerk")
        client.get("/months?state=open&export=no")
        client.get(f"/months/{here.books_id}/meals?state=live")
        # The list of months is one; that of meals is the list of one month, and leads back from its own meals alone.
        assert ways_back(client) == [["state=open", "state=live"], ["state=open"]], ended_by
        assert {client.cookies[name]["path"] for name in ("months_list", "meals_list")} == {"/"}
        if ended_by == "signing out":
            client.post("/logout")
        else:
            Session.objects.all().delete()
        client.post("/login", {"login": "second", "password": "second-word-of-tests"})
        assert ways_back(client) == [[], []], ended_by


def test_a_month_is_closed_by_two_people_and_downloaded() -> None:
    town = staffed()
    books = books_of(town)
    maker, checker = entered("clerk"), entered("second")
    path = f"/months/{books.id}"
    assert "核对并提交" in text(maker, path)
    assert "提交以后，本月不再记入新的用餐" in text(maker, f"{path}/signing")
    draft = maker.get(f"{path}/workbook")
    assert unquote(draft["Content-Disposition"]).endswith("-2026-11-草稿（未封账）.xlsx")
    sheets = openpyxl.load_workbook(BytesIO(draft.content)).worksheets
    assert [sheet["A1"].value.startswith("草稿（未封账）") for sheet in sheets] == [True] * 3
    signed = signed_on(maker, path)
    assert signed["digest"] == sealing(books=books).digest
    eaten = eat(town, 1, at(11, 30))
    changed = maker.post(f"{path}/submission", signed, follow=True)
    assert (changed.redirect_chain[-1][0], books_of(town).state) == (f"{path}/signing", "open")
    assert "账目、疑问或静默终端与您看到的不一致" in changed.content.decode()
    undo(town, eaten, at(11, 31))
    signed = signed_on(maker, path)
    assert "已提交" in maker.post(f"{path}/submission", signed, follow=True).content.decode()
    said = maker.get(f"{path}/signing").content.decode()
    assert "您提交的月账要由另一位财务批准" in said
    assert "确认批准并封账" not in said
    shown = text(checker, f"{path}/signing")
    books.refresh_from_db()
    digest = sealing(books=books).digest
    assert "提交人 clerk" in shown
    assert "餐费 10.00 元，应拨 6.00 元" in shown
    assert digest[:8] in shown
    refused = maker.post(f"{path}/approval", {"digest": digest}, follow=True).content.decode()
    assert "提交人不能批准自己提交的月账" in refused
    stale = checker.post(f"{path}/approval", {"digest": "0" * 64}, follow=True).content.decode()
    assert "账目、疑问或静默终端与您看到的不一致" in stale
    assert "已批准并封账" in checker.post(f"{path}/approval", {"digest": digest}, follow=True).content.decode()
    assert "已封账" in text(checker, "/months")
    sheet = maker.get(f"{path}/workbook")
    assert sheet.status_code == 200
    assert sheet["Content-Disposition"].endswith(f"-2026-11-{digest[:8]}.xlsx")
    assert sheet.content[:2] == b"PK"


def test_a_month_counted_anew_takes_fewer_than_twelve_statements_at_every_step() -> None:
    """Three of them say who asks, two more belong to the page: its questions, and devices that may be silent."""
    town = staffed()
    maker, checker = entered("clerk"), entered("second")
    path, told = f"/months/{books_of(town).id}", []
    for act in ("submission", "approval", ""):
        for page in ("signing", "workbook"):
            with CaptureQueriesContext(connection) as sent:
                answer = checker.get(f"{path}/{page}")
            told.append((page, len(sent)))
            assert answer.status_code == 200
        if act:
            who = checker if act == "approval" else maker
            who.post(f"{path}/{act}", signed_on(who, path))
    assert books_of(town).state == "sealed"
    assert told == [
        ("signing", 11),
        ("workbook", 11),
        ("signing", 10),
        ("workbook", 10),
        ("signing", 10),
        ("workbook", 10),
    ]


def test_a_submission_is_taken_back_on_the_page() -> None:
    town = staffed()
    path = f"/months/{books_of(town).id}"
    maker = entered("clerk")
    maker.post(f"{path}/submission", signed_on(maker, path))
    assert "已撤回提交" in maker.post(f"{path}/withdrawal", follow=True).content.decode()
    assert books_of(town).state == "open"
    assert "尚未提交" in maker.post(f"{path}/withdrawal", follow=True).content.decode()


def test_figures_of_another_town_stay_hidden() -> None:
    town = staffed(canteens=2)
    path = f"/months/{books_of(town).id}"
    entry = Entry.objects.filter(books=books_of(town))[0]
    outside = entered(stranger())
    assert "您负责的食堂还没有月账" in text(outside, "/months")
    for method, address in (
        ("get", path),
        ("get", f"{path}/workbook"),
        ("get", f"{path}/meals"),
        ("get", f"{path}/meals?export=csv"),
        ("get", f"{path}/meals/{entry.id}"),
        ("get", f"{path}/payers/elder"),
        ("get", f"{path}/signing"),
        ("post", f"{path}/questions"),
        ("post", f"{path}/questions/{entry.id}/answer"),
        ("post", f"{path}/submission"),
        ("post", f"{path}/approval"),
        ("post", f"{path}/withdrawal"),
    ):
        answer = getattr(outside, method)(address, follow=True)
        assert answer.status_code == 404, address
        assert "10.00" not in answer.content.decode()
        assert "第1食堂" not in answer.content.decode()
    assert Books.objects.filter(state="open").count() == 2


def test_pages_ask_who_is_there_and_go_on_only_inside_the_house() -> None:
    town = staffed()
    nobody = Client()
    for path in ("/", "/months", f"/months/{books_of(town).id}"):
        answer = nobody.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/login?next={path.replace('/', '%2F')}")
    away = nobody.post("/login", {"login": "clerk", "password": "clerk-word-of-tests", "next": "https://example.com/"})
    assert (away.status_code, away["Location"]) == (302, "/")
    wrong = Client().post("/login", {"login": "clerk", "password": "no", "next": "/months"})
    assert wrong.status_code == 403
    assert "登录名或密码不正确" in wrong.content.decode()


def test_a_form_from_elsewhere_is_refused() -> None:
    town = staffed()
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.clerk)
    assert client.post(f"/months/{books_of(town).id}/submission").status_code == 403
    assert client.post("/logout").status_code == 403
    assert books_of(town).state == "open"


def test_signing_out_ends_it() -> None:
    staffed()
    client = entered("clerk")
    assert client.post("/logout")["Location"] == "/login"
    assert client.get("/months").status_code == 302


def test_the_counter_has_no_months() -> None:
    staffed()
    client = entered("counter")
    assert client.get("/months").status_code == 403
    desk = text(client, "/")
    assert "您好 柜台 第1食堂" in desk
    assert "用餐登记" in desk


def test_no_page_has_a_script_or_a_style_of_its_own() -> None:
    town = staffed()
    client = entered("clerk")
    month = f"/months/{books_of(town).id}"
    entry = Entry.objects.filter(books=books_of(town))[0]
    inside = ("", "/meals", f"/meals/{entry.id}", "/payers/elder", "/signing")
    for path in ("/", "/months", "/months/00000000-0000-7000-8000-000000000000", *(month + rest for rest in inside)):
        answer = client.get(path)
        page = answer.content.decode()
        assert re.findall(r"<script(?! src=)|<style|\sstyle=|\son[a-z]+=", page) == []
        assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert Client().get("/login").status_code == 200


def test_a_page_speaks_english_to_who_reads_english() -> None:
    staffed()
    client = entered("clerk")
    page = client.post(f"/months/{Books.objects.get().id}/withdrawal", follow=True, headers={"Accept-Language": "en"})
    assert "These books are not submitted" in page.content.decode()


def test_a_running_month_says_when_it_can_be_handed_in(settings: Settings) -> None:
    town = staffed()
    settings.NUANCAN_CLOCK_SHIFT -= timedelta(days=2)
    assert "2026年12月1日 起可以提交" in text(entered("clerk"), f"/months/{books_of(town).id}")
