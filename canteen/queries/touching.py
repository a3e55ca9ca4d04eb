"""From which day on a death or a move reaches meals: for each person of a list, what was or would be written (R14)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from canteen.core.identity import mask_id_number
from canteen.core.intake.forms import OUTSIDE
from canteen.core.intake.kinds import REACHING, TOUCHING, Kind
from canteen.core.intake.moving import leaves_town
from canteen.core.intake.twice import key_of
from canteen.core.listing import Asked, Page
from canteen.core.region import Tree
from canteen.core.scope import Actor
from canteen.gateways.staging import key_lookup, open_row
from canteen.models import Elder, Import, ImportRow
from canteen.queries.elder_list import searched
from canteen.queries.elders import id_number_of
from canteen.queries.imports import RowSeen, import_seen, lock_import, may_decide, needs_signature, to_write
from canteen.queries.paging import by_number, every, page_of
from canteen.queries.region_names import Regions, regions_on

WRITTEN: Final = ("new", "changed")
PEOPLE_AT_ONCE: Final = 200
KEYS: Final = {"row": by_number("number")}


@dataclass(frozen=True, slots=True)
class ListTouching:
    """A list that reaches back to meals: where it stands, and the digest of what is shown of it."""

    id: UUID
    kind: str
    sender: str
    file_name: str
    state: str
    ended_at: datetime | None  # when it took effect, or was cancelled
    digest: str
    notice: str  # the code of what a person has to know
    wrong: int  # rows with mistakes: nothing of the list can be written
    writes: int  # rows that change the register
    needs_signature: bool
    may_decide: bool

    @property
    def touches(self) -> bool:
        """Whether lists of its kind reach back to meals at all."""
        return self.kind in REACHING

    @property
    def holds(self) -> bool:
        """Whether what funds bear of meals after its days is held: of others meals are only decided anew."""
        return self.kind in TOUCHING

    @property
    def waits(self) -> bool:
        """Whether somebody can decide about it: it is checked, nothing in it is wrong, and it says something new."""
        return self.state == Import.State.CHECKED and not self.wrong and self.writes > 0


@dataclass(frozen=True, slots=True)
class Went:
    """Where somebody's registration or residence moves, and from which day on; "" where there are no regions."""

    kind: str
    place: str
    from_on: date


@dataclass(frozen=True, slots=True)
class PersonTouched:
    """Somebody of a list, her first row there, and the first day whose meals are in question; None within the town."""

    elder_id: UUID
    number: int
    happened_on: date
    first_on: date | None
    went: tuple[Went, ...]  # nowhere, who died


@dataclass(frozen=True, slots=True)
class ListChecked:
    """A list that reaches back to meals and waits for somebody to decide; the digest is of its rows."""

    id: UUID
    kind: str
    digest: str


@dataclass(frozen=True, slots=True)
class PersonNamed:
    """What somebody of a list is called, and her ID number, masked."""

    name: str
    id_number: str


def list_touching(*, actor: Actor, import_id: UUID, now: datetime) -> ListTouching:
    """Return a list as those see it who look at what it touches. NoSuchImport."""
    seen = import_seen(actor=actor, import_id=import_id)
    signs = needs_signature(seen=seen, now=now)
    return ListTouching(
        id=seen.id,
        kind=seen.kind,
        sender=seen.sender.name,
        file_name=seen.file_name,
        state=seen.state,
        ended_at=seen.ended_at,
        digest=seen.shown_digest,
        notice=seen.notice,
        wrong=seen.rows_wrong,
        writes=to_write(seen=seen),
        needs_signature=signs,
        may_decide=may_decide(seen=seen, staff_id=actor.staff_id, signs=signs),
    )


def lists_checked() -> tuple[ListChecked, ...]:
    """Return the lists that reach back to meals and wait for somebody to decide, the one sent in first first."""
    found = Import.objects.filter(kind__in=[kind.value for kind in REACHING], state=Import.State.CHECKED)
    waiting = found.order_by("made_at", "id").values_list("id", "kind", "shown_digest")
    return tuple(ListChecked(*row) for row in waiting)


def is_checked_still(*, seen: ListChecked) -> bool:
    """Lock a list and say whether it still waits with these rows for somebody to decide."""
    row = lock_import(import_id=seen.id)
    return row.state == Import.State.CHECKED and row.shown_digest == seen.digest


def people_page(*, seen: ListTouching, asked: Asked, on: date) -> Page[PersonTouched]:
    """Return a page of the people whom a list changes, by its rows; two statements, and two more for moves.

    Somebody in two rows stands where her first one is.
    """
    page = page_of(found=_sought(seen.id, asked), asked=asked, keys=KEYS)
    return page.holding(_standing(seen, page.rows, _regions(seen.kind, on)) if page.rows else ())


def people_in_order(*, seen: ListTouching, asked: Asked, on: date) -> Iterator[tuple[PersonTouched, ...]]:
    """Yield those of all pages in the order that was asked for, a batch at a time."""
    rows, regions = every(found=_sought(seen.id, asked), asked=asked, keys=KEYS), _regions(seen.kind, on)
    while batch := tuple(islice(rows, PEOPLE_AT_ONCE)):
        yield _standing(seen, batch, regions)


