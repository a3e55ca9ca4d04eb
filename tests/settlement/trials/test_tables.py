"""Every table of a trial adds up: what payers bear to a row's price, rows to the last one; on its page and as xlsx."""

import re
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.models import Duty
from settlement.gateways.trial_table import TrialTable
from settlement.gateways.trial_tables import trial_tables
from settlement.models import Entry
from settlement.operations.holds import hold_share
from tests.settlement.acting import eat, maker
from tests.settlement.trials.test_trying import layered, served
from tests.settlement.trials.trying import ask, draft_of, work
from tests.town import DAY, SINCE, Town, add_elder, at, stand


@pytest.fixture
def page(settings: Settings, client: Client, db: None) -> tuple[Client, str]:
    """A trial with a meal in suspense, whose page may be opened."""
    stand(settings, at(21))
    town = served()
    entry = Entry.objects.filter(kind="meal", order__elder=town.elders[3]).earliest("id")
    hold_share(actor=maker(town), entry_id=entry.id, payer="fund:joint", reason="待核实", now=at(19))
    for number in range(5, 10):
        add_elder(town, number, birth_on=DAY.replace(year=1940))
        eat(town, number, at(12, number, on=DAY))
    for number in range(10, 16):
        add_elder(town, number, birth_on=DAY.replace(year=1962), categories=("dibao",))
        eat(town, number, at(12, number, on=DAY))
    for number in range(16, 20):
        add_elder(town, number, birth_on=DAY.replace(year=1950))
        eat(town, number, at(12, number, on=DAY))
    return client, _tried(town, client)


def _tried(town: Town, client: Client) -> str:
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    client.force_login(town.clerk)
    draft = draft_of(town, layered(tiers=[{"when": {"age": {"from": 80}}, "formula": {"fixed": "6.00"}}]))
    trial_id = ask(town, draft, DAY - timedelta(days=6), DAY + timedelta(days=1))
    work()
    return f"/trials/{trial_id}"


def _tables(text: str) -> list[list[list[str]]]:
    """The tables of a page as rows of words: heads, body, foot."""
    found = re.findall(r"<table.*?</table>", text, re.S)
    return [
        [
            [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
            for row in re.findall(r"<tr>.*?</tr>", table, re.S)
        ]
        for table in found
    ]


def _yuan(text: str) -> int:
    return round(float(_figure(text)) * 100) if text else 0


def _figure(text: str) -> str:
    return text.replace(",", "").replace("−", "-").removeprefix("+")


def _adds_up(rows: Sequence[Sequence[str]], columns: Sequence[int]) -> None:
    _heads, *body, foot = rows
    told = [row for row in body if len(row) == len(foot)]
    for column in columns:
        assert sum(_yuan(row[column]) for row in told) == _yuan(foot[column]), (column, rows)


def test_every_table_of_a_page_adds_up(page: tuple[Client, str]) -> None:
    client, path = page
    payers, steps, funds, canteens, categories, ages, gain, lose = _tables(client.get(path).content.decode())
    for table in (payers, steps, funds, canteens, categories, ages, gain, lose):
        assert table[-1][0].startswith("合计"), table
    _adds_up(payers, (1, 2, 3))
    _adds_up(steps, (1,))
    _adds_up(funds, (1, 2, 3))
    _adds_up(canteens, range(1, 12))
    _adds_up(ages, range(2, 13))
    for table in (gain, lose):
        _adds_up(table, (1, 2, 3, 4))
    for table, first in ((canteens, 2), (categories, 3), (ages, 3)):
        assert table[0][first:] == [
            "餐费", "老人自付（原来）", "老人自付（试算）", "资金（原来）", "资金（试算）", "食堂承担（原来）",
            "食堂承担（试算）", "暂挂（原来）", "暂挂（试算）", "老人变化",
        ]  # fmt: skip
        for row in table[1:]:
            if len(row) == len(table[0]):
                for borne in (row[first + 1 : first + 9 : 2], row[first + 2 : first + 9 : 2]):
                    assert sum(map(_yuan, borne)) == _yuan(row[first]), row
    assert {row[-2] for row in canteens[1:]} != {"0.00"}


def test_a_workbook_says_the_same_sums(page: tuple[Client, str]) -> None:
    client, path = page
    tables = _tables(client.get(path).content.decode())
    names = ("谁来付", "每餐自付的变化", "资金够不够", "按食堂", "按类别", "按年龄", "少付最多的十位", "多付最多的十位")
    book = openpyxl.load_workbook(BytesIO(client.get(f"{path}/workbook").content))
    for name, table in zip(names, tables, strict=True):
        rows = [[_said(cell) for cell in row] for row in book[name].iter_rows(values_only=True)]
        last = [cell for cell in rows[-1] if cell != ""]
        assert [_plain(cell) for cell in last] == [_plain(cell) for cell in table[-1] if cell != ""], name


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _plain(text: str) -> object:
    try:
        return round(float(_figure(text)), 2)
    except ValueError:
        return text


def test_people_of_two_ages_are_told_to_be_counted_in_both() -> None:
    def sums(people: int) -> dict[str, Any]:
        return {"people": people, "meals": people, "old": {"elder": 100 * people}, "new": {"elder": 100 * people}}

    whole = {name: part for name, part in sums(12).items() if name != "people"}

    def ages(people: int, **groups: Any) -> TrialTable:
        empty: dict[str, Any] = {
            "canteens": {},
            "categories": {},
            "steps": {},
            "funds": {},
            "allotted": {},
            "dry": [],
            "dry_count": 0,
        }
        result = empty | {"whole": whole, "people": people, "ages": groups}
        return trial_tables(result=result, fund_names={}, canteen_names={})["ages"]

    assert "过了生日" in ages(11, **{"2": sums(6), "3": sums(6)}).note
    assert ages(12, **{"2": sums(6), "3": sums(6)}).note == ""
    assert ages(12, **{"2": {"few": True}, "3": {"few": True}, "4": sums(6)}).note == ""
