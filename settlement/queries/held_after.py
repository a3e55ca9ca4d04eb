"""What waits of somebody's meals because she is said to have died or moved away: shown before that is taken back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from canteen.core.states import DECEASED, MOVED_AWAY
from settlement.core.shares import HoldCode
from settlement.models import Hold

CODES = {DECEASED: HoldCode.AFTER_DEATH, MOVED_AWAY: HoldCode.AFTER_MOVE}


@dataclass(frozen=True, slots=True)
class MealWaiting:
    """A meal of which something rests in suspense, in fen."""

    service_on: date
    sitting: str
    canteen: str
    fen: int


def meals_waiting(*, elder_id: UUID, state: str, since: date) -> tuple[MealWaiting, ...]:
    """Return the meals from a day on of which something is held for this state, undecided, by day; one statement.

    Of both records, where one person holds the cards of two (D1).
    """
    hers = Q(entry__order__elder_id=elder_id) | Q(entry__order__person_id=elder_id)
    found = Hold.objects.filter(hers, reason=CODES[state].value, cleared_by=None, entry__service_on__gte=since)
    named = found.order_by("entry__service_on", "entry__order_id", "id").values_list(
        "entry__order_id", "entry__service_on", "entry__order__sitting", "canteen__name", "fen"
    )
    meals: dict[UUID | None, MealWaiting] = {}
    for order_id, service_on, sitting, canteen, fen in named:
        if service_on is None or sitting is None:
            raise AssertionError("what waits after a day was eaten on one")
        before = meals.get(order_id)
        meals[order_id] = MealWaiting(service_on, sitting, canteen, fen + (before.fen if before else 0))
    return tuple(meals.values())
