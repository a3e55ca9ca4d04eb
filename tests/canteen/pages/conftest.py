"""Pages of the clerk's desk: two towns alike, the hour of the morning, and who is signed in."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.test import Client

from canteen.core.scope import Role
from canteen.models import Staff
from tests.county import County, at, county

VIEWS = (
    "canteen.views.elders", "canteen.views.elder_acts", "canteen.views.cards", "canteen.views.places",
    "canteen.views.place_acts", "canteen.views.hours", "canteen.views.proposals", "canteen.views.desk",
    "canteen.views.organisations", "canteen.views.staff", "canteen.views.deeds",
    "kiosk.views.cards", "kiosk.views.canteen_closing", "kiosk.views.devices", "settlement.views.partings",
    "canteen.config.doorkeeper",
)  # fmt: skip

SignIn = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def _nine_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VIEWS:
        module = import_module(name)
        if hasattr(module, "now"):
            monkeypatch.setattr(module, "now", lambda: at(9))
    monkeypatch.setattr("canteen.gateways.clock.now", lambda: at(9))


@pytest.fixture
def towns(db: None) -> County:
    """Two towns; nobody is signed in yet."""
    return county()


@pytest.fixture
def as_role(towns: County) -> SignIn:
    """Sign in whoever holds a role in the first town."""

    def sign_in(role: Role) -> Client:
        client = Client()
        client.force_login(Staff.objects.get(id=towns.here.staff[role]))
        return client

    return sign_in
