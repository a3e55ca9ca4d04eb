"""Loads the whole trial in the order of life: places and people, money and rules, meals, two months at the table."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from canteen.core.month import Month
from canteen.core.sitting import ZONE, service_day, sitting_at
from canteen.queries.staff import actor_by_id
from kiosk.operations.demo import cast, habits
from kiosk.operations.demo.door import Door
from kiosk.operations.demo.forecast import days, forecast
from kiosk.operations.demo.funding import (
    LONGEVITY,
    LONGEVITY_FEN,
    VERY_OLD,
    allot_months,
    bring_funds,
    monthly_fen,
    put_policies_in_force,
)
from kiosk.operations.demo.gazetteer import district_plan
from kiosk.operations.demo.kitchen import offer_meals
from kiosk.operations.demo.last_month import has_spare
from kiosk.operations.demo.past import LOSES_HER_CARD, Past
from kiosk.operations.demo.people import ElderPlan, elders_plan
from kiosk.operations.demo.registry import Hall, Registry, register_places
from kiosk.operations.demo.residents import Diner, card_number, register_residents, regulars_of
from kiosk.operations.demo.scale import Scale, scale_named
from kiosk.operations.demo.tally import Tally
from kiosk.operations.devices import Enrolled, enrol, open_enrolment
from ordering.operations.orders import place_order
from ordering.queries.menu import menu
from settlement.core.shares import HoldCode
from settlement.queries.holds import open_holds

DAYS_AHEAD: Final = 14
ORDERS_AHEAD: Final = 4  # her place in the cast
DOOR: Final = "门口终端"
SPARE: Final = "备用终端"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was made: places, who is on the sheet, the device of the main canteen with its secret, counts, days."""

    scale: Scale
    registry: Registry
    elders: int
    diners: tuple[Diner, ...]  # the cast
    device: Enrolled
    tally: Tally
    monthly_fen: Mapping[UUID, Mapping[str, int]]  # what each canteen is allotted each month, by fund
    replaced_card: str
    ordered_ahead: str
    today: date
    months: tuple[Month, Month, Month]


def load(*, seed: int, now: datetime, scale: Scale, say: Say = lambda words: None, since: date | None = None) -> Loaded:
    """Load the trial into an empty database as of `now`; the same seed, scale and day make the same town.

    The elders eat from the first of last month on, or only from `since`.
    """
    build = _Build(seed, now, scale, say)
    build.places()
    build.people()
    build.money()
    build.meals()
    return build.life(since)


def load_missing(*, sheet: Mapping[str, Any], now: datetime) -> int:
    """Bring a trial of earlier days up to `now`: meals for the next fortnight, allotments of two months.

    `sheet` is what the trial handed out when it was loaded. Returns how much was missing: nothing on that very day.
    """
    today = service_day(now)
    months = (Month.of(today), Month.of(today).next())
    ahead = tuple(days(first=today, end=today + timedelta(days=DAYS_AHEAD + 1)))
    finance = actor_by_id(staff_id=UUID(sheet["finance"]), on=today)
    plan = district_plan(scale=scale_named(sheet["scale"]), seed=sheet["seed"])
    made = 0
    for place, known in zip(plan.canteens, sheet["canteens"], strict=True):
        canteen_id, fund_key = UUID(known["id"]), plan.town(place.town).fund_key
        hall = Hall(place, canteen_id, fund_key, known["manager"], known["counter"])
        made += allot_months(
            finance=finance,
            fund_key=fund_key,
            canteen_id=canteen_id,
            monthly=known["monthly_fen"],
            months=months,
            now=now,
        )
        manager = actor_by_id(staff_id=UUID(known["manager_id"]), on=today)
        made += offer_meals(manager=manager, hall=hall, days=ahead, seed=sheet["seed"], now=now)
    return made


