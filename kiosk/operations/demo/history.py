"""Lets a sitting of the past happen: every attempt takes the way of a real one, device, list and promise."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from canteen.core.scope import Actor
from canteen.core.sitting import ZONE, Window
from kiosk.core.receipt import Receipt
from kiosk.operations.demo import habits
from kiosk.operations.demo.door import Door
from kiosk.operations.demo.drawer import Drawer
from kiosk.operations.demo.residents import Diner
from kiosk.operations.demo.tally import Tally
from kiosk.operations.price_list import KioskList, list_for
from ordering.operations.orders import place_order
from ordering.queries.menu import trays

ORDERED_AT = 15  # o'clock, the day before


@dataclass(frozen=True, slots=True)
class Table:
    """One sitting that is about to happen: where, when, who may come and how many of them do."""

    door: Door
    counter: Actor
    regulars: tuple[Diner, ...]
    day: date
    window: Window
    expected: float
    until: datetime | None = None  # nothing has happened yet from this instant on
    spare: Door | None = None  # a second device, without a network, that takes the last few
    drawer: Drawer | None = None  # for who pays in cash
    again: tuple[Diner, ...] = ()  # who ate elsewhere in this sitting and comes here too, when there is no network


@dataclass(frozen=True, slots=True)
class Visit:
    """An elder comes to the canteen at an instant."""

    at: datetime
    diner: Diner


@transaction.atomic
def eat_sitting(*, table: Table, random: Random, tally: Tally) -> tuple[Diner, ...]:
    """Let a sitting happen in one transaction: orders of the day before, visits, what follows them, its cash drawer.

    Returns who was served, as far as the device heard of it, and went without anything else happening.
    """
    opens_at, closes_at = _instants(table)
    tally.came["sittings"] += 1
    visits = _visits(random, table)
    _order_ahead(random, table, visits, tally)
    # What the device's list says of those who come; that it says it of everybody else changes nothing for them.
    comers = [diner.elder_id for diner in (*(visit.diner for visit in visits), *table.again)]
    listed = list_for(canteen_id=table.door.canteen_id, hours=table.door.hours, now=opens_at, elder_ids=comers)
    offline_from = opens_at + timedelta(minutes=random.randrange(20, 60)) if habits.OFFLINE.happens(random) else None
    tally.came[habits.OFFLINE.key] += offline_from is not None
    last, ate = len(visits) - habits.LATE_EVENTS, list[Diner]()
    if table.drawer is not None:
        table.drawer.open(opens_at)
    for number, visit in enumerate(visits):
        table.door.online = offline_from is None or visit.at < offline_from
        door = table.spare if table.spare is not None and number >= last else table.door
        if _visit(random, door, listed, visit, table.drawer, tally):
            ate.append(visit.diner)
    _come_again(table, listed, closes_at)
    if table.drawer is not None:
        table.drawer.close(closes_at)
    if table.until is None or closes_at <= table.until:
        _close(random, table, closes_at, tally)
    elif not table.door.online:
        table.door.deliver(table.until)
    return tuple(ate)


def instant(*, day: date, window: Window, minutes: int = 0, at_close: bool = False) -> datetime:
    """Return an instant so many minutes after a sitting opens, or closes."""
    start = window.closes if at_close else window.opens
    return (datetime.combine(day, start, tzinfo=ZONE) + timedelta(minutes=minutes)).astimezone(UTC)


def _instants(table: Table) -> tuple[datetime, datetime]:
    return (
        instant(day=table.day, window=table.window),
        instant(day=table.day, window=table.window, at_close=True),
    )


def _visits(random: Random, table: Table) -> list[Visit]:
    """Who comes, in order of coming: most of them early, as at every canteen door."""
    opens_at, closes_at = _instants(table)
    longest = (closes_at - opens_at).seconds - 1800
    likely = [(diner, _likely(diner, table.window)) for diner in table.regulars]
    whole = sum(percent for _, percent in likely)
    # Regulars come each as she is used to; together as many as are expected.
    fit = table.expected / whole if whole else 0.0
    visits = []
    for diner, percent in likely:
        comes, second = random.random() < percent * fit, int(longest * random.random() ** 2)
        at = opens_at + timedelta(seconds=60 + second)
        if comes and (table.until is None or at < table.until):
            visits.append(Visit(at, diner))
    return sorted(visits, key=lambda visit: visit.at)


def _likely(diner: Diner, window: Window) -> float:
    return float(diner.person.lunch_percent if window.sitting == "lunch" else diner.person.dinner_percent)


def _order_ahead(random: Random, table: Table, visits: list[Visit], tally: Tally) -> None:
    """Some ordered the day before; a few who did so do not come."""
    ordered = [visit.diner for visit in visits if habits.ORDERED_AHEAD.happens(random)]
    missing = [diner for diner in ordered if habits.NO_SHOW.happens(random)]
    tally.came[habits.ORDERED_AHEAD.key] += len(ordered) - len(missing)
    tally.came["orders"] += len(ordered)
    tally.came[habits.NO_SHOW.key] += len(missing)
    visits[:] = [visit for visit in visits if visit.diner not in missing]
    tally.came["visits"] += len(visits)
    tally.came["walk_in"] += len(visits) - (len(ordered) - len(missing))
    if not ordered:
        return
    offered = trays(canteen_id=table.door.canteen_id, service_on=table.day, sitting=table.window.sitting.value)
    placed_at = datetime.combine(table.day - timedelta(days=1), datetime.min.time(), tzinfo=ZONE)
    for number, diner in enumerate(ordered):
        place_order(
            actor=table.counter,
            meal_id=offered[0].id,
            elder_id=diner.elder_id,
            now=(placed_at + timedelta(hours=ORDERED_AT, minutes=number)).astimezone(UTC),
        )


def _visit(random: Random, door: Door, listed: KioskList, visit: Visit, drawer: Drawer | None, tally: Tally) -> bool:
    """One comes; whether she was served, as far as the device heard of it, and nothing else happened."""
    receipt = _arrive(random, door, listed, visit, tally)
    if receipt is None or receipt.decision != "served":
        return False
    tally.came["served_online"] += 1
    if drawer is not None:
        drawer.take(visit.diner.elder_id, visit.at)
    is_all = _afterwards(random, door, receipt, listed, visit, tally)
    if drawer is not None and not is_all:
        drawer.give_back(visit.diner.elder_id, visit.at)
    return is_all


def _come_again(table: Table, listed: KioskList, closes_at: datetime) -> None:
    """The network goes, and who ate elsewhere shows the card here too; the device knows no better and says "done"."""
    for number, diner in enumerate(table.again):
        table.door.online = False
        shown_at = closes_at - habits.TWICE_BEFORE_CLOSING + timedelta(minutes=number)
        more = {"presented": diner.card_number, "meal": str(listed.meals[0].id), **_promise(listed, diner.card_number)}
        table.door.send("present", shown_at, **more)


def _arrive(random: Random, door: Door, listed: KioskList, visit: Visit, tally: Tally) -> Receipt | None:
    meal = str(listed.meals[0].id)
    if habits.BY_NAME.happens(random):
        tally.came[habits.BY_NAME.key] += 1
        token = door.staff_token(visit.at)
        return door.send("name", visit.at, meal=meal, elder=str(visit.diner.elder_id), staff=token)
    code = shown = visit.diner.card_number
    if visit.diner.printed is not None:
        tally.came["visits_with_code"] += 1
        if habits.QR.happens(random):
            tally.came[habits.QR.key] += 1
            code, shown = visit.diner.printed.code, visit.diner.printed.text
    return door.send("present", visit.at, presented=shown, meal=meal, **_promise(listed, code))


def _promise(listed: KioskList, code: str) -> dict[str, Any]:
    """What the device's list promises the holder of a credential, as the device sends it along."""
    entry = listed.entry(code)
    if entry is None:
        return {}
    return {"promise": {"fen": entry["fen"], "list": str(listed.id), "proof": entry["p"]}}


