"""What moved a fund's money adds up to what the fund has, entry by entry, and stays within its region (R1, R4, S3)."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.models import Duty
from settlement.models import Fund
from tests.settlement.acting import CLOSING, DECEMBER, close, eat, undo
from tests.settlement.test_fund_list import rows, table
from tests.settlement.test_pages import entered, staffed, stranger
from tests.town import SINCE, Town, at, stand

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_second_of_december(settings: Settings) -> None:
    stand(settings, at(9, on=DECEMBER.first.replace(day=2)))


def closed_and_undone() -> Town:
    """A month that two people closed, and a meal of it taken back afterwards; the district's finance looks."""
    town = staffed()
    Duty.objects.create(staff=town.clerk, role="finance", region=town.district, from_on=SINCE)
    receipt = eat(town, 1, at(11, 30))
    close(town)
    undo(town, receipt, at(11, 35), CLOSING)  # told late, by a kiosk that was off line
    return town


def figures(client: Client, path: str) -> dict[str, str]:
    page = client.get(path).content.decode()
    return dict(re.findall(r'<div[^>]*><dt>([^<]+)</dt><dd><a href="[^"]+">([^<]+)</a></dd></div>', page))


def yuan(words: str) -> Decimal:
    return Decimal(words.replace(",", "").replace("−", "-"))


def test_every_figure_of_a_fund_is_the_sum_of_its_rows() -> None:
    town = closed_and_undone()
    client = entered("clerk")
    assert {key for key, each in added_up(client).items() if each["退回"]} == {"charity", "joint"}
    close(town, DECEMBER, at(9, on=date(2027, 1, 4)))  # what came back to the joint fund goes where it came from
    assert {key for key, each in added_up(client).items() if each["退回"]} == {"charity"}


def whole(client: Client, path: str) -> Decimal:
    """What the rows of all pages of a list come to."""
    return sum((yuan(row[-1]) for row in rows(client, path)[0]), Decimal())


def added_up(client: Client) -> dict[str, dict[str, Decimal]]:
    """Every figure of every fund, once its rows have come to it."""
    seen = {}
    for fund in Fund.objects.order_by("key"):
        path = f"/funds/{fund.id}"
        asked = {"已拨入": "kind=appropriation", "可下达": "account=free", "退回": "account=returned"}
        stated = figures(client, path)
        added = {words: whole(client, f"{path}?{asked[words]}") for words in stated}
        assert added == {words: yuan(figure) for words, figure in stated.items()}, fund.key
        seen[fund.key] = added
        shown = [yuan(row[-1]) for row in rows(client, path)[0]]
        own = "account=source" if "已拨入" not in stated else "account=free"
        parted = [yuan(row[-1]) for each in (own, "account=returned") for row in rows(client, f"{path}?{each}")[0]]
        assert sum(shown) == sum(parted), fund.key
        assert [yuan(str(row[-1])) for row in table(client, f"{path}?export=xlsx")[1:]] == shown
    assert {key: sorted(each) for key, each in seen.items() if key == "joint"} == {"joint": ["退回"]}
    return seen


def test_the_list_of_funds_leads_there_and_rows_lead_to_their_month() -> None:
    town = closed_and_undone()
    client, fund = entered("clerk"), Fund.objects.get(key="district")
    page = client.get("/funds").content.decode()
    assert f'href="/funds/{fund.id}?account=returned"' in page
    whole = client.get(f"/funds/{fund.id}").content.decode()
    assert {f"{place.name} 2026年11月" for place in town.canteens} <= set(
        re.findall(r'<a href="/months/[^"]+">([^<]+)</a>', whole)
    )
    assert rows(client, f"/funds/{fund.id}?kind=zz&account=zz") == ([], 1)
    drawn = rows(client, f"/funds/{fund.id}?q=第1")[0]
    assert {row[3].split()[0] for row in drawn} == {town.canteens[0].name}
    assert rows(client, f"/funds/{fund.id}?q=第9") == ([], 1)


def test_another_towns_fund_is_out_of_reach() -> None:
    staffed()
    fund = Fund.objects.get(key="district")
    answer = entered(stranger()).get(f"/funds/{fund.id}")
    assert (answer.status_code, fund.name in answer.content.decode()) == (404, False)