def _sought(import_id: UUID, asked: Asked) -> QuerySet[ImportRow]:
    found = _written(import_id)
    if not asked.search:
        return found
    return found.filter(elder_id__in=Elder.objects.filter(searched(asked.search)).values("id"))


def _standing(seen: ListTouching, shown: Sequence[ImportRow], regions: Regions) -> tuple[PersonTouched, ...]:
    """The people whose first rows are among these, in their order."""
    rows: Sequence[ImportRow] = shown
    if seen.kind == Kind.MOVES:  # registration and residence, in two rows
        keys = {row.key_lookup for row in shown}
        rows = tuple(_written(seen.id).filter(key_lookup__in=keys).order_by("number"))
    first = {person.number: person for person in _people(seen.kind, rows, regions)}
    return tuple(first[row.number] for row in shown if row.number in first)


def people_batches(*, import_id: UUID, kind: str, on: date) -> Iterator[tuple[PersonTouched, ...]]:
    """Yield the people whom a list of deaths or moves changes, a batch at a time: no more of them are ever held.

    Each stands in one batch, in an order that depends on the list alone. Somebody whose registration and residence both
    move is touched by what reaches back furthest. Lists of other kinds touch nobody.
    """
    if kind not in TOUCHING:
        return
    found, regions, after = _written(import_id).order_by("key_lookup", "number"), _regions(kind, on), ""
    while rows := list(found.filter(key_lookup__gt=after)[:PEOPLE_AT_ONCE]):
        after = rows[-1].key_lookup
        if kind == Kind.MOVES:  # a second row of the last one of them may lie beyond
            rows += found.filter(key_lookup=after, number__gt=rows[-1].number)
        yield _people(kind, rows, regions)


def people_among(*, import_id: UUID, kind: str, on: date, elder_ids: Collection[UUID]) -> tuple[PersonTouched, ...]:
    """Return those of these elders whom a list of deaths or moves changes."""
    if kind not in TOUCHING or not elder_ids:
        return ()
    keys = [key_lookup(key_of(Kind(kind), {}, elder_id)) for elder_id in elder_ids]
    return _people(kind, _written(import_id).filter(key_lookup__in=keys), _regions(kind, on))


def people_listed(*, import_id: UUID) -> QuerySet[ImportRow, Any]:
    """Return whom a list changes, as a part of other statements: their ids, in no order."""
    return _written(import_id).order_by().values("elder_id")


def people_named(*, elder_ids: Iterable[UUID]) -> Mapping[UUID, PersonNamed]:
    """Return what people of a list are called; one statement. The caller asked who may see the list."""
    found = Elder.objects.filter(id__in=list(elder_ids))
    return {elder.id: PersonNamed(elder.name, mask_id_number(id_number_of(elder))) for elder in found}


def _written(import_id: UUID) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(of_id=import_id, outcome__in=WRITTEN, elder_id__isnull=False)


def _regions(kind: str, on: date) -> Regions:
    return regions_on(on=on) if kind == Kind.MOVES else Regions(Tree({}, {}), {}, {})


def _people(kind: str, rows: Iterable[ImportRow], regions: Regions) -> tuple[PersonTouched, ...]:
    """The people of rows, each once."""
    found: dict[UUID, PersonTouched] = {}
    for row in rows:
        seen = RowSeen(row.number, open_row(bytes(row.sealed), row.id))
        elder_id = seen.staged.plan.elder_id
        if elder_id is not None:
            here = PersonTouched(elder_id, row.number, *_days(kind, seen, regions), _went(kind, seen, regions))
            before = found.get(elder_id)
            found[elder_id] = here if before is None else _both(before, here)
    return tuple(found.values())


def _both(one: PersonTouched, other: PersonTouched) -> PersonTouched:
    """What two rows come to: she stands at the first, and is reached by what reaches back furthest."""
    furthest, went = min(one, other, key=_reach), (*one.went, *other.went)
    return replace(furthest, number=min(one.number, other.number), went=went)


def _went(kind: str, row: RowSeen, regions: Regions) -> tuple[Went, ...]:
    if kind != Kind.MOVES:
        return ()
    values = row.staged.values
    place = "" if values["region"] == OUTSIDE else regions.full_name(UUID(values["region"]))
    return (Went(values["place_kind"], place, date.fromisoformat(values["moved_on"])),)


def _days(kind: str, row: RowSeen, regions: Regions) -> tuple[date, date | None]:
    """When it happened, and the first day in question: a meal on the day of death was eaten."""
    values = row.staged.values
    if kind == Kind.DEATHS:
        died_on = date.fromisoformat(values["died_on"])
        return died_on, died_on + timedelta(days=1)
    moved_on = date.fromisoformat(values["moved_on"])
    change = row.staged.plan.changes[0]
    return moved_on, moved_on if leaves_town(change.before, change.after, regions.tree) else None


def _reach(person: PersonTouched) -> tuple[date, date]:
    return person.first_on or date.max, person.happened_on
