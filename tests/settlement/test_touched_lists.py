"""What a list touches is counted by the sweep alone, shown page by page, and written only as it was shown (R14, S4)."""

import re
from html import unescape
from importlib import import_module
from io import BytesIO
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from canteen.core.intake.kinds import Kind
from canteen.core.listing import Listing
from canteen.models import Deed, Elder, Fact, Import, SamePerson
from canteen.operations.imports.decide import decide_import
from settlement.models import Entry, Hold, Touching
from settlement.operations.holds import clear_hold, hold_share
from settlement.operations.touching import count_lists
from settlement.queries.touched import reach_of_list
from settlement.tasks import apply_touching
from tests.settlement.acting import eat, maker
from tests.settlement.lists_of_deaths import (
    DAYS,
    DIED,
    HEAD,
    LATER,
    clerk,
    confirmed,
    counted,
    sent,
    stand_in_the_evening,
    town_of_eaters,
)
from tests.town import SINCE, Town, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return town_of_eaters()


@pytest.fixture(autouse=True)
def _in_the_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_the_evening(monkeypatch)


def test_meals_eaten_after_the_page_was_shown_are_shown_before_they_are_held(town: Town) -> None:
    """What is written is what was shown, whatever has been eaten or decided since it was counted (S4)."""
    seen = sent(town, Kind.DEATHS, [HEAD, (town.elders[0].name, "1940.5.1", DIED, "病故")])
    client = Client()
    client.force_login(town.clerk)
    address = f"/imports/{seen.id}/meals"
    page = counted(client, seen)
    assert "日期之后还有 3 餐，其中资金承担 18.00 元" in page
    eat(town, 0, at(16, 30, on=DAYS[-1]))
    assert "日期之后还有 3 餐" in client.get(address).content.decode()  # as it was counted when the list was checked
    assert confirmed(client, seen, page)["Location"] == f"/imports/{seen.id}"
    apply_touching()  # sees the fourth under the locks, writes nothing, and counts anew
    assert (Import.objects.get().state, Hold.objects.count()) == ("checked", 0)
    assert confirmed(client, seen, page)["Location"] == address  # the old page does no more
    page = client.get(address).content.decode()
    assert "日期之后还有 4 餐，其中资金承担 24.00 元" in page
    assert "涉及的供餐有变化" in page
    assert (Import.objects.get().state, apply_touching()) == ("checked", 0)

    confirmed(client, seen, page)
    undone = Entry.objects.filter(order__elder_id=town.elders[0].id, service_on=DAYS[1], kind="meal").get()
    hold_share(actor=maker(town), entry_id=undone.id, payer="fund:joint", reason="复核", now=LATER)
    apply_touching()
    assert (Import.objects.get().state, Hold.objects.count()) == ("checked", 1)
    assert Fact.objects.filter(kind="state").count() == 0
    page = client.get(address).content.decode()
    assert "日期之后还有 4 餐，其中资金承担 19.00 元" in page
    assert "名单没有写入，也没有挂起" in page
    # Whoever decides without looking has been shown nothing, and nothing is held.
    decide_import(actor=clerk(town), import_id=seen.id, digest=seen.shown_digest, now=LATER)
    apply_touching()
    assert (Import.objects.get().state, Hold.objects.count()) == ("checked", 1)
    confirmed(client, seen, client.get(address).content.decode())
    apply_touching()
    assert (Import.objects.get().state, Hold.objects.count()) == ("applied", 8)


