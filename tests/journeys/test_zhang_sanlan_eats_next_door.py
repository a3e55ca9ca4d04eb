"""张三兰 lives in the next town and eats here: this town pays, hers owes it, and two people settle the month (D9)."""

import copy
import re
from typing import Any

import pytest
from django.test import Client

from kiosk.models import CheckIn
from settlement.models import Books, Entry, Netting, Payable
from settlement.queries.discrepancies import discrepancies
from tests.county import at
from tests.journeys.hall import DAY, Hall
from tests.journeys.test_one_lunch import balances
from tests.town import DOCUMENT
from tests.web import signed

CARD = "80000003"
HOME = {"fund_of": "registration", "level": "town", "role": "meals", "advanced_by": "town"}
ADVANCED = {
    "fund/town/advanced/there-meals/C/2026-11": 500,
    "fund/there-meals/owed/town/C/2026-11": -500,
}


def document() -> dict[str, Any]:
    """Her home's fund for meals pays what the joint fund pays elsewhere; the town's own advances it."""
    written = copy.deepcopy(DOCUMENT)
    written["layers"][0]["payer"] = HOME
    return written


@pytest.fixture
def hall(db: None, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """Both towns have a fund for meals; the canteen stands here, her card was given out there."""
    made = Hall(monkeypatch, document())
    there = str(made.made.there.region_id)
    fund = {"key": "there-meals", "name": "邻镇助餐", "source": "budget", "role": "meals", "region_id": there}
    made.made_by("there-finance", "/funds", fund)
    made.made_by("there-finance", "/funds/there-meals/appropriations", {"fen": 600})
    assert made.staff("here-finance").post("/funds/town/role", {"role": "meals"}) == (204, None)
    made.allot("town", 20_000)
    made.made_by("there-clerk", f"/elders/{made.made.there.elders[0]}/credentials", {"number": CARD})
    made.offer()
    return made


def between(hall: Hall) -> dict[str, int]:
    """What stands between the funds."""
    return {name: fen for name, fen in balances(hall, "fund").items() if "/advanced/" in name or "/owed/" in name}


def test_zhang_sanlan_eats_next_door(hall: Hall) -> None:
    _she_pays_what_a_neighbour_pays(hall)
    _the_counter_undoes_it_and_she_eats_after_all(hall)
    _a_neighbour_eats_and_nobody_owes_anything_for_it(hall)
    _the_canteen_is_paid_by_the_fund_of_its_own_town(hall)
    _both_towns_settle_the_month(hall)
    assert discrepancies(books=Books.objects.get()) == ()


def _she_pays_what_a_neighbour_pays(hall: Hall) -> None:
    hall.set_clock(at(11, 5))
    receipt = hall.present(CARD)
    assert (receipt["decision"], receipt["elder_fen"]) == ("served", 400)
    entry = Entry.objects.get(kind="meal")
    assert [(share["payer"], share["fen"]) for share in entry.explanation["shares"]] == [
        ("fund:town", 500),
        ("fund:charity", 100),
        ("elder", 400),
    ]
    assert entry.explanation["advances"] == [{"by": "town", "owed_by": "there-meals", "fen": 500}]
    assert between(hall) == ADVANCED


def _the_counter_undoes_it_and_she_eats_after_all(hall: Hall) -> None:
    hall.set_clock(at(11, 6))
    receipt = hall.send(hall.item("void", of=str(CheckIn.objects.get().id), staff=hall.unlock()))[0]
    assert receipt["decision"] == "voided"
    assert between(hall) == {}
    hall.set_clock(at(11, 7))
    assert hall.present(CARD)["elder_fen"] == 400
    assert between(hall) == ADVANCED


def _a_neighbour_eats_and_nobody_owes_anything_for_it(hall: Hall) -> None:
    hall.set_clock(at(11, 10))
    promised = hall.listed(hall.cards[0])
    assert promised["promise"]["fen"] == 400
    assert hall.present(hall.cards[0], **promised)["elder_fen"] == 400
    assert between(hall) == ADVANCED


def _the_canteen_is_paid_by_the_fund_of_its_own_town(hall: Hall) -> None:
    hall.set_clock(at(9, on=DAY.replace(month=12, day=1)))
    books_id = str(Books.objects.get().id)
    manager, finance = hall.staff("here-manager"), hall.staff("here-finance")
    seen = signed(manager.get(f"/months/{books_id}/signing")[1])
    assert manager.post(f"/months/{books_id}/submission", seen)[0] == 200
    _, shown = finance.get(f"/months/{books_id}")
    assert (shown["meals_count"], shown["price_fen"], shown["claimed_fen"]) == (2, 2000, 1200)
    assert finance.post(f"/months/{books_id}/approval", {"digest": shown["digest"]})[0] == 200
    assert dict(Payable.objects.values_list("fund__key", "fen")) == {"town": 1000, "charity": 200}
    assert between(hall) == ADVANCED


def _pressed(client: Client, path: str, **sent: str) -> int:
    """Press a button of the page of advances, and return what was answered."""
    page = client.get("/funds/advances").content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return client.post(f"/funds/advances/{path}", {**sent, "csrfmiddlewaretoken": found[1]}).status_code


def _both_towns_settle_the_month(hall: Hall) -> None:
    here, there = hall.staff("here-finance").client, hall.staff("there-finance").client
    page = here.get("/funds/advances").content.decode()
    sent = dict(re.findall(r'type="hidden" name="(month|mark)" value="([^"]+)"', page))
    assert sent == {"month": "2026-11", "mark": "2026-11/there-meals/town/500/0/1"}
    assert _pressed(here, "proposals", **sent) == 302
    row = Netting.objects.get()
    assert (row.fen, row.debtor.key, row.creditor.key) == (500, "there-meals", "town")
    assert _pressed(here, f"{row.id}/agreement") == 403
    assert "邻镇助餐" in there.get("/funds/advances").content.decode()
    assert _pressed(there, f"{row.id}/agreement") == 302
    assert between(hall) == {}
    found = balances(hall, "fund/there-meals") | balances(hall, "fund/town")
    assert found == {
        "fund/there-meals/source": 600,
        "fund/there-meals/free": -100,
        "fund/town/source": 100_000,
        "fund/town/free": -99_500,
    }
