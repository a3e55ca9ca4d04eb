"""The desk as a page: somebody is found, served, paid for, undone; a drawer is opened and counted (U9, U10)."""

from collections.abc import Callable

import pytest

from canteen.models import Canteen, Credential, Duty, Region
from canteen.models.ids import new_id
from kiosk.core.admission import REASON_WORDS
from kiosk.core.receipt import OTHER_WORDS
from kiosk.models import CheckIn
from kiosk.views.counter_words import REASONS, notes_for
from ordering.models import Extra, Meal
from settlement.models import Entry, Shift
from tests.kiosk.desk import desk_path, entered, neighbour, pressed, words
from tests.town import DAY, SINCE, at, small_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_one_canteen_opens_at_once_and_several_are_chosen_from() -> None:
    town = small_town(elders=0)
    assert entered().get("/counter")["Location"] == desk_path(town)
    assert entered("clerk").get("/counter").status_code == 403
    other = Canteen.objects.create(key="second", name="第二食堂", region=town.region, opened_on=SINCE)
    Duty.objects.create(staff=town.counter, role="manager", canteen=other, from_on=SINCE)
    assert "第二食堂" in words(entered().get("/counter"))


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
        ("张 桂英", ["张*英"]),
        ("ＺＧＹ", ["张*英"]),
        ("４７１１", ["张*英"]),
        ("8000 0000 0000", ["张*英"]),
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
    bearer = neighbour(town, 1, "张宝珍", phone="13857200815")
    Credential.objects.create(elder=bearer, kind="card", code="990000000001", issued_at=at(8))  # and is one hit still
    away = Region.objects.create(number=9, key="linzhen", name="邻镇", level="town")
    neighbour(town, 2, "沈桂英", phone="13857204712", region=away)
    answer = entered().get(desk_path(town, "/found"), {"find": typed.encode(errors="ignore").decode()})
    assert answer.status_code == 200
    shown = words(answer)
    for name in found:
        assert name in shown
    assert shown.count("年生") == len([name for name in found if "*" in name])
    assert "沈" not in shown
    assert "<script" not in answer.content.decode()
    for secret in ("3305031940", "13857204711", "桂英"):
        assert secret not in shown


def test_a_number_that_was_typed_stands_in_no_address() -> None:
    town = small_town(elders=0)
    neighbour(town, 0, "张桂英", phone="13857204711")
    client = entered()
    assert "hx-get" not in client.get(desk_path(town)).content.decode().split('id="find"')[1].split(">")[0]
    assert "张*英" in words(client.post(desk_path(town, "/found"), {"find": "4711"}))
    for typed, query in (("330503 1940 0101 001X", "?find="), ("13857204711", "?elder=")):
        answer = client.post(desk_path(town, "/entry"), {"press": new_id(), "find": typed})
        assert answer["Location"].startswith(desk_path(town, query)) == (query == "?find=")
        assert typed not in answer["Location"]


@pytest.mark.postgres
def test_letters_that_no_database_takes_are_left_out() -> None:
    town, odd = small_town(elders=0), "记\x00错"
    client = entered()
    assert client.get(desk_path(town), {"find": odd}).status_code == 200
    opened = client.post(desk_path(town, "/shift/opening"), {"float": "1"})
    assert opened.status_code == 302
    form = {"shift": Shift.objects.get().id, "reason": odd, "counted": "2"}
    assert client.post(desk_path(town, "/shift/count"), form).status_code == 302


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
    answer = client.post(desk_path(town, "/entry"), {"press": "no id", "find": town.district.name})
    assert answer.status_code == 302
    assert client.post(desk_path(town, "/entry"), {"press": "no id", "find": "800000000000"}).status_code == 422
    assert client.get(desk_path(town, "?row=nonsense&elder=nonsense&after=%00")).status_code == 200
    assert client.get(desk_path(town, f"?row={new_id()}")).status_code == 404
    assert client.get(desk_path(town, f"?elder={new_id()}")).status_code == 404


def test_lunch_by_name_then_cash_with_change_then_money_back() -> None:
    town = small_town(elders=0)
    elder, client = neighbour(town, 0, "张桂英"), entered()
    there, shown = pressed(client, town, "entry", press=new_id(), find="zgy")
    assert there == desk_path(town, f"?elder={elder.id}")
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
    form = {"shift": shift.id, "pieces-10000": "1", "pieces-5000": "１", "reason": "找错了钱"}
    answer = client.post(desk_path(town, "/shift/count"), form)
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


@pytest.mark.parametrize("typed", ["000000000012", "123456", "800000000000", "104", "１２３４５６", "NC1:ABC", "-5"])
def test_what_no_note_makes_up_moves_no_cash(typed: str) -> None:
    town = small_town(elders=0)
    elder, client, press = neighbour(town, 0, "张桂英"), entered(), new_id()
    pressed(client, town, "shift/opening", float="")
    pressed(client, town, "serving", press=press, elder=elder.id)
    form = {"row": press, "tender": new_id(), "shift": Shift.objects.get().id, "elder": elder.id, "fen": 400}
    pressed(client, town, "cash", typed=typed, **form)
    assert Entry.objects.filter(kind="tender").count() == 0
    _, shown = pressed(client, town, "cash", typed="２０", given=400, **form)
    assert "收 20.00，找零 16.00" in shown  # what was typed counts, whichever button was pressed


def test_an_undo_past_ten_minutes_asks_another_person(clock: Callable[..., None]) -> None:
    town = small_town(elders=0)
    elder, client, press = neighbour(town, 0, "张桂英"), entered(), new_id()
    pressed(client, town, "serving", press=press, elder=elder.id)
    clock(11, 11)
    _, shown = pressed(client, town, "undo", press=new_id(), of=press)
    assert "撤销申请已记下" in shown
    assert "第二人确认撤销" not in shown
    assert client.post(desk_path(town, "/confirmation"), {"of": press, "reason": "打错了人"}).status_code == 403
    Duty.objects.create(staff=town.second, role="manager", canteen=town.canteens[0], from_on=SINCE)
    boss = entered("second")
    assert "第二人确认撤销" in words(boss.get(desk_path(town, f"?row={press}")))
    _, shown = pressed(boss, town, "confirmation", of=press, reason="打错了人")
    assert "已撤销，各方的份额都已退回。" in shown


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
    assert "本餐次还没有发布供餐" in words(client.get(desk_path(town, f"?elder={elder.id}")))
    _, shown = pressed(client, town, "serving", press=new_id(), elder=elder.id)
    assert "请负责人先在“供餐”里登记并发布本餐次的套餐" in shown
    assert CheckIn.objects.get().service_on == DAY
