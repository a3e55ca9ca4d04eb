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
from settlement.core.payables import borne_for
from settlement.models import Allotment
from settlement.queries.month_summary import MonthSummary, month_summary
from tests.settlement.acting import CLOSING, DECEMBER, NOVEMBER, books_of, close, eat, fund_month, maker, undo
from tests.settlement.test_drill_down import lived_in
from tests.settlement.test_pages import entered
from tests.settlement.test_reports_agree import mixed
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
    for number in range(4):
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


def read(figure: str) -> Decimal:
    """A figure as a page writes it, counts and yuan alike."""
    return Decimal(re.sub(r"<[^>]+>", "", figure).strip().replace("−", "-").replace(",", ""))


def column_of(words: str, behind: Mapping[str, Decimal]) -> Decimal:
    """What of a list a figure with these words counts."""
    if "人次" in words or "份数" in words:
        return behind["份数"]
    return behind["joint"] + behind["charity"] if words.startswith("应拨") else behind["餐费"]


@pytest.mark.parametrize("month", [NOVEMBER, DECEMBER])
@pytest.mark.parametrize("page", ["", "/signing"])
def test_every_figure_at_the_head_leads_to_what_adds_up_to_it(month: Month, page: str) -> None:
    town = mixed()
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    client, path = entered("clerk"), f"/months/{books_of(town, month).id}"
    shown = client.get(path + page).content.decode()
    led = []
    for words, figure in re.findall(r"<dt>([^<]*)</dt><dd[^>]*>(.*?)</dd>", shown):
        for link, number in re.findall(rf'<a href="({path}/meals[^"]*)">(.*?)</a>', figure):
            assert column_of(words, added(client, unescape(link))) == read(number), words
            led.append(words)
    late = month == DECEMBER
    counts = ["用餐人次", "来客人次", *([] if late else ["员工餐份数"]), *(["以前月份调整（人次）"] if late else [])]
    sums = ["餐费（元）", *(["其中以前月份调整"] if late and not page else []), "应拨（元）"]
    assert led == [*counts, *sums]
    foot = shown.split("who-pays")[1].split("<tfoot>")[1].split("</tfoot>")[0]
    totals = re.findall(rf'<a href="({path}/meals[^"]*)">(.*?)</a>', foot)
    assert [added(client, unescape(link))["餐费"] for link, _ in totals] == [read(number) for _, number in totals]
    assert len(totals) == (3 if late else 1)


@pytest.mark.parametrize("page", ["", "/signing"])
def test_what_each_fund_owes_leads_to_the_meals_it_owes_for(page: str) -> None:
    town = twice_late()
    client, path = entered("clerk"), f"/months/{books_of(town, JANUARY).id}"
    shown = client.get(path + page).content.decode()
    table = shown.split("出资资金")[1].split("</table>")[0]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td class="n">(.*?)</td></tr>', table)
    told = [(re.sub(r"<[^>]+>", " ", head).split(), read(number)) for head, number in rows]
    behind = [re.findall(r'href="([^"]+)"', head + number) for head, number in rows]
    assert [words[-1] for words, _ in told] == ["charity", "按出资比例分担：joint", "按出资比例分担：joint", "合计"]
    assert added(client, behind[0][0])["charity"] == told[0][1]
    assert behind[1] == behind[2] != behind[0]
    assert added(client, behind[1][0])["joint"] == told[1][1] + told[2][1]
    whole = added(client, behind[3][0])
    assert whole["joint"] + whole["charity"] == told[3][1] == sum(number for _, number in told[:3])


def test_what_is_held_leads_to_the_shares_that_are() -> None:
    town = mixed()
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    client, path = entered("clerk"), f"/months/{books_of(town, DECEMBER).id}"
    shown = client.get(path).content.decode()
    (figure,) = re.findall(r'<a href="#held">(.*?)</a>', shown)
    rows = re.findall(r'data-label="元">(.*?)</td>', shown[shown.index('id="held"') :])
    assert sum(map(read, rows)) == read(figure) == Decimal("5.00")
    assert f'<a href="{path}#held">{figure}</a>' in client.get(f"{path}/signing").content.decode()


