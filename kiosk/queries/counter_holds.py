"""What waits for finance at one canteen, as its counter sees it: whose meal, how much, why; it clears nothing (D5)."""

from collections.abc import Iterator
from uuid import UUID

from canteen.core.listing import Asked
from canteen.core.scope import Actor
from canteen.queries.counter_search import COUNTERS
from settlement.queries.holds_listed import HoldListed, HoldsHere, every_hold_here, holds_here


def holds_waiting(*, actor: Actor, canteen_id: UUID, canteen: str, asked: Asked) -> HoldsHere:
    """Return the page that was asked for of a canteen's open holds, and the sum of all; one statement. OutOfScope."""
    actor.require(*COUNTERS, canteen_id=canteen_id)
    return holds_here(canteen_id=canteen_id, canteen=canteen, asked=asked)


def every_hold_waiting(*, actor: Actor, canteen_id: UUID, canteen: str, asked: Asked) -> Iterator[HoldListed]:
    """Yield all of a canteen's open holds that were asked for; one statement. OutOfScope."""
    actor.require(*COUNTERS, canteen_id=canteen_id)
    return every_hold_here(canteen_id=canteen_id, canteen=canteen, asked=asked)