class _Build:
    """The town while it is being built, one stage after the other."""

    registry: Registry
    regulars: dict[UUID, tuple[Diner, ...]]
    rest_fen: int

    def __init__(self, seed: int, now: datetime, scale: Scale, say: Say) -> None:
        self.seed, self.now, self.scale, self.say = seed, now, scale, say
        self.today = service_day(now)
        this = Month.of(self.today)
        self.months = (this.previous(), this, this.next())
        self.founded_on = self.months[0].previous().first
        self.founded_at = _local(self.founded_on, 9)
        self.plan = district_plan(scale=scale, seed=seed)
        self.elders = 0

    def places(self) -> None:
        """Towns, canteens, points, staff."""
        plan = self.plan
        self.say(f"{len(plan.towns)} towns, {len(plan.canteens)} canteens, {len(plan.points)} meal points, their staff")
        self.registry = register_places(
            plan=plan, seed=self.seed, founded_at=self.founded_at, founded_on=self.founded_on
        )
        end = self.today + timedelta(days=1)
        self.expected = forecast(scale=self.scale, halls=self.registry.halls, first=self.months[0].first, end=end)

    def people(self) -> None:
        """Elders with facts and cards, town by town; who eats where."""
        self.say(f"{self.scale.elders:,} elders with their facts and cards")
        invented = elders_plan(plan=self.plan, seed=self.seed, today=self.today, first=self.months[0].first)
        by_town: dict[str, list[ElderPlan]] = {}
        for one in invented:
            by_town.setdefault(one.town, []).append(one)
        diners: list[Diner] = []
        for town in self.plan.towns:
            diners += register_residents(
                registry=self.registry,
                town=town,
                people=by_town[town.key],
                numbered_from=self.elders,
                at=self.founded_at,
                on=self.founded_on,
            )
            self.elders += len(by_town[town.key])
        best = self.expected.best
        wanted = {canteen_id: 1 + int(best[canteen_id] * habits.REGULARS_PERCENT / 100) for canteen_id in best}
        self.regulars = regulars_of(registry=self.registry, diners=diners, wanted=wanted, seed=self.seed)

    def money(self) -> None:
        """Funds, the policy in each town, allotments; one of them begins short."""
        self.say(f"funds, {len(self.plan.towns)} policies, allotments of {len(self.registry.halls)} canteens")
        registry, main = self.registry, self.registry.halls[0]
        finance = registry.actor("finance", self.founded_on)
        bring_funds(registry=registry, finance=finance, now=self.founded_at)
        put_policies_in_force(registry=registry, from_on=self.months[0].first, on=self.founded_on, at=self.founded_at)
        short_fen = self._pot_fen(main)
        self.rest_fen = self.monthly(main)[LONGEVITY] - short_fen
        for hall in registry.halls:
            allot_months(
                finance=finance,
                fund_key=hall.fund_key,
                canteen_id=hall.canteen_id,
                monthly=self.monthly(hall),
                months=self.months,
                now=self.founded_at,
                short_fen={(LONGEVITY, self.months[0]): short_fen} if hall.is_main else None,
            )

    def monthly(self, hall: Hall) -> dict[str, int]:
        """What a canteen is allotted each month, by fund."""
        return monthly_fen(meals=max(self.expected.meals(hall, month) for month in self.months))

    def meals(self) -> None:
        """What is cooked, two months back and a fortnight ahead."""
        self.say(f"meals of {len(self.registry.halls)} canteens")
        all_days = tuple(days(first=self.months[0].first, end=self.today + timedelta(days=DAYS_AHEAD + 1)))
        for hall in self.registry.halls:
            manager = self.registry.actor(hall.manager, self.founded_on)
            offer_meals(manager=manager, hall=hall, days=all_days, seed=self.seed, now=self.founded_at)

    def life(self, since: date | None) -> Loaded:
        """Everybody eats until now."""
        first = max(since or self.months[0].first, self.months[0].first)
        self.say(f"about {self.scale.check_ins:,} check-ins from {first} on")
        registry, tally = self.registry, Tally()
        devices = self._enrol_all()
        past = Past(
            registry=registry,
            doors={hall.canteen_id: _door(hall, devices[hall.canteen_id, DOOR], tally) for hall in registry.halls},
            spares={
                hall.canteen_id: _door(hall, devices[hall.canteen_id, SPARE], tally, online=False)
                for hall in registry.halls
                if has_spare(hall)
            },
            regulars=self.regulars,
            expected=self.expected,
            months=self.months,
            seed=self.seed,
            now=self.now,
            tally=tally,
            rest_fen=self.rest_fen,
            say=self.say,
        )
        past.live_through(first=first, today=self.today)
        held = Counter(hold.reason for hold in open_holds(actor=registry.actor("finance", self.today)))
        tally.came["held"], tally.came["eaten_twice"] = held[HoldCode.HELD], held[HoldCode.EATEN_TWICE]
        of_cast = tuple(diner for diner in past.regulars[registry.canteen_id] if diner.person in cast.ELDERS)
        return Loaded(
            scale=self.scale,
            registry=registry,
            elders=self.elders,
            diners=of_cast,
            device=devices[registry.canteen_id, DOOR],
            tally=tally,
            monthly_fen={hall.canteen_id: self.monthly(hall) for hall in registry.halls},
            replaced_card=past.replaced_card or card_number(number=LOSES_HER_CARD),
            ordered_ahead=_order_ahead(registry, of_cast[ORDERS_AHEAD], self.now),
            today=self.today,
            months=self.months,
        )

    def _pot_fen(self, main: Hall) -> int:
        """What the very old among the main canteen's regulars draw in the first days of a month."""
        regulars = self.regulars[main.canteen_id]
        whole = sum(diner.person.lunch_percent for diner in regulars)
        old = sum(diner.person.lunch_percent for diner in regulars if diner.age >= VERY_OLD)
        daily = self.expected.best[main.canteen_id] * (1 + habits.DINNER_PERCENT / 100) * old / whole
        return max(1, round(daily * habits.POT_DAYS)) * LONGEVITY_FEN

    @transaction.atomic
    def _enrol_all(self) -> dict[tuple[UUID, str], Enrolled]:
        """A device at the door of each canteen, and a spare one where it will be forgotten."""
        found = {}
        for hall in self.registry.halls:
            manager = self.registry.actor(hall.manager, self.founded_on)
            for name in (DOOR, SPARE) if has_spare(hall) else (DOOR,):
                code = open_enrolment(actor=manager, canteen_id=hall.canteen_id, name=name, now=self.founded_at)
                found[hall.canteen_id, name] = enrol(code=code, now=self.founded_at)
        return found


def _door(hall: Hall, device: Enrolled, tally: Tally, *, online: bool = True) -> Door:
    return Door(device.kiosk_id, hall.canteen_id, hall.plan.hours, tally, online=online)


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


def _local(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=ZONE)
