"""Budgets in a trial: what each fund was given, what it is asked for, and the day on which that is more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

Draws = tuple[tuple[str, int], ...]  # (fund key, fen)
Where = tuple[str, date]  # canteen, month


class Budget(StrEnum):
    """What a fund can pay at most while a policy is tried."""

    ALLOTTED = "allotted"  # what each canteen was allotted in each month, as at the counter
    APPROPRIATED = "appropriated"  # all the fund was ever given, wherever it is needed first
    OPEN = "open"  # whatever it is asked for: what the policy would need


@dataclass(slots=True)
class Pot:
    """A fund's money in one place: `asked_fen` is what the policy asks it for, whether it could pay or not.

    It is dry on the first day on which it could not pay in full what it had been asked for by then.
    """

    given_fen: int
    asked_fen: int = 0
    dry_on: date | None = None

    def ask(self, fen: int, on: date) -> None:
        """Count what the meals of a day ask for."""
        self.asked_fen += fen
        if self.dry_on is None and self.asked_fen > self.given_fen:
            self.dry_on = on


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a meal asks of funds; meals alike share one, which is itself and no other."""

    draws: Draws


@dataclass(slots=True)
class Place:
    """A canteen's month: what funds can still pay there (None: anything), and what was asked of them today."""

    pots: dict[str, Pot]
    left: dict[str, int] | None
    today: dict[Asked, int] = field(default_factory=dict)

    def holds(self, draws: Draws) -> bool:
        """Whether every fund has what it is asked for."""
        left = self.left
        if left is not None:
            for fund, fen in draws:
                if left.get(fund, 0) < fen:
                    return False
        return True

    def pay(self, draws: Draws) -> None:
        """Take what funds pay for one meal; never below nothing."""
        left = self.left
        if left is not None:
            for fund, fen in draws:
                left[fund] = max(left.get(fund, 0) - fen, 0)


class Dry(NamedTuple):
    """A canteen's month whose allotment would not have lasted."""

    fund: str
    canteen: str
    month: date
    pot: Pot


class Pots:
    """All pots of a trial. What is asked of a fund is counted whether it could be paid or not."""

    def __init__(
        self, budget: Budget, allotted: Mapping[Where, Mapping[str, int]], appropriated: Mapping[str, int]
    ) -> None:
        self.budget, self.allotted = budget, allotted
        self.funds = {fund: Pot(fen) for fund, fen in appropriated.items()}
        self.places: dict[Where, Place] = {}
        self._touched: dict[Where, Place] = {}
        self._shared = dict(appropriated)

    def place(self, canteen: str, month: date) -> Place:
        """Return a canteen's month; what is asked there belongs to the day at hand."""
        where = (canteen, month)
        found = self._touched.get(where)
        if found is None:
            found = self._touched[where] = self.places.get(where) or self._new(where)
        return found

    def end_day(self, on: date) -> None:
        """Count what the meals of a day asked for."""
        every: dict[str, int] = {}
        for place in self._touched.values():
            sums: dict[str, int] = {}
            for asked, meals in place.today.items():
                for fund, fen in asked.draws:
                    sums[fund] = sums.get(fund, 0) + fen * meals
            place.today.clear()
            _ask(place.pots, sums, on)
            for fund, fen in sums.items():
                every[fund] = every.get(fund, 0) + fen
        _ask(self.funds, every, on)
        self._touched.clear()

    def dry(self) -> list[Dry]:
        """Return the canteen-months whose allotment would not have lasted, by the day on which it ended."""
        found = [
            Dry(fund, canteen, month, pot)
            for (canteen, month), place in self.places.items()
            for fund, pot in place.pots.items()
            if pot.dry_on is not None
        ]
        return sorted(found, key=lambda each: (each.pot.dry_on or date.max, each.fund, each.canteen))

    def _new(self, where: Where) -> Place:
        given = self.allotted.get(where, {})
        left = {Budget.ALLOTTED: dict(given), Budget.APPROPRIATED: self._shared, Budget.OPEN: None}[self.budget]
        found = self.places[where] = Place({fund: Pot(fen) for fund, fen in given.items()}, left)
        return found


def _ask(pots: dict[str, Pot], sums: Mapping[str, int], on: date) -> None:
    for fund, fen in sums.items():
        pot = pots.get(fund)
        if pot is None:
            pot = pots[fund] = Pot(0)
        pot.ask(fen, on)
