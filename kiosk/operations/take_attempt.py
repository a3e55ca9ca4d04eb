"""Takes one item of a batch: whatever it is, it gets a row and a receipt, once (K2, D21, R7)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction

from canteen.core.errors import Unavailable
from canteen.core.sitting import Timetable
from canteen.models.ids import new_id
from kiosk.core.admission import Reason
from kiosk.core.attempt import Attempt, Kind, Malformed, parse_attempt
from kiosk.core.clock import corrected
from kiosk.core.evidence import kept
from kiosk.core.receipt import Receipt, receipt_of
from kiosk.gateways.signatures import mark_of, staff_unlocked
from kiosk.models import CheckIn
from kiosk.operations.arrival import Arrival, beside, row_of
from kiosk.operations.check_in import check_in
from kiosk.operations.outsiders import check_in_outsider
from kiosk.operations.void import apply_parked, void_check_in

MOST_TRIES = 4


class AttemptCollides(Unavailable):
    """This attempt met another in the same instant; send it again."""

    code = "attempt-collides"
    zh = "同时收到多条记录，请稍候自动重试"


@dataclass(frozen=True, slots=True)
class Sender:
    """The device a batch came from, and how its clock stood to the server's when it was sent."""

    kiosk_id: UUID
    canteen_id: UUID
    revoked: bool
    hours: Timetable
    sent_at: datetime
    now: datetime


def take_attempt(*, sender: Sender, item: object) -> Receipt:
    """Decide one item in a transaction of its own and return its receipt; AttemptCollides when it keeps colliding.

    A unique index has the last word over ids and claims: who loses against it, or in a deadlock over accounts that are
    opened at that moment, reads again what is known now.
    """
    return _tried(lambda: take_within(sender=sender, item=item))


def take_arrival(*, arrival: Arrival) -> Receipt:
    """Decide what staff ask for at a desk, in a transaction of its own, as one item of a batch; AttemptCollides."""
    return _tried(lambda: _decide(arrival))


def _tried(decide: Callable[[], Receipt]) -> Receipt:
    for _ in range(MOST_TRIES):
        try:
            with transaction.atomic(durable=True):
                return decide()
        except (IntegrityError, OperationalError):
            continue
    raise AttemptCollides()


def take_within(*, sender: Sender, item: object) -> Receipt:
    """Decide one item inside the caller's transaction; the receipt is nobody's before that has been committed.

    For who writes many at once and is alone with the database. What collides is raised as the database says it, and the
    transaction is lost: kiosks are answered by `take_attempt`. TransactionManagementError outside a transaction, where
    locks would end with the statement that takes them.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an attempt is decided inside a transaction")
    parsed = parse_attempt(item)
    if isinstance(parsed, Malformed):
        return _keep_malformed(sender, parsed, item)
    return _decide(_arrival(sender, parsed, item))


def _decide(arrival: Arrival) -> Receipt:
    if arrival.attempt.kind is Kind.VOID:
        return void_check_in(arrival=arrival) or _stored(arrival)
    outsider = arrival.attempt.kind in (Kind.GUEST, Kind.STAFF)
    decided = check_in_outsider(arrival=arrival) if outsider else check_in(arrival=arrival)
    if decided is None:
        return _stored(arrival)
    if decided.void_waits:
        apply_parked(check_in_id=arrival.attempt.id, now=arrival.received_at)
    return decided.receipt


def _stored(arrival: Arrival) -> Receipt:
    """The receipt of what is known: the stored one for the same content; other content is kept beside the original."""
    same = CheckIn.objects.select_related("elder").filter(
        kiosk_id=arrival.kiosk_id, sequence=arrival.attempt.sequence, fingerprint=arrival.fingerprint
    )
    known = CheckIn.objects.select_related("elder").filter(id=arrival.attempt.id, fingerprint=arrival.fingerprint)
    row = known.first() or same.first()
    if row is None:
        row = beside(row_of(arrival, decision=CheckIn.Decision.QUARANTINED, reason=Reason.SAME_ID))
        row.save(force_insert=True)
    return receipt_of(
        id=arrival.attempt.id,
        decision=row.decision,
        reason=row.reason,
        name=row.elder.name if row.elder else "",
        elder_fen=row.decided_fen,
    )


def _arrival(sender: Sender, attempt: Attempt, item: Any) -> Arrival:
    made = corrected(made_at=attempt.made_at, offset_ms=attempt.offset_ms, sent_at=sender.sent_at, now=sender.now)
    return Arrival(
        attempt=attempt,
        kiosk_id=sender.kiosk_id,
        canteen_id=sender.canteen_id,
        revoked=sender.revoked,
        at=made.at,
        received_at=sender.now,
        seat=sender.hours.seat_at(made.at),
        staff_id=staff_unlocked(token=attempt.staff_token, kiosk_id=sender.kiosk_id, at=made.at),
        fingerprint=mark_of(item),
        item=item,
    )


def _keep_malformed(sender: Sender, wrong: Malformed, item: object) -> Receipt:
    mark = mark_of(item)
    known = CheckIn.objects.filter(kiosk_id=sender.kiosk_id, sequence=wrong.sequence, fingerprint=mark)
    if not known.exists():
        seat = sender.hours.seat_at(sender.now)
        taken = wrong.id is None or CheckIn.objects.filter(id=wrong.id).exists()
        CheckIn(
            id=new_id() if taken else wrong.id,
            attempt_id=wrong.id,
            kiosk_id=sender.kiosk_id,
            sequence=wrong.sequence,
            fingerprint=mark,
            kind=CheckIn.Kind.MALFORMED,
            canteen_id=sender.canteen_id,
            presented_at=sender.now,
            received_at=sender.now,
            service_on=seat.service_on,
            sitting=seat.sitting.value,
            decision=CheckIn.Decision.QUARANTINED,
            reason=Reason.MALFORMED,
            evidence={"item": kept(item), "mistakes": [list(field) for field in wrong.fields]},
        ).save(force_insert=True)
    return receipt_of(id=wrong.id, decision="quarantined", reason=Reason.MALFORMED, name="", elder_fen=None)
