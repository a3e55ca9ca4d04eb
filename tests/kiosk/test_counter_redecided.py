"""What the counter says a meal costs her is what stands: decided anew, held or swapped since it was served (D14)."""

import re
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from kiosk.models import CheckIn
from kiosk.queries.today import today
from settlement.models import Hold
from settlement.operations.holds import hold_share
from settlement.queries.meal_due import meal_due
from tests.kiosk.desk import desk_path, entered, words
from tests.kiosk.twice import eaten_twice, meals, pressed, swap_page
from tests.settlement.acting import eat, maker, undo
from tests.settlement.test_redecisions import LATER, NEXT, granted, town_of_one
from tests.town import DAY, Town, add_elder, at, stand

pytestmark = pytest.mark.django_db


def listed(client: Client, town: Town, canteen: int = 0) -> list[object]:
    """The yuan of the day's attempts as the table to keep has them, in the order they came."""
    answer = client.get(desk_path(town, "?export=xlsx&sort=time", canteen))
    _, *rows = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].values
    return [row[7] for row in rows]


def strip(town: Town, canteen: int = 0) -> list[int | None]:
    """What the kiosk's strip says, newest first."""
    seen = today(canteen_id=town.canteens[canteen].id, service_on=DAY, now=at(17))
    return [item.elder_fen for item in seen.items]


def test_a_meal_decided_anew_costs_her_what_stands(settings: Settings) -> None:
    town = town_of_one()
    other = add_elder(town, 1)
    undone = eat(town, 1, at(11, 10, on=NEXT))
    undo(town, undone, at(11, 12, on=NEXT))
    stand(settings, LATER)
    client, row = entered(), CheckIn.objects.get(service_on=NEXT, elder=town.elders[0])
    page = client.get(desk_path(town)).content.decode()
    link = re.search(r'hx-get="(/counter/[^"]+/today\?[^"]+)"', page)
    assert link is not None
    again = unescape(link[1])
    assert (client.get(again).status_code, listed(client, town)) == (204, [5, None])
    granted(town)

    answer = client.get(again)
    assert (answer.status_code, "3.00" in words(answer), "5.00" in words(answer)) == (200, True, False)
    assert listed(client, town) == [3, None]
    said = words(client.get(desk_path(town, f"?row={row.id}")))
    assert ("本餐应付 3.00" in said, "5.00" in said) == (True, False)
    assert row.order_id is not None
    assert meal_due(elder_id=town.elders[0].id, order_id=row.order_id) == 300
    seen = today(canteen_id=town.canteens[0].id, service_on=NEXT, now=LATER).items
    served = [(one.elder_id, one.elder_fen) for one in seen if one.decision == "served"]
    assert served == [(other.id, undone.elder_fen), (town.elders[0].id, 300)]


def test_of_swapped_meals_she_bears_the_one_that_counts(settings: Settings) -> None:
    town = eaten_twice(settings)
    client = entered()
    assert [(listed(client, town, place), strip(town, place)) for place in (0, 1)] == [([4], [400]), ([0], [0])]
    assert pressed(entered("clerk"), swap_page(town, 1, Hold.objects.get()), payer="fund:joint").status_code == 302
    assert [(listed(client, town, place), strip(town, place)) for place in (0, 1)] == [([0], [0]), ([4], [400])]
    hold_share(actor=maker(town), entry_id=meals(town)[1].id, payer="elder", reason="x", now=at(16, 5))
    assert (listed(client, town, 1), strip(town, 1)) == ([0], [0])
    row = CheckIn.objects.get(canteen=town.canteens[1], service_on=DAY)
    said = words(client.get(desk_path(town, f"?row={row.id}", 1)))
    assert ("本餐应付 0.00" in said, "本餐已付" in said) == (True, False)
