"""Meals that a death or a move reaches back to: live entries after a day, and what funds bear of them now (R14)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from canteen.queries.elders import lock_people
from canteen.queries.touching import PersonTouched, people_among, people_batches, people_listed
from settlement.core.payers import payer_of
from settlement.core.policy.values import FUND
from settlement.models import Books, Entry, Posting, Touching

LINES_AT_ONCE: Final = 2000
Days = Mapping[UUID, date]
Among = Callable[[Collection[UUID]], Days]
_Row = tuple[UUID, UUID, UUID, UUID, UUID, UUID, date, str, str]


@dataclass(frozen=True, slots=True)
class MealTouched:
    """A meal of somebody after the day in question; `borne` is what each fund bears of it now, in fen.

    `elder_id` is who was asked about: whose meal it was, or the person that record is joined to.
    """

    entry_id: UUID
    order_id: UUID
    elder_id: UUID
    canteen_id: UUID
    organisation_id: UUID
    service_on: date
    sitting: str
    is_open: bool  # whether its own books still take service facts; else it is a late fact in the earliest open ones
    borne: tuple[tuple[str, int], ...]

    @property
    def fund_fen(self) -> int:
        """What all funds bear together."""
        return sum(fen for _, fen in self.borne)


@dataclass(frozen=True, slots=True)
class Touched:
    """What meals come to: how many, what funds bear of them in fen, how many are of closed books, and their mark."""

    meals: int
    fen: int
    closed: int
    mark: str


@dataclass(frozen=True, slots=True)
class Counted(Touched):
    """What a whole list touched at the moment when it was counted."""

    counted_at: datetime


class Tally:
    """Adds meals up as they come, batch by batch; the mark covers each of them and what funds bear of it (S4)."""

    def __init__(self) -> None:
        self._meals = self._fen = self._closed = 0
        self._digest = sha256()

    def add(self, meals: Sequence[MealTouched]) -> None:
        """Count one batch. The same batches in the same order come to the same mark."""
        self._meals += len(meals)
        self._fen += sum(meal.fund_fen for meal in meals)
        self._closed += sum(not meal.is_open for meal in meals)
        named = sorted(f"{meal.entry_id} {fen} {payer}\n" for meal in meals for payer, fen in meal.borne)
        self._digest.update("".join(named).encode())

    @property
    def touched(self) -> Touched:
        """What has been counted so far."""
        mark = f"{self._meals}:{self._fen}:{self._digest.hexdigest()[:32]}"
        return Touched(self._meals, self._fen, self._closed, mark)


def touched_sum(*, meals: Sequence[MealTouched]) -> Touched:
    """Return what a page shows before somebody confirms; the mark binds the confirming to these very meals (S4)."""
    tally = Tally()
    tally.add(meals)
    return tally.touched


def touched_counted(*, import_id: UUID, digest: str) -> Counted | None:
    """Return what a list touches as it was last counted; None while it was not, or was read anew since."""
    row = Touching.objects.filter(of_id=import_id, list_digest=digest).first()
    return None if row is None else Counted(row.meals, row.fen, row.closed, row.mark, row.counted_at)


NOTHING: Final = touched_sum(meals=()).mark


def nobody(elder_ids: Collection[UUID]) -> Days:
    """Return the days of those asked about elsewhere: of none."""
    return {}


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose meals are in question, each from a day on: asked for in batches, so that a long list is never held whole.

    `among` answers for some elders which days they are asked about from, in whatever batch; `people` are all of them.
    """

    batches: Callable[[], Iterable[Days]]
    among: Among
    people: Collection[UUID] | QuerySet[Any, Any]

    def meals(self) -> Iterator[tuple[MealTouched, ...]]:
        """The live meals of each batch: two statements, three where somebody holds cards of two records."""
        for first_days in self.batches():
            yield meals_touched(first_days=first_days, among=self.among)

    def places(self) -> Mapping[UUID, Mapping[UUID, date]]:
        """The canteens where any of them ate, and who ran each, with the first day: one statement for each batch."""
        found: dict[UUID, dict[UUID, date]] = {}
        for first_days in self.batches():
            for meal in _live(first_days, nobody):
                here = found.setdefault(meal.canteen_id, {})
                here[meal.organisation_id] = min(meal.service_on, here.get(meal.organisation_id, meal.service_on))
        return found

    def lock(self) -> None:
        """Lock all of them, in ascending order; after the books (D18)."""
        lock_people(elder_ids=self.people)

    def served(self) -> int:
        """How many meals they were ever served, undone or not: it only grows, and with each new meal.

        One statement, which opens no row of a list.
        """
        theirs = Q(order__elder_id__in=self.people) | Q(order__person_id__in=self.people)
        return Entry.objects.filter(theirs, kind=Entry.Kind.MEAL).count()


