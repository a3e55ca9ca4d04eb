"""What waits for finance over its canteens: sought, filtered, sorted, paged, exported, nobody else's (D5, S3)."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from canteen.core.listing import Cursor
from canteen.models import Canteen, Duty
from settlement.models import Entry, Hold
from settlement.operations.holds import clear_hold, hold_share
from tests.settlement.acting import DECEMBER, books_of, maker
from tests.settlement.test_pages import entered, staffed, stranger, text
from tests.town import Town, at, stand

pytestmark = pytest.mark.django_db

FEWER_THAN = 12
PAGE = 50


@pytest.fixture(autouse=True)
def _on_the_first_of_december(settings: Settings) -> None:
    stand(settings, at(9, on=DECEMBER.first))


def with_holds() -> tuple[Town, list[Hold]]:
    """Two canteens with one meal each; of the first 4.00 and 5.00 are held, of the second 1.00."""
    town, found = staffed(canteens=2), []
    for canteen, payer, minute in ((0, "elder", 0), (0, "fund:joint", 1), (1, "fund:charity", 2)):
        entry = Entry.objects.get(books=books_of(town, canteen=canteen), kind="meal")
        found.append(hold_share(actor=maker(town), entry_id=entry.id, payer=payer, reason="核实", now=at(15, minute)))
    return town, [Hold.objects.get(id=hold_id) for hold_id in found]


def many(town: Town, like: Hold, number: int) -> None:
    """As many more open holds, one a minute, in sizes that come again."""
    Hold.objects.bulk_create(
        Hold(
            entry_id=like.entry_id,
            canteen_id=town.canteens[1].id,
            fen=100 + each % 7,
            reason="held",
            opened_at=like.opened_at + timedelta(minutes=each + 10),
        )
        for each in range(number)
    )


def linked(client: Client, path: str) -> list[str]:
    """The entries that the rows of a page lead to, in order."""
    return re.findall(
        r'<th scope="row"><a href="/months/[0-9a-f-]+/meals/([0-9a-f-]+)"', client.get(path).content.decode()
    )


def _table(client: Client, path: str) -> list[tuple[Any, ...]]:
    """The rows of an exported table, its heading first."""
    body = BytesIO(client.get(path).content)
    return list(openpyxl.load_workbook(body).worksheets[0].values)


def _after(hold: Hold) -> str:
    """A place in the list just before a hold."""
    return Cursor((hold.opened_at - timedelta(seconds=1)).isoformat(), str(hold.id)).text()


def test_open_holds_are_listed_and_each_leads_to_its_meal() -> None:
    town, holds = with_holds()
    client = entered("clerk")
    ids = [str(hold.entry_id) for hold in holds]
    assert linked(client, "/holds") == ids
    assert linked(client, "/holds?sort=-opened") == ids[::-1]
    assert linked(client, "/holds?sort=fen") == [ids[2], ids[0], ids[1]]
    assert linked(client, f"/holds?canteen={town.canteens[1].id}") == ids[2:]
    assert linked(client, "/holds?q=第2") == ids[2:]
    assert linked(client, "/holds?reason=by-hand&q=第1") == ids[:2]
    assert linked(client, "/holds?reason=eaten-twice") == []
    assert "没有符合条件的记录" in text(client, "/holds?reason=eaten-twice")
    page = client.get("/holds").content.decode()
    for link in re.findall(r'<th scope="row"><a href="([^"]+)"', page):
        assert "等待裁定" in text(client, link)
    row = "2026-11-20 第1食堂 人工挂起，待核实 2026-11-20 15:00 4.00"
    assert row in text(client, "/holds")
    for elder in town.elders:
        assert elder.name not in page
    clear_hold(actor=maker(town), hold_id=holds[0].id, payer="elder", reason="已核实", now=at(16))
    assert linked(client, "/holds") == ids[1:]


def test_nothing_waits() -> None:
    staffed()
    assert "没有等待裁定的挂起" in text(entered("clerk"), "/holds")


def test_old_addresses_with_nonsense_still_open() -> None:
    with_holds()
    client = entered("clerk")
    for query in ("?sort=zz&reason=zz", "?after=xx", "?before=%00", "?q=%27", "?sort=fen&after=WyJ4IiwieSJd"):
        assert len(linked(client, f"/holds{query}")) == (0 if "q=" in query else 3), query
    assert linked(client, "/holds?canteen=zz") == []


def test_the_whole_list_is_a_table() -> None:
    with_holds()
    rows = _table(entered("clerk"), "/holds?export=xlsx&sort=-fen&q=第1")
    assert rows[0] == ("食堂", "日期", "姓名", "原因", "挂起时间", "元", "凭证号")
    assert [(row[0], row[3], f"{row[5]:.2f}") for row in rows[1:]] == [
        ("第1食堂", "人工挂起，待核实", "5.00"),
        ("第1食堂", "人工挂起，待核实", "4.00"),
    ]


def test_nobody_elses_holds_are_listed() -> None:
    town, holds = with_holds()
    outside = entered(stranger())
    assert "没有等待裁定的挂起" in text(outside, "/holds")
    for path in ("/holds", f"/holds?canteen={town.canteens[0].id}", f"/holds?after={_after(holds[0])}"):
        page = outside.get(path).content.decode()
        assert ("第1食堂" in page, str(holds[0].entry_id) in page, "5.00" in page) == (False, False, False)
    assert len(_table(outside, "/holds?export=xlsx")) == 1
    Duty.objects.filter(staff=town.second).update(region=None, canteen=Canteen.objects.get(id=town.canteens[1].id))
    assert linked(entered("second"), "/holds") == [str(holds[2].entry_id)]
    Duty.objects.filter(staff=town.second).update(role="auditor")
    assert linked(entered("second"), "/holds") == [str(holds[2].entry_id)]
    Duty.objects.filter(staff=town.second).update(role="manager")
    assert entered("second").get("/holds").status_code == 403
    assert entered("counter").get("/holds").status_code == 403


@pytest.mark.parametrize("sort", ["opened", "-opened", "fen", "-fen"])
def test_pages_hold_every_hold_once(sort: str) -> None:
    town, holds = with_holds()
    many(town, holds[2], 2 * PAGE)
    client, path, pages = entered("clerk"), f"/holds?sort={sort}", list[str]()
    sizes = []
    while path:
        page = client.get(path).content.decode()
        rows = re.findall(r'<td class="n" data-label="元">([0-9.]+)</td>', page)
        pages += rows
        sizes.append(len(rows))
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = unescape(following[1]) if following else ""
    column, down = sort.removeprefix("-"), sort.startswith("-")
    key = "opened_at" if column == "opened" else "fen"
    ordered = Hold.objects.order_by(f"{'-' if down else ''}{key}", f"{'-' if down else ''}id")
    assert pages == [f"{fen / 100:.2f}" for fen in ordered.values_list("fen", flat=True)]
    assert sizes == [PAGE, PAGE, 3]


@pytest.mark.parametrize("number", [0, 297])
def test_three_hundred_holds_ask_no_more_than_three(number: int) -> None:
    town, holds = with_holds()
    many(town, holds[2], number)
    client = entered("clerk")
    for path in ("/holds", "/holds?sort=-fen&reason=held", "/holds?export=xlsx"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        STATEMENTS.setdefault(path, set()).add(len(captured))
    assert max(map(max, STATEMENTS.values())) < FEWER_THAN, STATEMENTS
    assert {path: len(counts) for path, counts in STATEMENTS.items()} == dict.fromkeys(STATEMENTS, 1)


STATEMENTS: dict[str, set[int]] = {}