def _afterwards(random: Random, door: Door, receipt: Receipt, listed: KioskList, visit: Visit, tally: Tally) -> bool:
    """What sometimes follows: the card once more, an undo, a second portion to take home; whether nothing did."""
    later = visit.at + timedelta(seconds=random.randrange(45, 150))
    meal, elder = str(listed.meals[0].id), str(visit.diner.elder_id)
    if habits.REPEAT.happens(random):
        tally.came[habits.REPEAT.key] += 1
        door.send("present", later, presented=visit.diner.card_number, meal=meal)
    elif habits.VOID.happens(random):
        tally.came[habits.VOID.key] += 1
        door.send("void", later, of=str(receipt.id), staff=door.staff_token(later))
    elif habits.SECOND.happens(random):
        tally.came[habits.SECOND.key] += 1
        door.send("second", later, meal=meal, elder=elder, staff=door.staff_token(later))
    else:
        return True
    return False


def _close(random: Random, table: Table, closes_at: datetime, tally: Tally) -> None:
    """After the last guest: what was kept is handed in, and the device says good night."""
    door = table.door
    if not door.online:
        closes_at += habits.BACK_ONLINE_AFTER
        door.deliver(closes_at)
    if habits.UNKNOWN_CARD.happens(random):
        tally.came[habits.UNKNOWN_CARD.key] += 1
        door.send("present", closes_at - timedelta(minutes=20), presented=f"88{random.randrange(10**8):08d}")
    door.call(closes_at)
