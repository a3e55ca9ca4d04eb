"""Books as they close or closed: figures, parts of joint funds, payables, canonical bytes and digest (D10, R12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

from canteen.core.month import Month
from settlement.core import chart
from settlement.core.closing import Joint, payables
from settlement.core.seal import canonical, digest
from settlement.core.statement import Figures, Open, Statement
from settlement.models import Books, Entry, Fund, Posting, Seal
from settlement.queries.funds import parts_of
from settlement.queries.month_rows import MonthRows, Moved, month_rows, sealed_before


@dataclass(frozen=True, slots=True)
class Closing:
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


def closing(*, books: Books) -> Closing:
    """Count books up and write them in canonical form, from the ledger alone; about ten statements.

    The caller holds the books when it goes on to seal them.
    """
    month = Month.of(books.month)
    rows = month_rows(
        books_id=books.id, canteen_id=books.canteen_id, organisation_id=books.organisation_id, month=month
    )
    figures = rows.figures()
    apportioned = _apportioned(books, figures)
    owed = payables(figures.whole.claimed, apportioned)
    previous = _seal_before(books)
    body = canonical(_body(books, rows, figures, apportioned, owed))
    before = None if previous is None else previous.digest
    previous_id = None if previous is None else previous.id
    return Closing(rows, figures, apportioned, owed, previous_id, body, digest(before, body))


def verify_seal(*, books_id: UUID) -> Verified | None:
    """Recompute sealed books from the ledger and compare them byte by byte (R12); None when they are not sealed."""
    seal = Seal.objects.select_related("books").filter(books_id=books_id).first()
    if seal is None:
        return None
    now = closing(books=seal.books)
    return Verified(books_id, seal.digest, now.digest, seal.body.encode() == now.body)


def joint_funds(*, keys: Sequence[str]) -> dict[str, tuple[UUID, Any]]:
    """Return id and contributors of those funds that are joint, by key."""
    ids = dict(Fund.objects.filter(key__in=keys).values_list("key", "id"))
    parts = parts_of(fund_ids=ids.values())
    return {key: (fund_id, parts[fund_id]) for key, fund_id in ids.items() if fund_id in parts}


def _apportioned(books: Books, figures: Statement) -> dict[str, dict[str, int]]:
    """The contributors' parts: as the books' own entries say once they are sealed, before that as they will be."""
    claimed = dict(figures.whole.claimed)
    # A fund whose adjustments outweigh the month exactly claims nothing, and still has to be settled.
    parts = (figures.own, *(each.figures for each in figures.adjustments))
    joint = joint_funds(keys=sorted({key for part in parts for key, _ in part.claimed}))
    own, before = _taken_over(books)
    found: dict[str, dict[str, int]] = {}
    for key in sorted(joint):
        contributors = joint[key][1]
        if key in own:
            found[key] = {name: own[key].get(name, 0) for name, _ in contributors}
        else:
            taken = tuple(before.get(key, {}).get(name, 0) for name, _ in contributors)
            found[key] = Joint(key, contributors, taken).parts(claimed.get(key, 0))
    return found


def _taken_over(books: Books) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """What contributors took over of joint funds in this canteen-month: in these books, and in others."""
    own: dict[str, dict[str, int]] = {}
    others: dict[str, dict[str, int]] = {}
    found = Posting.objects.filter(
        entry__kind=Entry.Kind.APPORTIONMENT, month=books.month, canteen_id=books.canteen_id
    ).values_list("entry__books_id", "debit__address", "credit__address", "fen")
    for books_id, debit, credit, fen in found:
        sides = (chart.parse_address(debit), chart.parse_address(credit))
        reserve = next((side for side in sides if side.kind is chart.Kind.RESERVED), None)
        if reserve is None:
            continue
        joint = sides[1] if reserve is sides[0] else sides[0]
        into = (own if books_id == books.id else others).setdefault(joint.owner, {})
        into[reserve.owner] = into.get(reserve.owner, 0) + (fen if reserve is sides[0] else -fen)
    return own, others


def _seal_before(books: Books) -> Seal | None:
    before = sealed_before(books_id=books.id, canteen_id=books.canteen_id, organisation_id=books.organisation_id)
    return Seal.objects.defer("body").get(books_id=before[0]) if before else None


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