def test_while_nobody_has_counted_the_people_are_shown_and_nothing_is_confirmed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page counts nothing itself, however long the list: it rings, says so, and asks again by and by."""
    rung = list[str]()
    monkeypatch.setattr(import_module("settlement.views.touched"), "ring", lambda task: rung.append(task))
    rows = [(elder.name, elder.birth_on, DIED, "病故") for elder in town.elders]
    seen = sent(town, Kind.DEATHS, [HEAD, *rows])
    client = Client()
    client.force_login(town.clerk)
    address = f"/imports/{seen.id}/meals"
    with CaptureQueriesContext(connection) as statements:
        page = client.get(address).content.decode()
    assert len(statements) < 12
    assert ("正在计算涉及的供餐" in page, 'name="touched"' in page, "餐，其中资金承担" in page) == (True, False, False)
    assert [page.count(f">{elder.name}</a>") for elder in town.elders] == [1, 1]
    assert page.count("3 餐") == 2  # each with her own
    assert f'hx-get="{address}"' in page
    client.get(address, headers={"HX-Request": "true"})
    assert rung == ["settlement.tasks.apply_touching"]

    answer = client.post(address, {"digest": seen.shown_digest, "touched": ""}, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "涉及的供餐还在计算" in answer.content.decode()
    assert (Import.objects.get().state, Touching.objects.count(), Hold.objects.count()) == ("checked", 0, 0)
    page = counted(client, seen)
    assert ("正在计算" in page, "日期之后还有 6 餐，其中资金承担 36.00 元" in page) == (False, True)
    assert "hx-trigger" not in page[page.index('id="sums"') : page.index('role="search"')]


def test_what_was_counted_while_somebody_decided_is_thrown_away(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sweeps may count at once; the slower one must not take back what was signed meanwhile."""
    seen = sent(town, Kind.DEATHS, [HEAD, (town.elders[0].name, "1940.5.1", DIED, "病故")])
    client = Client()
    client.force_login(town.clerk)
    page, touching = counted(client, seen), import_module("settlement.operations.touching")
    Touching.objects.all().delete()

    def meanwhile(**given: Any) -> Any:
        reach = reach_of_list(**given)
        with monkeypatch.context() as patch:
            patch.setattr(touching, "reach_of_list", reach_of_list)
            count_lists(now=LATER)
        assert confirmed(client, seen, page)["Location"] == f"/imports/{seen.id}"
        return reach

    with monkeypatch.context() as patch:
        patch.setattr(touching, "reach_of_list", meanwhile)
        count_lists(now=LATER)
    assert apply_touching() == 1
    assert (Import.objects.get().state, Hold.objects.count()) == ("applied", 6)


