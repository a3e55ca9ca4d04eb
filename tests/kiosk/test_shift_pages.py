"""Shifts of all canteens in sight: sought, filtered, sorted, paged, exported; one left open is closed (D13, S3)."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from canteen.gateways.pinyin import order_of
from canteen.models import Canteen, Deed, Duty
from settlement.models import Shift
from settlement.operations.shifts import DifferenceUnexplained, close_shift, open_shift
from settlement.operations.tender import take_cash
from tests.kiosk.desk import desk_path, entered, words
from tests.settlement.acting import cashier, eat
from tests.town import SINCE, Town, at, small_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FEWER_THAN = 12


def watched(many: int = 0) -> Town:
    """Two canteens: a closed drawer 1.50 short and `many` others at the first, an open one at the second.

    `clerk` is finance of all, `second` manages the first.
    """
    town = small_town(canteens=2)
    Duty.objects.create(staff=town.clerk, role="finance", region=town.district, from_on=SINCE)
    Duty.objects.create(staff=town.second, role="manager", canteen=town.canteens[0], from_on=SINCE)
    first, second = (each.id for each in town.canteens)
    drawer = open_shift(actor=cashier(town), canteen_id=first, float_fen=5000, now=at(9))
    eat(town, 0, at(10))
    take_cash(actor=cashier(town), shift_id=drawer, elder_id=town.elders[0].id, given_fen=1000, now=at(10, 1))
    close_shift(actor=cashier(town), shift_id=drawer, counted_fen=5250, reason="找错了钱", now=at(10, 30))
    left = open_shift(actor=cashier(town), canteen_id=second, float_fen=2000, now=at(9, 30))
    eat(town, 1, at(10, 2), kiosk=1)
    take_cash(actor=cashier(town), shift_id=left, elder_id=town.elders[1].id, given_fen=400, now=at(10, 3))
    Shift.objects.bulk_create(
        Shift(
            canteen_id=first,
            staff=town.second,
            opened_at=at(8) - timedelta(days=number),
            closed_at=at(9) - timedelta(days=number),
            counted_fen=1000 + number % 7,
            difference_fen=number % 7,
            closed_by=town.second,
        )
        for number in range(1, many + 1)
    )
    return town


def listed(client: Client, query: str = "") -> list[list[str]]:
    """The rows of one page, cell by cell; nothing of a cell but its words."""
    page = client.get(f"/shifts{query}")
    assert page.status_code == 200
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", page.content.decode(), re.DOTALL)
    return [
        [" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in re.split(r"</t[hd]>", row)[:-1]]
        for row in rows
    ]


SHORT = ["2026-11-20 09:00 第1食堂", "2026-11-20 10:30", "窗口", "50.00", "54.00", "52.50", "−1.50", "找错了钱"]
OPEN = ["2026-11-20 09:30 第2食堂", "未结班", "窗口", "20.00", "24.00", "–", "–", "–"]


def test_finance_sees_every_drawer_of_her_canteens_and_a_manager_those_of_his() -> None:
    town = watched()
    name = town.counter.name
    short, left = ([name if cell == "窗口" else cell for cell in row] for row in (SHORT, OPEN))
    finance, boss = entered("clerk"), entered("second")
    assert listed(finance) == [left, short]
    assert listed(boss) == [short]
    assert listed(finance, "?sort=difference") == [short, left]
    for query, rows in (
        ("?state=open", [left]),
        ("?state=closed", [short]),
        ("?state=missing", [short]),
        ("?state=over", []),
        (f"?canteen={town.canteens[1].id}", [left]),
        (f"?q={name}", [left, short]),
        ("?q=没有", []),
        ("?state=zz&sort=zz&after=%00&canteen=zz", []),
    ):
        assert listed(finance, query) == rows, query
    assert entered().get("/shifts").status_code == 403
    hidden = Shift.objects.get(closed_at=None)
    for path in (f"/shifts/{hidden.id}", f"/shifts/{hidden.id}/closing"):
        ask = boss.post if path.endswith("closing") else boss.get
        assert ask(path).status_code == 404, path


def test_canteens_are_chosen_by_pinyin_as_lists_stand() -> None:
    town = watched()
    for canteen, name in zip(town.canteens, ("丁家食堂", "安平食堂"), strict=True):
        Canteen.objects.filter(id=canteen.id).update(name=name, sorts_as=order_of(name=name))
    page = entered("clerk").get("/shifts").content.decode()
    assert re.findall(r"<option value=\"[0-9a-f-]{36}\"[^>]*>(.*?)<", page) == ["安平食堂", "丁家食堂"]


def test_the_whole_list_is_taken_home() -> None:
    watched()
    answer = entered("clerk").get("/shifts?export=xlsx&sort=difference")
    head, *rows = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].values
    assert head == ("食堂", "谁的钱箱", "开班时间", "结班时间", "结班人", "备用金", "钱箱应有", "清点", "差额", "说明")
    assert [(row[0], row[5], row[6], row[7], row[8], row[9] or "") for row in rows] == [
        ("第1食堂", 50, 54, 52.5, -1.5, "找错了钱"),
        ("第2食堂", 20, 24, None, None, ""),
    ]


@pytest.mark.parametrize("sort", ["opened", "-opened", "difference", "-difference"])
def test_no_shift_is_left_out_between_two_pages(sort: str) -> None:
    town = watched(120)
    client, path, seen, pages = entered("second"), f"/shifts?sort={sort}", list[str](), 0
    while path:
        page = client.get(path).content.decode()
        seen += re.findall(r'href="/shifts/([0-9a-f-]{36})"', page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path, pages = unescape(following[1]) if following else "", pages + 1
    sign, column = "-" * sort.startswith("-"), {"opened": "opened_at", "difference": "difference_fen"}[sort.strip("-")]
    ids = Shift.objects.filter(canteen=town.canteens[0]).order_by(f"{sign}{column}", f"{sign}id").values_list("id")
    assert (seen, pages) == ([str(row_id) for (row_id,) in ids], 3)


def test_a_manager_closes_a_drawer_that_was_left_open_and_says_why() -> None:
    town = watched()
    Duty.objects.create(staff=town.second, role="manager", canteen=town.canteens[1], from_on=SINCE)
    left = Shift.objects.get(closed_at=None)
    boss, path = entered("second"), f"/shifts/{left.id}"
    assert "代为清点并结班" in words(boss.get(path))
    assert "代为清点并结班" not in words(entered("clerk").get(path))
    assert entered("clerk").post(f"{path}/closing", {"counted": "24", "reason": "走了"}).status_code == 403
    for form, why in (
        ({"counted": "24", "reason": " "}, "这是别人的钱箱，请写明为什么由您结班"),
        ({"counted": "23", "reason": ""}, "清点与应有不一致，请写明原因"),
        ({"counted": "x", "reason": "走了"}, "金额格式不正确"),
    ):
        answer = boss.post(f"{path}/closing", {"expected_fen": "2400", **form})
        assert (answer.status_code, why in words(answer)) == (422, True), form
        assert f'value="{form["counted"]}"' in answer.content.decode()
    form = {"counted": "23.5", "reason": "人已离开", "expected_fen": "2400"}
    assert boss.post(f"{path}/closing", form)["Location"] == path
    left.refresh_from_db()
    assert (left.counted_fen, left.difference_fen, left.reason, left.closed_by_id) == (
        2350,
        -50,
        "人已离开",
        town.second.id,
    )
    shown = words(boss.get(path))
    assert "差额 −0.50 说明 人已离开" in shown
    assert f"结班人 {town.second.name}" in shown
    deed = Deed.objects.filter(subject_kind="shift", subject_id=left.id).latest("id")
    assert (deed.staff_id, deed.verb, deed.reason) == (town.second.id, "close", "人已离开")
    again = boss.post(f"{path}/closing", {"counted": "1", "reason": "再来"})
    assert (again.status_code, "该班次已结" in words(again)) == (422, True)


def test_a_drawer_is_closed_as_it_was_shown_or_not_at_all() -> None:
    """Somebody pays while the manager counts: the form comes back with the new sum, whoever's drawer it is."""
    town = watched()
    Duty.objects.create(staff=town.second, role="manager", canteen=town.canteens[1], from_on=SINCE)
    left = Shift.objects.get(closed_at=None)
    boss, holder = entered("second"), entered()
    path, own = f"/shifts/{left.id}", f"/counter/{town.canteens[1].id}/shift"
    pages = [client.get(page).content.decode() for client, page in ((boss, path), (holder, own))]
    assert [re.findall(r'name="expected_fen" value="(\d+)"', page) for page in pages] == [["2400"], ["2400"]]
    eat(town, 2, at(11), kiosk=1)
    take_cash(actor=cashier(town), shift_id=left.id, elder_id=town.elders[2].id, given_fen=400, now=at(11, 1))
    form = {"shift": left.id, "counted": "24", "reason": "走了", "expected_fen": "2400"}
    for client, to in ((boss, f"{path}/closing"), (holder, f"{own}/count")):
        answer = client.post(to, form)
        assert (answer.status_code, "应有的金额变了，请再核对一次" in words(answer)) == (422, True), to
        assert 'name="expected_fen" value="2800"' in answer.content.decode(), to
    assert "再核对一次 现在应有 28.00 元。" in words(boss.post(f"{path}/closing", form))
    for shown in ("", "x", "2400.0", "-2800"):
        assert boss.post(f"{path}/closing", {**form, "expected_fen": shown}).status_code == 422, shown
    assert Shift.objects.filter(closed_at=None).count() == 1
    assert boss.post(f"{path}/closing", {**form, "expected_fen": "2800"}).status_code == 302
    assert Shift.objects.get(id=left.id).difference_fen == -400


