"""An ID number that is typed at the counter, or held to a kiosk's reader, is kept nowhere in plain (S1, S11)."""

import json
import logging

import pytest
from django.core import serializers

from canteen.models import Credential
from canteen.models.ids import new_id
from kiosk.models import CheckIn
from tests.county import id_number
from tests.kiosk.attempts import card, take
from tests.kiosk.desk import entered, neighbour, place, pressed
from tests.town import at, small_town

pytestmark = pytest.mark.django_db
NUMBER = id_number(7)
WRONG = NUMBER[:16] + str((int(NUMBER[16]) + 1) % 10) + NUMBER[17]
# One digit wrong, one missing, two missing, one too many, and a number of the first generation.
MISTYPED = (WRONG, NUMBER[:17], NUMBER[:16], f"{NUMBER[:17]}12", f"{NUMBER[:6]}{NUMBER[8:17]}")


def everything() -> str:
    """All that every table of the four rooms holds, as text."""
    from django.apps import apps

    rooms = ("canteen", "ordering", "settlement", "kiosk", "sessions")
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    return "\n".join(serializers.serialize("json", model._default_manager.all()) for model in models)


@pytest.mark.parametrize("typed", [NUMBER.lower(), f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", *MISTYPED])
def test_typed_at_the_desk_it_makes_no_attempt(typed: str, caplog: pytest.LogCaptureFixture) -> None:
    town = small_town(elders=1)
    client = entered()
    caplog.set_level(logging.DEBUG)
    answer = client.post(
        f"/counter/{place(town)}/entry", {"find": typed, "press": "0192f000-0000-7000-8000-000000000001"}
    )
    there = answer["Location"]
    page = client.get(there)
    seeking = client.post(f"/counter/{place(town)}/found", {"find": typed})
    assert (answer.status_code, page.status_code, seeking.status_code) == (302, 200, 200)
    for text in (there, page.content.decode(), caplog.text, everything()):
        assert NUMBER[6:15] not in text.upper()
        assert NUMBER[8:15] not in text.upper()
    assert CheckIn.objects.count() == 0
    assert "没有找到这个号码" in page.content.decode()


@pytest.mark.usefixtures("clock")
def test_a_card_that_looks_like_one_is_served_where_it_was_issued() -> None:
    town = small_town(elders=0)
    elder = neighbour(town, 0, "张桂英")
    Credential.objects.create(elder=elder, kind="card", code=WRONG, issued_at=at(8))
    _, shown = pressed(entered(), town, "entry", press=new_id(), find=WRONG)
    assert "本餐应付 4.00" in shown


@pytest.mark.parametrize("held", [NUMBER, *MISTYPED])
def test_held_to_a_reader_it_is_masked_in_the_attempt(held: str) -> None:
    town = small_town(elders=1)
    receipt = take(town.kiosks[0], card(held, at(11)), at(11))
    assert receipt.id is not None
    row = CheckIn.objects.get(id=receipt.id)
    assert (row.decision, NUMBER[8:15] in everything()) == ("quarantined", False)
    assert "****" in json.dumps(row.evidence)
