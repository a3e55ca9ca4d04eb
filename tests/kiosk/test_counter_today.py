"""Today at the desk: live at little cost, every decision with what to do, and nothing of another canteen (D12, S3)."""

import re
from collections.abc import Callable
from copy import deepcopy
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canteen.models import Duty
from canteen.models.ids import new_id
from kiosk.models import CheckIn
from settlement.models import Hold, Shift
from settlement.queries.settling import compiled
from tests.kiosk.attempts import card, take
from tests.kiosk.desk import desk_path, entered, neighbour, pressed, words
from tests.settlement.acting import eat
from tests.town import DOCUMENT, at, small_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_the_list_shows_every_decision_with_what_to_do_and_is_filtered() -> None:
    town = small_town(elders=0)
    neighbour(town, 0, "张桂英"), neighbour(town, 1, "王秀兰")
    eat(town, 0, at(10, 40)), eat(town, 0, at(10, 41)), eat(town, 1, at(10, 42))
    take(town.kiosks[0], card("999999999999", at(10, 43)), at(10, 43))
    client = entered()
    shown = words(client.get(desk_path(town)))
    assert "2 位老人 · 待处理 1" in shown
    rows = re.findall(r"10:4\d [^0-9]+", shown)
    assert [row[:5] for row in rows] == ["10:43", "10:42", "10:41", "10:40"]
    for state, times in (
        ("served", ["10:42", "10:40"]),
        ("repeat", ["10:41"]),
        ("quarantined", ["10:43"]),
        ("held", []),
    ):
        shown = words(client.get(desk_path(town, f"?state={state}")))
        assert re.findall(r"10:4\d", shown) == times
    assert re.findall(r"10:4\d", words(client.get(desk_path(town, "?q=wxl")))) == ["10:42"]
    row = CheckIn.objects.get(reason="unknown-credential")
    assert "请当面核对身份后，按姓名或电话后四位查找并登记" in words(client.get(desk_path(town, f"?row={row.id}")))


def test_today_is_sorted_by_its_address_page_by_page() -> None:
    town = small_town(elders=0)
    for number, name in enumerate(("陈金宝", "张桂英", "李阿毛")):
        neighbour(town, number, name)
        eat(town, number, at(10, 40 + number))
    for minute in range(43, 60):
        take(town.kiosks[0], card("999999999999", at(10, minute)), at(10, minute))
    for minute in range(15):
        eat(town, minute % 3, at(11, 0 + minute))
    client = entered()

    def walked(sort: str) -> list[str]:
        path, found, pages = desk_path(town, f"?sort={sort}"), list[str](), 0
        while path:
            page = client.get(path).content.decode()
            found += re.findall(r'id="row-([0-9a-f-]+)"', page)
            following = re.search(r'href="([^"]+)" rel="next"', page)
            path, pages = unescape(following[1]) if following else "", pages + 1
        assert pages == 2
        return found

    rows = list(CheckIn.objects.select_related("elder"))
    keys: dict[str, Callable[[CheckIn], str]] = {
        "time": lambda row: row.presented_at.isoformat(),
        "name": lambda row: row.elder.initials if row.elder else "",
        "state": lambda row: row.decision,
    }
    for sort, key in keys.items():
        inorder = [str(row.id) for row in sorted(rows, key=lambda row: (key(row), row.id))]
        assert walked(sort) == inorder, sort
        assert walked(f"-{sort}") == inorder[::-1], sort


def test_today_is_taken_home_with_names_masked() -> None:
    town = small_town(elders=0)
    neighbour(town, 0, "张桂英"), neighbour(town, 1, "王秀兰")
    eat(town, 0, at(10, 40)), eat(town, 0, at(10, 41)), eat(town, 1, at(10, 42))
    client = entered()
    pressed(client, town, "guest", press=new_id(), eater="guest")
    assert 'href="' + desk_path(town, "?export=xlsx") in client.get(desk_path(town)).content.decode()

    def sheet(query: str) -> list[tuple[object, ...]]:
        answer = client.get(desk_path(town, f"?export=xlsx{query}"))
        head, *rows = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].values
        assert head == ("时间", "姓名", "方式", "结果", "原因", "终端", "工作人员", "元", "未付")
        return [(row[1], row[2], row[3], row[7], row[8]) for row in rows]

    served = [("张*英", "刷卡", "已用餐", 4, None), ("王*兰", "刷卡", "已用餐", 4, None)]
    guest, again = ("来客", "来客", "已用餐", 10, 10), ("张*英", "刷卡", "已登记过", None, None)
    assert sheet("") == [guest, served[1], again, served[0]]
    assert sheet("&sort=time&state=served") == [*served, guest]
    assert sheet("&q=wxl") == [served[1]]


