"""The counter's token is good from the unlocking on and for five minutes, on one device (U10)."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from canteen.models.ids import new_id
from kiosk.gateways.signatures import counter_token, mark_of, staff_unlocked
from tests.town import at

STAFF, KIOSK, NOW = new_id(), new_id(), at(11, 5)


@pytest.mark.parametrize(
    ("after", "good"),
    [(-61, False), (-60, True), (0, True), (300, True), (301, False)],
)
def test_a_token_counts_from_its_unlocking_for_five_minutes(after: int, good: bool) -> None:
    """An undo dated back to before the unlocking would make the ten minutes of one person last for ever."""
    token = counter_token(staff_id=STAFF, kiosk_id=KIOSK, now=NOW)
    found = staff_unlocked(token=token, kiosk_id=KIOSK, at=NOW + timedelta(seconds=after))
    assert found == (STAFF if good else None)


def test_another_devices_token_and_a_changed_one_are_nobodys() -> None:
    token = counter_token(staff_id=STAFF, kiosk_id=KIOSK, now=NOW)
    assert staff_unlocked(token=token, kiosk_id=new_id(), at=NOW) is None
    assert staff_unlocked(token=token.replace(STAFF.hex, new_id().hex), kiosk_id=KIOSK, at=NOW) is None
    assert staff_unlocked(token="a:b", kiosk_id=KIOSK, at=NOW) is None


def test_what_was_sent_is_marked_with_a_key(settings: Settings) -> None:
    item = {"presented": "330503194005010011"}
    first = mark_of(item)
    settings.NUANCAN_LOOKUP_KEY = b"another key of thirty-two bytes!"
    assert len(first) == 64
    assert mark_of(item) != first
