"""A month at a glance: sums by payer and by day, what is owed, what is held; five statements, however many meals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from canteen.core.identity import mask_name
from canteen.core.month import Month
from canteen.core.scope import Actor
from settlement.core.closing import Joint, borne_for, payables
from settlement.core.journal import Contributor
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.shares import ELDER
from settlement.models import Books, Fund, Hold
from settlement.queries.closing import closing
from settlement.queries.months import BOOKS_READERS, NoSuchBooks
from settlement.queries.sums import Sums, day_sums

MOST_HELD = 20  # shown beside a month; the list of its meals has them all


@dataclass(frozen=True, slots=True)
class MonthHead:
    """Whose month it is, how far it has come, and by whom."""

    id: UUID
    canteen_id: UUID
    canteen: str
    organisation: str
    credit_code: str
    month: Month
    state: str
    submitted_by_id: UUID | None
    submitted_by: str
    submitted_at: datetime | None
    silent_kiosks: list[dict[str, Any]]
    approved_by: str
    sealed_at: datetime | None
    digest: str


@dataclass(frozen=True, slots=True)
class PayerSum:
    """What one payer bears, in fen: of the month's own meals, by adjustments of earlier months, together."""

    payer: str  # "elder", "canteen", "suspense" or "fund:<key>"
    fund_name: str  # empty for what is no fund
    own_fen: int
    adjusted_fen: int

    @property
    def whole_fen(self) -> int:
        """Both together."""
        return self.own_fen + self.adjusted_fen


@dataclass(frozen=True, slots=True)
class HeldShare:
    """A share in suspense, outside the claim."""

    entry_id: UUID
    meal_books_id: UUID | None
    service_on: date | None
    name: str  # masked
    fen: int
    reason: str
    carried: bool


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """Everything a statement shows before single meals."""

    head: MonthHead
    own: Sums
    adjusted: Mapping[Month, Sums]
    payers: tuple[PayerSum, ...]
    days: Mapping[date, Sums]
    payables: tuple[tuple[str, str, int], ...]  # fund key, name, fen
    borne_for: Mapping[str, tuple[str, ...]]  # fund key → funds whose claims it pays, itself or joint ones
    held: tuple[HeldShare, ...]

    @property
    def late(self) -> Sums:
        """What late facts changed about earlier months, together."""
        together = Sums()
        for sums in self.adjusted.values():
            together.add(sums)
        return together

    @property
    def price_fen(self) -> int:
        """What the meals of these books are worth, adjustments included."""
        return sum(each.whole_fen for each in self.payers)

    @property
    def claimed_fen(self) -> int:
        """What all funds owe together."""
        return sum(fen for _, _, fen in self.payables)

    @property
    def held_fen(self) -> int:
        """What rests in suspense, of this month and carried from earlier ones."""
        return sum(each.fen for each in self.held)

    @property
    def carried_fen(self) -> int:
        """What of it was carried."""
        return sum(each.fen for each in self.held if each.carried)


def month_head(*, actor: Actor, books_id: UUID) -> MonthHead:
    """Return whose month it is; one statement. NoSuchBooks, also for books that another town's staff asks for."""
    return _head(_books(actor, books_id))


def month_summary(*, actor: Actor, books_id: UUID) -> MonthSummary:
    """Return one canteen's month; four statements. NoSuchBooks."""
    books = _books(actor, books_id)
    own, adjusted, days = Sums(), dict[Month, Sums](), dict[date, Sums]()
    for (service_on, for_month), sums in sorted(day_sums(books=books).items(), key=str):
        if for_month is not None:
            adjusted.setdefault(Month.of(for_month), Sums()).add(sums)
            continue
        own.add(sums)
        if service_on is not None:
            days.setdefault(service_on, Sums()).add(sums)
    whole = Sums()
    for sums in (own, *adjusted.values()):
        whole.add(sums)
    named, owed, behind = _funds(books, whole)
    return MonthSummary(
        head=_head(books),
        own=own,
        adjusted=adjusted,
        payers=tuple(_payer(payer, named, own, whole) for payer in sorted(whole.payers, key=_place)),
        days=dict(sorted(days.items())),
        payables=tuple((key, named.get(key, key), fen) for key, fen in owed.items()),
        borne_for=behind,
        held=tuple(_held(books)),
    )


def _books(actor: Actor, books_id: UUID) -> Books:
    found = Books.objects.filter(id=books_id)
    named = found.select_related("canteen", "organisation", "submitted_by", "approved_by", "seal")
    sealed_beside = Books.objects.filter(
        canteen=OuterRef("canteen"), month=OuterRef("month"), state=Books.State.SEALED
    ).exclude(id=books_id)
    row = named.defer("seal__body").annotate(sealed_beside=Exists(sealed_beside)).first()
    # Looked at here: every canteen of a district in a list would cost the database more than the row.
    if row is None or row.canteen_id not in actor.canteens(*BOOKS_READERS):
        raise NoSuchBooks()
    return row


