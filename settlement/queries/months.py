"""Books as lists: which canteen-months there are in an actor's sight, in which state, with their sums (D15)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, Q, Sum, Value, When

from canteen.core.errors import NotFound
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.queries.names import OrganisationNamed, canteen_names, organisation_names
from settlement.models import Books, Entry, Posting, Seal

BOOKS_READERS = (Role.MANAGER, Role.FINANCE, Role.AUDITOR)
MOST_SHOWN = 600

# Kinds of entries that put the price of meals on payers; the others move money between funds, or tender.
PAYING = (Entry.Kind.MEAL, Entry.Kind.REVERSAL, Entry.Kind.HOLD, Entry.Kind.CLEARING)


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
    def state_words(self) -> str:
        """The state in Chinese."""
        return str(Books.State(self.state).label)

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
    funds_fen: int
    suspense_fen: int


def books_seen(*, actor: Actor, books_id: UUID, roles: Iterable[Role] = BOOKS_READERS) -> BooksSeen:
    """Return one canteen's month; NoSuchBooks, also for books that another town's staff asks for."""
    row = Books.objects.filter(id=books_id, canteen_id__in=actor.canteens(*roles)).first()
    if row is None:
        raise NoSuchBooks()
    return _seen([row])[0]


def books_list(*, actor: Actor) -> tuple[BooksListed, ...]:
    """Return the books in the actor's sight, the latest month first, then by canteen; six statements. OutOfScope."""
    actor.require_held(*BOOKS_READERS)
    found = Books.objects.filter(canteen_id__in=actor.canteens(*BOOKS_READERS))
    seen = _seen(list(found.order_by("-month", "canteen__name", "id")[:MOST_SHOWN]))
    ids = [books.id for books in seen]
    sums = {row["entry__books"]: row for row in _sums(ids)}
    meals = _meals(ids)
    nothing = dict.fromkeys(("price_fen", "elder_fen", "funds_fen", "suspense_fen"), 0)
    return tuple(
        BooksListed(
            books,
            meals.get(books.id, 0),
            **{name: int(sums.get(books.id, nothing)[name] or 0) for name in nothing},
        )
        for books in seen
    )


def _sums(ids: list[UUID]) -> Iterable[Mapping[str, Any]]:
    """Fen by books: what was earned, and what elders, funds and suspense bear of it."""
    moved = Posting.objects.filter(entry__books__in=ids, entry__kind__in=PAYING)
    return moved.values("entry__books").annotate(
        price_fen=_net("canteen/", "/earned", sign=-1),
        elder_fen=_net("elder/", "/due"),
        funds_fen=_net("fund/", ""),
        suspense_fen=_net("canteen/", "/suspense"),
    )


def _net(head: str, tail: str, sign: int = 1) -> Sum:
    """Σ debit − Σ credit, times `sign`, over the accounts whose address begins and ends so."""
    sides = (("debit", sign), ("credit", -sign))
    terms: list[Case] = [
        Case(
            When(
                Q(**{f"{side}__address__startswith": head, f"{side}__address__endswith": tail}),
                then=F("fen") * Value(factor),
            ),
            default=Value(0),
            output_field=BigIntegerField(),
        )
        for side, factor in sides
    ]
    return Sum(terms[0] + terms[1], output_field=BigIntegerField())


def _meals(ids: list[UUID]) -> dict[UUID, int]:
    """Meals by books: those posted in them less those reversed in them."""
    counted = Entry.objects.filter(
        Q(kind=Entry.Kind.MEAL) | Q(kind=Entry.Kind.REVERSAL, reverses__kind=Entry.Kind.MEAL), books__in=ids
    )
    signed = Case(When(kind=Entry.Kind.MEAL, then=Value(1)), default=Value(-1))
    return dict(counted.values("books").annotate(meals=Sum(signed)).values_list("books", "meals"))


def _seen(found: list[Books]) -> tuple[BooksSeen, ...]:
    canteens = canteen_names(canteen_ids={row.canteen_id for row in found})
    organisations = organisation_names(organisation_ids={row.organisation_id for row in found})
    seals = dict(Seal.objects.filter(books__in=[row.id for row in found]).values_list("books_id", "digest"))
    return tuple(
        BooksSeen(
            id=row.id,
            canteen_id=row.canteen_id,
            canteen=canteens[row.canteen_id],
            organisation_id=row.organisation_id,
            organisation=organisations[row.organisation_id],
            month=Month.of(row.month),
            state=row.state,
            submitted_by_id=row.submitted_by_id,
            submitted_at=row.submitted_at,
            silent_kiosks=row.silent_kiosks,
            approved_by_id=row.approved_by_id,
            sealed_at=row.sealed_at,
            digest=seals.get(row.id),
        )
        for row in found
    )