@pytest.mark.parametrize("at_once", [1, 200])
def test_a_list_is_counted_and_held_alike_in_batches_of_any_size(
    town: Town, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Each meal once: of somebody who eats by the card of another record of hers, wherever in the list both stand."""
    monkeypatch.setattr("canteen.queries.touching.PEOPLE_AT_ONCE", at_once)
    card_of, person = town.elders
    SamePerson.objects.create(elder=card_of, person=person, from_on=SINCE)
    eat(town, 0, at(16, 30, on=DAYS[-1]))
    rows = [(elder.name, elder.birth_on, died, "病故") for elder, died in zip(town.elders, DAYS[1:], strict=False)]
    seen = sent(town, Kind.DEATHS, [HEAD, *rows])
    client = Client()
    client.force_login(town.clerk)
    page = counted(client, seen)
    # By her card of the first record on the two days after the second, of the other on the one after the third.
    assert re.findall(r"日期之后还有 (\d+) 餐，其中资金承担 ([\d.]+) 元", page) == [("4", "24.00")]
    confirmed(client, seen, page)
    assert apply_touching() == 1
    assert (Import.objects.get().state, Hold.objects.count()) == ("applied", 8)


def test_a_long_list_is_shown_page_by_page_with_the_sums_of_the_whole(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("settlement.views.touched"), "LISTING", Listing(sorts=("row",), size=1))
    born = [elder.birth_on.isoformat() for elder in town.elders]
    rows = [(elder.name, day, DIED, "病故") for elder, day in zip(town.elders, born, strict=True)]
    seen = sent(town, Kind.DEATHS, [HEAD, *rows])
    client = Client()
    client.force_login(town.clerk)
    apply_touching()  # which counts what was checked
    path, shown = f"/imports/{seen.id}/meals", []
    while path:
        with CaptureQueriesContext(connection) as statements:
            page = client.get(path).content.decode()
        assert len(statements) < 12
        assert not any("settlement_touching" in each["sql"] and "INSERT" in each["sql"] for each in statements)
        assert ("日期之后还有 6 餐，其中资金承担 36.00 元" in page, "共 2 条" in page) == (True, True)
        shown.append([elder.name for elder in town.elders if f">{elder.name}</a>" in page])
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = unescape(following[1]) if following else ""
    assert shown == [[elder.name] for elder in town.elders]


def test_people_are_sought_by_name_and_the_whole_is_taken_home(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("canteen.queries.touching.PEOPLE_AT_ONCE", 1)
    rows = [(elder.name, elder.birth_on, DIED, "病故") for elder in town.elders]
    seen = sent(town, Kind.DEATHS, [HEAD, *rows])
    client = Client()
    client.force_login(town.clerk)
    address, one = f"/imports/{seen.id}/meals", town.elders[1]
    Elder.objects.filter(id=one.id).update(initials="zzz")
    for typed in (one.name, "zz"):
        page = client.get(address, {"q": typed}).content.decode()
        assert [f">{elder.name}</a>" in page for elder in town.elders] == [False, True]
    assert "没有符合条件的记录" in client.get(address, {"q": "无此人"}).content.decode()
    for number in ("330501194005010028", "330501 19400501 0028", "800000000000"):
        assert client.get(address, {"q": number})["Location"] == address
        assert client.post(address, {"q": number})["Location"] == address
    assert client.post(address, {"q": "zz"})["Location"] == f"{address}?q=zz"
    assert not Deed.objects.filter(verb="export touched").exists()
    file = client.get(address, {"sort": "-row", "export": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(file.content)).worksheets[0]
    told: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(line[0], line[1], line[5].date(), *line[6:9], float(line[9])) for line in told] == [
        (number, elder.name, day, "午餐", town.canteens[0].name, None, 6.0)
        for number, elder in reversed(list(enumerate(town.elders, 2)))
        for day in DAYS[1:]
    ]
    assert {line[2].count("*") for line in told} == {14}
    assert Deed.objects.get(verb="export touched").subject_id == seen.id


def test_the_page_shows_nobody_elses_list(town: Town) -> None:
    seen = sent(town, Kind.DEATHS, [HEAD, (town.elders[0].name, "1940.5.1", DIED, "")])
    client = Client()
    client.force_login(town.counter)
    for asked in ({}, {"export": "xlsx"}):
        assert client.get(f"/imports/{seen.id}/meals", asked).status_code == 403
    client.force_login(town.second)
    assert town.elders[0].name in client.get(f"/imports/{seen.id}/meals").content.decode()
    assert client.get(f"/imports/{UUID(int=1)}/meals").status_code == 404


def test_no_other_list_has_such_a_page_and_no_button_stands_where_it_is_refused(town: Town) -> None:
    client, name = Client(), town.elders[0].name
    client.force_login(town.clerk)
    cards = sent(town, Kind.CARDS, [("姓名", "出生日期", "卡号"), (name, "1940.5.1", "80000777")])
    assert client.get(f"/imports/{cards.id}/meals")["Location"] == f"/imports/{cards.id}"
    head = ("姓名", "出生日期", "迁移日期", "迁移类别", "迁往")
    told = [(name, "1940.5.1", DAYS[2], "户籍", where) for where in ("测试镇", "外地")]
    wrong = (town.elders[1].name, "1940.5.1", DAYS[2], "打工", "外地")
    for rows, words in (([told[0]], "没有需要写入的内容"), ([told[1], wrong], "有 1 行有误"), ([told[1]], "")):
        page = counted(client, sent(town, Kind.MOVES, [head, *rows]))
        assert ("确认生效" in page, words in page) == (words == "", True)


def test_a_written_list_says_what_was_held_then_and_where_somebody_went(town: Town) -> None:
    """Whatever is decided afterwards, and whatever she eats: the page and its file are of the day of the writing."""
    head = ("姓名", "出生日期", "迁移日期", "迁移类别", "迁往")
    who = (town.elders[0].name, "1940.5.1", DAYS[2])
    seen, client = sent(town, Kind.MOVES, [head, (*who, "户籍", "外地"), (*who, "居住", "外地")]), Client()
    client.force_login(town.clerk)
    page = counted(client, seen)
    went = f"外地，自 {DAYS[2]}"
    assert f"户籍：{went}" in page
    differences = client.get(f"/imports/{seen.id}/differences").content
    sheet = openpyxl.load_workbook(BytesIO(differences)).worksheets[0]
    assert [cell.value for cell in sheet[2]][4:7] == ["户籍", town.region.name, went]
    confirmed(client, seen, page)
    apply_touching()
    hold = Hold.objects.get(entry__service_on=DAYS[2], fen=500)
    clear_hold(actor=maker(town), hold_id=hold.id, payer="canteen", reason="已核实", now=LATER)
    eat(town, 0, at(17, on=DAYS[-1]))
    page = client.get(f"/imports/{seen.id}/meals").content.decode()
    assert "写入时挂起了 2 餐的资金部分，共 12.00 元" in page
    assert [page.count(f">{day}</span> 午餐") for day in DAYS] == [0, 0, 1, 1]
    assert ("日期之后还有" in page, "确认后" in page, "晚餐" in page) == (False, False, False)
    file = client.get(f"/imports/{seen.id}/meals", {"export": "xlsx"})
    kept = openpyxl.load_workbook(BytesIO(file.content)).worksheets[0]
    rows: list[list[Any]] = [[cell.value for cell in row] for row in kept.iter_rows(min_row=2)]
    assert [(row[5].date(), float(row[9])) for row in rows] == [(day, 6.0) for day in DAYS[2:]]
