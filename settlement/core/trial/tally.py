"""Adds a trial up: old shares and new ones per payer, by canteen, category and age, and what changes for whom."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from canteen.core.age import BANDS
from settlement.core.trial.meals import Eater, Meal, Paid

NONE: Final = ""  # stands in place of a category for who has none
YUAN: Final = 100
MOST_STEPS: Final = 6  # changes of more than five yuan a meal are counted together
MOST_TOLD: Final = 10
MOST_WAITING: Final = 20_000  # kinds of meals, before they are added up
_BAND_OF: Final = tuple(
    max(number for number, (first, _) in enumerate(BANDS) if first <= age) for age in range(BANDS[-1][0] + 1)
)


@dataclass(slots=True)
class Sums:
    """Meals, and what each payer bears of them, as it is and as it would be; in fen."""

    meals: int = 0
    old: dict[str, int] = field(default_factory=dict)
    new: dict[str, int] = field(default_factory=dict)

    def add(self, old: Paid, new: Paid, meals: int) -> None:
        """Count meals of one kind in."""
        self.meals += meals
        for parts, sums in ((old.parts, self.old), (new.parts, self.new)):
            for payer, fen in parts:
                sums[payer] = sums.get(payer, 0) + fen * meals


@dataclass(slots=True)
class Changed:
    """What one person bore of so many meals, and would have borne."""

    elder: str
    meals: int = 0
    old_fen: int = 0
    new_fen: int = 0
    group: tuple[object, ...] = ()

    @property
    def more_fen(self) -> int:
        """What she would have paid more; below zero she would have paid less."""
        return self.new_fen - self.old_fen


# Meals that are added up alike: canteen, categories, number of the age's band, who pays, who would.
_Kind = tuple[str, tuple[str, ...], int, Paid, Paid]


class Tally:
    """What a trial comes to. It grows with people, places and payers, never with meals; `fold` before it is read."""

    def __init__(self) -> None:
        self.meals = 0
        self.whole = Sums()
        self.stood = 0  # meals that a person decided about, or has yet to
        self.canteens: dict[str, Sums] = {}
        self.categories: dict[str, Sums] = {}
        self.ages: dict[int, Sums] = {}  # by the number of the band
        self.steps: dict[int, int] = {}  # meals by what changes for the elder: so many yuan more, begun ones whole
        self.people: dict[str, Changed] = {}
        self.changed: set[str] = set()  # people of whom any meal is paid otherwise
        self._changed_at: dict[str, set[str]] = {}  # by canteen
        self._at_step: dict[int, set[str]] = {}
        self._in_category: dict[str, set[str]] = {}
        self._of_age: dict[int, set[str]] = {}
        self._waiting: dict[_Kind, int] = {}

    def add(self, meal: Meal, eater: Eater, new: Paid) -> None:
        """Count a meal."""
        old, person = meal.paid, meal.person
        band = _band(eater.birth_on, meal.service_on)
        kind = (meal.canteen, eater.categories, band, old, new)
        self._waiting[kind] = self._waiting.get(kind, 0) + 1
        self.meals += 1
        self.stood += meal.stands
        who = self.people.get(person)
        if who is None:
            who = self.people[person] = Changed(meal.elder)
        who.meals += 1
        who.old_fen += old.elder_fen
        who.new_fen += new.elder_fen
        if new is not old and new.parts != old.parts:
            self._change(person, meal.canteen, step_of(new.elder_fen - old.elder_fen))
        group = (eater.categories, band)
        if group != who.group:
            who.group = group
            self._of_age.setdefault(band, set()).add(person)
            for category in eater.categories or (NONE,):
                self._in_category.setdefault(category, set()).add(person)
        if len(self._waiting) >= MOST_WAITING:
            self.fold()

    def fold(self) -> None:
        """Add up what was counted since the last time."""
        for (canteen, categories, band, old, new), meals in self._waiting.items():
            self.whole.add(old, new, meals)
            self.canteens.setdefault(canteen, Sums()).add(old, new, meals)
            self.ages.setdefault(band, Sums()).add(old, new, meals)
            for category in categories or (NONE,):
                self.categories.setdefault(category, Sums()).add(old, new, meals)
            step = step_of(new.elder_fen - old.elder_fen)
            self.steps[step] = self.steps.get(step, 0) + meals
        self._waiting.clear()

    def people_in(self, category: str) -> Set[str]:
        """Who was in a category at one of the meals; some are in several."""
        return self._in_category.get(category, set())

    def people_of(self, band: int) -> Set[str]:
        """Who was of an age at one of the meals; a birthday may lie between two."""
        return self._of_age.get(band, set())

    def gaining(self) -> list[Changed]:
        """The people who would pay least beside what they paid, at most ten, the first first."""
        return _first((who for who in self.people.values() if who.more_fen < 0), sign=1)

    def losing(self) -> list[Changed]:
        """The people who would pay most beside what they paid, at most ten, the first first."""
        return _first((who for who in self.people.values() if who.more_fen > 0), sign=-1)

    def changed_at(self, canteen: str) -> Set[str]:
        """Whose meals there would be paid otherwise."""
        return self._changed_at.get(canteen, set())

    def at_step(self, step: int) -> Set[str]:
        """For whom a meal would change by a step; for no change, everybody."""
        return self._at_step.get(step, set()) if step else set(self.people)

    def turned(self) -> dict[str, set[str]]:
        """Return who would pay "less" over the whole trial, who "more", and who the "same"."""
        found: dict[str, set[str]] = {"less": set(), "more": set(), "same": set()}
        for person, who in self.people.items():
            found["less" if who.more_fen < 0 else "more" if who.more_fen > 0 else "same"].add(person)
        return found

    def _change(self, person: str, canteen: str, step: int) -> None:
        self.changed.add(person)
        self._changed_at.setdefault(canteen, set()).add(person)
        if step:
            self._at_step.setdefault(step, set()).add(person)


def step_of(more_fen: int) -> int:
    """Which step of a drawing a change belongs to: 0 none, 1 up to a yuan more, -1 up to a yuan less, 6 beyond five."""
    steps = min(-(-abs(more_fen) // YUAN), MOST_STEPS)
    return steps if more_fen > 0 else -steps


def _first(found: Iterable[Changed], *, sign: int) -> list[Changed]:
    return sorted(found, key=lambda who: (sign * who.more_fen, who.elder))[:MOST_TOLD]


def _band(birth_on: date, on: date) -> int:
    age = on.year - birth_on.year
    if (on.month, on.day) < (birth_on.month, birth_on.day):
        age -= 1
    return _BAND_OF[age if age > 0 else 0] if age < len(_BAND_OF) else _BAND_OF[-1]
