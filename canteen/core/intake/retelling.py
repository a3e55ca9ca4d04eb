"""What was said of somebody, and what is said now: on which days it differs, and what a list's rows make of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from canteen.core.intake.compare_facts import CATEGORY, period_of
from canteen.core.intake.forms import OUTSIDE
from canteen.core.intake.kinds import Kind
from canteen.core.intake.known import Change, KnownFact
from canteen.core.intake.moving import REGISTRATION, RESIDENCE, leaves_town, moving
from canteen.core.intake.rows import Values
from canteen.core.region import Tree

NOT_WRITTEN: Final = UUID(int=0)  # the id of a fact that a list tells and nobody has written yet
PLACES_OF_A_ROSTER: Final = {"region": (REGISTRATION, "registered_from"), "residence": (RESIDENCE, "")}
# What a roster may say otherwise of somebody's days; her name, her telephone, her card change no share.
OF_HER_DAYS: Final = (CATEGORY, *PLACES_OF_A_ROSTER)
Said = frozenset[tuple[str, str, str, UUID | None]]


@dataclass(frozen=True, slots=True)
class RowTold:
    """What one row of a list tells of somebody: what stands in it, and what it changes."""

    values: Values
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Retold:
    """All facts of one record before something was told of it, and after; each with its days.

    `born` are two birth dates, where another is told than was: no day is then as it was, whatever its facts. Meals from
    `held_from` on are no longer hers to be decided anew: she left her town on it, and what funds bear of them waits for
    a person (R14).
    """

    elder_id: UUID
    before: tuple[KnownFact, ...]
    after: tuple[KnownFact, ...]
    held_from: date | None = None
    born: tuple[date, date] | None = None

    def differs(self, on: date) -> bool:
        """Whether something else is said of a day than was."""
        return self.born is not None or _said(self.before, on) != _said(self.after, on)

    def holds(self, on: date) -> bool:
        """Whether a meal of a day waits for a person, by the very list that tells this."""
        return self.held_from is not None and self.held_from <= on

    @property
    def first_on(self) -> date | None:
        """The first day of which something else is said; None where all is as it was."""
        if self.born is not None:
            return date.min
        days = {day for fact in (*self.before, *self.after) for day in (fact.from_on, fact.until_on) if day}
        return next((day for day in sorted(days) if self.differs(day)), None)


@dataclass(frozen=True, slots=True)
class Telling:
    """As what rows tell it: of which kind of list, on which day it is written, and how regions lie in each other."""

    kind: Kind
    on: date
    tree: Tree


def retold(*, elder_id: UUID, facts: Sequence[KnownFact], rows: Iterable[RowTold], telling: Telling) -> Retold:
    """Return what rows of a list about one record make of its facts, as the writing of a list writes them."""
    after, held_from = list(facts), None
    for row in rows:
        if telling.kind == Kind.MOVES:
            moved_on = date.fromisoformat(row.values["moved_on"])
            if any(leaves_town(each.before, each.after, telling.tree) for each in row.changes):
                held_from = min(held_from or moved_on, moved_on)
            else:
                after = _moved(after, facts, row, moved_on)
            continue
        for change in row.changes:
            if change.field == CATEGORY:
                after = _categorised(after, change, row, telling.on)
            elif telling.kind == Kind.ELDERS and change.field in PLACES_OF_A_ROSTER:
                after = _placed(after, change, row, telling.on)
    return Retold(elder_id, tuple(facts), tuple(after), held_from)


def _categorised(facts: list[KnownFact], change: Change, row: RowTold, on: date) -> list[KnownFact]:
    """A period that begins on its own day gets another end; another level begins where the former one ends.

    Without days a category holds from the one on which it is written.
    """
    if "|" not in change.after:
        level = row.values.get("level", "")
        return [*facts, KnownFact(NOT_WRITTEN, CATEGORY, change.after, level, None, on, None)]
    code, level, begins, until = change.after.split("|")
    from_on, until_on = date.fromisoformat(begins), date.fromisoformat(until) if until else None
    known = [fact for fact in facts if fact.kind == CATEGORY and change.before and period_of(fact) == change.before]
    is_same = bool(known) and known[0].from_on == from_on
    after = [replace(each, until_on=until_on if is_same else from_on) if each in known else each for each in facts]
    new = KnownFact(NOT_WRITTEN, CATEGORY, code, level, None, from_on, until_on)
    return after if is_same else [*after, new]


def _placed(facts: list[KnownFact], change: Change, row: RowTold, on: date) -> list[KnownFact]:
    """A roster's registration or residence: that in force on the day of the writing ends where this one begins."""
    kind, key = PLACES_OF_A_ROSTER[change.field]
    from_on = date.fromisoformat(row.values[key]) if row.values.get(key) else on
    former = next((fact for fact in facts if fact.kind == kind and fact.holds(on)), None)
    return list(_begun(facts, [former] if former else [], kind, change.after, from_on))


def _moved(facts: list[KnownFact], known: Sequence[KnownFact], row: RowTold, moved_on: date) -> list[KnownFact]:
    """A move within the town, or back into it."""
    kind, region = row.values["place_kind"], row.values["region"]
    if region == OUTSIDE:
        raise AssertionError("who goes where there are no regions leaves her town")
    move = moving(known, kind=kind, away=False, on=moved_on)
    return list(_begun(facts, move.ended, kind, region, moved_on))


def _begun(
    facts: Iterable[KnownFact], ended: Sequence[KnownFact], kind: str, region: str, from_on: date
) -> Iterator[KnownFact]:
    ids = {each.id for each in ended}
    for fact in facts:
        yield replace(fact, until_on=from_on) if fact.id in ids else fact
    yield KnownFact(NOT_WRITTEN, kind, region, "", UUID(region), from_on, None)


def _said(facts: Iterable[KnownFact], on: date) -> Said:
    return frozenset((fact.kind, fact.value, fact.level, fact.region_id) for fact in facts if fact.holds(on))
