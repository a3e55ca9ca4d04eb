"""Open holds of many canteens as a list: by canteen and reason, sorted by age or size, cut by the database (D20)."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery, Sum

from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor, Role
from canteen.core.sought import names_nobody
from canteen.queries.names import canteen_names
from canteen.queries.paging import by_instant, by_number, every, page_of
from ordering.queries.portions import eater_name
from settlement.core.shares import HoldCode
from settlement.models import Hold

HOLD_LISTERS: Final = (Role.FINANCE, Role.AUDITOR)
HOLDS: Final = Listing(sorts=("opened", "fen"), filters=("canteen", "reason"))
# Of one canteen, sought by the eater's name.
HOLDS_HERE: Final = Listing(sorts=("opened", "fen"), filters=("reason",), allows=names_nobody)
KEYS: Final = {"opened": by_instant("opened_at"), "fen": by_number("fen")}


@dataclass(frozen=True, slots=True)
class HoldListed:
    """One open hold: whose meal, where, how many fen, why, since when; `books_id` and `entry_id` lead to its page."""

    id: UUID
    books_id: UUID | None
    entry_id: UUID
    canteen: str
    service_on: date | None
    name: str  # masked; of a guest and of staff, what they are
    fen: int
    reason: str  # a HoldCode
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class HoldsHere:
    """A page of one canteen's open holds, and what all that were asked for come to in fen, on whatever page."""

    page: Page[HoldListed]
    fen: int


def holding_canteens(*, actor: Actor) -> dict[UUID, str]:
    """Return the canteens whose holds the actor may list, by name; one statement. OutOfScope."""
    actor.require_held(*HOLD_LISTERS)
    return dict(canteen_names(canteen_ids=actor.canteens(*HOLD_LISTERS)))


def holds_listed(*, canteens: Mapping[UUID, str], asked: Asked) -> Page[HoldListed]:
    """Return a page of the open holds of these canteens; one statement. The caller asked who may see."""
    page = page_of(found=_found(canteens, asked), asked=asked, keys=KEYS)
    return page.of(lambda row: _listed(row, canteens))


def every_hold(*, canteens: Mapping[UUID, str], asked: Asked) -> Iterator[HoldListed]:
    """Yield the whole list that was asked for, in its order; the caller asked who may see."""
    return _all(_found(canteens, asked), asked, canteens)


def holds_here(*, canteen_id: UUID, canteen: str, asked: Asked) -> HoldsHere:
    """Return a page of the open holds of one canteen; one statement, the sum riding on it. The caller asked who may."""
    found = _here(canteen_id, asked)
    whole = found.order_by().values("canteen").annotate(whole=Sum("fen")).values("whole")
    page = page_of(found=found.annotate(whole_fen=Subquery(whole)), asked=asked, keys=KEYS)
    fen: int = page.rows[0].whole_fen if page.rows else 0  # type: ignore[attr-defined]  # annotated above
    return HoldsHere(page.of(lambda row: _listed(row, {canteen_id: canteen})), fen)


def every_hold_here(*, canteen_id: UUID, canteen: str, asked: Asked) -> Iterator[HoldListed]:
    """Yield all open holds of one canteen that were asked for, in their order; the caller asked who may see."""
    return _all(_here(canteen_id, asked), asked, {canteen_id: canteen})


def _found(canteens: Mapping[UUID, str], asked: Asked) -> QuerySet[Hold]:
    here = {row_id for row_id, name in canteens.items() if asked.search in name}
    if chosen := asked.filters.get("canteen", ""):
        here = {row_id for row_id in here if str(row_id) == chosen}
    return _open(here, asked)


def _here(canteen_id: UUID, asked: Asked) -> QuerySet[Hold]:
    found = _open({canteen_id}, asked)
    if asked.search:
        begins = Q(entry__order__elder__name__startswith=asked.search)
        found = found.filter(begins | Q(entry__order__elder__initials__startswith=asked.search.lower()))
    return found


def _open(canteen_ids: Set[UUID], asked: Asked) -> QuerySet[Hold]:
    found = Hold.objects.filter(canteen_id__in=canteen_ids, cleared_by=None)
    if (reason := asked.filters.get("reason", "")) in {code.value for code in HoldCode}:
        found = found.filter(reason=reason)
    return found.select_related("entry__order__elder").defer("entry__explanation")


def _all(found: QuerySet[Hold], asked: Asked, canteens: Mapping[UUID, str]) -> Iterator[HoldListed]:
    return (_listed(row, canteens) for row in every(found=found, asked=asked, keys=KEYS))


def _listed(row: Hold, canteens: Mapping[UUID, str]) -> HoldListed:
    order = row.entry.order
    if order is None:
        raise AssertionError("a share is held of a meal")
    return HoldListed(
        id=row.id,
        books_id=row.entry.books_id,
        entry_id=row.entry_id,
        canteen=canteens[row.canteen_id],
        service_on=row.entry.service_on,
        name=eater_name(eater=order.eater, name=order.elder.name if order.elder else None),
        fen=row.fen,
        reason=row.reason,
        opened_at=row.opened_at,
    )