def _head(books: Books) -> MonthHead:
    seal = getattr(books, "seal", None)
    return MonthHead(
        id=books.id,
        canteen_id=books.canteen_id,
        canteen=books.canteen.name,
        organisation=books.organisation.name,
        credit_code=books.organisation.credit_code,
        month=Month.of(books.month),
        state=books.state,
        submitted_by_id=books.submitted_by_id,
        submitted_by=books.submitted_by.name if books.submitted_by else "",
        submitted_at=books.submitted_at,
        silent_kiosks=books.silent_kiosks,
        approved_by=books.approved_by.name if books.approved_by else "",
        sealed_at=books.sealed_at,
        digest=seal.digest if seal else "",
    )


def _place(payer: str) -> tuple[int, str]:
    """The order of a statement: elder, canteen, funds by key, suspense, and who is no elder."""
    if payer.startswith(FUND):
        return 2, payer
    return {ELDER: 0, CANTEEN: 1, SUSPENSE: 3}.get(payer, 4), payer


def _payer(payer: str, named: Mapping[str, str], own: Sums, whole: Sums) -> PayerSum:
    own_fen = own.payers.get(payer, 0)
    key = payer.removeprefix(FUND)
    return PayerSum(payer, named.get(key, "") if key != payer else "", own_fen, whole.payers.get(payer, 0) - own_fen)


def _funds(books: Books, whole: Sums) -> tuple[dict[str, str], dict[str, int], dict[str, tuple[str, ...]]]:
    """What funds are called, what each owes here, as sealed or as it would be now, and for whose claims."""
    claimed = {payer.removeprefix(FUND): fen for payer, fen in whole.payers.items() if payer.startswith(FUND)}
    named: dict[str, str] = {}
    parts: dict[str, dict[int, tuple[str, int]]] = {}
    sealed: dict[str, int] = {}
    columns = ("key", "name", "parts__position", "parts__contributor__key", "parts__contributor__name", "parts__weight")
    for key, name, position, part_key, part_name, weight, fen in _with_parts(books, claimed).values_list(
        *columns, "owed__fen"
    ):
        named[key] = name
        if part_key is not None:
            named[part_key] = part_name
            parts.setdefault(key, {})[position] = (part_key, weight)
        if fen is not None:
            sealed[key] = fen
    joint = {key: [name for name, _ in weights.values()] for key, weights in parts.items()}
    behind = borne_for(sorted(claimed), joint)
    if books.state == Books.State.SEALED:
        return named, dict(sorted(sealed.items())), behind
    if books.sealed_beside:  # type: ignore[attr-defined]  # annotated above
        return named, dict(closing(books=books).payables), behind
    apportioned = {}
    for key, weights in parts.items():
        contributors = tuple(Contributor(*weights[position]) for position in sorted(weights))
        apportioned[key] = Joint(key, contributors, (0,) * len(contributors)).parts(claimed.get(key, 0))
    return named, payables(sorted(claimed.items()), apportioned), behind


def _with_parts(books: Books, claimed: Mapping[str, int]) -> QuerySet[Fund]:
    concerned = Q(key__in=list(claimed)) | Q(owed__isnull=False)
    owed = FilteredRelation("payables", condition=Q(payables__books_id=books.id))
    return Fund.objects.annotate(owed=owed).filter(concerned)


def _held(books: Books) -> list[HeldShare]:
    """Shares of these books, and of books before, that nobody had cleared when these were closed (D5)."""
    settled = Q(entry__books_id=books.id) | Q(
        entry__books__organisation_id=books.organisation_id, entry__books__state=Books.State.SEALED
    )
    still = Q(cleared_by=None) | ~Q(cleared_by__books_id=books.id)
    found = Hold.objects.filter(settled, still, canteen_id=books.canteen_id).order_by("id")
    rows = found.values_list(
        *("entry_id", "entry__books_id", "entry__service_on", "entry__order__elder__name", "fen", "reason"),
        *("entry__books__seal__sealed_at", "cleared_by__books_id", "cleared_by__books__seal__sealed_at"),
    )
    sealed_at = books.sealed_at

    def counts(at: datetime | None) -> bool:
        """Whether other books had been sealed before these."""
        return at is not None and (sealed_at is None or at < sealed_at)

    held = []
    for entry_id, opened_in, service_on, name, fen, reason, opened_at, cleared_in, cleared_at in rows:
        own = opened_in == books.id
        if (own or counts(opened_at)) and not (cleared_in is not None and counts(cleared_at)):
            masked = mask_name(name or "")
            held.append(HeldShare(entry_id, opened_in, service_on, masked, fen, reason, carried=not own))
    return held