def test_a_fund_pays_its_own_claims_and_those_of_joint_funds_it_is_in() -> None:
    joint = {"a-joint": ["district", "town"], "b-joint": ["district", "charity"]}
    assert borne_for(["a-joint", "b-joint", "district"], joint) == {
        "district": ("a-joint", "b-joint", "district"),
        "town": ("a-joint",),
        "charity": ("b-joint",),
    }


def test_each_late_month_leads_to_its_own_meals() -> None:
    town = twice_late()
    seen, client = summary_of(town), entered("clerk")
    assert [(str(month), sums.meals) for month, sums in seen.adjusted.items()] == [("2026-11", -1), ("2026-12", -2)]
    month = f"/months/{seen.head.id}"
    shown = links(client, month)
    for late, words in ((NOVEMBER, "2026年11月"), (DECEMBER, "2026年12月")):
        behind, sums = added(client, shown[words]), seen.adjusted[late]
        assert (behind["份数"], behind["餐费"]) == (Decimal(sums.meals), yuan(sums.price_fen))
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


Counted = tuple[str, str, Decimal, int]  # month, address, yuan, portions


def counted(client: Client, path: str) -> tuple[list[Counted], list[Counted]]:
    """What a grid of months says: of single canteens, whose cells lead to statements, and of many together."""
    page = client.get(path).content.decode()
    cell = r'data-label="([^"]*)"><a class="cell" href="([^"]+)">.*?<b>([^<]*)</b><small>(\d+) 人次'
    found = [(words, unescape(link), read(sum_), int(meals)) for words, link, sum_, meals in re.findall(cell, page)]
    return [each for each in found if each[1][0] == "/"], [each for each in found if each[1][0] == "?"]


@pytest.mark.parametrize("narrowed", ["", "?q=第1", "?state=sealed"])
def test_totals_of_the_grid_lead_to_the_canteens_that_add_up_to_them(narrowed: str) -> None:
    town = lived_in(canteens=2)
    eat(town, 5, at(11, 20), kiosk=1)
    Duty.objects.create(staff=town.clerk, role="finance", region=town.district, from_on=SINCE)
    client = entered("clerk")
    singles, totals = counted(client, f"/months{narrowed}")
    months = {words for words, *_ in singles}
    of_towns, of_all = totals[: len(totals) // 2], totals[len(totals) // 2 :]
    if "state" in narrowed:
        of_towns, of_all = totals, []  # the grid of a state is what adds up to its grand total
    assert {words for words, *_ in of_towns} == months
    assert {words for words, *_ in of_all} == (set() if "state" in narrowed else months)
    for words, link, yuan_, meals in totals:
        below, _ = counted(client, f"/months{link}")
        column = [each for each in below if each[0] == words]
        assert (sum(each[2] for each in column), sum(each[3] for each in column)) == (yuan_, meals), link
        assert column == [each for each in singles if each[0] == words]
        assert "state" in narrowed or below == column


@pytest.mark.parametrize("month", [NOVEMBER, DECEMBER, JANUARY])
def test_what_was_drawn_of_an_allotment_leads_to_the_meals_that_drew_on_it(month: Month) -> None:
    town = twice_late()
    client = entered("clerk")
    shown = client.get(f"/funds?month={month}").content.decode()
    found = re.findall(rf'<a href="(/months/{books_of(town, month).id}/meals[^"]*)">([^<]*)</a>', shown)
    drawn = {"charity": Decimal(0), "joint": Decimal(0)}
    for link, figure in found:
        key = unescape(link).split("payer=fund%3A" if "%3A" in link else "payer=fund:")[1].split("&")[0]
        drawn[key] = read(figure)
        assert added(client, unescape(link))[key] == read(figure), link
    stored = Allotment.objects.filter(month=month.first).values_list("fund__key", "drawn_fen")
    assert drawn == {key: yuan(fen) for key, fen in stored}
    assert len(found) == 2
