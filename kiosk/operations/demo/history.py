"""Lets the trial's elders eat through the past: every attempt takes the way of a real one, device, list and promise."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from canteen.core.sitting import ZONE, Window
from canteen.models.ids import new_id
from kiosk.core.receipt import Receipt
from kiosk.operations.demo import cast
from kiosk.operations.demo.registry import Diner
from kiosk.operations.devices import heard_of
from kiosk.operations.price_list import KioskList, list_for
from kiosk.operations.strip import unlock_strip
from kiosk.operations.take_attempt import Sender, take_attempt

QR_PERCENT = 30
AGAIN_PERCENT = 3
VOID_PERCENT = 1
SECOND_PERCENT = 1
BY_NAME_PERCENT = 2
UNKNOWN_PERCENT = 5  # of sittings
NET_DELAY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """An elder comes to the canteen at an instant."""

    at: datetime
    diner: Diner


@dataclass(slots=True)
class Door:
    """The device at the canteen's door, and how far its sequence has come."""

    kiosk_id: UUID
    canteen_id: UUID
    sequence: int = 0
    counts: dict[str, int] = field(default_factory=dict)  # decisions so far

    def send(self, kind: str, at: datetime, **more: Any) -> Receipt:
        """Hand in one attempt, made at an instant and arriving a second later."""
        self.sequence += 1
        item = {"id": str(new_id()), "sequence": self.sequence, "kind": kind, "made_at": at.isoformat(), **more}
        came_at = at + NET_DELAY
        sender = Sender(self.kiosk_id, self.canteen_id, False, cast.HOURS, came_at, came_at)
        receipt = take_attempt(sender=sender, item=item)
        self.counts[receipt.decision] = self.counts.get(receipt.decision, 0) + 1
        return receipt

    def call(self, at: datetime) -> None:
        """Let the server note that the device was there."""
        heard_of(kiosk_id=self.kiosk_id, before=datetime.min.replace(tzinfo=UTC), now=at)

    def staff_token(self, at: datetime) -> str:
        """Unlock the counter strip as a person does, by PIN."""
        return unlock_strip(kiosk_id=self.kiosk_id, canteen_id=self.canteen_id, pin=cast.PIN, now=at).token


def eat_sitting(*, door: Door, random: Random, diners: tuple[Diner, ...], day: date, window: Window) -> Iterator[Visit]:
    """Let a sitting of the past happen; yields each visit that was served, for who counts along."""
    opens_at = instant(day=day, window=window)
    listed = list_for(canteen_id=door.canteen_id, hours=cast.HOURS, now=opens_at)
    for visit in _visits(random, diners, day, window):
        receipt = _arrive(door, random, listed, visit)
        if receipt.decision == "served":
            yield visit
            _afterwards(door, random, receipt, listed, visit)
    closes_at = instant(day=day, window=window, at_close=True)
    if random.randrange(100) < UNKNOWN_PERCENT:
        door.send("present", closes_at - timedelta(minutes=20), presented=f"88{random.randrange(10**8):08d}")
    door.call(closes_at)


def instant(*, day: date, window: Window, minutes: int = 0, at_close: bool = False) -> datetime:
    """Return an instant so many minutes after a sitting opens, or closes."""
    start = window.closes if at_close else window.opens
    return (datetime.combine(day, start, tzinfo=ZONE) + timedelta(minutes=minutes)).astimezone(UTC)


def _visits(random: Random, diners: tuple[Diner, ...], day: date, window: Window) -> list[Visit]:
    """Who comes, in order of coming: most of them early, as at every canteen door."""
    opens_at = instant(day=day, window=window)
    longest = (instant(day=day, window=window, at_close=True) - opens_at).seconds - 1800
    lunch = window.sitting == cast.HOURS[0].sitting
    visits = []
    for diner in diners:
        likely = diner.person.lunch_percent if lunch else diner.person.dinner_percent
        if random.randrange(100) < likely:
            second = int(longest * random.random() ** 2)
            visits.append(Visit(opens_at + timedelta(seconds=60 + second), diner))
    return sorted(visits, key=lambda visit: visit.at)


def _arrive(door: Door, random: Random, listed: KioskList, visit: Visit) -> Receipt:
    meal = str(listed.meals[0].id)
    if random.randrange(100) < BY_NAME_PERCENT:
        token = door.staff_token(visit.at)
        return door.send("name", visit.at, meal=meal, elder=str(visit.diner.elder_id), staff=token)
    by_qr = random.randrange(100) < QR_PERCENT
    code = visit.diner.qr_code if by_qr else visit.diner.card_number
    shown = {"presented": visit.diner.qr_text if by_qr else code, "meal": meal}
    entry = listed.entry(code)
    if entry is not None:
        shown |= {"promise": {"fen": entry["fen"], "list": str(listed.id), "proof": entry["p"]}}  # type: ignore[dict-item]
    return door.send("present", visit.at, **shown)


def _afterwards(door: Door, random: Random, receipt: Receipt, listed: KioskList, visit: Visit) -> None:
    """What sometimes follows: the card once more, an undo, a second portion to take home."""
    later = visit.at + timedelta(seconds=random.randrange(45, 150))
    chance = random.randrange(100)
    if chance < AGAIN_PERCENT:
        door.send("present", later, presented=visit.diner.card_number, meal=str(listed.meals[0].id))
    elif chance < AGAIN_PERCENT + VOID_PERCENT and visit.diner.age < 90:
        door.send("void", later, of=str(receipt.id), staff=door.staff_token(later))
    elif chance < AGAIN_PERCENT + VOID_PERCENT + SECOND_PERCENT:
        door.send(
            "second",
            later,
            meal=str(listed.meals[0].id),
            elder=str(visit.diner.elder_id),
            staff=door.staff_token(later),
        )
