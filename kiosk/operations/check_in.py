"""Conducts a check-in: one attempt, one transaction, locks before what they guard is read (D11, D18, D21, R7)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from canteen.core.sitting import Sitting
from canteen.core.states import MOVED_AWAY
from canteen.models.sql import Statement, insert, send
from canteen.queries.presented import FactInForce, Presented, facts_in_force, lock_elder, presented
from kiosk.core.admission import (
    DECEASED,
    STATE,
    CredentialState,
    Earlier,
    Evidence,
    MealSeen,
    PromiseSeen,
    Quarantined,
    Reason,
    Repeat,
    admit,
)
from kiosk.core.attempt import Attempt, Kind
from kiosk.core.credential import Refusal, read_scan
from kiosk.core.receipt import APART, ELSEWHERE, Receipt, receipt_of
from kiosk.gateways.promises import proves
from kiosk.gateways.signatures import public_keys
from kiosk.models import CheckIn
from kiosk.operations.arrival import Arrival, known_of, lock_books_here, row_of
from kiosk.queries.attempts import AttemptSeen
from ordering.operations.serve import MealServed, serve_meal
from ordering.queries.sitting import MealOffered, SittingSeen, sitting_seen
from settlement.core.case import Fact, Line
from settlement.core.shares import HoldCode
from settlement.operations.lock_books import BooksLocked
from settlement.operations.settle import Eater, Offer, Settled, settle_meal

# Within a minute of the scan somebody can still be asked to see the staff; after that she has sat down to eat.
STANDS_BEFORE_IT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything a check-in's decision depends on, read under the locks."""

    who: Presented
    refusal: Refusal | None
    books: BooksLocked | None
    birth_on: date | None
    facts: tuple[FactInForce, ...]
    sitting: SittingSeen
    meal: MealOffered | None
    seen: AttemptSeen


@dataclass(frozen=True, slots=True)
class Decided:
    """The receipt of an attempt, and whether a void had come before it and waits to be applied (D13)."""

    receipt: Receipt
    void_waits: bool


def check_in(*, arrival: Arrival) -> Decided | None:
    """Decide one attempt and write it down; None when this id is known already and the stored receipt answers.

    Runs inside the caller's transaction. Gather → decide → record: everything is read, then `admit` and the split
    decide, then one round trip writes order, entry, postings, claims and check-in together (D20).
    """
    gathered = _gather(arrival)
    if gathered.seen.is_known:
        return None
    decision = Quarantined(Reason.DEVICE_REVOKED) if arrival.revoked else admit(_evidence(arrival, gathered))
    if isinstance(decision, Quarantined):
        return _without_money(arrival, gathered, CheckIn.Decision.QUARANTINED, decision.reason)
    if isinstance(decision, Repeat):
        reason = "" if decision.same_canteen else ELSEWHERE
        return _without_money(arrival, gathered, CheckIn.Decision.REPEAT, reason)
    return _serve(arrival, gathered, decision.apart)


def _gather(arrival: Arrival) -> Gathered:
    attempt, on = arrival.attempt, arrival.seat.service_on
    scan = read_scan(attempt.presented or "", public_keys(), on) if attempt.kind is Kind.PRESENT else None
    refusal = scan if isinstance(scan, Refusal) else None
    code = None if scan is None or isinstance(scan, Refusal) else scan.code
    elder_id = attempt.elder_id if attempt.kind is not Kind.PRESENT else None
    who = presented(canteen_id=arrival.canteen_id, code=code, elder_id=elder_id, on=on)
    books, birth_on = None, None
    facts: tuple[FactInForce, ...] = ()
    if who.elder_id is not None and who.person_id is not None:
        books = lock_books_here(arrival=arrival, who=who)
        birth_on = lock_elder(person_id=who.person_id)
        facts = facts_in_force(elder_id=who.elder_id, person_id=who.person_id, on=on)
    sitting = sitting_seen(
        canteen_id=arrival.canteen_id,
        service_on=on,
        sitting=arrival.seat.sitting,
        meal_id=attempt.meal_id,
        person_id=who.person_id,
    )
    meal = _meal(arrival, sitting)
    return Gathered(who, refusal, books, birth_on, facts, sitting, meal, known_of(arrival))


def _meal(arrival: Arrival, sitting: SittingSeen) -> MealOffered | None:
    """The meal the attempt names, wherever it is, for admission to judge; else the only one, or the one ordered."""
    if arrival.attempt.meal_id is not None:
        return next((meal for meal in sitting.meals if meal.id == arrival.attempt.meal_id), None)
    if len(sitting.meals) == 1:
        return sitting.meals[0]
    ordered = {order.meal_id for order in sitting.orders if order.state == "placed"}
    chosen = [meal for meal in sitting.meals if meal.id in ordered and arrival.attempt.kind is not Kind.SECOND]
    return chosen[0] if len(chosen) == 1 else None


def _evidence(arrival: Arrival, gathered: Gathered) -> Evidence:
    attempt, who = arrival.attempt, gathered.who
    served = {order.canteen_id for order in gathered.sitting.orders if order.state == "served"}
    died = [fact.from_on for fact in gathered.facts if fact.kind == STATE and fact.value == DECEASED]
    return Evidence(
        kind=attempt.kind,
        service_on=arrival.seat.service_on,
        meal=_meal_seen(arrival, gathered.meal),
        promise=_promise_seen(attempt, who, gathered.meal),
        earlier=Earlier.HERE if arrival.canteen_id in served else Earlier.ELSEWHERE if served else Earlier.NOWHERE,
        refusal=gathered.refusal,
        credential=_credential_state(who, arrival.at),
        elder_known=who.elder_id is not None,
        died_on=min(died, default=None),
        counter_unlocked=arrival.staff_id is not None,
        told_off_line=arrival.received_at - arrival.at > STANDS_BEFORE_IT,
    )


