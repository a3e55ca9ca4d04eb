"""What meals decided anew come to, by canteen and month, for a person to look at; and the mark of just these (S4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from canteen.core.month import Month
from settlement.core.shares import ELDER, Advance
from settlement.models import Touching
from settlement.queries.redeciding import MealRedecided, Planned

NOTHING: Final = "0"  # the mark where no meal changes: nobody has to look at that


@dataclass(slots=True)
class MonthRedecided:
    """What changes of one canteen's month: how many meals, and fen by payer before and after."""

    canteen_id: UUID
    month: Month  # in which the meals were eaten
    written_in: Month  # in whose books it is written
    is_open: bool  # whether the meals stand in books that are open; else it is an adjustment in others
    meals: int = 0
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    owed_before: dict[str, int] = field(default_factory=dict)  # "who owes/who has paid" → fen, keys of funds (D9)
    owed_after: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A plain object; `of_json` reads it back."""
        where = {"canteen": str(self.canteen_id), "month": str(self.month), "written_in": str(self.written_in)}
        owed = {"owed_before": self.owed_before, "owed_after": self.owed_after}
        return {
            **where,
            "is_open": self.is_open,
            "meals": self.meals,
            "before": self.before,
            "after": self.after,
            **owed,
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "MonthRedecided":
        """Read it back."""
        return cls(
            UUID(kept["canteen"]),
            Month.parse(kept["month"]),
            Month.parse(kept["written_in"]),
            kept["is_open"],
            kept["meals"],
            dict(kept["before"]),
            dict(kept["after"]),
            dict(kept.get("owed_before", {})),
            dict(kept.get("owed_after", {})),
        )


@dataclass(frozen=True, slots=True)
class Redecided:
    """What a retelling comes to: meals, those left as they are, her credit in fen, the months, and the mark of all."""

    meals: int
    left: int
    months: tuple[MonthRedecided, ...]
    mark: str

    @property
    def before(self) -> Mapping[str, int]:
        """Fen by payer as the meals stand."""
        return added(each.before for each in self.months)

    @property
    def after(self) -> Mapping[str, int]:
        """Fen by payer once they are decided anew."""
        return added(each.after for each in self.months)

    @property
    def owed_before(self) -> Mapping[str, int]:
        """Fen by "who owes/who has paid", as the meals stand."""
        return added(each.owed_before for each in self.months)

    @property
    def owed_after(self) -> Mapping[str, int]:
        """The same once they are decided anew."""
        return added(each.owed_after for each in self.months)

    @property
    def credit_fen(self) -> int:
        """What elders bear less: their credit (D13). Below zero where their shares rise."""
        return self.before.get(ELDER, 0) - self.after.get(ELDER, 0)

    @property
    def adjusted(self) -> int:
        """How many of the meals stand in books that are closed."""
        return sum(each.meals for each in self.months if not each.is_open)


class Sums:
    """Adds meals up as they are planned, batch by batch.

    The mark covers each meal with its shares and who owes what of them, before and after, and its month. Meals decided
    after `seen_at` are counted and not marked: whoever looked then could not see them, and they follow the same rule.
    """

    def __init__(self, *, seen_at: datetime | None = None) -> None:
        self._seen_at = seen_at
        self._months: dict[tuple[UUID, Month, Month, bool], MonthRedecided] = {}
        self._left = self._marked = 0
        self._digest = sha256()

    def add(self, planned: Planned) -> None:
        """Count one batch. The same batches in the same order come to the same mark."""
        self._left += planned.left
        for one in planned.meals:
            self._count(one)
            if self._seen_at is None or one.meal.recorded_at <= self._seen_at:
                self._marked += 1
                self._digest.update(_named(one).encode())

    def _count(self, one: MealRedecided) -> None:
        meal, redecision = one.meal, one.redecision
        key = (meal.canteen_id, Month.of(meal.service_on), one.month, meal.is_open)
        sums = self._months.setdefault(key, MonthRedecided(*key))
        sums.meals += 1
        sums.before = dict(added([sums.before, redecision.before]))
        sums.after = dict(added([sums.after, redecision.after]))
        sums.owed_before = dict(added([sums.owed_before, _owed(redecision.owed_before)]))
        sums.owed_after = dict(added([sums.owed_after, _owed(redecision.owed_after)]))

    @property
    def redecided(self) -> Redecided:
        """What has been counted so far."""
        months = tuple(sorted(self._months.values(), key=lambda each: (each.month, str(each.canteen_id))))
        mark = f"{self._marked}:{self._digest.hexdigest()[:32]}" if self._marked else NOTHING
        return Redecided(sum(each.meals for each in months), self._left, months, mark)


def redecided(*, planned: Iterable[Planned]) -> Redecided:
    """Return what all batches come to."""
    sums = Sums()
    for each in planned:
        sums.add(each)
    return sums.redecided


def added(parts: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    """Return fen by payer over several parts."""
    found: dict[str, int] = {}
    for part in parts:
        for payer, fen in part.items():
            found[payer] = found.get(payer, 0) + fen
    return found


def kept(*, found: Redecided) -> dict[str, Any]:
    """Return sums as a plain object, to be kept with a list; it carries the mark of just these meals."""
    return {"left": found.left, "mark": found.mark, "months": [each.to_json() for each in found.months]}


def redecided_counted(*, import_id: UUID, digest: str) -> Redecided | None:
    """Return what a list has decided anew as it was last counted; None while it was not, or was read anew since."""
    row = Touching.objects.filter(of_id=import_id, list_digest=digest).first()
    if row is None:
        return None
    months: Sequence[MonthRedecided] = [MonthRedecided.of_json(each) for each in row.sums.get("months", ())]
    meals = sum(each.meals for each in months)
    return Redecided(meals, int(row.sums.get("left", 0)), tuple(months), row.sums.get("mark", row.mark))


def _owed(advances: Iterable[Advance]) -> dict[str, int]:
    found: dict[str, int] = {}
    for by, owed_by, fen in advances:
        found[f"{owed_by}/{by}"] = found.get(f"{owed_by}/{by}", 0) + fen
    return found


def _named(one: MealRedecided) -> str:
    anew = one.redecision
    sides = ({**anew.before, **_owed(anew.owed_before)}, {**anew.after, **_owed(anew.owed_after)})
    shares = " ".join(",".join(f"{payer}={fen}" for payer, fen in sorted(side.items())) for side in sides)
    return f"{one.meal.entry_id} {one.month} {shares}\n"
