"""The way from the grid to one meal on pages, with few statements on each, however much there is; and its files."""

import csv
import re
from html import unescape
from importlib import import_module
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from canteen.core.listing import Listing
from canteen.models import Duty
from settlement.models import Books, Entry, Hold
from settlement.operations.holds import hold_share
from settlement.operations.questions import answer_books, question_books
from settlement.operations.seal import approve_books
from settlement.queries.settling import compiled
from tests.settlement.acting import CLOSING, DECEMBER, books_of, checker, eat, fund_month, maker, submit, to_approve
from tests.settlement.test_drill_down import lived_in
from tests.settlement.test_pages import entered, staffed, stranger, text
from tests.town import DAY, SINCE, Town, at, small_town, stand
from tests.web import signed_on

pytestmark = pytest.mark.django_db

FEWER_THAN = 12


@pytest.fixture(autouse=True)
def _on_the_first_of_december(settings: Settings) -> None:
    stand(settings, at(9, on=DECEMBER.first))


def crowded(meals: int, elders: int | None = None) -> Town:
    """A canteen with this many meals in one month, and two people in finance; elders, where more are to eat later."""
    town = small_town(allotted_fen={}, elders=elders or meals)
    fund_month(town)
    for number in range(meals):
        eat(town, number, at(11, number % 60))
    for staff in (town.clerk, town.second):
        Duty.objects.create(staff=staff, role="finance", region=town.district, from_on=SINCE)
    return town


def hold_all(town: Town) -> int:
    """Hold her own share of every meal that has none held yet; how many are held then."""
    held = Hold.objects.values("entry__order")
    for entry in Entry.objects.filter(kind="meal").exclude(order__in=held):
        hold_share(actor=maker(town), entry_id=entry.id, payer="elder", reason="核实", now=at(15))
    return Hold.objects.filter(cleared_by=None).count()


def asks(client: Client, path: str) -> int:
    """How many statements a page sends; everything about the session is among them."""
    compiled.cache_clear()  # a policy that this server has not read yet costs one more
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    return len(captured)


def pages(town: Town) -> list[str]:
    """Every page on the way down."""
    books = books_of(town)
    entry = Entry.objects.filter(books=books, kind="meal").order_by("id")[0]
    month = f"/months/{books.id}"
    lists = ("", "?q=第1", "?state=open", "?until=2026-12")
    below = ("", "/payers/elder", "/meals", f"/meals?on={DAY}", "/meals?payer=elder", "/meals?state=held")
    return [*(f"/months{query}" for query in lists), *(month + rest for rest in below), f"{month}/meals/{entry.id}"]


def test_every_page_sends_as_many_statements_for_three_hundred_meals_as_for_three_and_fewer_than_twelve() -> None:
    town = crowded(3, elders=300)
    client, counted = entered("clerk"), dict[int, dict[str, int]]()
    for number in range(3, 301):
        if number in {3, 300}:
            assert hold_all(town) == number
            counted[number] = {path: asks(client, path) for path in [*pages(town), "/holds"]}
        if number < 300:
            eat(town, number, at(11, number % 60))
    assert counted[3] == counted[300]
    assert max(counted[300].values()) < FEWER_THAN, counted[300]


def test_sealed_and_questioned_months_send_no_more() -> None:
    town = crowded(3)
    client = entered("clerk")
    books = submit(town)
    question = question_books(actor=checker(town), books_id=books.id, text="?", now=CLOSING)
    assert asks(client, f"/months/{books.id}") < FEWER_THAN
    answer_books(actor=maker(town), books_id=books.id, question_id=question, text="!", now=CLOSING)
    approve_books(actor=checker(town), books_id=books.id, **to_approve(books), now=CLOSING)
    for path in (f"/months/{books.id}", f"/months/{books.id}/meals", "/months"):
        assert asks(client, path) < FEWER_THAN, path


