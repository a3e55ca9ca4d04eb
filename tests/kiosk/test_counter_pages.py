"""The desk as a page: found, served, paid, undone, counted; live at little cost, and nothing of another town on it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from canteen.models import Duty, Region, Staff
from canteen.models.ids import new_id
from kiosk.core.admission import REASON_WORDS
from kiosk.core.receipt import OTHER_WORDS
from kiosk.models import CheckIn
from kiosk.views.counter_words import REASONS, notes_for
from ordering.models import Extra, Meal
from settlement.models import Entry, Shift
from tests.kiosk.attempts import card, take
from tests.kiosk.desk import neighbour
from tests.settlement.acting import eat
from tests.town import DAY, SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings: object) -> Callable[..., None]:
    """The clock at the edge stands at eleven; call to set it."""

    def stand(hour: int, minute: int = 0) -> None:
        settings.NUANCAN_CLOCK_SHIFT = at(hour, minute) - datetime.now(UTC)  # type: ignore[attr-defined]

    stand(11)
    return stand


def entered(login: str = "counter") -> Client:
    """A browser that has signed in."""
    client = Client(enforce_csrf_checks=False)
    client.force_login(Staff.objects.get(login=login))
    return client


def words(answer: object) -> str:
    """A page in words, without its tags."""
    body = answer.content.decode()  # type: ignore[attr-defined]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def pressed(client: Client, town: Town, act: str, **form: object) -> tuple[str, str]:
    """Press a button; return where it leads and the page there in words."""
    answer = client.post(f"/counter/{town.canteens[0].id}/{act}", {name: str(value) for name, value in form.items()})
    assert answer.status_code == 302, words(answer)
    there = answer["Location"]
    return there, words(client.get(there))


def desk(town: Town, query: str = "", canteen: int = 0) -> str:
    return f"/counter/{town.canteens[canteen].id}{query}"


def test_one_canteen_opens_at_once_and_several_are_chosen_from() -> None:
    town = small_town(elders=0)
    assert entered().get("/counter")["Location"] == desk(town)
    small = Staff(login="boss", name="boss")
    small.set_password("boss-word-of-tests")
    small.save()
    assert entered("boss").get("/counter").status_code == 403
    second = small_town_of_two()
    assert second


def small_town_of_two() -> bool:
    """Somebody with two desks chooses."""
    from canteen.models import Canteen

    first = Canteen.objects.get()
    other = Canteen.objects.create(name="第二食堂", region=first.region, opened_on=SINCE)
    Duty.objects.create(staff=Staff.objects.get(login="counter"), role="manager", canteen=other, from_on=SINCE)
    return "第二食堂" in words(entered().get("/counter"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("张桂英", ["张*英", "1940年生", "测试镇"]),
        ("桂英", ["张*英"]),
        ("zgy", ["张*英"]),
        ("ZGY", ["张*英"]),
        ("4711", ["张*英"]),
        ("800000000000", ["张*英"]),
        ("张", ["张*英", "张*珍"]),
        ("沈", []),
        ("4712", []),
        ("%", []),
        ("<script>alert(1)</script>", []),
        ("x" * 5000, []),
        ("\x00\ud800", []),
    ],
)
def test_somebody_is_found_by_name_initials_telephone_and_card(typed: str, found: list[str]) -> None:
    town = small_town(elders=0)
    neighbour(town, 0, "张桂英", phone="13857204711")
    neighbour(town, 1, "张宝珍", phone="13857200815")
    away = Region.objects.create(number=9, name="邻镇", level="town")
    neighbour(town, 2, "沈桂英", phone="13857204712", region=away)
    answer = entered().get(desk(town, "/found"), {"find": typed.encode(errors="ignore").decode()})
    assert answer.status_code == 200
    shown = words(answer)
    for name in found:
        assert name in shown
    assert shown.count("年生") == len([name for name in found if "*" in name])
    assert "沈" not in shown
    assert "<script" not in answer.content.decode()
    for secret in ("3305031940", "13857204711", "桂英"):
        assert secret not in shown


def test_a_card_goes_straight_through_and_a_second_look_costs_nothing(clock: Callable[..., None]) -> None:
    town = small_town(elders=0)
    neighbour(town, 0, "张桂英")
    client, press = entered(), new_id()
    for _ in range(2):
        _, shown = pressed(client, town, "entry", press=press, find=f"{town.cards[0]}")
        assert "张*英" in shown
        assert "本餐应付 4.00" in shown
        assert "区镇联合补贴" in shown
    assert Entry.objects.count() == CheckIn.objects.count() == 1
    _, shown = pressed(client, town, "entry", press=new_id(), find=town.cards[0])
    assert "本餐应付 4.00" in shown  # held twice in one breath: the meal is shown, not the repeat
    clock(11, 1)
    _, shown = pressed(client, town, "entry", press=new_id(), find=town.cards[0])
    assert "已登记过" in shown
    assert "再来一份" in shown
    assert Entry.objects.count() == 1


def test_two_cards_on_one_page_are_two_people() -> None:
    town = small_town(elders=0)
    neighbour(town, 0, "张桂英"), neighbour(town, 1, "王秀兰")
    client, press = entered(), new_id()
    for number in (0, 1):
        pressed(client, town, "entry", press=press, find=town.cards[number])
    assert list(CheckIn.objects.order_by("received_at").values_list("decision", flat=True)) == ["served", "served"]


def test_hostile_scans_are_kept_bounded_and_shown_as_words() -> None:
    town = small_town(elders=0)
    client = entered()
    _, shown = pressed(client, town, "entry", press=new_id(), find="NC1:" + "A" * 600)
    assert "待处理" in shown
    assert "请再扫一次" in shown
    answer = client.post(desk(town, "/entry"), {"press": "no id", "find": town.district.name})
    assert answer.status_code == 302
    assert client.post(desk(town, "/entry"), {"press": "no id", "find": "800000000000"}).status_code == 422
    assert client.get(desk(town, "?row=nonsense&elder=nonsense&after=%00")).status_code == 200
    assert client.get(desk(town, f"?row={new_id()}")).status_code == 404
    assert client.get(desk(town, f"?elder={new_id()}")).status_code == 404


def test_lunch_by_name_then_cash_with_change_then_money_back() -> None:
    town = small_town(elders=0)
    elder, client = neighbour(town, 0, "张桂英"), entered()
    there, shown = pressed(client, town, "entry", press=new_id(), find="zgy")
    assert there == desk(town, f"?elder={elder.id}")
    assert "登记用餐 · 套餐" in shown
    press = new_id()
    _, shown = pressed(client, town, "serving", press=press, elder=elder.id)
    assert "开班后可以收付现金" in shown
    pressed(client, town, "shift/opening", float="200")
    shift, tender = Shift.objects.get(), new_id()
    for _ in range(2):
        form = {"row": press, "tender": tender, "shift": shift.id, "elder": elder.id, "fen": 400, "given": 2000}
        _, shown = pressed(client, town, "cash", **form)
        assert "收 20.00，找零 16.00" in shown
    assert "钱箱 204.00" in shown
    assert Entry.objects.filter(kind="tender").count() == 1
    _, shown = pressed(client, town, "undo", press=new_id(), of=press)
    assert "退还现金 4.00" in shown
    _, shown = pressed(client, town, "back", row=press, tender=new_id(), shift=shift.id, elder=elder.id)
    assert "退还 4.00" in shown
    answer = client.post(desk(town, "/shift/count"), {"shift": shift.id, "pieces-10000": "1", "pieces-5000": "１"})
    shown = words(client.get(answer["Location"]))
    assert "清点比应有少 50.00" in shown
    assert Shift.objects.get().counted_fen == 15000


def test_a_guest_pays_and_staff_eat_and_both_stand_apart() -> None:
    town = small_town(elders=0)
    egg = Extra.objects.create(meal=Meal.objects.get(sitting="lunch"), position=0, name="卤蛋", price_fen=200)
    client, press = entered(), new_id()
    pressed(client, town, "shift/opening", float="")
    _, shown = pressed(client, town, "guest", press=press, eater="guest", **{f"extra-{egg.id}": "2"})
    assert "本餐应付 14.00" in shown
    assert "来客按牌价支付，不享受补贴" in shown
    row = CheckIn.objects.get()
    form = {"row": row.id, "tender": new_id(), "shift": Shift.objects.get().id, "order": row.order_id}
    _, shown = pressed(client, town, "cash", typed="２０", **form)
    assert "收 20.00，找零 6.00" in shown
    _, shown = pressed(client, town, "guest", press=new_id(), eater="staff")
    assert "食堂承担 10.00" in shown
    assert "0 位老人 · 来客 1 · 员工 1" in shown


def test_an_undo_past_ten_minutes_asks_another_person(clock: Callable[..., None]) -> None:
    town = small_town(elders=0)
    elder, client, press = neighbour(town, 0, "张桂英"), entered(), new_id()
    pressed(client, town, "serving", press=press, elder=elder.id)
    clock(11, 11)
    _, shown = pressed(client, town, "undo", press=new_id(), of=press)
    assert "撤销申请已记下" in shown
    assert "第二人确认撤销" not in shown
    assert client.post(desk(town, "/confirmation"), {"of": press, "reason": "打错了人"}).status_code == 403
    Duty.objects.create(staff=town.second, role="manager", canteen=town.canteens[0], from_on=SINCE)
    boss = entered("second")
    assert "第二人确认撤销" in words(boss.get(desk(town, f"?row={press}")))
    _, shown = pressed(boss, town, "confirmation", of=press, reason="打错了人")
    assert "已撤销，各方的份额都已退回。" in shown


def test_the_list_shows_every_decision_with_what_to_do_and_is_filtered(clock: Callable[..., None]) -> None:
    town = small_town(elders=0)
    neighbour(town, 0, "张桂英"), neighbour(town, 1, "王秀兰")
    eat(town, 0, at(10, 40)), eat(town, 0, at(10, 41)), eat(town, 1, at(10, 42))
    take(town.kiosks[0], card("999999999999", at(10, 43)), at(10, 43))
    client = entered()
    shown = words(client.get(desk(town)))
    assert "2 位老人 · 待处理 1" in shown
    rows = re.findall(r"10:4\d [^0-9]+", shown)
    assert [row[:5] for row in rows] == ["10:43", "10:42", "10:41", "10:40"]
    for state, times in (
        ("served", ["10:42", "10:40"]),
        ("repeat", ["10:41"]),
        ("quarantined", ["10:43"]),
        ("held", []),
    ):
        shown = words(client.get(desk(town, f"?state={state}")))
        assert re.findall(r"10:4\d", shown) == times
    assert re.findall(r"10:4\d", words(client.get(desk(town, "?q=wxl")))) == ["10:42"]
    row = CheckIn.objects.get(reason="unknown-credential")
    assert "请当面核对身份后，按姓名或电话后四位查找并登记" in words(client.get(desk(town, f"?row={row.id}")))


def test_an_unchanged_list_answers_with_nothing() -> None:
    town = small_town(elders=0)
    neighbour(town, 0, "张桂英"), neighbour(town, 1, "王秀兰")
    eat(town, 0, at(10, 40))
    client = entered()
    page = client.get(desk(town)).content.decode()
    again = unescape(re.search(r'hx-get="(/counter/[^"]+/today\?[^"]+)"', page)[1])  # type: ignore[index]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(again).status_code == 204
    assert len(asked) <= 12
    eat(town, 1, at(10, 50))
    answer = client.get(again)
    assert answer.status_code == 200
    assert "王*兰" in words(answer)


def test_other_canteens_and_other_towns_are_not_there() -> None:
    town = small_town(canteens=2, elders=0)
    neighbour(town, 0, "张桂英")
    eat(town, 0, at(10, 40), kiosk=1)
    row = CheckIn.objects.get()
    Duty.objects.filter(canteen=town.canteens[1]).delete()
    client = entered()
    shown = words(client.get(desk(town)))
    assert "今天还没有人用餐" in shown
    assert "10:40" not in shown
    assert client.get(desk(town, f"?row={row.id}")).status_code == 404
    for path in ("", "/today", "/found?find=zgy", "/holds", "/shift"):
        assert client.get(desk(town, path, canteen=1)).status_code == 403
    for act in ("entry", "serving", "guest", "undo", "cash", "back", "shift/opening", "shift/count"):
        form = {name: str(new_id()) for name in ("press", "elder", "of", "row", "tender", "shift")}
        answer = client.post(desk(town, f"/{act}", canteen=1), {**form, "find": town.cards[0], "given": "100"})
        assert answer.status_code == 403, act
    assert CheckIn.objects.count() == 1
    assert Shift.objects.count() == 0


def test_what_waits_for_finance_is_said_in_plain_words() -> None:
    town = small_town(elders=0, allotted_fen={}, document=_held_when_empty())
    neighbour(town, 0, "张桂英")
    eat(town, 0, at(10, 40))
    client = entered()
    shown = words(client.get(desk(town, "/holds")))
    assert "张*英" in shown
    assert "资金额度不足" in shown
    shown = words(client.get(desk(town, f"?row={CheckIn.objects.get().id}")))
    assert "由财政人员处理，不影响用餐" in shown
    assert "挂起" in words(client.get(desk(town, "?state=held")))


def _held_when_empty() -> dict[str, object]:
    from copy import deepcopy

    from tests.town import DOCUMENT

    document = deepcopy(DOCUMENT)
    for layer in document["layers"]:
        layer["empty"] = {"then": "hold", "part": True}
    return document


@pytest.mark.parametrize("many", [3, 40])
def test_the_desk_asks_as_much_for_three_as_for_forty(many: int) -> None:
    town = small_town(elders=0)
    for number in range(many):
        neighbour(town, number, f"张{'春夏秋冬'[number % 4]}{number}")
        eat(town, number, at(10, 40))
    client = entered()
    client.get(desk(town))
    row = CheckIn.objects.first()
    assert row
    counts = []
    for query in (
        "",
        "?find=zc",
        f"?elder={row.elder_id}",
        f"?row={row.id}",
        "/today",
        "/found?find=zc",
        "/holds",
        "/shift",
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(desk(town, query)).status_code == 200
        counts.append(len(asked))
    assert counts == COUNTS


# The desk; those found; an elder; an attempt with its split; today alone; those found alone; holds; the shift.
COUNTS = [14, 16, 18, 20, 11, 8, 9, 8]


def test_the_words_of_both_screens_are_the_same() -> None:
    strip: dict[str, str] = {str(code): said for code, said in (*REASON_WORDS.items(), *OTHER_WORDS.items())}
    assert {str(code): str(said) for code, said in REASONS.items()} == strip


def test_notes_on_the_table_begin_with_the_very_sum() -> None:
    assert [(note["yuan"], note["change"]) for note in notes_for(400)] == [
        ("4.00", ""),
        ("5.00", "1.00"),
        ("10.00", "6.00"),
        ("20.00", "16.00"),
        ("50.00", "46.00"),
    ]
    assert [note["yuan"] for note in notes_for(2000)] == ["20.00", "50.00", "100.00"]


def test_a_day_without_meals_says_what_to_do() -> None:
    town = small_town(elders=0, days=())
    elder, client = neighbour(town, 0, "张桂英"), entered()
    assert "本餐次还没有发布供餐" in words(client.get(desk(town, f"?elder={elder.id}")))
    _, shown = pressed(client, town, "serving", press=new_id(), elder=elder.id)
    assert "请负责人先在“供餐”里登记并发布本餐次的套餐" in shown
    assert CheckIn.objects.get().service_on == DAY
