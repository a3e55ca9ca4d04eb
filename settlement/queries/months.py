"""Books as lists: which canteen-months there are in an actor's sight, in which state, with their sums (D15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from canteen.core.errors import NotFound
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.queries.names import OrganisationNamed, canteen_names, organisation_names
from settlement.models import Books, Seal
from settlement.queries.sums import Sums, whole_sums

BOOKS_READERS = (Role.MANAGER, Role.FINANCE, Role.AUDITOR)
MOST_SHOWN = 600


class NoSuchBooks(NotFound):
    """These books do not exist, or lie outside what you may see."""

    code = "no-such-books"
    zh = "没有这份月账，或不在您的职责范围内"


@dataclass(frozen=True, slots=True)
class BooksSeen:
    """A canteen's month under one organisation, and how far it has come."""

    id: UUID
    canteen_id: UUID
    canteen: str
    organisation_id: UUID
    organisation: OrganisationNamed
    month: Month
    state: str
    submitted_by_id: UUID | None
    submitted_at: datetime | None
    silent_kiosks: list[dict[str, Any]]
    approved_by_id: UUID | None
    sealed_at: datetime | None
    digest: str | None

    @property
    def next_first(self) -> date:
        """The first day on which the books can be submitted."""
        return self.month.next_first


@dataclass(frozen=True, slots=True)
class BooksListed:
    """Books in a grid, with sums in fen."""

    books: BooksSeen
    meals: int
    price_fen: int
    elder_fen: int
    canteen_fen: int
    funds_fen: int
    suspense_fen: int
    others_fen: int


def books_seen(*, actor: Actor, books_id: UUID, roles: Iterable[Role] = BOOKS_READERS) -> BooksSeen:
    """Return one canteen's month; NoSuchBooks, also for books that another town's staff asks for."""
    return books_of(row=books_row(actor=actor, books_id=books_id, roles=roles))


def books_row(*, actor: Actor, books_id: UUID, roles: Iterable[Role] = BOOKS_READERS) -> Books:
    """Return the row of books with everything that is named beside it; one statement. NoSuchBooks.

    `sealed_beside` says whether books of another organisation for the same canteen-month are sealed already.
    """
    named = Books.objects.select_related("canteen", "organisation", "submitted_by", "approved_by", "seal__previous")
    beside = Books.objects.filter(canteen=OuterRef("canteen"), month=OuterRef("month"), state=Books.State.SEALED)
    plain = named.defer("seal__body", "seal__previous__body").filter(id=books_id)
    row = plain.annotate(sealed_beside=Exists(beside.exclude(id=books_id))).first()
    # Looked at here: every canteen of a district in a list would cost the database more than the row.
    if row is None or row.canteen_id not in actor.canteens(*roles):
        raise NoSuchBooks()
    return row


def books_of(*, row: Books) -> BooksSeen:
    """Return what `books_row` read as a value."""
    organisation = OrganisationNamed(row.organisation.name, row.organisation.credit_code)
    seal = getattr(row, "seal", None)
    return _seen(row, row.canteen.name, organisation, seal.digest if seal else None)


def books_list(*, actor: Actor, until: Month | None = None) -> tuple[BooksListed, ...]:
    """Return the books in the actor's sight, the latest month first, then by canteen; at most 600, up to a month.

    Six statements; only books that are not sealed are added up (D20). OutOfScope.
    """
    actor.require_held(*BOOKS_READERS)
    found = Books.objects.filter(canteen_id__in=actor.canteens(*BOOKS_READERS)).select_related("sums")
    if until is not None:
        found = found.filter(month__lte=until.first)
    rows = list(found.order_by("-month", "canteen__sorts_as", "id")[:MOST_SHOWN])
    live = whole_sums(books=[row for row in rows if not hasattr(row, "sums")])
    return tuple(
        BooksListed(
            books=books,
            meals=sums.meals,
            price_fen=sums.price_fen,
            elder_fen=sums.elder_fen,
            canteen_fen=sums.canteen_fen,
            funds_fen=sums.funds_fen,
            suspense_fen=sums.suspense_fen,
            others_fen=sums.others_fen,
        )
        for row, books in zip(rows, _all_seen(rows), strict=True)
        for sums in [live[row.id] if row.id in live else getattr(row, "sums", Sums())]
    )


def _all_seen(found: list[Books]) -> tuple[BooksSeen, ...]:
    canteens = canteen_names(canteen_ids={row.canteen_id for row in found})
    organisations = organisation_names(organisation_ids={row.organisation_id for row in found})
    seals = dict(Seal.objects.filter(books__in=[row.id for row in found]).values_list("books_id", "digest"))
    return tuple(
        _seen(row, canteens[row.canteen_id], organisations[row.organisation_id], seals.get(row.id)) for row in found
    )


def _seen(row: Books, canteen: str, organisation: OrganisationNamed, digest: str | None) -> BooksSeen:
    return BooksSeen(
        id=row.id,
        canteen_id=row.canteen_id,
        canteen=canteen,
        organisation_id=row.organisation_id,
        organisation=organisation,
        month=Month.of(row.month),
        state=row.state,
        submitted_by_id=row.submitted_by_id,
        submitted_at=row.submitted_at,
        silent_kiosks=row.silent_kiosks,
        approved_by_id=row.approved_by_id,
        sealed_at=row.sealed_at,
        digest=digest,
    )
