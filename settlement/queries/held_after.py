"""What waits of meals because somebody is said to have died or moved away, and what a list held when it was written."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from canteen.core.states import DECEASED, MOVED_AWAY
from settlement.core.shares import HoldCode
from settlement.models import Hold
from settlement.queries.touched import Days, MealTouched

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


def meals_held(*, first_days: Days, code: HoldCode, held_at: datetime) -> tuple[MealTouched, ...]:
    """Return what a list held of these elders when it was written, whatever was decided of it since; one statement.

    All that one list holds is opened at one instant: that at which it took effect.
    """
    theirs = Q(entry__order__elder_id__in=list(first_days)) | Q(entry__order__person_id__in=list(first_days))
    found = Hold.objects.filter(theirs, reason=code.value, opened_at=held_at).order_by("id")
    meals: dict[UUID, MealTouched] = {}
    for hold in found.select_related("entry__order", "entry__books"):
        entry, order, books = hold.entry, hold.entry.order, hold.entry.books
        if order is None or books is None or entry.service_on is None:
            raise AssertionError("what is held of a list was eaten by somebody on a day")
        hers = (each for each in (order.elder_id, order.person_id) if each is not None and each in first_days)
        meals[order.id] = MealTouched(
            entry_id=entry.id,
            order_id=order.id,
            elder_id=next(hers),
            canteen_id=hold.canteen_id,
            organisation_id=books.organisation_id,
            service_on=entry.service_on,
            sitting=order.sitting,
            is_open=entry.for_month is None,
            borne=(*(meals[order.id].borne if order.id in meals else ()), (str(hold.id), hold.fen)),
        )
    return tuple(meals.values())
