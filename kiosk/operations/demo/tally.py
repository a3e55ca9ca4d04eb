"""Counts what came of the simulation's numbers, and says it beside them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from canteen.core.money import format_yuan
from kiosk.operations.demo import habits

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(slots=True)
class Tally:
    """What happened so far, by the keys of `habits`, by decision, and by day of the week."""

    came: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    visits_on: Counter[int] = field(default_factory=Counter)  # 0 is Monday; canteens that serve every day
    days: Counter[int] = field(default_factory=Counter)

    @property
    def check_ins(self) -> int:
        """Attempts decided, whatever was decided of them."""
        return self.decisions.total()

    def note_day(self, day: date) -> None:
        """A day has passed at the canteens that serve every day."""
        self.days[day.weekday()] += 1

    def lines(self) -> Iterator[str]:
        """What was set and what came of it, a line a number."""
        yield f"check-ins {self.check_ins:,}: " + ", ".join(
            f"{decision} {count:,}" for decision, count in sorted(self.decisions.items())
        )
        visits = self.came["visits"]
        walked = self.came["walk_in"]
        yield (
            f"visits {visits:,} in {self.came['sittings']:,} sittings, walk-ins {walked:,}: "
            f"set {100 - habits.ORDERED_AHEAD.percent} % → {_percent(walked, visits)} %"
        )
        yield (
            f"set beside: dinner {habits.DINNER_PERCENT} % of lunch, "
            f"{habits.REGULARS_PERCENT} regulars for 100 at the best lunch, "
            f"canteens by size {', '.join(map(str, habits.SIZE_PERCENT))} %"
        )
        yield "visits a day, set as percent of the best day → came: " + ", ".join(
            f"{_DAYS[day]} {habits.WEEKDAY_PERCENT[day]} → {self.visits_on[day] / self.days[day]:.1f}"
            for day in range(7)
            if self.days[day]
        )
        for habit in habits.HABITS:
            count, cases = self.came[habit.key], self.came[habit.of]
            cased = habit.of.replace("_", " ")
            share = _percent(count, cases)
            yield f"{habit.words}: set {habit.percent} % → {count:,} of {cases:,} {cased} ({share} %)"
        yield (
            f"cash drawers: {self.came['drawers']:,} opened, {self.came['counted']:,} counted, "
            f"{format_yuan(self.came['cash_fen'])} yuan taken; handed back to {self.came['handed_back']:,}"
        )
        yield (
            f"a spare device found late: set {habits.LATE_EVENTS} meals at one of {habits.LATE_EVERY} canteens → "
            f"{self.came['next_month']:,} for a month already handed in; "
            f"with devices off line late in all {self.came['late']:,}"
        )
        yield f"held: set a pot for the very old of {habits.POT_DAYS} days → {self.came['held']:,} meals"
        yield (
            f"eaten twice: set {habits.TWICE_EVENTS} cards shown at two canteens in one sitting → "
            f"{self.came['eaten_twice']:,} meals held"
        )
        yield f"a card lost: set after {habits.CARD_LOST_AFTER_DAYS} days → {self.came['replaced']:,} replaced"

    def to_json(self) -> dict[str, Any]:
        """The same for scripts: each habit's number, its cases and what came."""
        return {
            "decisions": dict(sorted(self.decisions.items())),
            "visits_by_weekday": [self.visits_on[day] for day in range(7)],
            "days_by_weekday": [self.days[day] for day in range(7)],
            "habits": {
                habit.key: {"percent": habit.percent, "cases": self.came[habit.of], "came": self.came[habit.key]}
                for habit in habits.HABITS
            },
            "counts": dict(sorted(self.came.items())),
        }


def _percent(count: int, cases: int) -> str:
    return f"{100 * count / cases:.1f}" if cases else "–"
