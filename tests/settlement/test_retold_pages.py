"""Recording or ending a category on an elder's page: what it has decided anew is shown, and confirmed as shown (S4)."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from canteen.models import Fact
from settlement.models import Entry
from tests.settlement.acting import close, eat
from tests.settlement.test_redecisions import LATER, NEXT, OCTOBER, town_of_one, whole_books
from tests.town import DAY, Town, at, stand

API = "/api/v1"

pytestmark = pytest.mark.django_db
FACT = {"what": "category:dibao", "from_on": "2026-10-01", "evidence": "低保证"}


@pytest.fixture
def town(settings: Settings) -> Town:
    made = town_of_one()
    close(made, OCTOBER, now=at(9))
    stand(settings, LATER)
    return made


def _client(town: Town) -> Client:
    client = Client()
    client.force_login(town.clerk)
    return client


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_past_grant_shows_its_meals_before_it_is_recorded(town: Town) -> None:
    client, address = _client(town), f"/elders/{town.elders[0].id}/fact"
    answer = client.post(address, FACT)
    page = answer.content.decode()
    assert (answer.status_code, "3 餐要重新核算" in page, "老人共少承担 6.00 元" in page) == (200, True, True)
    assert ("其中 1 餐的月账已提交或封账" in page, Fact.objects.filter(kind="category").count()) == (True, 0)
    rows = re.findall(r'<td class="n" data-label="差额（元）">([^<]+)</td>', page)
    assert rows == ["−6.00", "0.00", "6.00"]
    told = client.post(address, FACT | {"seen": _seen(page)}, follow=True).content.decode()
    assert "已登记。 3 餐已重新核算。" in told
    assert (Fact.objects.filter(kind="category").count(), Entry.objects.filter(revision=1).count()) == (1, 3)
    whole_books()


def test_what_was_eaten_since_the_page_is_shown_anew(town: Town) -> None:
    client, address = _client(town), f"/elders/{town.elders[0].id}/fact"
    page = client.post(address, FACT).content.decode()
    eat(town, 0, at(16, 30, on=NEXT))
    again = client.post(address, FACT | {"seen": _seen(page)}).content.decode()
    assert ("4 餐要重新核算" in again, Entry.objects.filter(revision=1).count()) == (True, 0)


def test_an_end_is_shown_likewise_and_what_touches_nothing_is_done_at_once(town: Town) -> None:
    client, elder_id = _client(town), town.elders[0].id
    page = client.post(f"/elders/{elder_id}/fact", FACT).content.decode()
    client.post(f"/elders/{elder_id}/fact", FACT | {"seen": _seen(page)})
    address = f"/facts/{Fact.objects.get(kind='category').id}/end"
    page = client.post(address, {"until_on": DAY.isoformat()}).content.decode()
    assert ("2 餐要重新核算" in page, "老人承担的不变" in page) == (True, True)
    told = client.post(address, {"until_on": "2026-12-01"}, follow=True).content.decode()
    assert ("已终止。" in told, Entry.objects.filter(revision=2).count()) == (True, 0)


def test_over_http_the_preview_is_asked_for_and_its_mark_confirms(town: Town) -> None:
    """Nothing is skipped silently: without the mark of what it changes, a fact with a past date is refused."""
    client, elder_id = _client(town), town.elders[0].id
    fact = {"kind": "category", "value": "dibao", "from_on": "2026-10-01"}

    def post(address: str, sent: dict[str, str]) -> tuple[int, Any]:
        answer = client.post(f"{API}{address}", sent, content_type="application/json")
        return answer.status_code, answer.json()

    status, refused = post(f"/elders/{elder_id}/facts", fact)
    assert (status, refused["code"], Fact.objects.filter(kind="category").count()) == (409, "touched-otherwise", 0)
    status, seen = post(f"/elders/{elder_id}/facts/preview", fact)
    assert (status, seen["meals"], seen["credit_fen"], Fact.objects.filter(kind="category").count()) == (200, 3, 600, 0)
    assert [(each["month"], each["written_in"], each["meals"]) for each in seen["months"]] == [
        ("2026-10-01", "2026-11-01", 1),
        ("2026-11-01", "2026-11-01", 2),
    ]
    status, made = post(f"/elders/{elder_id}/facts", fact | {"mark": seen["mark"]})
    assert (status, made["redecided"]) == (201, seen)
    ended = {"until_on": DAY.isoformat()}
    assert post(f"/facts/{made['id']}/end", ended)[0] == 409
    status, seen = post(f"/facts/{made['id']}/end/preview", ended)
    assert post(f"/facts/{made['id']}/end", ended | {"mark": seen["mark"]}) == (200, seen)
    whole_books()


def test_an_end_far_ahead_is_put_earlier_with_the_same_preview(town: Town) -> None:
    client, elder_id = _client(town), town.elders[0].id
    far = FACT | {"until_on": "2030-01-01"}
    page = client.post(f"/elders/{elder_id}/fact", far).content.decode()
    client.post(f"/elders/{elder_id}/fact", far | {"seen": _seen(page)})
    address = f"/facts/{Fact.objects.get(kind='category').id}/end"
    assert address in client.get(f"/elders/{elder_id}").content.decode()
    page = client.post(address, {"until_on": DAY.isoformat()}).content.decode()
    assert "2 餐要重新核算" in page
    assert Fact.objects.get(kind="category").until_on == date(2030, 1, 1)
    client.post(address, {"until_on": DAY.isoformat(), "seen": _seen(page)})
    assert Fact.objects.get(kind="category").until_on == DAY
    assert address not in client.get(f"/elders/{elder_id}").content.decode()
    told = client.post(address, {"until_on": "2026-11-10"}).content.decode()
    assert "这条记录已经结束" in told
    whole_books()
