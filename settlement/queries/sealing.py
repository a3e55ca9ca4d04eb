"""Books as they close or closed: figures, parts of joint funds, payables, canonical bytes and digest (D10, R12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from canteen.core.month import Month
from settlement.core import chart
from settlement.core.journal import Contributor
from settlement.core.payables import Joint, payables
from settlement.core.policy.values import FUND
from settlement.core.seal import canonical, digest
from settlement.core.statement import Figures, Open, Statement
from settlement.models import Books, Seal
from settlement.queries.funds import funds_named
from settlement.queries.month_rows import MonthRows, Moved, TakenOver, month_rows


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a seal says, or will say when nothing changes any more.

    `digest` covers the body and the seal before: it is what an approver signs, and what stands in the seal.
    """

    rows: MonthRows
    figures: Statement
    apportioned: Mapping[str, Mapping[str, int]]  # joint fund → contributor → fen
    payables: Mapping[str, int]  # fund → fen
    previous_id: UUID | None
    body: bytes
    digest: str
    fund_names: Mapping[str, str]  # of every fund that bears or owes anything here; no part of the body


@dataclass(frozen=True, slots=True)
class Verified:
    """A seal held against the ledger; whole when both the bytes and the digest are what they were."""

    books_id: UUID
    sealed_digest: str
    computed_digest: str
    same_bytes: bool

    @property
    def whole(self) -> bool:
        """Whether nothing changed since the seal."""
        return self.same_bytes and self.sealed_digest == self.computed_digest


def sealing(*, books: Books) -> Sealing:
    """Count books up and write them in canonical form, from the ledger alone; four statements.

    The caller holds the books when it goes on to seal them.
    """
    month = Month.of(books.month)
    rows = month_rows(
        books_id=books.id, canteen_id=books.canteen_id, organisation_id=books.organisation_id, month=month
    )
    figures = rows.figures()
    named = funds_named(keys={key for one in rows.entries for key in _funds(one.payers)})
    apportioned = _apportioned(books, rows.taken_over, figures, named.parts)
    owed = payables(figures.whole.claimed, apportioned)
    body = canonical(_body(books, rows, figures, apportioned, owed))
    signed = digest(rows.before.digest, body)
    return Sealing(rows, figures, apportioned, owed, rows.before.id, body, signed, named.names)


def verify_seal(*, books_id: UUID) -> Verified | None:
    """Recompute sealed books from the ledger and compare them byte by byte (R12); None when they are not sealed."""
    seal = Seal.objects.select_related("books").filter(books_id=books_id).first()
    if seal is None:
        return None
    now = sealing(books=seal.books)
    return Verified(books_id, seal.digest, now.digest, seal.body.encode() == now.body)


def _funds(payers: Iterable[str]) -> Iterable[str]:
    """The keys of those payers that are funds."""
    return (payer.removeprefix(FUND) for payer in payers if payer.startswith(FUND))


def _apportioned(
    books: Books,
    taken_over: Iterable[TakenOver],
    figures: Statement,
    joint: Mapping[str, tuple[Contributor, ...]],
) -> dict[str, dict[str, int]]:
    """The contributors' parts: as the books' own entries say once they are sealed, before that as they will be."""
    claimed = dict(figures.whole.claimed)
    # A fund whose adjustments outweigh the month exactly claims nothing, and still has to be settled.
    parts = (figures.own, *(each.figures for each in figures.adjustments))
    own, before = _by_contributor(books.id, taken_over)
    found: dict[str, dict[str, int]] = {}
    for key in sorted({key for part in parts for key, _ in part.claimed} & joint.keys()):
        contributors = joint[key]
        if key in own:
            found[key] = {name: own[key].get(name, 0) for name, _ in contributors}
        else:
            taken = tuple(before.get(key, {}).get(name, 0) for name, _ in contributors)
            found[key] = Joint(key, contributors, taken).parts(claimed.get(key, 0))
    return found


def _by_contributor(
    books_id: UUID, taken_over: Iterable[TakenOver]
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """What contributors took over of joint funds in this canteen-month: in these books, and in others."""
    own: dict[str, dict[str, int]] = {}
    others: dict[str, dict[str, int]] = {}
    for one in taken_over:
        sides = (chart.parse_address(one.debit), chart.parse_address(one.credit))
        reserve = next((side for side in sides if side.kind is chart.Kind.RESERVED), None)
        if reserve is None:
            continue
        joint = sides[1] if reserve is sides[0] else sides[0]
        into = (own if one.books_id == books_id else others).setdefault(joint.owner, {})
        into[reserve.owner] = into.get(reserve.owner, 0) + (one.fen if reserve is sides[0] else -one.fen)
    return own, others


def _body(
    books: Books,
    rows: MonthRows,
    figures: Statement,
    apportioned: Mapping[str, Mapping[str, int]],
    owed: Mapping[str, int],
) -> dict[str, object]:
    """Ids, days and fen: nobody's name, so that an erased elder changes no seal (S10)."""
    submitted_at = books.submitted_at
    return {
        "books": str(books.id),
        "canteen": str(books.canteen_id),
        "organisation": str(books.organisation_id),
        "month": str(rows.month),
        "submitted_by": str(books.submitted_by_id),
        "submitted_at": submitted_at.astimezone(UTC).isoformat() if submitted_at else None,
        "silent_kiosks": books.silent_kiosks,
        "own": _figures(figures.own),
        "adjustments": [{"for_month": str(each.for_month), **_figures(each.figures)} for each in figures.adjustments],
        "whole": _figures(figures.whole),
        "entries": [_entry(one) for one in rows.entries],
        "holds": [_hold(hold) for hold in rows.holds],
        "carried": [_hold(hold) for hold in rows.carried],
        "apportioned": apportioned,
        "payables": dict(owed),
    }


def _figures(figures: Figures) -> dict[str, object]:
    others = {name: count for name, count in (("guests", figures.guests), ("staff", figures.staff)) if count}
    return {"meals": figures.meals, "payers": dict(figures.payers), **others}


def _entry(one: Moved) -> dict[str, object]:
    return {
        "id": str(one.entry_id),
        "kind": one.kind,
        "order": str(one.order_id) if one.order_id else None,
        "service_on": one.service_on.isoformat() if one.service_on else None,
        "for_month": str(one.for_month) if one.for_month else None,
        "policy": str(one.policy_id) if one.policy_id else None,
        "payers": dict(one.payers),
    }


def _hold(hold: Open) -> dict[str, object]:
    return {"entry": hold.entry_id, "fen": hold.fen, "reason": hold.reason}