def test_from_the_grid_to_one_meal_and_back() -> None:
    town = staffed()
    client = entered("clerk")
    month = f"/months/{books_of(town).id}"
    entry = Entry.objects.get(books=books_of(town), kind="meal")
    grid = client.get("/months").content.decode()
    assert f'href="{month}"' in grid
    assert "测试镇 1 家，餐费合计" in text(client, "/months")
    statement = client.get(month).content.decode()
    for link in (f"{month}/payers/elder", f"{month}/payers/fund:joint", f"{month}/meals?on=2026-11-20"):
        assert f'href="{link}"' in statement, link
    day = client.get(f"{month}/meals?on=2026-11-20").content.decode()
    assert f'href="{month}/meals/{entry.id}"' in day
    meal = text(client, f"{month}/meals/{entry.id}")
    for words in (
        "区镇联合补贴第1档：定额 5.00 元",
        "余额由老人支付",
        "终端1",
        "第 1 版",
        "食堂应得",
        str(entry.order_id),
    ):
        assert words in meal, words
    back = client.get(f"{month}/meals/{entry.id}").content.decode()
    assert f'href="{month}/meals?on=2026-11-20"' in back
    assert f'href="{month}"' in back
    payer = text(client, f"{month}/payers/elder")
    assert "老人自付" in payer
    assert "4.00" in payer
    assert client.get(f"{month}/payers/nobody").status_code == 404


def test_every_hold_that_is_counted_is_reached_from_the_statement_carried_ones_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_module("settlement.views.statement"), "HELD", Listing(sorts=("opened",), size=1))
    town = lived_in()
    own = Entry.objects.get(books=books_of(town, DECEMBER), kind="meal", order__elder=town.elders[0])
    hold_share(actor=maker(town), entry_id=own.id, payer="fund:joint", reason="核实", now=at(12, on=DECEMBER.first))
    Duty.objects.create(staff=town.clerk, role="finance", region=town.district, from_on=SINCE)
    client, path, shown = entered("clerk"), f"/months/{books_of(town, DECEMBER).id}", list[str]()
    while path:
        page = client.get(path).content.decode()
        section = page[page.index('id="held"') :]
        shown += re.findall(r'/meals/([0-9a-f-]{36})"', section)
        following = re.search(r'href="([^"]+)" rel="next"', section)
        path = unescape(following[1]) if following else ""
    assert shown == [str(each) for each in Hold.objects.filter(cleared_by=None).values_list("entry_id", flat=True)]
    assert len(shown) == 2


def test_no_page_names_an_elder_or_her_number() -> None:
    town = staffed()
    client = entered("clerk")
    elder = town.elders[0]
    for path in pages(town):
        page = client.get(path).content.decode()
        assert elder.name not in page, path
        assert elder.id_number_lookup not in page


def test_a_list_is_exported_whole_and_harmless() -> None:
    town = crowded(3)
    client = entered("clerk")
    month = f"/months/{books_of(town).id}"
    answer = client.get(f"{month}/meals?export=csv&payer=elder")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(answer.getvalue().decode().removeprefix("\ufeff"))))
    assert rows[0][:7] == ["日期", "餐次", "姓名", "类别", "份数", "所属月份", "餐费"]
    assert len(rows) == 4
    assert {(row[4], row[6]) for row in rows[1:]} == {("1", "10.00")}
    assert client.get(f"{month}/meals?export=xlsx").content[:2] == b"PK"
    assert client.get("/months?export=xlsx").content[:2] == b"PK"


def test_questions_are_asked_and_answered_on_pages() -> None:
    town = crowded(3)
    first, second = entered("clerk"), entered("second")
    books = submit(town)
    month = f"/months/{books.id}"
    entry = Entry.objects.filter(books=books, kind="meal").order_by("id")[0]
    assert "请填写 1 至 500 字" in second.post(f"{month}/questions", {"text": " "}, follow=True).content.decode()
    bad = second.post(f"{month}/questions", {"text": "?", "entry": "x"}, follow=True).content.decode()
    assert "请填写 1 至 500 字" in bad
    asked = second.post(f"{month}/questions", {"text": "谁吃的？<b>", "entry": str(entry.id)}, follow=True)
    said = asked.content.decode()
    assert "谁吃的？&lt;b&gt;" in said
    assert "您提的疑问要由另一人答复" in said
    assert "有 1 份月账有疑问待答复" in text(second, "/months")
    assert "答复以前不能封账" in text(second, f"{month}/signing")
    assert "确认批准并封账" not in text(second, f"{month}/signing")
    assert "有人问过这一餐" in text(first, f"{month}/meals/{entry.id}")
    page = first.get(month).content.decode()
    action = page.split(f'action="{month}/questions/')[1].split('"')[0]
    done = first.post(f"{month}/questions/{action}", {"text": "录入有误", "entry": str(entry.id)}, follow=True)
    assert "录入有误" in done.content.decode()
    assert "已冲回" in done.content.decode()
    assert "确认批准并封账" in text(second, f"{month}/signing")
    signed = signed_on(second, month)
    assert "已批准并封账" in second.post(f"{month}/approval", signed, follow=True).content.decode()


