"""An attempt as it reached the server, and the row that is kept of it whatever is decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from canteen.core.errors import Unavailable
from canteen.core.sitting import Seat
from canteen.models.ids import new_id
from canteen.queries.presented import Presented
from kiosk.core.attempt import Attempt
from kiosk.core.evidence import kept
from kiosk.models import CheckIn
from kiosk.queries.attempts import AttemptSeen, attempt_seen
from settlement.operations.lock_books import BooksLocked, lock_books


class CanteenWithoutOrganisation(Unavailable):
    """Nobody is registered as running this canteen."""

    code = "canteen-without-organisation"
    zh = "食堂没有登记运营主体"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An attempt as it reached the server: from which device, when it was made, when it came, what exactly was sent."""

    attempt: Attempt
    kiosk_id: UUID
    canteen_id: UUID
    revoked: bool
    at: datetime
    received_at: datetime
    seat: Seat
    staff_id: UUID | None
    fingerprint: str
    item: dict[str, Any]


def known_of(arrival: Arrival) -> AttemptSeen:
    """Return what the kiosk's own tables know of an attempt; one statement, under the locks."""
    attempt = arrival.attempt
    return attempt_seen(
        attempt_id=attempt.id,
        kiosk_id=arrival.kiosk_id,
        sequence=attempt.sequence,
        fingerprint=arrival.fingerprint,
        price_list_id=attempt.price_list_id,
    )


def lock_books_here(*, arrival: Arrival, who: Presented) -> BooksLocked:
    """Lock the books an attempt is posted in, the first step of D18; CanteenWithoutOrganisation."""
    if who.organisation_id is None:
        raise CanteenWithoutOrganisation()
    return lock_books(
        canteen_id=arrival.canteen_id,
        organisation_id=who.organisation_id,
        service_on=arrival.seat.service_on,
        now=arrival.received_at,
    )


def row_of(arrival: Arrival, *, decision: CheckIn.Decision, reason: str) -> CheckIn:
    """Return the row of an attempt under its own id, with what every decision stores."""
    attempt = arrival.attempt
    return CheckIn(
        id=attempt.id,
        attempt_id=attempt.id,
        kiosk_id=arrival.kiosk_id,
        sequence=attempt.sequence,
        fingerprint=arrival.fingerprint,
        kind=attempt.kind.value,
        canteen_id=arrival.canteen_id,
        presented_at=arrival.at,
        received_at=arrival.received_at,
        service_on=arrival.seat.service_on,
        sitting=arrival.seat.sitting.value,
        decision=decision,
        reason=reason,
        staff_id=arrival.staff_id,
        promised_fen=attempt.promised_fen,
        void_of=attempt.of,
        evidence=kept(arrival.item),
    )


def beside(row: CheckIn) -> CheckIn:
    """Return the same row under an id of its own: content that came under an id already taken (D21)."""
    row.id = new_id()
    return row
