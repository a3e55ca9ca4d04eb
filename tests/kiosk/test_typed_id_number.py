"""An ID number that is typed at the counter, or held to a kiosk's reader, is kept nowhere in plain (S1, S11)."""

import json
import logging

import pytest
from django.core import serializers

from kiosk.models import CheckIn
from tests.county import id_number
from tests.kiosk.attempts import card, take
from tests.kiosk.desk import entered, place
from tests.town import at, small_town

pytestmark = pytest.mark.django_db
NUMBER = id_number(7)


def everything() -> str:
    """All that every table of the four rooms holds, as text."""
    from django.apps import apps

    rooms = ("canteen", "ordering", "settlement", "kiosk", "sessions")
    models = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    return "\n".join(serializers.serialize("json", model._default_manager.all()) for model in models)


@pytest.mark.parametrize("typed", [NUMBER, NUMBER.lower(), f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"])
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
        assert NUMBER not in text.upper()
        assert NUMBER[6:] not in text.upper()
    assert CheckIn.objects.count() == 0
    assert "没有找到这个号码" in page.content.decode()


def test_held_to_a_reader_it_is_masked_in_the_attempt() -> None:
    town = small_town(elders=1)
    receipt = take(town.kiosks[0], card(NUMBER, at(11)), at(11))
    assert receipt.id is not None
    row = CheckIn.objects.get(id=receipt.id)
    assert (row.decision, NUMBER[6:] in everything()) == ("quarantined", False)
    assert json.dumps(row.evidence).count("*") == 14