def test_an_unchanged_list_answers_with_nothing() -> None:
    town = small_town(elders=0)
    neighbour(town, 0, "张桂英"), neighbour(town, 1, "王秀兰")
    eat(town, 0, at(10, 40))
    client = entered()
    page = client.get(desk_path(town)).content.decode()
    link = re.search(r'hx-get="(/counter/[^"]+/today\?[^"]+)"', page)
    assert link is not None
    again = unescape(link[1])
    with CaptureQueriesContext(connection) as asked:
        assert client.get(again).status_code == 204
    assert len(asked) == 4
    eat(town, 1, at(10, 50))
    answer = client.get(again)
    assert answer.status_code == 200
    assert "王*兰" in words(answer)


def test_what_a_guest_pays_and_gets_back_reaches_every_tablet() -> None:
    town, client = small_town(elders=0), entered()
    pressed(client, town, "shift/opening", float="100")
    for _ in range(2):
        pressed(client, town, "guest", press=new_id(), eater="guest")
    first, second = CheckIn.objects.order_by("id")
    form = {"shift": Shift.objects.get().id}

    def move(act: str, row: CheckIn, **more: object) -> list[str]:
        link = re.search(r'hx-get="([^"]+/today\?[^"]+)"', client.get(desk_path(town)).content.decode())
        assert link
        assert client.get(unescape(link[1])).status_code == 204
        pressed(client, town, act, row=row.id, order=row.order_id, tender=new_id(), **form, **more)
        answer = client.get(unescape(link[1]))
        assert answer.status_code == 200
        return re.findall(r"未付 [0-9.]+", words(answer))

    assert move("cash", first, given=1000) == ["未付 10.00"]
    pressed(client, town, "undo", press=new_id(), of=first.id)
    assert move("back", first) == ["未付 10.00"]
    assert move("cash", second, typed="10") == []


def test_other_canteens_and_other_towns_are_not_there() -> None:
    town = small_town(canteens=2, elders=0)
    neighbour(town, 0, "张桂英")
    eat(town, 0, at(10, 40), kiosk=1)
    row = CheckIn.objects.get()
    Duty.objects.filter(canteen=town.canteens[1]).delete()
    client = entered()
    shown = words(client.get(desk_path(town)))
    assert "今天还没有人用餐" in shown
    assert "10:40" not in shown
    assert client.get(desk_path(town, f"?row={row.id}")).status_code == 404
    for path in ("", "/today", "/found?find=zgy", "/holds", "/shift"):
        assert client.get(desk_path(town, path, canteen=1)).status_code == 403
    for act in ("entry", "serving", "guest", "undo", "cash", "back", "shift/opening", "shift/count"):
        form = {name: str(new_id()) for name in ("press", "elder", "of", "row", "tender", "shift")}
        answer = client.post(desk_path(town, f"/{act}", canteen=1), {**form, "find": town.cards[0], "given": "100"})
        assert answer.status_code == 403, act
    assert CheckIn.objects.count() == 1
    assert Shift.objects.count() == 0


def test_what_waits_for_finance_is_said_in_plain_words() -> None:
    town = small_town(elders=0, allotted_fen={}, document=_held_when_empty())
    neighbour(town, 0, "张桂英")
    eat(town, 0, at(10, 40))
    client = entered()
    shown = words(client.get(desk_path(town, "/holds")))
    assert "张*英" in shown
    assert "资金额度不足" in shown
    shown = words(client.get(desk_path(town, f"?row={CheckIn.objects.get().id}")))
    assert "由财务处理，不影响用餐" in shown
    assert "挂起" in words(client.get(desk_path(town, "?state=held")))


def _held_when_empty() -> dict[str, object]:
    document = deepcopy(DOCUMENT)
    for layer in document["layers"]:
        layer["empty"] = {"then": "hold", "part": True}
    return document


@pytest.mark.parametrize("many", [3, 300])
def test_the_desk_asks_as_much_for_three_as_for_three_hundred(many: int) -> None:
    town = small_town(elders=0, allotted_fen={}, document=_held_when_empty())
    for number in range(many):
        neighbour(town, number, f"张{'春夏秋冬'[number % 4]}{number}")
        eat(town, number, at(10, 40))
    assert Hold.objects.values("entry__order").distinct().count() == many, "every meal waits for finance"
    client = entered()
    client.get(desk_path(town))
    row = CheckIn.objects.first()
    assert row
    counts = []
    for query in (
        "",
        "?find=zc",
        f"?elder={row.elder_id}",
        f"?row={row.id}&paid={new_id()}",
        "?state=held",
        "/today",
        "/found?find=zc",
        "/holds",
        "/shift",
    ):
        compiled.cache_clear()  # a policy that this server has not read yet costs one more
        with CaptureQueriesContext(connection) as asked:
            assert client.get(desk_path(town, query)).status_code == 200
        counts.append(len(asked))
    assert counts == COUNTS


# The desk; those found; an elder; an attempt and its split; what is held; today alone; those found alone; holds; shift.
COUNTS = [8, 9, 11, 11, 8, 5, 4, 6, 5]
