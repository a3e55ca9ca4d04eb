"""Meals that a death or a move reaches back to: live entries after a day, and what funds bear of them now (R14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Final, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from settlement.core.payers import payer_of
from settlement.core.policy.values import FUND
from settlement.models import Books, Entry, Posting, Touching

PEOPLE_AT_ONCE: Final = 1000
_Live = tuple[UUID, UUID, UUID, UUID, UUID, date, str]


@dataclass(frozen=True, slots=True)
class MealTouched:
    """A meal of somebody after the day in question; `borne` is what each fund bears of it now, in fen.

    `elder_id` is who was asked about: whose meal it was, or the person that record is joined to.
    """

    entry_id: UUID
    order_id: UUID
    elder_id: UUID
    canteen_id: UUID
    service_on: date
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


def touched_sum(*, meals: Sequence[MealTouched]) -> Touched:
    """Return what a page shows before somebody confirms; the mark binds the confirming to these very meals (S4)."""
    sum_fen = sum(meal.fund_fen for meal in meals)
    named = sorted(f"{meal.entry_id} {fen} {payer}" for meal in meals for payer, fen in meal.borne)
    mark = f"{len(meals)}:{sum_fen}:{sha256(chr(10).join(named).encode()).hexdigest()[:32]}"
    return Touched(len(meals), sum_fen, sum(not meal.is_open for meal in meals), mark)


def touched_counted(*, import_id: UUID, digest: str) -> Touched | None:
    """Return what a list touches as it was last counted; None while it was not, or was read anew since."""
    row = Touching.objects.filter(of_id=import_id, list_digest=digest).first()
    return None if row is None else Touched(row.meals, row.fen, row.closed, row.mark)


NOTHING: Final = touched_sum(meals=()).mark


def meals_touched(*, first_days: Mapping[UUID, date]) -> tuple[MealTouched, ...]:
    """Return the live meals of these elders from their days on, by canteen and day: the order of locking books.

    Two statements for each thousand people. Meals of which no fund bears anything are left out: nothing is at stake.
    """
    found: list[MealTouched] = []
    waiting = iter(first_days)
    while people := list(islice(waiting, PEOPLE_AT_ONCE)):
        found += _of(people, first_days)
    once = {meal.entry_id: meal for meal in found}.values()
    return tuple(sorted(once, key=lambda meal: (meal.canteen_id, meal.service_on, meal.entry_id)))


def _of(people: Sequence[UUID], first_days: Mapping[UUID, date]) -> Iterable[MealTouched]:
    asked = frozenset(people)
    # One person may hold cards of two records (D1): her death reaches the meals of both.
    theirs = Q(order__elder_id__in=people) | Q(order__person_id__in=people)
    standing = Entry.objects.filter(
        theirs,
        kind=Entry.Kind.MEAL,
        reversed_by=None,
        service_on__gte=min(first_days[each] for each in people),
    )
    rows = standing.values_list(
        *("id", "order_id", "order__elder_id", "order__person_id"),
        *("books__canteen_id", "service_on", "books__state"),
    )
    # A CHECK constraint gives every meal its order, its books and its day; the filter gives it an elder.
    live = []
    for entry_id, order_id, elder_id, person_id, canteen_id, service_on, state in cast("Iterable[_Live]", rows):
        reached = [each for each in (elder_id, person_id) if each in asked and service_on >= first_days[each]]
        if reached:
            live.append((entry_id, order_id, reached[0], canteen_id, service_on, state))
    borne = _borne(standing) if live else {}
    for entry_id, order_id, of_id, canteen_id, service_on, state in live:
        shares = tuple(borne.get(order_id, {}).items())
        if shares:
            is_open = state == Books.State.OPEN
            yield MealTouched(entry_id, order_id, of_id, canteen_id, service_on, is_open, shares)


def _borne(standing: QuerySet[Entry]) -> dict[UUID, dict[str, int]]:
    """What each fund bears of each order after holds and clearings, in fen; only what is more than nothing."""
    sums: dict[UUID, dict[str, int]] = {}
    moved = Posting.objects.filter(entry__order__in=standing.values("order"))
    for order_id, debit, credit, fen in moved.values_list(
        "entry__order_id", "debit__address", "credit__address", "fen"
    ):
        for address, signed in ((debit, fen), (credit, -fen)):
            payer = payer_of(address)
            if payer is not None and payer.startswith(FUND):
                shares = sums.setdefault(order_id, {})
                shares[payer] = shares.get(payer, 0) + signed
    return {order_id: {payer: fen for payer, fen in shares.items() if fen > 0} for order_id, shares in sums.items()}
