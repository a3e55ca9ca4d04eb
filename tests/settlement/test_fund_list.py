"""Allotments and policy versions as lists: sought, filtered, sorted, paged, exported, nobody else's (R4, R11, S3)."""

import re
from collections.abc import Callable
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

from canteen.core.month import Month
from settlement.models import Allotment, Fund, Policy
from tests.settlement.acting import DECEMBER
from tests.settlement.test_pages import entered, staffed, stranger, text
from tests.town import Town, at, stand

pytestmark = pytest.mark.django_db

FEWER_THAN = 12
PAGE = 50


@pytest.fixture(autouse=True)
def _on_the_first_of_december(settings: Settings) -> None:
    stand(settings, at(9, on=DECEMBER.first))


def allotted(months: int) -> Town:
    """Two canteens whose joint fund allotted something in November and in so many months before."""
    town, month, joint = staffed(canteens=2), Month(2026, 10), Fund.objects.get(key="joint")
    for number in range(months):
        for place in town.canteens:
            given = {"fen": 100_000 + number % 7 * 100, "drawn_fen": number % 5 * 100}
            Allotment.objects.create(fund=joint, canteen=place, month=month.first, **given)
        month = month.previous()
    return town


def rows(client: Client, path: str) -> tuple[list[list[str]], int]:
    """The rows of a list on all its pages in order, in words, and the number of pages."""
    found, pages = list[list[str]](), 0
    while path:
        page = client.get(path).content.decode().partition('id="list"')[2]
        for row in re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", page, re.S):
            cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
            found.append([unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells])
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path, pages = unescape(following[1]) if following else "", pages + 1
    return found, pages


def table(client: Client, path: str) -> list[tuple[Any, ...]]:
    """The rows of an exported table, its heading first."""
    return list(openpyxl.load_workbook(BytesIO(client.get(path).content)).worksheets[0].values)


@pytest.mark.parametrize(
    "sort", ["", "month", "canteen", "-canteen", "allotted", "-allotted", "drawn", "left", "-left"]
)
def test_every_allotment_stands_once_in_its_order(sort: str) -> None:
    allotted(30)
    shown, pages = rows(entered("clerk"), f"/funds?sort={sort}" if sort else "/funds")
    keys: dict[str, Callable[[Allotment], Any]] = {
        "month": lambda row: row.month,
        "canteen": lambda row: row.canteen.name,
        "allotted": lambda row: row.fen,
        "drawn": lambda row: row.drawn_fen,
        "left": lambda row: row.fen - row.drawn_fen,
    }
    key = keys[sort.removeprefix("-") or "month"]
    ordered = sorted(
        Allotment.objects.select_related("canteen", "fund"),
        key=lambda row: (key(row), row.id),
        reverse=not sort or sort.startswith("-"),
    )
    assert shown == [
        [
            row.canteen.name,
            row.fund.name,
            f"{row.fen / 100:,.2f}",
            f"{row.drawn_fen / 100:,.2f}",
            f"{(row.fen - row.drawn_fen) / 100:,.2f}",
            f"{row.month.year}年{row.month.month}月",
        ]
        for row in ordered
    ]
    assert (len(shown), pages) == (64, 2)


def test_allotments_are_sought_filtered_and_exported() -> None:
    allotted(1)
    client, joint = entered("clerk"), Fund.objects.get(key="joint")
    assert rows(client, f"/funds?q=第2&fund={joint.id}&sort=left")[0] == [
        ["第2食堂", joint.name, "1,000.00", "5.00", "995.00", "2026年11月"],
        ["第2食堂", joint.name, "1,000.00", "0.00", "1,000.00", "2026年10月"],
    ]
    assert [row[0] for row in rows(client, "/funds?month=2026-10&sort=canteen")[0]] == ["第1食堂", "第2食堂"]
    assert "这个月还没有下达额度" in text(client, "/funds?month=2027-02")
    for query in ("?sort=zz", "?month=zz", "?after=xx", "?before=%00", "?sort=left&after=WyJ4IiwieSJd"):
        assert len(rows(client, f"/funds{query}")[0]) == 6, query
    assert rows(client, "/funds?fund=zz") == ([], 1)
    assert table(client, f"/funds?export=xlsx&month=2026-11&fund={joint.id}&sort=canteen") == [
        ("食堂", "资金", "月份", "额度", "已用", "剩余"),
        ("第1食堂", joint.name, "2026-11", 1000, 5, 995),
        ("第2食堂", joint.name, "2026-11", 1000, 5, 995),
    ]


def test_nobody_elses_allotments_and_policies_are_listed() -> None:
    allotted(1)
    outside = entered(stranger())
    for path in ("/funds", "/funds?month=2026-11", "/policies"):
        assert rows(outside, path) == ([], 1)
    assert "第1食堂" not in text(outside, "/funds")
    assert [len(table(outside, f"{path}?export=xlsx")) for path in ("/funds", "/policies")] == [1, 1]


def drafted(town: Town, number: int) -> None:
    """So many drafts after the policy in force, a day apart."""
    for each in range(number):
        title = {"zh": f"第{each}稿", "en": f"Draft {each}"}
        Policy.objects.create(
            region=town.region,
            scope=town.policy.scope,
            version=each + 2,
            document={**town.policy.document, "title": title},
            digest="0" * 64,
            from_on=DECEMBER.first + timedelta(days=each),
            made_by=town.clerk,
            made_at=at(9),
        )


def test_policies_are_sought_filtered_sorted_paged_and_exported() -> None:
    town = staffed()
    drafted(town, PAGE + 5)
    client = entered("clerk")
    titles = [f"第{each}稿" for each in range(PAGE + 5)]
    everything = [*reversed(titles), "测试镇助餐补贴"]
    for path, expected, pages in (
        ("/policies", everything, 2),
        ("/policies?sort=from", everything[::-1], 2),
        ("/policies?sort=version", everything[::-1], 2),
        ("/policies?sort=-version", everything, 2),
        ("/policies?state=in-force", everything[-1:], 1),
        ("/policies?state=draft", everything[:-1], 2),
        ("/policies?state=expired", [], 1),
        ("/policies?state=approved", everything, 2),
        (f"/policies?region={town.region.id}&state=in-force", everything[-1:], 1),
        (f"/policies?region={town.funds['charity'].id}&state=in-force", [], 1),
        ("/policies?region=nowhere&state=in-force", everything[-1:], 1),
        ("/policies?q=第54", ["第54稿"], 1),
        ("/policies?q=draft 54&state=draft", ["第54稿"], 1),
        ("/policies?q=draft 54&state=in-force", [], 1),
    ):
        shown, counted = rows(client, path)
        assert ([row[0] for row in shown], counted) == (expected, pages), path
        exported = table(client, f"{path}{'&' if '?' in path else '?'}export=xlsx")
        assert [row[0] for row in exported] == ["政策", *expected], path


@pytest.mark.parametrize("many", [1, 120])
def test_lists_ask_as_much_for_few_as_for_many(many: int) -> None:
    drafted(allotted(many), many)
    client = entered("clerk")
    for path in ("/funds", "/funds?sort=left", "/funds?export=xlsx", "/policies", "/policies?export=xlsx"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        STATEMENTS.setdefault(path, set()).add(len(captured))
    assert max(map(max, STATEMENTS.values())) < FEWER_THAN, STATEMENTS
    assert {path: len(counts) for path, counts in STATEMENTS.items()} == dict.fromkeys(STATEMENTS, 1)


STATEMENTS: dict[str, set[int]] = {}
