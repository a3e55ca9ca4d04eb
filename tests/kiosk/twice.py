"""A town in which one elder was served at two canteens in one sitting, and its pages: the second meal is held (K3)."""

from typing import Any

from django.test import Client
from pytest_django.fixtures import Settings

from canteen.models import Duty
from kiosk.models import Kiosk
from settlement.core import chart
from settlement.models import Allotment, Entry, Hold
from settlement.queries.balances import balance_of
from tests.kiosk.test_apart import served
from tests.settlement.acting import books_of, fund_month
from tests.town import SINCE, Town, at, small_town, stand

NOW = at(16)
TYPED = {"payer": "canteen", "counts": "她在这里吃的", "waits": "卡借给了别人"}


def eaten_twice(settings: Settings) -> Town:
    """She ate at the first canteen for 4.00 and was served at the second too, whose kiosk came on line later."""
    made = small_town(canteens=2, elders=1, allotted_fen={})
    fund_month(made, now=at(7))
    Duty.objects.create(staff=made.clerk, role="finance", region=made.region, from_on=SINCE)
    for place in (0, 1):
        Kiosk.objects.filter(id=made.kiosks[place].id).update(name=f"门{place}")
        served(made, place)
    stand(settings, NOW)
    return made


def meals(town: Town) -> list[Entry]:
    """Both meals, by canteen."""
    return [Entry.objects.get(books=books_of(town, canteen=place), kind="meal") for place in (0, 1)]


FIRST_COUNTS = [
    {"suspense": 0, "canteen": 0, "drawn": 600},
    {"suspense": 1000, "canteen": 0, "drawn": 0},
    {"hers": 400},
]
SECOND_COUNTS = [FIRST_COUNTS[1], FIRST_COUNTS[0], {"hers": 400}]  # a fund bears the rest of it


def borne(town: Town) -> list[dict[str, int]]:
    """What rests in suspense and what the canteen bears, in both; what she owes; what the first drew."""
    both = [
        {
            "suspense": balance_of(address=chart.suspense(place.id)),
            "canteen": balance_of(address=chart.borne(place.id)),
            "drawn": sum(Allotment.objects.filter(canteen=place).values_list("drawn_fen", flat=True)),
        }
        for place in town.canteens
    ]
    return [*both, {"hers": balance_of(address=chart.due(town.elders[0].id))}]


def page(town: Town, place: int) -> str:
    entry = meals(town)[place]
    return f"/months/{entry.books_id}/meals/{entry.id}"


def swap_page(town: Town, place: int, hold: Hold) -> str:
    return f"{page(town, place)}/holds/{hold.id}/swap"


def pressed(client: Client, path: str, **typed: str) -> Any:
    """Fill in the form as the page shows it."""
    return client.post(path, {**TYPED, "seen": seen_on(client, path), **typed})


def seen_on(client: Client, path: str) -> str:
    """What the form sends along of what was shown."""
    form = client.get(path).content.decode().partition('<form class="fields narrow"')[2].partition("</form>")[0]
    return form.partition('name="seen" value="')[2].split('"')[0]
