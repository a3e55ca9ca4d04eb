"""Attempts as a kiosk sends them, for tests: one function a kind, and one that hands a batch in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from canteen.models.ids import new_id
from kiosk.core.receipt import Receipt
from kiosk.models import Kiosk
from kiosk.operations.take_attempt import Sender, take_attempt
from tests.town import TIMETABLE

_sequence = 0


def card(code: str, made_at: datetime, **more: Any) -> dict[str, Any]:
    """A card held to the screen."""
    return _item("present", made_at, presented=code, **more)


def second(elder_id: UUID, made_at: datetime, staff: str | None, **more: Any) -> dict[str, Any]:
    """A second portion from the counter."""
    return _item("second", made_at, elder=str(elder_id), staff=staff, **more)


def by_name(elder_id: UUID, made_at: datetime, staff: str | None, **more: Any) -> dict[str, Any]:
    """Somebody without a card, found by name at the counter."""
    return _item("name", made_at, elder=str(elder_id), staff=staff, **more)


def void(of: str | UUID | None, made_at: datetime, staff: str | None, **more: Any) -> dict[str, Any]:
    """An undo of a check-in."""
    return _item("void", made_at, of=str(of), staff=staff, **more)


def _item(kind: str, made_at: datetime, **more: Any) -> dict[str, Any]:
    global _sequence
    _sequence += 1
    item = {"id": str(new_id()), "sequence": _sequence, "kind": kind, "made_at": made_at.isoformat(), **more}
    return {key: value for key, value in item.items() if value is not None}


def take(kiosk: Kiosk, item: Any, now: datetime, sent_at: datetime | None = None) -> Receipt:
    """Hand one item in and return its receipt."""
    sender = Sender(kiosk.id, kiosk.canteen_id, kiosk.revoked_at is not None, TIMETABLE, sent_at or now, now)
    return take_attempt(sender=sender, item=item)
