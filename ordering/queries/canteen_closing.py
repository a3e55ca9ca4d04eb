"""What a closing touches: the meals posted for that day and later, and how many have ordered them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q

from ordering.models import Meal, Order

# Of a meal: that its canteen is not closed on its day.
NOT_CLOSED = Q(canteen__closed_on__isnull=True) | Q(canteen__closed_on__gt=F("service_on"))


@dataclass(frozen=True, slots=True)
class MealTouched:
    """A meal that would be offered no more, with how many have ordered it."""

    id: UUID
    service_on: date
    sitting: str
    title: str
    ordered: int


def meals_after(*, canteen_id: UUID, closed_on: date) -> tuple[MealTouched, ...]:
    """Return the meals registered for a day and later, in their order; one statement. The caller asked who may see."""
    placed = Count("orders", filter=Q(orders__state=Order.State.PLACED))
    found = Meal.objects.filter(canteen_id=canteen_id, service_on__gte=closed_on).exclude(state=Meal.State.WITHDRAWN)
    rows = found.annotate(ordered=placed).order_by("service_on", "id")
    return tuple(MealTouched(row.id, row.service_on, row.sitting, row.title, row.ordered) for row in rows)


def orders_after(*, canteen_id: UUID, closed_on: date) -> tuple[UUID, ...]:
    """Return the orders placed for a day and later; one statement. The caller asked who may see."""
    found = Order.objects.filter(canteen_id=canteen_id, service_on__gte=closed_on, state=Order.State.PLACED)
    return tuple(found.order_by("id").values_list("id", flat=True))
