"""Asking and answering on pages: meals are named as people know them, and what was typed is never lost."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.core.scope import Role
from canteen.models import Duty
from settlement.models import Books, Entry, Question
from settlement.operations.questions import answer_books, question_books
from tests.settlement.acting import CLOSING, DECEMBER, actor, eat, fund_month, submit
from tests.town import SINCE, Town, at, small_town, stand

pytestmark = pytest.mark.django_db

NUMBER = "330503194001011234"


@pytest.fixture(autouse=True)
def _on_the_first_of_december(settings: Settings) -> None:
    """The clock at the edge stands at nine in the morning of the first of December."""
    stand(settings, at(9, on=DECEMBER.first))


@pytest.fixture
def asked() -> tuple[Town, Books, Entry]:
    """A month handed in by one person, and the meal in it that the other of finance asks about."""
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    for staff in (town.clerk, town.second):
        Duty.objects.create(staff=staff, role="finance", region=town.region, from_on=SINCE)
    books = submit(town)
    return town, books, Entry.objects.get(books=books, kind="meal")


def entered(login: str) -> Client:
    client = Client()
    client.post("/login", {"login": login, "password": f"{login}-word-of-tests"})
    return client


def test_a_refused_question_comes_back_as_it_was_typed(asked: tuple[Town, Books, Entry]) -> None:
    _town, books, meal = asked
    client, path = entered("second"), f"/months/{books.id}/questions"
    back = client.post(path, {"text": f"为什么{NUMBER}吃了两次？", "entry": str(meal.id)})
    page = back.content.decode()
    assert back.status_code == 422
    assert re.findall(r'<textarea name="text"[^>]*>([^<]*)</textarea>', page) == [f"为什么{NUMBER}吃了两次？"]
    assert re.findall(r'<input type="hidden" name="entry" value="([^"]*)">', page) == [str(meal.id)]
    assert "请填写 1 至 500 字，不要写身份证号" in page
    assert client.get(path)["Location"] == f"/months/{books.id}"
    assert not Question.objects.exists()
    assert client.post(path, {"text": "为什么吃了两次？", "entry": str(meal.id)}).status_code == 302
    assert Question.objects.get().meals.get().entry_id == meal.id


def test_a_refused_answer_comes_back_with_what_was_ticked(asked: tuple[Town, Books, Entry]) -> None:
    town, books, meal = asked
    finance = actor(town.second, Role.FINANCE, canteens=town.canteens)
    question = question_books(actor=finance, books_id=books.id, text="请说明", entry_ids=[meal.id], now=CLOSING)
    client, path = entered("clerk"), f"/months/{books.id}/questions/{question}/answer"
    page = client.get(f"/months/{books.id}").content.decode()
    assert re.findall(r"冲回 ([^<]*)（记在本月账内）", page) == ["11-20 午餐 张*兰 10.00 元"]
    back = client.post(path, {"text": f"是{NUMBER}", "entry": str(meal.id)})
    page = back.content.decode()
    assert back.status_code == 422
    assert f">是{NUMBER}</textarea>" in page
    assert re.findall(r'name="entry" value="([^"]*)" checked', page) == [str(meal.id)]
    assert Question.objects.get().answered_at is None


def test_an_answer_that_came_too_late_is_shown_to_be_kept(asked: tuple[Town, Books, Entry]) -> None:
    town, books, _meal = asked
    finance = actor(town.second, Role.FINANCE, canteens=town.canteens)
    question = question_books(actor=finance, books_id=books.id, text="请说明", now=CLOSING)
    other = actor(town.clerk, Role.FINANCE, canteens=town.canteens)
    answer_books(actor=other, books_id=books.id, question_id=question, text="已核对", now=CLOSING)
    back = entered("clerk").post(f"/months/{books.id}/questions/{question}/answer", {"text": "当日停电补录"})
    page = back.content.decode()
    assert (back.status_code, page.count("当日停电补录"), page.count("这条疑问已经答复")) == (422, 1, 1)