def test_ones_own_drawer_is_not_called_anothers() -> None:
    town = small_town()
    Duty.objects.create(staff=town.counter, role="manager", canteen=town.canteens[0], from_on=SINCE)
    drawer = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=500, now=at(9))
    client, path = entered(), f"/shifts/{drawer}"
    page = words(client.get(path))
    assert ("代为" in page, "这是您自己的钱箱" in page) == (False, True)
    assert client.post(f"{path}/closing", {"counted": "5", "expected_fen": "500"})["Location"] == path
    assert (Shift.objects.get().difference_fen, Shift.objects.get().reason) == (0, "")


def test_a_difference_says_why_or_the_drawer_stays_open() -> None:
    town = small_town()
    drawer = open_shift(actor=cashier(town), canteen_id=town.canteens[0].id, float_fen=500, now=at(9))
    for reason in ("", " \t"):
        with pytest.raises(DifferenceUnexplained):
            close_shift(actor=cashier(town), shift_id=drawer, counted_fen=499, reason=reason, now=at(10))
    assert Shift.objects.get().closed_at is None
    client = entered()
    answer = client.post(desk_path(town, "/shift/count"), {"shift": drawer, "counted": "4.99"})
    assert (answer.status_code, "请写明原因" in words(answer)) == (422, True)
    form = {"shift": drawer, "counted": "4.99", "reason": "掉了一分"}
    assert client.post(desk_path(town, "/shift/count"), form).status_code == 302
    assert Shift.objects.get().reason == "掉了一分"


@pytest.mark.parametrize("many", [3, 300])
def test_it_asks_as_much_for_three_as_for_three_hundred(many: int) -> None:
    watched(many)
    client, counts = entered("clerk"), []
    for query in ("", "?sort=-difference&state=over&q=二", "?export=xlsx"):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"/shifts{query}")
            answer.getvalue()
        counts.append(len(captured))
    assert counts == COUNTS
    assert max(counts) < FEWER_THAN


COUNTS = [5, 5, 5]
