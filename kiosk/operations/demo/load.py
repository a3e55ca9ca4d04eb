"""Loads the whole trial in the order of life: places and people, money and rules, meals, two months at the table."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from canteen.core.month import Month
from canteen.core.sitting import ZONE, service_day, sitting_at
from canteen.operations.credentials import replace_credential
from canteen.queries.staff import actor_by_id
from kiosk.operations.demo import cast
from kiosk.operations.demo.funding import FIRST_LONGEVITY_FEN, allot_months, allot_rest, bring_funds
from kiosk.operations.demo.history import Door, Visit, eat_sitting, instant
from kiosk.operations.demo.kitchen import offer_meals
from kiosk.operations.demo.registry import Diner, Registry, card_number, register_all
from kiosk.operations.devices import Enrolled, enrol, open_enrolment
from ordering.operations.orders import place_order
from ordering.queries.menu import menu
from settlement.operations.policies import approve_policy, draft_policy
from settlement.queries.policies import policy_document

POLICY = Path(__file__).with_name("policy.json")
DAYS_AHEAD = 14
LONGEVITY_FEN = 100  # what policy.json gives from ninety on
VERY_OLD = 90
LOSES_HER_CARD = 10  # her place in the cast
LOST_AFTER_DAYS = 12
ORDERS_AHEAD = 4

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was made: the registry, the device of the history with its secret, decisions counted, days."""

    registry: Registry
    device: Enrolled
    counts: dict[str, int]
    held: int
    replaced_card: str
    ordered_ahead: str
    today: date
    months: tuple[Month, Month, Month]


def load(*, seed: int, now: datetime, say: Say = lambda words: None, since: date | None = None) -> Loaded:
    """Load the trial into an empty database as of `now`; the same seed and day make the same town.

    The elders eat from the first of last month on, or only from `since`.
    """
    today = service_day(now)
    this = Month.of(today)
    months = (this.previous(), this, this.next())
    founded_on = months[0].previous().first
    founded_at = _local(founded_on, 9)
    say("places, staff, elders and cards")
    registry = register_all(random=Random(seed), today=today, founded_at=founded_at, founded_on=founded_on)
    say("funds, allotments and the policy")
    finance = registry.actor("finance", founded_on)
    bring_funds(finance=finance, district_id=registry.district_id, town_id=registry.town_id, now=founded_at)
    allot_months(finance=finance, canteen_id=registry.canteen_id, months=months, now=founded_at, short=months[0])
    _put_policy_in_force(registry, from_on=months[0].first, at=founded_at)
    say("meals")
    days = tuple(_days(months[0].first, today + timedelta(days=DAYS_AHEAD + 1)))
    offer_meals(
        manager=registry.actor("manager", founded_on),
        canteen_id=registry.canteen_id,
        days=days,
        seed=seed,
        now=founded_at,
    )
    say("two months of check-ins")
    device = _enrol(registry, founded_at, founded_on)
    past = _Past(registry, Door(device.kiosk_id, registry.canteen_id), Random(seed + 1), months[0])
    past.live_through(max(since or months[0].first, months[0].first), today)
    past.door.call(now)
    ahead = _order_ahead(registry, past.diners[ORDERS_AHEAD], now)
    return Loaded(
        registry=replace(registry, diners=past.diners),
        device=device,
        counts=past.door.counts,
        held=past.held,
        replaced_card=card_number(LOSES_HER_CARD),
        ordered_ahead=ahead,
        today=today,
        months=months,
    )


def load_missing(*, manager_id: UUID, finance_id: UUID, canteen_id: UUID, seed: int, now: datetime) -> int:
    """Bring a trial of earlier days up to `now`: meals for the next fortnight, allotments of two months.

    Returns how much was missing: nothing on the day the trial was loaded.
    """
    today = service_day(now)
    months = (Month.of(today), Month.of(today).next())
    finance = actor_by_id(staff_id=finance_id, on=today)
    manager = actor_by_id(staff_id=manager_id, on=today)
    allotted = allot_months(finance=finance, canteen_id=canteen_id, months=months, now=now)
    days = tuple(_days(today, today + timedelta(days=DAYS_AHEAD + 1)))
    return allotted + offer_meals(manager=manager, canteen_id=canteen_id, days=days, seed=seed, now=now)


