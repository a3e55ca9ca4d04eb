"""Unlocks the counter strip of a device by PIN, for a short while (U10, S9)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from canteen.core.errors import Refused
from canteen.core.sitting import service_day
from canteen.queries.pins import staff_by_pin
from kiosk.gateways.signatures import UNLOCKED_FOR, counter_token
from kiosk.models import WrongPin

MOST_WRONG = 5
WITHIN = timedelta(minutes=10)


class PinWrong(Refused):
    """This PIN belongs to nobody who works here today."""

    code = "pin-wrong"
    zh = "口令不正确"


class PinTriedTooOften(Refused):
    """Too many wrong PINs on this device; wait ten minutes."""

    code = "pin-tried-too-often"
    zh = "口令错误次数过多，请十分钟后再试"


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Who unlocked the strip, what its attempts carry from now on, and until when."""

    staff: str
    token: str
    until: datetime


def unlock_strip(*, kiosk_id: UUID, canteen_id: UUID, pin: str, now: datetime) -> Unlocked:
    """Return the token of an unlocked strip; PinWrong, PinTriedTooOften."""
    if WrongPin.objects.filter(kiosk_id=kiosk_id, at__gt=now - WITHIN).count() >= MOST_WRONG:
        raise PinTriedTooOften()
    found = staff_by_pin(canteen_id=canteen_id, pin=pin, on=service_day(now))
    if found is None:
        WrongPin.objects.create(kiosk_id=kiosk_id, at=now)
        raise PinWrong()
    staff_id, name = found
    return Unlocked(name, counter_token(staff_id=staff_id, kiosk_id=kiosk_id, now=now), now + UNLOCKED_FOR)