def _credential_state(who: Presented, at: datetime) -> CredentialState | None:
    if who.credential_id is None:
        return None
    if who.blocked_at is None or who.blocked_at > at:
        return CredentialState.LIVE
    return CredentialState.REPLACED if who.replaced else CredentialState.BLOCKED


def _meal_seen(arrival: Arrival, meal: MealOffered | None) -> MealSeen:
    if meal is None:
        return MealSeen.MISSING
    if meal.canteen_id != arrival.canteen_id:
        return MealSeen.ELSEWHERE
    here = (meal.service_on, Sitting(meal.sitting)) == (arrival.seat.service_on, arrival.seat.sitting)
    return MealSeen.HERE if here else MealSeen.MISSING


def _promise_seen(attempt: Attempt, who: Presented, meal: MealOffered | None) -> PromiseSeen:
    """Hold a promise against its proof: it must be of this elder and this meal, at this price (D11).

    A list speaks of a first portion of the set meal: a promise for a second one was made by no list. That it was a list
    of this canteen, day and sitting follows: a list proves only the meal it offers, and admission looks at the meal.
    """
    fen, list_id, proof = attempt.promised_fen, attempt.price_list_id, attempt.proof
    if fen is None or list_id is None or proof is None:
        return PromiseSeen.NONE
    if attempt.kind is Kind.SECOND or meal is None or who.elder_id is None:
        return PromiseSeen.NOT_FOUND
    kept = proves(proof=proof, list_id=list_id, elder_id=who.elder_id, meal_id=meal.id, fen=fen)
    return PromiseSeen.KEPT if kept else PromiseSeen.NOT_FOUND


def _serve(arrival: Arrival, gathered: Gathered, apart: bool) -> Decided:
    attempt, who, meal, books = arrival.attempt, gathered.who, gathered.meal, gathered.books
    if meal is None or books is None or who.elder_id is None or who.person_id is None or gathered.birth_on is None:
        raise AssertionError("admission served somebody without a meal, books or a name")
    served = serve_meal(
        meal=meal,
        placed=next(
            (
                order
                for order in gathered.sitting.orders
                if order.state == "placed" and order.meal_id == meal.id and attempt.kind is not Kind.SECOND
            ),
            None,
        ),
        elder_id=who.elder_id,
        person_id=who.person_id,
        extra_ids=attempt.extras,
        served_at=arrival.at,
    )
    settled = settle_meal(
        books=books,
        region_path=who.region_path,
        eater=Eater(
            elder_id=who.elder_id,
            person_id=who.person_id,
            birth_on=gathered.birth_on,
            facts=tuple(Fact(fact.kind, fact.value, fact.level or None, fact.place) for fact in gathered.facts),
        ),
        offer=Offer(who.place, who.canteen_key, meal.package),
        order_id=served.order_id,
        service_on=arrival.seat.service_on,
        sitting=arrival.seat.sitting.value,
        lines=tuple(Line(line.kind, line.fen) for line in served.lines),
        promised_fen=_told(attempt.promised_fen, served),
        undecided=HoldCode.EATEN_TWICE if apart else None,
        funds_wait=HoldCode.AFTER_MOVE if _moved_away(gathered) else None,
        now=arrival.received_at,
    )
    return _write(arrival, gathered, CheckIn.Decision.SERVED, APART if apart else "", served, settled)


def _moved_away(gathered: Gathered) -> bool:
    """Whether she had gone by the day of the meal, whenever that came to be known: the town's subsidies wait (R14)."""
    return any(fact.kind == STATE and fact.value == MOVED_AWAY for fact in gathered.facts)


def _told(promised_fen: int | None, served: MealServed) -> int | None:
    """What she was told for all lines: the list promises the set, extras stand on the board at their own price."""
    extras_fen = sum(line.fen for line in served.lines if line.kind == "extra")
    return None if promised_fen is None else promised_fen + extras_fen


def _without_money(arrival: Arrival, gathered: Gathered, decision: CheckIn.Decision, reason: str) -> Decided:
    return _write(arrival, gathered, decision, reason, None, None)


def _write(
    arrival: Arrival,
    gathered: Gathered,
    decision: CheckIn.Decision,
    reason: str,
    served: MealServed | None,
    settled: Settled | None,
) -> Decided:
    row = row_of(arrival, decision=decision, reason=reason)
    row.credential_id = gathered.who.credential_id
    row.elder_id = gathered.who.elder_id
    # A promise holds by its proof alone: after a restored backup the row of its list may be gone.
    row.price_list_id = arrival.attempt.price_list_id if gathered.seen.list_known else None
    statements: tuple[Statement, ...] = ()
    if served is not None and settled is not None:
        row.order_id = served.order_id
        row.entry_id, row.policy_id, row.decided_fen = settled.entry_id, settled.policy_id, settled.elder_fen
        statements = (*served.statements, *settled.statements)
    send((*statements, *insert([row])))
    receipt = receipt_of(
        id=arrival.attempt.id,
        decision=decision.value,
        reason=reason,
        name=gathered.who.name,
        elder_fen=row.decided_fen,
    )
    return Decided(receipt, void_waits=gathered.seen.parked_id is not None)
