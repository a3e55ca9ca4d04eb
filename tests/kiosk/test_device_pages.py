"""Pages of devices: the code to enrol with is shown once and stands in no address; cutting off is confirmed."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from canteen.models import Duty
from kiosk.models import Contact, EnrolCode, Kiosk
from kiosk.operations.devices import enrol
from tests.town import SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nine_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.views.devices.now", lambda: at(9))


def manager(client: Client, town: Town) -> None:
    Duty.objects.create(staff=town.second, role="manager", canteen=town.canteens[0], from_on=SINCE)
    client.force_login(town.second)


def test_a_code_is_shown_big_and_enrols_one_device(client: Client) -> None:
    town = small_town(kiosks=0)
    manager(client, town)
    page = client.post("/devices/enrolment", {"canteen_id": str(town.canteens[0].id), "name": "门口左侧"})
    digits = re.search(r"<span>([0-9]{4})</span>" * 3, page.content.decode())
    assert digits is not None
    assert '<svg class="qr"' in page.content.decode()
    assert enrol(code="".join(digits.groups()), now=at(9, 5)).name == "门口左侧"
    assert EnrolCode.objects.get().used_at == at(9, 5)
    assert "门口左侧" in client.get("/devices").content.decode()


def test_the_list_tells_the_silent_from_the_live_and_ends_at_the_own_canteens(client: Client) -> None:
    town = small_town(canteens=2, kiosks=2)
    manager(client, town)
    Kiosk.objects.filter(canteen=town.canteens[1]).update(name="别家终端")
    first, second = town.kiosks[:2]
    Contact.objects.filter(kiosk=first).update(at=at(9, on=SINCE))
    assert "别家终端" not in client.get("/devices").content.decode()

    def shown(query: str) -> list[str]:
        return re.findall(r'<th scope="row">(.+?)</th>', client.get(f"/devices?{query}").content.decode())

    assert shown("state=silent") == [first.name]
    assert shown("state=live") == [second.name]
    assert shown("sort=heard") == [first.name, second.name]
    done = client.post(f"/devices/{second.id}/revocation", {"reason": "屏幕坏了"})
    assert (done["Location"], shown("state=revoked")) == ("/devices", [second.name])
    assert client.get(f"/devices/{town.kiosks[2].id}/revocation").status_code == 404


def test_three_and_thirty_devices_take_the_same_statements(client: Client) -> None:
    town = small_town(kiosks=3)
    manager(client, town)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get("/devices")
        counts.append(len(seen))
        for number in range(27):
            Contact.objects.create(
                kiosk=Kiosk.objects.create(
                    canteen=town.canteens[0], name=f"又{number}", secret_digest="x", enrolled_at=at(7)
                ),
                at=at(7),
            )
    assert counts[0] == counts[1] < 12