def reach_of(*, first_days: Days) -> Reach:
    """Return the reach of a few elders, at most a thousand."""
    return Reach(lambda: [first_days], nobody, list(first_days))


def reach_of_list(*, import_id: UUID, kind: str, on: date) -> Reach:
    """Return the reach of a list of deaths or moves; lists of other kinds reach nobody."""
    return Reach(
        lambda: map(days_of, people_batches(import_id=import_id, kind=kind, on=on)),
        lambda elder_ids: days_of(people_among(import_id=import_id, kind=kind, on=on, elder_ids=elder_ids)),
        people_listed(import_id=import_id),
    )


def days_of(people: Iterable[PersonTouched]) -> Days:
    """Return the first days in question of those who have one."""
    return {person.elder_id: person.first_on for person in people if person.first_on is not None}


def meals_touched(*, first_days: Days, among: Among = nobody) -> tuple[MealTouched, ...]:
    """Return the live meals of a batch of elders from their days on, by canteen, day and entry; two statements.

    Meals of which no fund bears anything are left out: nothing is at stake. A meal by the card of one of `among` is
    hers, where it reaches her, and is left out here too.
    """
    live = _live(first_days, among)
    borne = _borne(first_days, {meal.order_id for meal in live})
    found = [replace(meal, borne=tuple(shares.items())) for meal in live if (shares := borne.get(meal.order_id))]
    return tuple(sorted(found, key=lambda meal: (meal.canteen_id, meal.service_on, meal.entry_id)))


def _live(first_days: Days, among: Among) -> list[MealTouched]:
    """Every live meal of these elders from their days on, whoever bears it."""
    if not first_days:
        return []
    rows = _standing(first_days).values_list(
        *("id", "order_id", "order__elder_id", "order__person_id"),
        *("books__canteen_id", "books__organisation_id", "service_on", "order__sitting", "books__state"),
    )
    found, beside = [], set[UUID]()
    # A CHECK constraint gives every meal its order, its books and its day; the filter gives it an elder.
    for entry_id, order_id, card_of, person_id, canteen_id, organisation_id, service_on, sitting, state in cast(
        "Iterable[_Row]", rows
    ):
        reached = [each for each in (card_of, person_id) if each in first_days and service_on >= first_days[each]]
        if reached:
            where, is_open = (canteen_id, organisation_id), state == Books.State.OPEN
            meal = MealTouched(entry_id, order_id, reached[0], *where, service_on, sitting, is_open, ())
            found.append((card_of, meal))
            if card_of not in first_days:
                beside.add(card_of)
    hers = among(beside) if beside else {}
    return [meal for card_of, meal in found if card_of not in hers or meal.service_on < hers[card_of]]


def _borne(first_days: Days, order_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """What each fund bears of these orders after holds and clearings, in fen; only what is more than nothing."""
    sums: dict[UUID, dict[str, int]] = {}
    if not order_ids:
        return sums
    moved = Posting.objects.filter(entry__order__in=_standing(first_days).values("order"))
    lines = moved.values_list("entry__order_id", "debit__address", "credit__address", "fen")
    for order_id, debit, credit, fen in lines.iterator(chunk_size=LINES_AT_ONCE):
        if order_id not in order_ids:
            continue
        for address, signed in ((debit, fen), (credit, -fen)):
            payer = payer_of(address)
            if payer is not None and payer.startswith(FUND):
                shares = sums.setdefault(order_id, {})
                shares[payer] = shares.get(payer, 0) + signed
    return {order_id: {payer: fen for payer, fen in shares.items() if fen > 0} for order_id, shares in sums.items()}


def _standing(first_days: Days) -> QuerySet[Entry]:
    """Meals of these elders that nobody undid, from the earliest of their days on.

    One person may hold cards of two records (D1): her death reaches the meals of both.
    """
    theirs = Q(order__elder_id__in=list(first_days)) | Q(order__person_id__in=list(first_days))
    since = min(first_days.values())
    return Entry.objects.filter(theirs, kind=Entry.Kind.MEAL, reversed_by=None, service_on__gte=since)
