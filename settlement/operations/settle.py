"""Settles a meal: gathers what the split depends on, lets it decide, records the entry; and voids it again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from canteen.core.month import Month
from canteen.models.sql import Statement, as_id, insert, rows
from settlement.core import journal
from settlement.core.case import Case, Fact, Line, Place
from settlement.core.shares import HoldCode, Split
from settlement.core.split import split
from settlement.core.split import undecided as at_rest
from settlement.models import Claim, Entry, Hold
from settlement.operations.draws import draws_given_back
from settlement.operations.hold_funds import hold_funds
from settlement.operations.holds import holds_undone
from settlement.operations.ledger import Circumstances, record, reverse
from settlement.operations.lock_books import BooksLocked
from settlement.queries.homes import home_keys
from settlement.queries.settling import Settling, settling

_DRAW = "UPDATE settlement_allotment SET drawn_fen = drawn_fen + %s WHERE id = %s"
_RELEASE_CLAIMS = "UPDATE settlement_claim SET released_by_id = %s WHERE entry_id = %s AND released_by_id IS NULL"
_CLEAR_HOLDS = "UPDATE settlement_hold SET cleared_by_id = %s WHERE entry_id = %s AND cleared_by_id IS NULL"
_MEAL_ENTRY = """
    SELECT entry.id FROM settlement_entry entry
    LEFT JOIN settlement_entry reversal ON reversal.reverses_id = entry.id
    WHERE entry.order_id = %s AND entry.kind = 'meal' AND reversal.id IS NULL"""


@dataclass(frozen=True, slots=True)
class Eater:
    """Whose meal it is, with what holds of her on the service date."""

    elder_id: UUID
    person_id: UUID
    birth_on: date
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a meal is eaten and what it is: the canteen's place on the service date and its key, the set's package."""

    eating: Place
    canteen: str
    package: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """An entry decided; `elder_fen` is her share. The conductor sends the statements."""

    entry_id: UUID
    policy_id: UUID | None
    elder_fen: int
    statements: tuple[Statement, ...]


def settle_meal(
    *,
    books: BooksLocked,
    region_path: Sequence[UUID],
    eater: Eater,
    offer: Offer,
    order_id: UUID,
    service_on: date,
    sitting: str,
    lines: Sequence[Line],
    promised_fen: int | None,
    now: datetime,
    undecided: HoldCode | None = None,
    funds_wait: HoldCode | None = None,
) -> Settled:
    """Decide who pays for a served meal and write it down; the caller holds the books, then the elder (D18).

    A meal without a policy in force rests in suspense as a hold: the meal stands, its money waits (D5). So does one
    that the caller says is `undecided`, and why; it claims nothing (K3). Where `funds_wait`, and why, the meal is split
    as any other and she pays her share; what funds bear of it rests in suspense, and draws no allotment (R14).
    """
    gathered = settling(
        region_path=region_path,
        person_id=eater.person_id,
        canteen_id=books.canteen_id,
        month=books.month,
        service_on=service_on,
        sitting=sitting,
        region_keys=home_keys(facts=eater.facts, eating=offer.eating),
    )
    if undecided is not None:
        decided = at_rest(tuple(lines), undecided.value)
    else:
        decided = _decide(gathered, eater, offer, service_on, sitting, lines, promised_fen)
    transfers = journal.meal(decided, books.canteen_id, eater.elder_id, Month.of(books.month))
    about = Circumstances(order_id=order_id, service_on=service_on, policy_id=gathered.policy_id)
    told = replace(about, explanation=decided.to_json())
    recorded = record(kind=Entry.Kind.MEAL, transfers=transfers, books=books, circumstances=told, now=now)
    rest = claims_and_holds(
        decided=decided, entry_id=recorded.entry_id, person_id=eater.person_id, canteen_id=books.canteen_id, now=now
    )
    if funds_wait is None:
        rest += [Statement(_DRAW, (fen, gathered.allotments[fund])) for fund, fen in decided.draws.items()]
    else:
        borne = [(one.debit, one.fen) for one in transfers]
        rest += hold_funds(borne=borne, books=books, code=funds_wait, circumstances=about, now=now).statements
    return Settled(recorded.entry_id, gathered.policy_id, decided.elder_fen, (*recorded.statements, *rest))


def _decide(
    gathered: Settling,
    eater: Eater,
    offer: Offer,
    service_on: date,
    sitting: str,
    lines: Sequence[Line],
    promised_fen: int | None,
) -> Split:
    """Hand the gathered values to the pure split; without a policy nothing is decided."""
    if gathered.policy is None:
        return at_rest(tuple(lines), HoldCode.NO_POLICY.value)
    case = Case(
        service_on=service_on,
        sitting=sitting,
        lines=tuple(lines),
        birth_on=eater.birth_on,
        facts=eater.facts,
        used=gathered.used,
        homes=gathered.homes,
        lapsed=gathered.lapsed,
        left=gathered.left,
        promised_fen=promised_fen,
        eating=offer.eating,
        canteen=offer.canteen,
        package=offer.package,
    )
    return split(gathered.policy, case)


def void_meal(*, order_id: UUID, books: BooksLocked, now: datetime) -> tuple[UUID, tuple[Statement, ...]]:
    """Reverse the live entry of an order: each payer gets back its own part, claims are freed (D13, R10).

    In the books of the meal what was drawn goes back to the allotment; once they are closed, to the fund itself (D16).
    What was held or cleared of the meal since is undone with it.
    """
    entry_id = as_id(rows(_MEAL_ENTRY, (order_id,))[0][0])
    recorded, original = reverse(entry_id=entry_id, books=books, now=now)
    holds = holds_undone(order_id=order_id, books=books, now=now)
    statements = (
        *recorded.statements,
        *holds.statements,
        Statement(_RELEASE_CLAIMS, (recorded.entry_id, entry_id)),
        Statement(_CLEAR_HOLDS, (recorded.entry_id, entry_id)),
        *draws_given_back(undone=(*original, *holds.transfers), books=books, now=now),
    )
    return recorded.entry_id, statements


def claims_and_holds(
    *, decided: Split, entry_id: UUID, person_id: UUID, canteen_id: UUID, now: datetime
) -> list[Statement]:
    """Return what writes the claims of a split and, where it leaves something in suspense, its hold (D5, D8)."""
    claims = [
        Claim(
            person_id=person_id,
            limit_key=use.limit,
            period=use.period,
            ordinal=use.ordinal,
            fen=use.fen,
            entry_id=entry_id,
        )
        for use in decided.claims
    ]
    holds = []
    if decided.suspense_fen:
        code = HoldCode(next(share.reason.code for share in decided.shares if share.payer == "suspense"))
        holds.append(
            Hold(entry_id=entry_id, canteen_id=canteen_id, fen=decided.suspense_fen, reason=code.value, opened_at=now)
        )
    return insert([*claims, *holds])
