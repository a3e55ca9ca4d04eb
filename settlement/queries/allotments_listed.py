"""Allotments as a list: what every canteen may draw of every fund in every month, and what is left of it (R4)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from canteen.core.listing import Asked, Listing, Page
from canteen.core.month import Month, NotMonth
from canteen.core.scope import Actor
from canteen.queries.paging import Key, by_day, by_number, every, page_of
from settlement.models import Allotment, Books, Fund
from settlement.queries.funds import ALLOTMENT_READERS

ALLOTMENTS: Final = Listing(
    sorts=("month", "canteen", "allotted", "drawn", "left"), filters=("fund", "month"), down=True
)
KEYS: Final = {
    "month": by_day("month"),
    "canteen": Key("canteen__sorts_as"),
    "allotted": by_number("fen"),
    "drawn": by_number("drawn_fen"),
    "left": by_number("left_fen"),
}


@dataclass(frozen=True, slots=True)
class AllotmentListed:
    """What a fund lets a canteen draw in a month, what was drawn of it and what is left, in fen."""

    canteen_id: UUID
    canteen: str
    fund_key: str
    fund: str
    month: Month
    fen: int
    drawn_fen: int
    left_fen: int


def allotment_page(*, actor: Actor, asked: Asked) -> Page[AllotmentListed]:
    """Return a page of the allotments in the actor's sight; one statement. OutOfScope."""
    return page_of(found=_found(actor, asked), asked=asked, keys=KEYS).of(_listed)


def every_allotment(*, actor: Actor, asked: Asked) -> Iterator[AllotmentListed]:
    """Yield the whole list that was asked for, in its order; one statement. OutOfScope."""
    return map(_listed, every(found=_found(actor, asked), asked=asked, keys=KEYS))


def allotting_funds(*, actor: Actor) -> list[tuple[UUID, str]]:
    """Return the funds that ever allotted something to a canteen in sight, by name; one statement. OutOfScope."""
    actor.require_held(*ALLOTMENT_READERS)
    given = Allotment.objects.filter(fund=OuterRef("pk"), canteen__in=actor.canteens(*ALLOTMENT_READERS))
    return list(Fund.objects.filter(Exists(given)).order_by("name", "id").values_list("id", "name"))


def books_drawing(*, rows: Iterable[AllotmentListed]) -> dict[tuple[UUID, Month], Sequence[UUID]]:
    """Return the books that draw on these allotments, by canteen and month: several where who runs it changed.

    One statement. The caller asked who may see.
    """
    shown = {(row.canteen_id, row.month) for row in rows}
    found: dict[tuple[UUID, Month], list[UUID]] = {}
    inside = Books.objects.filter(
        canteen_id__in={canteen_id for canteen_id, _ in shown}, month__in={month.first for _, month in shown}
    )
    for books_id, canteen_id, first in inside.order_by("id").values_list("id", "canteen_id", "month"):
        found.setdefault((canteen_id, Month.of(first)), []).append(books_id)
    return dict(found)


def _found(actor: Actor, asked: Asked) -> QuerySet[Allotment]:
    actor.require_held(*ALLOTMENT_READERS)
    found = Allotment.objects.filter(canteen__in=actor.canteens(*ALLOTMENT_READERS))
    if asked.search:
        found = found.filter(canteen__name__icontains=asked.search)
    if fund := asked.filters.get("fund", ""):
        found = found.filter(fund__in=_id(fund))
    if month := _month(asked.filters.get("month", "")):
        found = found.filter(month=month.first)
    return found.select_related("fund", "canteen").annotate(left_fen=F("fen") - F("drawn_fen"))


def _id(text: str) -> tuple[UUID, ...]:
    try:
        return (UUID(text),)
    except ValueError:
        return ()


def _month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except NotMonth:
        return None


def _listed(row: Allotment) -> AllotmentListed:
    return AllotmentListed(
        canteen_id=row.canteen_id,
        canteen=row.canteen.name,
        fund_key=row.fund.key,
        fund=row.fund.name,
        month=Month.of(row.month),
        fen=row.fen,
        drawn_fen=row.drawn_fen,
        left_fen=row.fen - row.drawn_fen,
    )
