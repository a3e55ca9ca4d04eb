"""The days before today, one after the other: canteens eat, a card is lost, a pot runs dry, last month is closed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from canteen.core.month import Month
from canteen.core.scope import Actor
from canteen.core.sitting import ZONE, Window
from canteen.operations.credentials import replace_credential
from kiosk.operations.demo import cast, habits
from kiosk.operations.demo.door import Door
from kiosk.operations.demo.drawer import Drawer
from kiosk.operations.demo.forecast import Forecast, days, is_open
from kiosk.operations.demo.funding import LONGEVITY
from kiosk.operations.demo.gazetteer import LUNCH
from kiosk.operations.demo.history import Table, eat_sitting, instant
from kiosk.operations.demo.last_month import Step, books_of, has_spare, steps, take_step
from kiosk.operations.demo.registry import Hall, Registry
from kiosk.operations.demo.residents import REPLACEMENTS_FROM, Diner, card_number
from kiosk.operations.demo.tally import Tally
from settlement.operations.funds import allot
from settlement.queries.holds import open_holds

LOSES_HER_CARD = 10  # her place in the cast
SAID_EVERY = 1000  # check-ins

Say = Callable[[str], None]


@dataclass(slots=True)
class Past:
    """What happens, canteen by canteen; each sitting has a seed of its own, so that none depends on another."""

    registry: Registry
    doors: Mapping[UUID, Door]
    spares: Mapping[UUID, Door]
    regulars: dict[UUID, tuple[Diner, ...]]
    expected: Forecast
    months: tuple[Month, Month, Month]
    seed: int
    now: datetime
    tally: Tally
    rest_fen: int  # what the main canteen still lacks of the allotment for the very old
    say: Say
    replaced_card: str = ""
    _actors: dict[str, Actor] = field(default_factory=dict)
    _steps: list[Step] = field(default_factory=list)
    _ate: tuple[Diner, ...] = ()  # at the main canteen's last lunch
    _twice: frozenset[tuple[UUID, date]] = frozenset()  # where and when some of them may come again
    _again: int = 0  # how many did so far
    _said: int = 0

    def live_through(self, *, first: date, today: date) -> None:
        """Let every sitting from a day on until `now` happen, and with it what is done about last month."""
        self._steps = steps(registry=self.registry, this=self.months[1])
        self._twice = self._lunches_of_both(first, today)
        for number, day in enumerate(days(first=first, end=today + timedelta(days=1))):
            self._take_steps(before=day)
            for hall in self.registry.halls:
                self._day(hall, day, today)
            if day < today:
                self.tally.note_day(day)
                if number == min(habits.CARD_LOST_AFTER_DAYS, (today - first).days - 1):
                    self._replace_card(day)
            self._say_how_far(day)
        self._take_steps(before=date.max)
        for door in self.doors.values():
            door.call(self.now)

    def _day(self, hall: Hall, day: date, today: date) -> None:
        if not is_open(hall=hall, day=day):
            return
        for window in hall.plan.hours:
            if day == today and instant(day=day, window=window) >= self.now:
                continue
            regulars = self.regulars[hall.canteen_id]
            if day == today:  # whoever the trial's sheet names comes when somebody shows her card
                regulars = tuple(diner for diner in regulars if diner.person not in cast.ELDERS)
            before = self.tally.came["visits"]
            ate = eat_sitting(
                table=Table(
                    door=self.doors[hall.canteen_id],
                    counter=self._actor(hall.counter),
                    regulars=regulars,
                    day=day,
                    window=window,
                    expected=self.expected.diners(hall, day, window),
                    until=self.now if day == today else None,
                    spare=self._spare(hall, day, window == LUNCH),
                    drawer=self._drawer(hall, day, window),
                    again=self._who_eats_again(hall, day, window == LUNCH),
                ),
                random=Random(f"{self.seed}/{hall.plan.rank}/{day}/{window.sitting}"),
                tally=self.tally,
            )
            if hall.is_main and window == LUNCH:
                self._ate = ate
            if hall.plan.dense and day < today:
                self.tally.visits_on[day.weekday()] += self.tally.came["visits"] - before
        if hall.is_main and self.rest_fen and self.months[0].contains(day):
            self._fill_pot(hall, day)

    def _lunches_of_both(self, first: date, today: date) -> frozenset[tuple[UUID, date]]:
        """The last lunches before today that the main canteen and another one of its town both cook, at the other."""
        main, *others = self.registry.halls
        other = next((hall for hall in others if hall.plan.town == main.plan.town), None)
        if other is None:
            return frozenset()
        both = [
            day for day in days(first=first, end=today) if is_open(hall=main, day=day) and is_open(hall=other, day=day)
        ]
        return frozenset((other.canteen_id, day) for day in both[-habits.TWICE_LUNCHES :])

    def _who_eats_again(self, hall: Hall, day: date, is_lunch: bool) -> tuple[Diner, ...]:
        """Who has just eaten at the main canteen and comes here too, until they are as many as was set."""
        if not is_lunch or (hall.canteen_id, day) not in self._twice:
            return ()
        again = self._ate[: habits.TWICE_EVENTS - self._again]
        self._again += len(again)
        return again

    def _actor(self, login: str) -> Actor:
        """Who works at a canteen; the duties are those of the founding day."""
        if login not in self._actors:
            self._actors[login] = self.registry.actor(login, self.months[0].first)
        return self._actors[login]

    def _drawer(self, hall: Hall, day: date, window: Window) -> Drawer | None:
        """Cash is taken where people eat every day."""
        if not hall.plan.dense:
            return None
        is_last = window == hall.plan.hours[-1]
        morning = datetime.combine(day + timedelta(days=1), habits.FORGOTTEN_UNTIL, tzinfo=ZONE)
        return Drawer(
            canteen_id=hall.canteen_id,
            counter=self._actor(hall.counter),
            manager=self._actor(hall.manager),
            random=Random(f"{self.seed}/{hall.plan.rank}/{day}/{window.sitting}/cash"),
            tally=self.tally,
            now=self.now,
            next_morning=morning if is_last else None,
        )

    def _spare(self, hall: Hall, day: date, is_lunch: bool) -> Door | None:
        """The spare device, on the last day of last month that the canteen cooked."""
        if not has_spare(hall) or not is_lunch or not self.months[0].contains(day):
            return None
        later = days(first=day + timedelta(days=1), end=self.months[0].next_first)
        return None if any(is_open(hall=hall, day=each) for each in later) else self.spares[hall.canteen_id]

    def _fill_pot(self, hall: Hall, day: date) -> None:
        """When the short allotment has run out and a meal was held, finance allots the rest the same evening."""
        canteen_id, month = hall.canteen_id, self.months[0]
        finance = self.registry.actor("finance", day)
        if not open_holds(actor=finance, canteen_ids=[canteen_id]):
            return
        at = datetime.combine(day, time(19), tzinfo=ZONE)
        allot(actor=finance, fund_key=LONGEVITY, canteen_id=canteen_id, month=month, fen=self.rest_fen, now=at)
        self.rest_fen = 0

    @transaction.atomic
    def _replace_card(self, day: date) -> None:
        """A card is lost and replaced in the evening; then somebody holds the old one to the screen (K8)."""
        hall = self.registry.halls[0]
        lost = next(diner for diner in self.regulars[hall.canteen_id] if diner.person is cast.ELDERS[LOSES_HER_CARD])
        at = instant(day=day, window=hall.plan.hours[-1], minutes=30, at_close=True)
        new = replace_credential(
            actor=self.registry.actor("clerk", day),
            credential_id=lost.card_id,
            number=card_number(number=REPLACEMENTS_FROM + LOSES_HER_CARD),
            now=at,
            reason="遗失补办",
        )
        found = replace(lost, card_number=new.code, card_id=new.id)
        regulars = self.regulars[hall.canteen_id]
        self.regulars[hall.canteen_id] = tuple(found if diner is lost else diner for diner in regulars)
        self.doors[hall.canteen_id].send("present", at + timedelta(minutes=5), presented=lost.card_number)
        self.tally.came["replaced"] += 1
        self.replaced_card = lost.card_number

    def _take_steps(self, before: date) -> None:
        due = [step for step in self._steps if step.on < before]
        del self._steps[: len(due)]
        books = books_of(registry=self.registry, month=self.months[0], on=due[0].on) if due else {}
        for step in due:
            take_step(
                step=step,
                registry=self.registry,
                books_id=books.get(step.hall.canteen_id),
                door=self.doors[step.hall.canteen_id],
                spare=self.spares.get(step.hall.canteen_id),
                now=self.now,
            )

    def _say_how_far(self, day: date) -> None:
        if self.tally.check_ins // SAID_EVERY > self._said:
            self._said = self.tally.check_ins // SAID_EVERY
            self.say(f"{self.tally.check_ins:,} check-ins, {day}")
