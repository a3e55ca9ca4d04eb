"""A month at a glance: sums by payer and by day, what is owed, what is held; five statements, however many meals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q, QuerySet

from canteen.core.identity import mask_name
from canteen.core.month import Month
from canteen.core.scope import Actor
from settlement.core.journal import Contributor
from settlement.core.payables import Joint, borne_for, payables
from settlement.core.policy.values import FUND
from settlement.core.statement import payer_place
from settlement.models import Books, Fund, Hold
from settlement.queries.month_totals import HeldShare, MonthTotals, PayerFigure
from settlement.queries.months import books_row
from settlement.queries.sealing import sealing
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSummary(MonthTotals):
    """Everything a statement shows before single meals."""

    head: MonthHead
    own: Sums
    adjusted: Mapping[Month, Sums]
    days: Mapping[date, Sums]


def month_head(*, actor: Actor, books_id: UUID) -> MonthHead:
    """Return whose month it is; one statement. NoSuchBooks, also for books that another town's staff asks for."""
    return _head(books_row(actor=actor, books_id=books_id))


def month_summary(*, actor: Actor, books_id: UUID) -> MonthSummary:
    """Return one canteen's month; four statements. NoSuchBooks."""
    books = books_row(actor=actor, books_id=books_id)
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
        payers=tuple(_payer(payer, named, own, whole) for payer in sorted(whole.payers, key=payer_place)),
        days=dict(sorted(days.items())),
        payables=tuple((key, named.get(key, key), fen) for key, fen in owed.items()),
        borne_for=behind,
        held=tuple(_held(books)),
    )


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


def _payer(payer: str, named: Mapping[str, str], own: Sums, whole: Sums) -> PayerFigure:
    own_fen = own.payers.get(payer, 0)
    key = payer.removeprefix(FUND)
    return PayerFigure(payer, named.get(key, "") if key != payer else "", own_fen, whole.payers.get(payer, 0) - own_fen)


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
    if books.sealed_beside:  # type: ignore[attr-defined]  # annotated by books_row
        return named, dict(sealing(books=books).payables), behind
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
    carried = Q(entry__books__organisation_id=books.organisation_id) & _sealed_before(books, "entry__books")
    cleared = Q(cleared_by__books_id=books.id) | _sealed_before(books, "cleared_by__books")
    # The books of who cleared it are none where nobody did: what is not there is no reason to leave the hold out.
    found = Hold.objects.filter(Q(entry__books_id=books.id) | carried, canteen_id=books.canteen_id).exclude(cleared)
    columns = ("entry_id", "entry__order_id", "entry__books_id", "entry__service_on", "entry__order__elder__name")
    return [
        HeldShare(entry_id, order_id, in_id, on, mask_name(name or ""), fen, reason, carried=in_id != books.id)
        for entry_id, order_id, in_id, on, name, fen, reason in found.order_by("id").values_list(
            *columns, "fen", "reason"
        )
    ]


def _sealed_before(books: Books, other: str) -> Q:
    """That the books at the end of this path were sealed before these: of books still open, that they were at all."""
    sealed_at = f"{other}__seal__sealed_at"
    return Q(**{f"{sealed_at}__isnull": False} if books.sealed_at is None else {f"{sealed_at}__lt": books.sealed_at})
