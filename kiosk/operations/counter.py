"""What staff do at the counter's desk: the session says who, the page makes the id of each attempt (R7, U9, U10)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.queries.counter_search import COUNTERS
from canteen.queries.elders import NoSuchElder, require_elder
from canteen.queries.hours import hours_of
from kiosk.core.attempt import Attempt, Kind
from kiosk.core.receipt import Receipt
from kiosk.gateways.signatures import mark_of
from kiosk.operations.arrival import Arrival
from kiosk.operations.desks import desk_of
from kiosk.operations.take_attempt import take_arrival
from kiosk.queries.attempts import elder_was_here


def serve_code(*, actor: Actor, canteen_id: UUID, attempt_id: UUID, presented: str, now: datetime) -> Receipt:
    """Take a card or printed code that was held to the desk's scanner. OutOfScope."""
    attempt = Attempt(id=attempt_id, sequence=None, kind=Kind.PRESENT, made_at=now, presented=presented)
    return _taken(actor, canteen_id, attempt, now)


def serve_elder(
    *,
    actor: Actor,
    canteen_id: UUID,
    attempt_id: UUID,
    elder_id: UUID,
    now: datetime,
    meal_id: UUID | None = None,
    extras: Sequence[UUID] = (),
    second: bool = False,
) -> Receipt:
    """Serve an elder chosen by name, or, of purpose, once more in the same sitting (D12). OutOfScope, NoSuchElder.

    Who is not of the counter's regions is served by name only after having shown a card here on the same day.
    """
    actor.require(*COUNTERS, canteen_id=canteen_id)
    on = service_day(now)
    try:
        require_elder(actor=actor, roles=COUNTERS, elder_id=elder_id, on=on)
    except NoSuchElder:
        if not elder_was_here(canteen_id=canteen_id, service_on=on, elder_id=elder_id):
            raise
    kind = Kind.SECOND if second else Kind.NAME
    attempt = Attempt(
        id=attempt_id,
        sequence=None,
        kind=kind,
        made_at=now,
        elder_id=elder_id,
        meal_id=meal_id,
        extras=tuple(extras),
    )
    return _taken(actor, canteen_id, attempt, now)


def serve_guest(
    *,
    actor: Actor,
    canteen_id: UUID,
    attempt_id: UUID,
    now: datetime,
    meal_id: UUID | None = None,
    extras: Sequence[UUID] = (),
    staff: bool = False,
) -> Receipt:
    """Serve who is no elder: a guest, who owes the whole price, or one of the canteen's own people. OutOfScope."""
    attempt = Attempt(
        id=attempt_id,
        sequence=None,
        kind=Kind.STAFF if staff else Kind.GUEST,
        made_at=now,
        meal_id=meal_id,
        extras=tuple(extras),
    )
    return _taken(actor, canteen_id, attempt, now)


def undo(*, actor: Actor, canteen_id: UUID, attempt_id: UUID, of: UUID, now: datetime) -> Receipt:
    """Undo a check-in of this canteen; after ten minutes that asks a second person to confirm it (U10). OutOfScope."""
    attempt = Attempt(id=attempt_id, sequence=None, kind=Kind.VOID, made_at=now, of=of)
    return _taken(actor, canteen_id, attempt, now)


def _taken(actor: Actor, canteen_id: UUID, attempt: Attempt, now: datetime) -> Receipt:
    actor.require(*COUNTERS, canteen_id=canteen_id)
    item = _item(attempt)
    arrival = Arrival(
        attempt=attempt,
        kiosk_id=desk_of(canteen_id=canteen_id, now=now),
        canteen_id=canteen_id,
        revoked=False,
        at=now,
        received_at=now,
        seat=hours_of(canteen_id=canteen_id).seat_at(now),
        staff_id=actor.staff_id,
        fingerprint=mark_of(item),
        item=item,
    )
    return take_arrival(arrival=arrival)


def _item(attempt: Attempt) -> dict[str, object]:
    """What was asked, without the clock: the same press made twice is the same content (R7)."""
    said = {
        "id": str(attempt.id),
        "kind": attempt.kind.value,
        "presented": attempt.presented,
        "elder": str(attempt.elder_id) if attempt.elder_id else None,
        "meal": str(attempt.meal_id) if attempt.meal_id else None,
        "extras": [str(extra) for extra in attempt.extras],
        "of": str(attempt.of) if attempt.of else None,
    }
    return {name: value for name, value in said.items() if value}
