"""Every figure at the head of a month leads to meals that add up to it: the address is followed and its file added."""

import csv
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from html import unescape
from io import StringIO

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.core.month import Month
from canteen.models import Duty
from settlement.queries.month_summary import MonthSummary, month_summary
from tests.settlement.acting import CLOSING, DECEMBER, NOVEMBER, books_of, close, eat, fund_month, maker, undo
from tests.settlement.test_pages import entered
from tests.town import SINCE, Town, at, small_town, stand

pytestmark = pytest.mark.django_db

JANUARY = Month(2027, 1)
FRIDAY, ADVENT, EPIPHANY = date(2026, 11, 27), date(2026, 12, 1), date(2027, 1, 6)
NEW_YEAR = at(9, on=JANUARY.first)
COLUMNS = {"elder": "老人自付", "fund:joint": "joint", "fund:charity": "charity"}


@pytest.fixture(autouse=True)
def _on_epiphany(settings: Settings) -> None:
    stand(settings, at(14, on=EPIPHANY))


def twice_late() -> Town:
    """January, with meals of its own, and with what came late about two sealed months."""
    town = small_town(allotted_fen={}, elders=6, days=(FRIDAY, ADVENT, EPIPHANY))
    for month in (NOVEMBER, DECEMBER, JANUARY):
        fund_month(town, month=month)
    eat(town, 0, at(11, on=FRIDAY))
    late = [eat(town, 1, at(11, 30, on=FRIDAY))]
    close(town, NOVEMBER, CLOSING)
    eat(town, 0, at(11, on=ADVENT))
    late += [eat(town, number, at(11, 30 + number, on=ADVENT)) for number in (1, 2)]
    close(town, DECEMBER, NEW_YEAR)
    for receipt, made_at in zip(
        late, (at(11, 31, on=FRIDAY), at(11, 32, on=ADVENT), at(11, 33, on=ADVENT)), strict=True
    ):
        undo(town, receipt, made_at, NEW_YEAR)
    for number in range(3):
        eat(town, number, at(11, number, on=EPIPHANY))
    Duty.objects.create(staff=town.clerk, role="finance", region=town.district, from_on=SINCE)
    return town


def summary_of(town: Town, month: Month = JANUARY) -> MonthSummary:
    """What the statement counts."""
    return month_summary(actor=maker(town), books_id=books_of(town, month).id)


def links(client: Client, path: str) -> dict[str, str]:
    """The addresses of a page by what leads there, in words; the last one where words come twice."""
    page = client.get(path).content.decode()
    found = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return {" ".join(re.sub(r"<[^>]+>", " ", words).split()): unescape(link) for link, words in found}


def added(client: Client, link: str) -> Mapping[str, Decimal]:
    """The whole list behind an address, added up by column."""
    answer = client.get(f"{link}{'&' if '?' in link else '?'}export=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8", link
    rows = list(csv.DictReader(StringIO(answer.getvalue().decode().removeprefix("\ufeff"))))
    names = ("份数", "餐费", *COLUMNS.values())
    return {name: sum((Decimal(row[name] or 0) for row in rows), Decimal(0)) for name in names}


def yuan(fen: int) -> Decimal:
    """Fen as a file writes them."""
    return Decimal(fen) / 100


def test_each_late_month_leads_to_its_own_meals() -> None:
    town = twice_late()
    seen, client = summary_of(town), entered("clerk")
    assert [(str(month), sums.meals) for month, sums in seen.adjusted.items()] == [("2026-11", -1), ("2026-12", -2)]
    month = f"/months/{seen.head.id}"
    shown = links(client, month)
    for late, words in ((NOVEMBER, "2026年11月"), (DECEMBER, "2026年12月")):
        behind, sums = added(client, shown[words]), seen.adjusted[late]
        assert (behind["份数"], behind["餐费"]) == (sums.meals, yuan(sums.price_fen))
        assert {payer: behind[COLUMNS[payer]] for payer in sums.payers} == {
            payer: yuan(fen) for payer, fen in sums.payers.items()
        }
        for payer in ("elder", "fund:joint"):
            link = links(client, f"{month}/payers/{payer}")[words]
            assert added(client, link)[COLUMNS[payer]] == yuan(sums.payers[payer])


def test_a_payers_three_figures_lead_to_what_adds_up_to_them() -> None:
    town = twice_late()
    seen, client = summary_of(town), entered("clerk")
    for each in seen.payers:
        page = client.get(f"/months/{seen.head.id}/payers/{each.payer}").content.decode()
        found = [unescape(link) for link in re.findall(r'<dd><a href="([^"]+)"', page)]
        assert [added(client, link)[COLUMNS[each.payer]] for link in found] == [
            yuan(each.own_fen),
            yuan(each.adjusted_fen),
            yuan(each.whole_fen),
        ]


def test_the_list_offers_the_months_its_meals_were_eaten_in() -> None:
    town = twice_late()
    client, path = entered("clerk"), f"/months/{books_of(town, JANUARY).id}/meals"
    page = client.get(path).content.decode()
    offered = page.split('<select name="for_month">')[1].split("</select>")[0]
    assert re.findall(r'value="([^"]*)"', offered) == ["", "2027-01", "2026-12", "2026-11"]
    whole = added(client, path)
    parts = [added(client, f"{path}?for_month={month}") for month in ("2027-01", "2026-12", "2026-11")]
    assert {name: sum(part[name] for part in parts) for name in whole} == whole
    for nonsense in ("9999-12", "0001-01", "2026-13", "x"):
        assert added(client, f"{path}?for_month={nonsense}") == whole, nonsense
    assert set(added(client, f"{path}?for_month=2026-10").values()) == {Decimal(0)}
