"""Cash shifts of many canteens as a list: who held the drawer, what was counted, what was missing (D13, D20)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor, Role
from canteen.queries.names import canteen_names
from canteen.queries.paging import by_instant, by_number, every, page_of
from settlement.models import Posting, Shift
from settlement.queries.shifts import NoSuchShift

SHIFT_LISTERS: Final = (Role.MANAGER, Role.FINANCE, Role.AUDITOR)
SHIFTS: Final = Listing(sorts=("opened", "difference"), filters=("canteen", "state"), down=True)
KEYS: Final = {"opened": by_instant("opened_at"), "difference": by_number("difference_fen")}
STATES: Final[Mapping[str, Q]] = {
    "open": Q(closed_at=None),
    "closed": Q(closed_at__isnull=False),
    "missing": Q(difference_fen__lt=0),
    "over": Q(difference_fen__gt=0),
}


@dataclass(frozen=True, slots=True)
class ShiftListed:
    """One shift, in fen; what was counted and its difference are None while it is open.

    `expected_fen` is what should be in the drawer, when it was closed or now; below zero `difference_fen` is missing.
    `closed_by` is named where it was not who held the drawer.
    """

    id: UUID
    canteen_id: UUID
    canteen: str
    staff_id: UUID
    staff: str
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str
    float_fen: int
    expected_fen: int
    counted_fen: int | None
    difference_fen: int | None
    reason: str


def drawer_canteens(*, actor: Actor) -> dict[UUID, str]:
    """Return the canteens whose shifts the actor may list, by name; one statement. OutOfScope."""
    actor.require_held(*SHIFT_LISTERS)
    return dict(canteen_names(canteen_ids=actor.canteens(*SHIFT_LISTERS)))


def shifts_listed(*, canteens: Mapping[UUID, str], asked: Asked) -> Page[ShiftListed]:
    """Return a page of the shifts of these canteens; one statement. The caller asked who may see.

    A search is the name of who held the drawer, as it begins.
    """
    page = page_of(found=_found(canteens, asked), asked=asked, keys=KEYS)
    return page.of(lambda row: _listed(row, canteens))


def every_shift(*, canteens: Mapping[UUID, str], asked: Asked) -> Iterator[ShiftListed]:
    """Yield the whole list that was asked for, in its order; one statement. The caller asked who may see."""
    return (_listed(row, canteens) for row in every(found=_found(canteens, asked), asked=asked, keys=KEYS))


def shift_listed(*, actor: Actor, shift_id: UUID) -> ShiftListed:
    """Return one shift of the actor's canteens as the list shows it; two statements. OutOfScope, NoSuchShift."""
    canteens = drawer_canteens(actor=actor)
    row = _shown(Shift.objects.filter(id=shift_id, canteen_id__in=canteens)).first()
    if row is None:
        raise NoSuchShift()
    return _listed(row, canteens)


def _found(canteens: Mapping[UUID, str], asked: Asked) -> QuerySet[Shift]:
    chosen = asked.filters.get("canteen", "")
    here = [row_id for row_id in canteens if not chosen or str(row_id) == chosen]
    found = Shift.objects.filter(STATES.get(asked.filters.get("state", ""), Q()), canteen_id__in=here)
    if asked.search:
        found = found.filter(staff__name__startswith=asked.search)
    return _shown(found)


def _shown(found: QuerySet[Shift]) -> QuerySet[Shift]:
    return found.select_related("staff", "closed_by").annotate(moved_fen=_moved())


def _moved() -> Case:
    """What came into a drawer that is open, less what went out of it; a closed one was summed up when it was closed."""
    into = When(debit__address__startswith="shift/", then=F("fen"))
    of_shift = Posting.objects.filter(entry__shift=OuterRef("pk")).order_by().values("entry__shift")
    moved = of_shift.annotate(moved=Sum(Case(into, default=-F("fen"), output_field=BigIntegerField()))).values("moved")
    return Case(When(closed_at=None, then=Coalesce(Subquery(moved), Value(0))), default=Value(0))


def _listed(row: Shift, canteens: Mapping[UUID, str]) -> ShiftListed:
    moved_fen: int = row.moved_fen  # type: ignore[attr-defined]  # annotated by _shown
    is_closed = row.counted_fen is not None
    by_another = row.closed_by is not None and row.closed_by_id != row.staff_id
    return ShiftListed(
        id=row.id,
        canteen_id=row.canteen_id,
        canteen=canteens[row.canteen_id],
        staff_id=row.staff_id,
        staff=row.staff.name,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by.name if row.closed_by and by_another else "",
        float_fen=row.float_fen,
        expected_fen=(row.counted_fen or 0) - row.difference_fen if is_closed else row.float_fen + moved_fen,
        counted_fen=row.counted_fen,
        difference_fen=row.difference_fen if is_closed else None,
        reason=row.reason,
    )
