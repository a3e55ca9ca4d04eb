"""The last attempts of a day at a canteen: what a counter strip shows (D12)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from canteen.core.identity import mask_name
from kiosk.core.receipt import words_of
from kiosk.core.undo import one_person_may
from kiosk.models import CheckIn
from ordering.queries.sitting import order_states, served_portions
from settlement.queries.beside import hers

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """One attempt on the strip; the name is masked, `elder_fen` is her own share as it stands."""

    id: UUID
    at: datetime
    elder_id: UUID | None
    name: str
    decision: str
    reason_words: str
    elder_fen: int | None
    order_state: str
    voidable: bool


@dataclass(frozen=True, slots=True)
class Today:
    """How many portions were served today, and the last attempts, newest first."""

    served: int
    items: tuple[Shown, ...]


def today(*, canteen_id: UUID, service_on: date, now: datetime) -> Today:
    """Return the strip of a day in three statements."""
    found = list(
        CheckIn.objects.select_related("elder")
        .filter(canteen_id=canteen_id, service_on=service_on)
        .annotate(hers_fen=hers(order="order"))
        .order_by("-received_at", "-id")[:MOST_SHOWN]
    )
    states = order_states(order_ids=[row.order_id for row in found if row.order_id])
    return Today(
        served_portions(canteen_id=canteen_id, service_on=service_on),
        tuple(_shown(row, states.get(row.order_id, "") if row.order_id else "", now) for row in found),
    )


def _shown(row: CheckIn, order_state: str, now: datetime) -> Shown:
    stands = row.decision == CheckIn.Decision.SERVED and order_state == "served"
    return Shown(
        id=row.id,
        at=row.presented_at,
        elder_id=row.elder_id,
        name=mask_name(row.elder.name) if row.elder else "",
        decision=row.decision,
        reason_words=words_of(row.decision, row.reason),
        # Of what was undone the strip tells what was decided.
        elder_fen=row.hers_fen if stands and row.elder else row.decided_fen,  # type: ignore[attr-defined]  # by today
        order_state=order_state,
        voidable=stands and one_person_may(row.presented_at, now),
    )
