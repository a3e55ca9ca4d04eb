"""What waits for finance at one counter: all of it summed, paged by the database, sought, sorted, exported (D5, S3)."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from canteen.models import Duty
from settlement.models import Entry, Hold
from settlement.operations.holds import hold_share
from tests.kiosk.desk import desk_path, entered, neighbour, words
from tests.settlement.acting import books_of, eat, fund_month, maker
from tests.town import Town, at, small_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FEWER_THAN = 12
SINCE = at(7)


def queued(here: int) -> Town:
    """So many open holds at the first canteen, 1.00 to 7.00 in turn, one a minute; one of 90.00 at the second."""
    town = small_town(canteens=2, elders=0, allotted_fen={})
    fund_month(town)
    for number, name in enumerate(("张桂英", "王秀兰", "李小红")):
        neighbour(town, number, name)
        eat(town, number, at(10, number), kiosk=number // 2)
    for canteen in range(2):
        for entry in Entry.objects.filter(books=books_of(town, canteen=canteen), kind="meal"):
            hold_share(actor=maker(town), entry_id=entry.id, payer="elder", reason="核实", now=at(10, 30))
    waits = {order.elder.name: hold for hold in Hold.objects.all() if (order := hold.entry.order) and order.elder}
    for name, fen in (("张桂英", 100), ("王秀兰", 200), ("李小红", 9000)):
        Hold.objects.filter(id=waits[name].id).update(fen=fen, opened_at=SINCE + timedelta(minutes=fen // 100))
    Hold.objects.bulk_create(
        Hold(
            entry_id=waits["张桂英"].entry_id,
            canteen_id=town.canteens[0].id,
            fen=100 + 100 * (number % 7),
            reason="held",
            opened_at=SINCE + timedelta(minutes=number + 1),
        )
        for number in range(2, here)
    )
    return town


def walked(client: Client, path: str) -> tuple[list[str], set[str], int]:
    """The amounts of all pages in order, every sum that stands below them, and the number of pages."""
    found, sums, pages = list[str](), set[str](), 0
    while path:
        page = client.get(path).content.decode()
        found += re.findall(r'<td class="n" data-label="元">([0-9.,]+)</td>', page)
        sums |= set(re.findall(r'<td class="n">([0-9.,]+)</td>', page))
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path, pages = unescape(following[1]) if following else "", pages + 1
    return found, sums, pages


@pytest.mark.parametrize("sort", ["opened", "-opened", "fen", "-fen"])
def test_the_sum_is_that_of_all_pages_and_no_row_is_left_out(sort: str) -> None:
    town = queued(120)
    found, sums, pages = walked(entered(), desk_path(town, f"/holds?sort={sort}"))
    sign, column = "-" * sort.startswith("-"), {"opened": "opened_at", "fen": "fen"}[sort.removeprefix("-")]
    here = Hold.objects.filter(canteen_id=town.canteens[0].id).order_by(f"{sign}{column}", f"{sign}id")
    fen = list(here.values_list("fen", flat=True))
    assert found == [f"{each / 100:.2f}" for each in fen]
    assert (sums, pages, len(fen)) == ({f"{sum(fen) / 100:.2f}"}, 3, 120)


def test_it_is_sought_filtered_and_exported() -> None:
    town, client = queued(4), entered()
    assert walked(client, desk_path(town, "/holds?q=wxl")) == (["2.00"], {"2.00"}, 1)
    assert walked(client, desk_path(town, "/holds?q=王")) == (["2.00"], {"2.00"}, 1)
    assert walked(client, desk_path(town, "/holds?reason=held&sort=-fen")) == (["4.00", "3.00"], {"7.00"}, 1)
    assert walked(client, desk_path(town, "/holds?q=李")) == ([], set(), 1)
    assert "没有符合条件的记录" in words(client.get(desk_path(town, "/holds?q=李")))
    for query in ("?sort=zz", "?after=xx", "?before=%00", "?reason=zz", "?sort=fen&after=WyJ4IiwieSJd"):
        assert len(walked(client, desk_path(town, f"/holds{query}"))[0]) == 4, query
    answer = client.get(desk_path(town, "/holds?export=xlsx&sort=-fen"))
    head, *rows = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].values
    assert head == ("日期", "姓名", "原因", "从什么时候起", "元")
    assert [(row[1], row[2], f"{row[4]:.2f}") for row in rows] == [
        ("张*英", "资金额度不足", "4.00"),
        ("张*英", "资金额度不足", "3.00"),
        ("王*兰", "人工挂起，待核实", "2.00"),
        ("张*英", "人工挂起，待核实", "1.00"),
    ]


def test_another_counters_holds_are_not_there() -> None:
    town = queued(3)
    Duty.objects.filter(canteen=town.canteens[1]).delete()
    client = entered()
    assert "90.00" not in words(client.get(desk_path(town, "/holds")))
    for query in ("/holds", "/holds?export=xlsx"):
        assert client.get(desk_path(town, query, canteen=1)).status_code == 403


@pytest.mark.parametrize("many", [3, 300])
def test_it_asks_as_much_for_three_as_for_three_hundred(many: int) -> None:
    town, client = queued(many), entered()
    counts = []
    for query in ("/holds", "/holds?sort=-fen&reason=held", "/holds?export=xlsx"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(desk_path(town, query)).status_code == 200
        counts.append(len(captured))
    assert counts == [6, 6, 6]
    assert max(counts) < FEWER_THAN
