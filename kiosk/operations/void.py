"""Voids: an attempt with an id of its own that undoes a check-in, or waits for it (D13, R10, U10)."""

from datetime import datetime
from uuid import UUID

from canteen.core.sitting import service_day
from canteen.models.sql import Statement, insert, send, stored
from canteen.queries.presented import lock_elder, presented
from kiosk.core.admission import Reason
from kiosk.core.receipt import ALREADY_VOIDED, NOTHING_TO_UNDO, TOO_LATE, WAITING, Receipt, receipt_of
from kiosk.core.undo import ONE_PERSON_MAY_FOR, one_person_may
from kiosk.models import CheckIn, ParkedVoid
from kiosk.operations.arrival import Arrival, CanteenWithoutOrganisation, known_of, row_of
from kiosk.queries.attempts import check_in_by_id
from ordering.operations.serve import void_order
from ordering.queries.sitting import lock_order
from settlement.operations.lock_books import lock_books, lock_books_of_meal
from settlement.operations.settle import void_meal

_APPLIED = "UPDATE kiosk_parkedvoid SET applied_at = %s WHERE void_of = %s AND applied_at IS NULL"


def void_check_in(*, arrival: Arrival) -> Receipt | None:
    """Carry out a void, or park it until its check-in arrives; None when this id is known already.

    Runs inside the caller's transaction. A repeat or a quarantined attempt has no meal to undo. After ten minutes a
    second person is needed (U10), who acts from a desk.
    """
    attempt = arrival.attempt
    target = check_in_by_id(check_in_id=attempt.of) if attempt.of else None
    undo: tuple[Statement, ...] = ()
    entry_id: UUID | None = None
    decision, reason = _judge(arrival, target)
    if decision is CheckIn.Decision.PARKED and attempt.of is not None:
        _lock_books_of_day(arrival)
        target = check_in_by_id(check_in_id=attempt.of)
        decision, reason = _judge(arrival, target)
    if decision is CheckIn.Decision.VOIDED and target is not None:
        done = undo_meal(target=target, now=arrival.received_at)
        if done is None:
            decision, reason = CheckIn.Decision.QUARANTINED, ALREADY_VOIDED
        else:
            entry_id, undo = done
    if known_of(arrival).is_known:
        return None
    row = row_of(arrival, decision=decision, reason=reason)
    if target is not None and target.canteen_id != arrival.canteen_id:
        target = None  # whoever ate elsewhere is named neither here nor to this device (S3)
    row.elder_id = target.elder_id if target else None
    row.order_id = target.order_id if target else None
    row.entry_id = entry_id
    parked = [
        ParkedVoid(check_in_id=row.id, void_of=of)
        for of in (attempt.of,)
        if of is not None and decision is CheckIn.Decision.PARKED
    ]
    send((*undo, *insert([row, *parked])))
    name = target.elder.name if target and target.elder else ""
    return receipt_of(id=attempt.id, decision=decision.value, reason=reason, name=name, elder_fen=None)


def undo_meal(*, target: CheckIn, now: datetime) -> tuple[UUID, tuple[Statement, ...]] | None:
    """Lock books, elder and order in that order (D18); return the reversal to send, or None if it is undone already."""
    if target.order_id is None:
        raise AssertionError("only a served check-in is undone")
    who = presented(canteen_id=target.canteen_id, code=None, elder_id=target.elder_id, on=target.service_on)
    if who.organisation_id is None:
        raise CanteenWithoutOrganisation()
    books = lock_books_of_meal(
        order_id=target.order_id,
        canteen_id=target.canteen_id,
        organisation_id=who.organisation_id,
        service_on=target.service_on,
        now=now,
    )
    if who.person_id is not None:
        lock_elder(person_id=who.person_id)  # of a guest's meal there is none
    if lock_order(order_id=target.order_id) != "served":
        return None
    entry_id, statements = void_meal(order_id=target.order_id, books=books, now=now)
    return entry_id, (void_order(order_id=target.order_id, now=now), *statements)


def apply_parked(*, check_in_id: UUID, now: datetime) -> None:
    """Undo a check-in whose void came first, in the check-in's own transaction; one without a meal needs no undoing.

    A void that would have been refused had it come second (another canteen's, or too late for one person) undoes
    nothing and keeps waiting, for a second person to look at.
    """
    target = check_in_by_id(check_in_id=check_in_id)
    waiting = ParkedVoid.objects.filter(void_of=check_in_id, applied_at=None).select_related("check_in")
    if target is None or not any(_still_good(parked.check_in, target) for parked in waiting):
        return
    done = undo_meal(target=target, now=now) if target.order_id is not None else None
    applied = Statement(_APPLIED, (stored(now), check_in_id))
    send((applied,) if done is None else (*done[1], applied))


def _still_good(void: CheckIn, target: CheckIn) -> bool:
    return void.canteen_id == target.canteen_id and one_person_may(target.presented_at, void.presented_at)


def _lock_books_of_day(arrival: Arrival) -> None:
    """Lock the books that the missing check-in would be posted in, before the last look for it.

    Both look for the other before they write themselves: without a lock that both hold, a check-in and its void that
    arrive in the same instant miss each other, and the void waits for ever. One person undoes for ten minutes, so the
    check-in's day is that of the void or, at midnight, the one before.
    """
    for on in sorted({service_day(arrival.at - ONE_PERSON_MAY_FOR), arrival.seat.service_on}):
        who = presented(canteen_id=arrival.canteen_id, code=None, elder_id=None, on=on)
        if who.organisation_id is not None:
            lock_books(
                canteen_id=arrival.canteen_id,
                organisation_id=who.organisation_id,
                service_on=on,
                now=arrival.received_at,
            )


def _judge(arrival: Arrival, target: CheckIn | None) -> tuple[CheckIn.Decision, str]:
    if arrival.revoked:
        return CheckIn.Decision.QUARANTINED, Reason.DEVICE_REVOKED
    if arrival.staff_id is None or arrival.attempt.of is None:
        return CheckIn.Decision.QUARANTINED, Reason.COUNTER_LOCKED
    if target is None:
        return CheckIn.Decision.PARKED, WAITING
    if target.canteen_id != arrival.canteen_id or target.decision != CheckIn.Decision.SERVED:
        return CheckIn.Decision.QUARANTINED, NOTHING_TO_UNDO
    if not one_person_may(target.presented_at, arrival.at):
        return CheckIn.Decision.QUARANTINED, TOO_LATE
    return CheckIn.Decision.VOIDED, ""
