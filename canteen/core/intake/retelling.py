"""What was said of somebody, and what is said now: on which days it differs, and what a list's changes make of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from canteen.core.intake.compare_facts import CATEGORY, period_of
from canteen.core.intake.known import Change, KnownFact

NOT_WRITTEN: Final = UUID(int=0)  # the id of a fact that a list tells and nobody has written yet
Said = frozenset[tuple[str, str, str, UUID | None]]


@dataclass(frozen=True, slots=True)
class Retold:
    """All facts of one record before something was told of it, and after; each with its days."""

    elder_id: UUID
    before: tuple[KnownFact, ...]
    after: tuple[KnownFact, ...]

    def differs(self, on: date) -> bool:
        """Whether something else is said of a day than was."""
        return _said(self.before, on) != _said(self.after, on)

    @property
    def first_on(self) -> date | None:
        """The first day of which something else is said; None where all is as it was."""
        days = {day for fact in (*self.before, *self.after) for day in (fact.from_on, fact.until_on) if day}
        return next((day for day in sorted(days) if self.differs(day)), None)


def retold(*, elder_id: UUID, facts: Sequence[KnownFact], changes: Iterable[Change]) -> Retold:
    """Return what the changes of a list make of somebody's facts, as `write_facts` writes them.

    A period that begins on its own day gets another end; another level begins where the former one ends.
    """
    after = list(facts)
    for change in changes:
        if change.field != CATEGORY or "|" not in change.after:
            continue
        code, level, begins, until = change.after.split("|")
        from_on, until_on = date.fromisoformat(begins), date.fromisoformat(until) if until else None
        known = [fact for fact in after if fact.kind == CATEGORY and change.before and period_of(fact) == change.before]
        is_same = bool(known) and known[0].from_on == from_on
        after = [replace(each, until_on=until_on if is_same else from_on) if each in known else each for each in after]
        if not is_same:
            after.append(KnownFact(NOT_WRITTEN, CATEGORY, code, level, None, from_on, until_on))
    return Retold(elder_id, tuple(facts), tuple(after))


def _said(facts: Iterable[KnownFact], on: date) -> Said:
    return frozenset((fact.kind, fact.value, fact.level, fact.region_id) for fact in facts if fact.holds(on))
