"""What the register knows already, as lists are compared with it: people with their facts and cards, places, staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from canteen.core.intake.cells import Wrong
from canteen.core.region import Tree
from canteen.core.sitting import Timetable


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact of somebody, opened."""

    id: UUID
    kind: str
    value: str
    level: str
    region_id: UUID | None
    from_on: date
    until_on: date | None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_on <= on and (self.until_on is None or self.until_on > on)


@dataclass(frozen=True, slots=True)
class KnownElder:
    """An elder of the register; `here` says that she lies within the list's region and the actor's."""

    id: UUID
    name: str
    birth_on: date
    phone: str
    facts: tuple[KnownFact, ...]
    here: bool

    def place(self, kind: str, on: date) -> KnownFact | None:
        """Her registration or residence in force on a day."""
        return next((fact for fact in self.facts if fact.kind == kind and fact.holds(on)), None)

    def says(self, kind: str, value: str, on: date) -> bool:
        """Whether something is said of her that is in force on a day."""
        return any((fact.kind, fact.value) == (kind, value) and fact.holds(on) for fact in self.facts)

    def later(self, kind: str, on: date) -> bool:
        """Whether a fact of this kind begins on a day or after it."""
        return any(fact.kind == kind and fact.from_on >= on for fact in self.facts)


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """Who runs canteens, as registered."""

    id: UUID
    name: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class KnownCanteen:
    """A canteen within the list's region; `run_by` says who runs it, or is to run it."""

    id: UUID
    name: str
    region_id: UUID
    kind: str
    address: str
    latitude_e6: int | None
    longitude_e6: int | None
    timetable: Timetable
    opened_on: date
    run_by: tuple[KnownOrganisation, ...]

    def hours(self, on: date) -> Mapping[str, str]:
        """Its hours of a day as lists write them: sitting → 10:30-13:30."""
        return {each.sitting: f"{each.opens:%H:%M}-{each.closes:%H:%M}" for each in self.timetable.on(on)}


@dataclass(frozen=True, slots=True)
class AtAddress:
    """What serves at an address: its present name, the region it lies in, its kind."""

    name: str
    region_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class KnownStaff:
    """A member of staff, with the duties that hold or are to come: role and place."""

    id: UUID
    name: str
    duties: frozenset[tuple[str, UUID]]


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a batch of rows is compared with."""

    today: date
    scope: frozenset[UUID]  # regions of the list's region that the actor covers
    tree: Tree
    by_number: Mapping[str, KnownElder]  # ID number → elder, wherever she is registered
    by_birth: Mapping[tuple[str, str], Sequence[KnownElder]]  # name and birth date → elders here
    cards: Mapping[str, UUID | None]  # card number → whose it is; None for one of the dead cards' kind
    canteens: Mapping[str, Sequence[KnownCanteen]]  # name → canteens here
    addresses: Mapping[str, Sequence[AtAddress]]  # address → what stood there when the list was begun
    organisations: Mapping[str, KnownOrganisation]  # credit code → organisation
    staff: Mapping[str, KnownStaff]  # login → staff
    grants: frozenset[str]  # roles that the actor may grant


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be different: the field, and what it says before and after; "" is nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What one row comes to: new, changed or the same, what changes, or what is wrong with it."""

    outcome: str
    changes: tuple[Change, ...] = ()
    wrongs: tuple[Wrong, ...] = ()
    elder_id: UUID | None = None


NEW, CHANGED, SAME, REPEATED, WRONG = "new", "changed", "same", "repeated", "wrong"
PASSED: Final = "passed"  # no row of the list: a total, a remark, the header again
STANDING = (NEW, CHANGED, SAME)  # what a row comes to that says something of its own


WHOLE_ROW: Final = "row"  # a mistake that stands in no column
HIDDEN: Final = "hidden"  # a row that whoever sent the list does not see in the sheet


def columns_of(plan: Plan, *, is_hidden: bool = False) -> str:
    """Which columns of a row have a mistake or would change, and whether it was hidden, as a text to be searched.

    Keys of columns and fields alone, each between two bars: nothing of what stands in them.
    """
    keys = dict.fromkeys([*(each.field for each in plan.changes), *(each.column or WHOLE_ROW for each in plan.wrongs)])
    keys |= {HIDDEN: None} if is_hidden else {}
    return "".join(f"|{key}" for key in keys) + "|" if keys else ""


def planned(changes: Sequence[Change], *, elder_id: UUID | None = None, new: bool = False) -> Plan:
    """The plan of a row without mistakes."""
    outcome = NEW if new else CHANGED if changes else SAME
    return Plan(outcome, tuple(changes), (), elder_id)


def refused(column: str, code: str, **values: str | int) -> Plan:
    """The plan of a row that cannot be."""
    return Plan(WRONG, (), (Wrong(column, code, values),))
