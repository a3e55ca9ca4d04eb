"""Pages of elders: found without a number in any address, never beyond the own town, opened for a reason."""

import pytest
from django.test import Client

from canteen.core.scope import Role
from canteen.models import Elder
from canteen.operations.credentials import issue_card
from canteen.operations.elders import change_phone, record_fact
from tests.county import NOW, SINCE, County, at, county

pytestmark = pytest.mark.django_db

VIEWS = ("elders", "elder_acts", "cards")


@pytest.fixture(autouse=True)
def _nine_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VIEWS:
        monkeypatch.setattr(f"canteen.views.{name}.now", lambda: at(9))
    monkeypatch.setattr("canteen.config.doorkeeper.now", lambda: at(9), raising=False)


@pytest.fixture
def here(client: Client) -> County:
    """Two towns; the clerk of the first is signed in."""
    made = county()
    client.force_login(_staff(made, Role.CLERK))
    return made


def _staff(made: County, role: Role):  # type: ignore[no-untyped-def]
    from canteen.models import Staff

    return Staff.objects.get(id=made.here.staff[role])


def test_pages_open(client: Client, here: County) -> None:
    first = here.here.elders[0]
    clerk = here.here.actor(Role.CLERK)
    record_fact(actor=clerk, elder_id=first, kind="category", value="dibao", from_on=SINCE, now=NOW)
    change_phone(actor=clerk, elder_id=first, phone="13805720101", now=NOW)
    card = issue_card(actor=clerk, elder_id=first, number="80000001", now=NOW)
    fact = Elder.objects.get(id=first).facts.get(kind="category")
    for address in (
        "/elders", "/elders?category=dibao&age=80-89&state=living&card=yes&sort=-birth&q=张", "/elders?export=xlsx",
        "/elders/registration", f"/elders/{first}", f"/elders/{first}/fact", f"/elders/{first}/death",
        f"/elders/{first}/move", f"/elders/{first}/phone", f"/elders/{first}/id-number", f"/facts/{fact.id}/end",
        "/cards", "/cards?export=xlsx", f"/elders/{first}/card", f"/elders/{first}/printed-card",
        f"/cards/{card.id}/block", f"/cards/{card.id}/replacement",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.content.decode()[-400:])
