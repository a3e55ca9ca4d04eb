"""One death, one move: the later meals are shown before anything is written, and their subsidies held when it is."""

from datetime import date, timedelta

import pytest
from django.test import Client

from canteen.gateways import vault
from canteen.models import Duty, Fact
from canteen.models.ids import new_id
from settlement.core.shares import HoldCode
from settlement.models import Hold
from tests.settlement.acting import eat, fund_month
from tests.town import DAY, SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db
DAYS = tuple(DAY + timedelta(days=number) for number in range(3))


@pytest.fixture(autouse=True)
def _the_evening_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("settlement.views.partings.now", lambda: at(20, on=DAYS[-1]))


@pytest.fixture
def town(client: Client) -> Town:
    """An elder who eats lunch on three days; a clerk of the town is signed in."""
    made = small_town(allotted_fen={}, days=DAYS, elders=1)
    fund_month(made, now=at(7))
    row_id = new_id()
    Fact.objects.create(
        id=row_id,
        elder=made.elders[0],
        kind="registration",
        value_sealed=vault.seal(str(made.region.id), table="canteen_fact", column="value_sealed", row_id=row_id),
        region=made.region,
        from_on=date(1940, 5, 1),
        recorded_at=at(8),
    )
    Duty.objects.create(staff=made.clerk, role="clerk", region=made.region, from_on=SINCE)
    for day in DAYS:
        eat(made, 0, at(11, on=day))
    client.force_login(made.clerk)
    return made


def recorded() -> list[tuple[str, str]]:
    found = Fact.objects.filter(kind="state").values_list("kind", "from_on")
    return [(kind, str(from_on)) for kind, from_on in found]


def test_what_a_death_touches_is_shown_before_it_is_confirmed(client: Client, town: Town) -> None:
    address = f"/elders/{town.elders[0].id}/death"
    first = client.post(address, {"from_on": str(DAYS[0]), "evidence": "殡葬证"})
    page = first.content.decode()
    assert (first.status_code, "那天以后有 2 餐" in page, recorded()) == (200, True, [])
    seen = page.split('name="seen" value="')[1].split('"')[0]
    # Somebody who saw other figures is asked again.
    client.post(address, {"from_on": str(DAYS[0]), "evidence": "殡葬证", "seen": "1:100"})
    assert recorded() == []
    done = client.post(address, {"from_on": str(DAYS[0]), "evidence": "殡葬证", "seen": seen})
    assert done["Location"] == f"/elders/{town.elders[0].id}"
    assert recorded() == [("state", str(DAYS[0]))]
    assert set(Hold.objects.values_list("reason", flat=True)) == {HoldCode.AFTER_DEATH.value}
    assert sum(Hold.objects.values_list("fen", flat=True)) == int(seen.split(":")[1])


def test_a_death_today_touches_nothing_and_one_tomorrow_is_refused(client: Client, town: Town) -> None:
    address = f"/elders/{town.elders[0].id}/death"
    refused = client.post(address, {"from_on": str(DAYS[-1] + timedelta(days=1))})
    assert (refused.status_code, "不能晚于今天。" in refused.content.decode(), recorded()) == (422, True, [])
    assert client.post(address, {"from_on": str(DAYS[-1])}).status_code == 302
    assert (recorded(), Hold.objects.count()) == ([("state", str(DAYS[-1]))], 0)


def test_who_leaves_the_district_is_held_from_that_day(client: Client, town: Town) -> None:
    address = f"/elders/{town.elders[0].id}/move"
    form = {"kind": "registration", "region": "outside", "from_on": str(DAYS[1]), "evidence": ""}
    page = client.post(address, form).content.decode()
    assert "那天以后有 2 餐" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert client.post(address, {**form, "seen": seen})["Location"] == "/elders"
    assert recorded() == [("state", str(DAYS[1]))]
    assert set(Hold.objects.values_list("reason", flat=True)) == {HoldCode.AFTER_MOVE.value}


def test_a_move_within_the_town_touches_no_meal(client: Client, town: Town) -> None:
    address = f"/elders/{town.elders[0].id}/move"
    form = {"kind": "residence", "region": str(town.region.id), "from_on": str(DAYS[1]), "evidence": ""}
    client.post(address, {**form, "kind": "registration"})
    assert (Hold.objects.count(), Fact.objects.filter(kind="registration").count()) == (0, 2)