def test_old_addresses_with_nonsense_still_open() -> None:
    town = staffed()
    client = entered("clerk")
    month = f"/months/{books_of(town).id}"
    queries = ("?until=9999-99", "?until=0001-01", "?after=xx", "?before=%00", "?sort=zz&state=zz&town=zz", "?q=%27")
    for query in queries:
        assert client.get(f"/months{query}").status_code == 200, query
        assert client.get(f"{month}/meals{query}").status_code == 200, query


def test_funds_and_policies_are_read_on_pages_and_in_scope() -> None:
    town = crowded(3)
    client = entered("clerk")
    shown = text(client, "/funds?month=2026-11")
    for words in ("joint 联合资金 1:1", "100,000.00", "第1食堂 joint 1,000.00 15.00 985.00"):
        assert words in shown, words
    assert "这个月还没有下达额度" in text(client, "/funds?month=2027-02")
    assert client.get("/funds?month=zz").status_code == 200
    assert "测试镇助餐补贴" in text(client, "/policies")
    english = client.get("/policies", headers={"Accept-Language": "en"}).content.decode()
    assert ("Meal subsidy of the test town" in english, "测试镇助餐补贴" in english) == (True, False)
    seen = text(client, f"/policies/{town.policy.id}")
    for words in ("第 1 版", "已批准", "慈善", '"format": "nuancan-policy/1"'):
        assert words in seen, words
    outside = entered(stranger())
    assert "没有资金" in text(outside, "/funds")
    assert outside.get(f"/policies/{town.policy.id}").status_code == 404
    for path in ("/funds", "/policies", f"/policies/{town.policy.id}"):
        assert asks(client, path) <= FEWER_THAN, path


def test_the_way_back_keeps_what_was_filtered() -> None:
    town = crowded(3)
    client = entered("clerk")
    month = f"/months/{books_of(town).id}"
    entry = Entry.objects.filter(books=books_of(town), kind="meal").order_by("id")[0]
    client.get("/months?state=open&until=2026-12&export=no")
    kept = 'href="/months?state=open&amp;until=2026-12"'
    for below in ("", "/meals", "/payers/elder", "/signing", f"/meals/{entry.id}"):
        assert kept in client.get(month + below).content.decode(), below
    client.get(f"{month}/meals?payer=elder&on=2026-11-20")
    assert (
        f'href="{month}/meals?payer=elder&amp;on=2026-11-20"'
        in client.get(f"{month}/meals/{entry.id}").content.decode()
    )
    client.get("/months")
    assert kept not in client.get(month).content.decode()
    client.get("/months", {"q": '"><script>'})
    assert "<script>" not in client.get(month).content.decode()


def test_a_meal_is_asked_about_only_where_its_month_can_be() -> None:
    town = crowded(3)
    finance = entered("second")
    books = books_of(town)
    entry = Entry.objects.filter(books=books, kind="meal").order_by("id")[0]
    path = f"/months/{books.id}/meals/{entry.id}"
    assert "对这一餐提问" not in text(finance, path)
    submit(town)
    assert "对这一餐提问" in text(finance, path)
    assert f'name="entry" value="{entry.id}"' in finance.get(path).content.decode()


def test_who_answered_is_told_that_another_signs() -> None:
    town = crowded(3)
    books = books_of(town)
    client = entered("clerk")
    Books.objects.filter(id=books.id).update(state="submitted", submitted_by=town.counter, submitted_at=CLOSING)
    question = question_books(actor=checker(town), books_id=books.id, text="?", now=CLOSING)
    answer_books(actor=maker(town), books_id=books.id, question_id=question, text="!", now=CLOSING)
    assert "您答复过这份月账的疑问，要由另一位财务批准" in text(client, f"/months/{books.id}/signing")
    assert "确认批准并封账" in text(entered("second"), f"/months/{books.id}/signing")
