"""What is offered at a sitting and what a person has there already: ordering's half of a check-in's gathering."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from canteen.core.sitting import Sitting
from canteen.models.sql import as_id, lock, rows
from ordering.models import Order

_SEEN = """
    SELECT 'meal', id, canteen_id, id, title, price_fen, service_on, sitting, package
    FROM ordering_meal
    WHERE state = 'published' AND (canteen_id = %s AND service_on = %s AND sitting = %s OR id = %s)
      AND NOT EXISTS (SELECT 1 FROM canteen_canteen AS c WHERE c.id = canteen_id AND c.closed_on <= service_on)
    UNION ALL
    SELECT 'order', id, canteen_id, meal_id, state, 0, service_on, sitting, ''
    FROM ordering_order
    WHERE person_id = %s AND service_on = %s AND sitting = %s AND state IN ('placed', 'served')"""


@dataclass(frozen=True, slots=True)
class MealOffered:
    """A published meal; `price_fen` is the set price, `package` what policies call this kind of set meal."""

    id: UUID
    canteen_id: UUID
    title: str
    price_fen: int
    service_on: date
    sitting: str
    package: str = ""


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """An order of this person in this sitting, placed or served, at whatever canteen."""

    id: UUID
    canteen_id: UUID
    meal_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class SittingSeen:
    """Everything ordering knows that an attempt's decision may depend on."""

    meals: tuple[MealOffered, ...]
    orders: tuple[OrderSeen, ...]


def sitting_seen(
    *, canteen_id: UUID, service_on: date, sitting: Sitting, meal_id: UUID | None, person_id: UUID | None
) -> SittingSeen:
    """Return the meals of a canteen's sitting, the meal named (wherever it is), and the person's orders there."""
    meals: list[MealOffered] = []
    orders: list[OrderSeen] = []
    params = (canteen_id, service_on, sitting.value, meal_id, person_id, service_on, sitting.value)
    for kind, row_id, canteen, meal, text, price_fen, on, at, package in rows(_SEEN, params):
        if kind == "meal":
            day = on if isinstance(on, date) else date.fromisoformat(on)
            meals.append(MealOffered(as_id(row_id), as_id(canteen), text, price_fen, day, at, package))
        else:
            orders.append(OrderSeen(as_id(row_id), as_id(canteen), as_id(meal), text))
    return SittingSeen(tuple(meals), tuple(orders))


def order_states(*, order_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the state of each order."""
    return dict(Order.objects.filter(id__in=order_ids).values_list("id", "state"))


def served_portions(*, canteen_id: UUID, service_on: date) -> int:
    """Return how many portions of a day stand as served."""
    return Order.objects.filter(canteen_id=canteen_id, service_on=service_on, state=Order.State.SERVED).count()


def eaters_of(*, order_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
    """Return the joined person who ate each order; a guest's and a staff meal have nobody."""
    named = Order.objects.filter(id__in=order_ids, person__isnull=False)
    return dict(named.values_list("id", "person_id"))


def lock_order(*, order_id: UUID) -> str:
    """Lock an order, the fourth step of D18, and return its state read under the lock."""
    state: str = rows(lock("SELECT state FROM ordering_order WHERE id = %s"), (order_id,))[0][0]
    return state