def _put_policy_in_force(registry: Registry, from_on: date, at: datetime) -> None:
    document = json.loads(POLICY.read_text(encoding="utf-8"))
    on = service_day(at)
    policy_id = draft_policy(
        actor=registry.actor("clerk", on), region_id=registry.town_id, document=document, from_on=from_on, now=at
    )
    finance = registry.actor("finance", on)
    shown, _ = policy_document(actor=finance, policy_id=policy_id)
    approve_policy(actor=finance, policy_id=policy_id, seen_digest=shown.digest, now=at)


def _enrol(registry: Registry, at: datetime, on: date) -> Enrolled:
    manager = registry.actor("manager", on)
    code = open_enrolment(actor=manager, canteen_id=registry.canteen_id, name="门口终端", now=at)
    return enrol(code=code, now=at)


def _order_ahead(registry: Registry, diner: Diner, now: datetime) -> str:
    """Place one order, yesterday afternoon, for the sitting that is on now; returns whose."""
    seat = sitting_at(now, cast.HOURS)
    offered = menu(canteen_id=registry.canteen_id, service_on=seat.service_on, sitting=seat.sitting.value)
    place_order(
        actor=registry.actor("counter", seat.service_on),
        meal_id=offered[0].id,
        elder_id=diner.elder_id,
        now=_local(seat.service_on - timedelta(days=1), 15),
    )
    return diner.name


class _Past:
    """The days before today, one after the other."""

    def __init__(self, registry: Registry, door: Door, random: Random, first: Month) -> None:
        self.registry, self.door, self.random, self.first = registry, door, random, first
        self.diners = registry.diners
        self.held = 0
        self._longevity_fen = 0

    def live_through(self, first: date, today: date) -> None:
        """Let every sitting from a day on and before today happen."""
        for number, day in enumerate(_days(first, today)):
            for window in cast.HOURS:
                for visit in eat_sitting(
                    door=self.door, random=self.random, diners=self.diners, day=day, window=window
                ):
                    self._count_along(visit, day)
            if number == LOST_AFTER_DAYS:
                self._replace_card(day)

    def _count_along(self, visit: Visit, day: date) -> None:
        """When the short allotment runs out, one meal is held; then finance allots the rest."""
        if visit.diner.age < VERY_OLD or not self.first.contains(day) or self.held:
            return
        self._longevity_fen += LONGEVITY_FEN
        if self._longevity_fen > FIRST_LONGEVITY_FEN:
            self.held += 1
            allot_rest(
                finance=self.registry.actor("finance", day),
                canteen_id=self.registry.canteen_id,
                month=self.first,
                now=visit.at + timedelta(seconds=30),
            )

    def _replace_card(self, day: date) -> None:
        """A card is lost and replaced in the evening; next day somebody holds the old one to the screen (K8)."""
        lost = self.diners[LOSES_HER_CARD]
        at = instant(day=day, window=cast.HOURS[-1], minutes=30, at_close=True)
        new = replace_credential(
            actor=self.registry.actor("clerk", day),
            credential_id=lost.card_id,
            number=card_number(len(cast.ELDERS) + LOSES_HER_CARD),
            now=at,
            reason="遗失补办",
        )
        found = replace(lost, card_number=new.code, card_id=new.id)
        self.diners = tuple(found if diner is lost else diner for diner in self.diners)
        self.door.send("present", at + timedelta(minutes=5), presented=lost.card_number)


def _days(first: date, end: date) -> Iterator[date]:
    while first < end:
        yield first
        first += timedelta(days=1)


def _local(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=ZONE)
