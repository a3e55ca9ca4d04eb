"""A device of the simulation: makes attempts as a kiosk does, hands them in, keeps them while it has no network."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from canteen.core.sitting import Window, always, service_day
from canteen.models.ids import new_id
from kiosk.core.receipt import Receipt
from kiosk.operations.demo import cast, habits
from kiosk.operations.demo.tally import Tally
from kiosk.operations.devices import heard_of
from kiosk.operations.strip import unlock_strip
from kiosk.operations.take_attempt import Sender, take_within


@dataclass(slots=True)
class Door:
    """A device at a canteen, how far its sequence has come, and what it could not hand in yet."""

    kiosk_id: UUID
    canteen_id: UUID
    hours: tuple[Window, ...]
    tally: Tally
    sequence: int = 0
    online: bool = True
    queue: list[dict[str, Any]] = field(default_factory=list)

    def send(self, kind: str, at: datetime, **more: Any) -> Receipt | None:
        """Make an attempt and hand it in a second later; without a network it is kept, and nobody knows the answer."""
        self.sequence += 1
        item = {"id": str(new_id()), "sequence": self.sequence, "kind": kind, "made_at": at.isoformat(), **more}
        if self.online:
            return self._hand_in(item, at + habits.NET_DELAY)
        self.queue.append(item)
        return None

    def deliver(self, at: datetime) -> None:
        """Hand in what was kept, and stay connected."""
        self.online = True
        for item in self.queue:
            receipt = self._hand_in(item, at)
            self.tally.came["late"] += 1
            made_on = service_day(datetime.fromisoformat(item["made_at"]))
            self.tally.came["next_month"] += receipt.decision == "served" and _other_month(made_on, service_day(at))
        self.queue.clear()

    def call(self, at: datetime) -> None:
        """Let the server note that the device was there."""
        heard_of(kiosk_id=self.kiosk_id, before=datetime.min.replace(tzinfo=UTC), now=at)

    def staff_token(self, at: datetime) -> str:
        """Unlock the counter strip as a person does, by PIN."""
        return unlock_strip(kiosk_id=self.kiosk_id, canteen_id=self.canteen_id, pin=cast.PIN, now=at).token

    def _hand_in(self, item: dict[str, Any], came_at: datetime) -> Receipt:
        sender = Sender(self.kiosk_id, self.canteen_id, False, always(self.hours), came_at, came_at)
        receipt = take_within(sender=sender, item=item)
        self.tally.decisions[receipt.decision] += 1
        return receipt


def _other_month(one: Any, other: Any) -> bool:
    return (one.year, one.month) != (other.year, other.month)
