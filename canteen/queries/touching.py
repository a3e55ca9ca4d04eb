"""From which day on a death or a move reaches meals: for each person of a list, what was or would be written (R14)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from canteen.core.identity import mask_id_number
from canteen.core.intake.forms import OUTSIDE
from canteen.core.intake.kinds import TOUCHING, Kind
from canteen.core.region import Level
from canteen.core.scope import Actor
from canteen.models import Elder
from canteen.queries.elders import id_number_of
from canteen.queries.imports import RowSeen, import_seen, may_decide, needs_signature, rows_of
from canteen.queries.region_names import Regions, regions_on

WRITTEN = ("new", "changed")


@dataclass(frozen=True, slots=True)
class ListTouching:
    """A list of deaths or moves: where it stands, and the digest of what is shown of it."""

    id: UUID
    kind: str
    sender: str
    file_name: str
    state: str
    digest: str
    needs_signature: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class PersonTouched:
    """Somebody of a list, and the first day whose meals are in question; None for a move within the town."""

    elder_id: UUID
    happened_on: date
    first_on: date | None


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """What somebody of a list is called, and her ID number, masked."""

    name: str
    id_number: str


def list_touching(*, actor: Actor, import_id: UUID, now: datetime) -> ListTouching:
    """Return a list of deaths or moves. NoSuchImport."""
    seen = import_seen(actor=actor, import_id=import_id)
    signs = needs_signature(seen=seen, now=now)
    return ListTouching(
        id=seen.id,
        kind=seen.kind,
        sender=seen.sender.name,
        file_name=seen.file_name,
        state=seen.state,
        digest=seen.shown_digest,
        needs_signature=signs,
        may_decide=may_decide(seen=seen, staff_id=actor.staff_id, signs=signs),
    )


def people_touched(*, import_id: UUID, kind: str, on: date) -> tuple[PersonTouched, ...]:
    """Return the people whom a list of deaths or moves changes, in its order. Lists of other kinds touch nobody.

    Somebody whose registration and residence both move is touched by what reaches back furthest.
    """
    regions = regions_on(on=on)
    found: dict[UUID, tuple[date, date | None]] = {}
    if kind in TOUCHING:
        for row in rows_of(import_id=import_id, outcomes=WRITTEN):
            if row.staged.plan.elder_id is not None:
                days = _days(kind, row, regions)
                found[row.staged.plan.elder_id] = min(days, found.get(row.staged.plan.elder_id, days), key=_reach)
    return tuple(PersonTouched(elder_id, *days) for elder_id, days in found.items())


def people_named(*, elder_ids: Iterable[UUID]) -> Mapping[UUID, PersonNamed]:
    """Return what people of a list are called; one statement. The caller asked who may see the list."""
    found = Elder.objects.filter(id__in=list(elder_ids))
    return {elder.id: PersonNamed(elder.name, mask_id_number(id_number_of(elder))) for elder in found}


def _days(kind: str, row: RowSeen, regions: Regions) -> tuple[date, date | None]:
    """When it happened, and the first day in question: a meal on the day of death was eaten."""
    values = row.staged.values
    if kind == Kind.DEATHS:
        died_on = date.fromisoformat(values["died_on"])
        return died_on, died_on + timedelta(days=1)
    moved_on = date.fromisoformat(values["moved_on"])
    change = row.staged.plan.changes[0]
    return moved_on, moved_on if _leaves_town(change.before, change.after, regions) else None


def _reach(days: tuple[date, date | None]) -> tuple[date, date]:
    happened_on, first_on = days
    return first_on or date.max, happened_on


def _leaves_town(before: str, after: str, regions: Regions) -> bool:
    """Whether somebody moves to another town, or where this installation has no regions."""
    if after == OUTSIDE or not before:
        return after == OUTSIDE
    towns = [regions.tree.at_level(UUID(each), Level.TOWN) or UUID(each) for each in (before, after)]
    return towns[0] != towns[1]
