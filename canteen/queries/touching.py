"""From which day on a death or a move reaches meals: for each person of a list, what was or would be written (R14)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from canteen.core.identity import mask_id_number
from canteen.core.intake.forms import OUTSIDE
from canteen.core.intake.kinds import TOUCHING, Kind
from canteen.core.listing import Asked, Page
from canteen.core.region import Level, Tree
from canteen.core.scope import Actor
from canteen.gateways.staging import open_row
from canteen.models import Elder, Import, ImportRow
from canteen.queries.elders import id_number_of
from canteen.queries.imports import RowSeen, import_seen, may_decide, needs_signature, rows_of
from canteen.queries.paging import by_number, page_of
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
    notice: str  # the code of what a person has to know
    needs_signature: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class PersonTouched:
    """Somebody of a list, and the first day whose meals are in question; None for a move within the town."""

    elder_id: UUID
    happened_on: date
    first_on: date | None


@dataclass(frozen=True, slots=True)
class ListChecked:
    """A list of deaths or moves that waits for somebody to decide; the digest is of its rows."""

    id: UUID
    kind: str
    digest: str


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
        notice=seen.notice,
        needs_signature=signs,
        may_decide=may_decide(seen=seen, staff_id=actor.staff_id, signs=signs),
    )


def lists_checked() -> tuple[ListChecked, ...]:
    """Return the lists of deaths and moves that wait for somebody to decide, the one sent in first first."""
    found = Import.objects.filter(kind__in=[kind.value for kind in TOUCHING], state=Import.State.CHECKED)
    waiting = found.order_by("made_at", "id").values_list("id", "kind", "shown_digest")
    return tuple(ListChecked(*row) for row in waiting)


def people_page(*, seen: ListTouching, asked: Asked, on: date) -> Page[PersonTouched]:
    """Return a page of the people whom a list changes, by its rows; two statements, and two more for moves.

    Somebody in two rows stands where her first one is.
    """
    found = ImportRow.objects.filter(of_id=seen.id, outcome__in=WRITTEN, elder_id__isnull=False)
    page = page_of(found=found, asked=asked, keys={"row": by_number("number")})
    if not page.rows:
        return page.holding(())
    rows = page.rows
    if seen.kind == Kind.MOVES:  # registration and residence, in two rows
        rows = tuple(found.filter(elder_id__in={row.elder_id for row in rows}).order_by("number"))
    first: dict[UUID, int] = {}
    opened = []
    for row in rows:
        if row.elder_id is not None:
            first.setdefault(row.elder_id, row.number)
            opened.append(RowSeen(row.number, open_row(bytes(row.sealed), row.id)))
    people = _people(seen.kind, opened, on)
    shown = [people[row.elder_id] for row in page.rows if row.elder_id and first[row.elder_id] == row.number]
    return page.holding(shown)


def people_touched(*, import_id: UUID, kind: str, on: date) -> tuple[PersonTouched, ...]:
    """Return the people whom a list of deaths or moves changes, in its order. Lists of other kinds touch nobody.

    Somebody whose registration and residence both move is touched by what reaches back furthest.
    """
    if kind not in TOUCHING:
        return ()
    return tuple(_people(kind, rows_of(import_id=import_id, outcomes=WRITTEN), on).values())


def people_named(*, elder_ids: Iterable[UUID]) -> Mapping[UUID, PersonNamed]:
    """Return what people of a list are called; one statement. The caller asked who may see the list."""
    found = Elder.objects.filter(id__in=list(elder_ids))
    return {elder.id: PersonNamed(elder.name, mask_id_number(id_number_of(elder))) for elder in found}


def _people(kind: str, rows: Iterable[RowSeen], on: date) -> Mapping[UUID, PersonTouched]:
    """The people of rows in their order, each once."""
    regions = regions_on(on=on) if kind == Kind.MOVES else Regions(Tree({}, {}), {})
    found: dict[UUID, tuple[date, date | None]] = {}
    for row in rows:
        if row.staged.plan.elder_id is not None:
            days = _days(kind, row, regions)
            found[row.staged.plan.elder_id] = min(days, found.get(row.staged.plan.elder_id, days), key=_reach)
    return {elder_id: PersonTouched(elder_id, *days) for elder_id, days in found.items()}


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
