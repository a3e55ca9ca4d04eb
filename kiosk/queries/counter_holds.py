"""What waits for finance at one canteen, as its counter sees it: whose meal, how much, why; it clears nothing (D5)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from canteen.core.scope import Actor
from canteen.queries.counter_search import COUNTERS
from ordering.queries.portions import names_of
from settlement.queries.holds import holds_at

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class HoldWaiting:
    """An open hold, with the eater's masked name; `reason` is a HoldCode."""

    name: str
    service_on: date | None
    fen: int
    reason: str
    opened_at: datetime


def holds_waiting(*, actor: Actor, canteen_id: UUID) -> tuple[HoldWaiting, ...]:
    """Return at most a hundred open holds of a canteen, the oldest first; two statements. OutOfScope."""
    actor.require(*COUNTERS, canteen_id=canteen_id)
    found = holds_at(canteen_id=canteen_id, most=MOST_SHOWN)
    names = names_of(order_ids=[hold.order_id for hold in found if hold.order_id])
    return tuple(
        HoldWaiting(
            names.get(hold.order_id, "") if hold.order_id else "",
            hold.service_on,
            hold.fen,
            hold.reason,
            hold.opened_at,
        )
        for hold in found
    )
