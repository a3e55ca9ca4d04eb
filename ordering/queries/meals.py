"""Meals of a week and orders of a sitting, as an actor may see them; the locks they are changed under."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from canteen.core.errors import NotFound
from canteen.core.scope import Actor, Role
from canteen.core.sitting import Sitting
from ordering.models import Meal, Order
from ordering.queries.portions import eater_name

READERS: Final = (Role.COUNTER, Role.MANAGER, Role.CLERK, Role.FINANCE, Role.AUDITOR)
_TAKEN: Final = Q(orders__state__in=[Order.State.PLACED, Order.State.SERVED])
_SERVED: Final = Q(orders__state=Order.State.SERVED)
_DAY_OF_SITTINGS: Final = tuple(Sitting)


class NoSuchMeal(NotFound):
    """This meal is not registered."""

    code = "no-such-meal"
    zh = "没有登记这份供餐"


class NoSuchOrder(NotFound):
    """This order was never placed."""

    code = "no-such-order"
    zh = "没有这份订餐"


@dataclass(frozen=True, slots=True)
class ExtraSeen:
    """A priced item beyond the set, in fen."""

    id: UUID
    name: str
    price_fen: int


@dataclass(frozen=True, slots=True)
class MealSeen:
    """A meal in any state; `taken` counts the portions ordered or eaten, `served` those eaten."""

    id: UUID
    canteen_id: UUID
    service_on: date
    sitting: str
    title: str
    price_fen: int
    portions: int
    taken: int
    state: str
    dishes: tuple[str, ...]
    extras: tuple[ExtraSeen, ...]
    served: int = 0
    package: str = ""


@dataclass(frozen=True, slots=True)
class OrderListed:
    """One eater's portion as the counter sees it: masked name, and what is on the tray."""

    id: UUID
    meal_id: UUID
    elder_id: UUID | None  # nobody for a guest and for staff
    name: str
    origin: str
    state: str
    placed_at: datetime
    lines: tuple[str, ...]
    price_fen: int


def meals_of_week(*, actor: Actor, canteen_id: UUID, from_on: date) -> tuple[MealSeen, ...]:
    """Return the meals of seven days from `from_on`, by day, sitting and title; three statements. OutOfScope."""
    actor.require(*READERS, canteen_id=canteen_id)
    found = (
        Meal.objects.filter(canteen_id=canteen_id, service_on__gte=from_on, service_on__lt=from_on + timedelta(days=7))
        .annotate(taken=Count("orders", filter=_TAKEN), served=Count("orders", filter=_SERVED))
        .order_by("service_on", "title", "id")
        .prefetch_related("dishes", "extras")
    )
    seen = [
        MealSeen(
            id=meal.id,
            canteen_id=meal.canteen_id,
            service_on=meal.service_on,
            sitting=meal.sitting,
            title=meal.title,
            price_fen=meal.price_fen,
            portions=meal.portions,
            taken=meal.taken,
            state=meal.state,
            dishes=tuple(dish.name for dish in sorted(meal.dishes.all(), key=lambda dish: dish.position)),
            extras=tuple(
                ExtraSeen(extra.id, extra.name, extra.price_fen)
                for extra in sorted(meal.extras.all(), key=lambda extra: extra.position)
            ),
            served=meal.served,
            package=meal.package,
        )
        for meal in found
    ]
    return tuple(sorted(seen, key=lambda meal: (meal.service_on, _DAY_OF_SITTINGS.index(Sitting(meal.sitting)))))


def cooking_in_week(*, canteen_ids: Iterable[UUID], from_on: date) -> frozenset[UUID]:
    """Return which of these canteens offer meals in the seven days from `from_on`; one statement."""
    week = Meal.objects.filter(service_on__gte=from_on, service_on__lt=from_on + timedelta(days=7))
    found = week.filter(canteen_id__in=list(canteen_ids)).exclude(state=Meal.State.WITHDRAWN)
    return frozenset(found.values_list("canteen_id", flat=True).distinct())


def orders_of_sitting(*, actor: Actor, canteen_id: UUID, service_on: date, sitting: Sitting) -> tuple[OrderListed, ...]:
    """Return all orders of a canteen's sitting, in whatever state, as they were placed; two statements. OutOfScope."""
    actor.require(*READERS, canteen_id=canteen_id)
    found = (
        Order.objects.filter(canteen_id=canteen_id, service_on=service_on, sitting=sitting.value)
        .select_related("elder")
        .prefetch_related("lines")
        .order_by("placed_at", "id")
    )
    return tuple(_listed(order) for order in found)


def _listed(order: Order) -> OrderListed:
    lines = sorted(order.lines.all(), key=lambda line: line.position)
    return OrderListed(
        id=order.id,
        meal_id=order.meal_id,
        elder_id=order.elder_id,
        name=eater_name(eater=order.eater, name=order.elder.name if order.elder else None),
        origin=order.origin,
        state=order.state,
        placed_at=order.placed_at,
        lines=tuple(line.name for line in lines),
        price_fen=sum(line.fen for line in lines),
    )


def canteen_of_meal(*, meal_id: UUID) -> UUID:
    """Return whose meal it is, to ask for the scope before anything is locked; NoSuchMeal."""
    canteen_id = Meal.objects.filter(id=meal_id).values_list("canteen_id", flat=True).first()
    if canteen_id is None:
        raise NoSuchMeal()
    return canteen_id


def guest_order_at(*, order_id: UUID) -> UUID:
    """Return the canteen at which a guest eats or ate; NoSuchOrder for an elder's portion, staff's or none."""
    found = Order.objects.filter(id=order_id, eater=Order.Eater.GUEST).values_list("canteen_id", flat=True).first()
    if found is None:
        raise NoSuchOrder()
    return found


def ate_here(*, canteen_id: UUID, elder_id: UUID) -> bool:
    """Say whether an elder was ever served a portion at a canteen, one undone since counted too."""
    served = Order.objects.filter(elder_id=elder_id, canteen_id=canteen_id)
    return served.filter(state__in=[Order.State.SERVED, Order.State.VOIDED]).exists()


def lock_meal(*, meal_id: UUID) -> Meal:
    """Lock a meal, before any elder where both are locked, and return it as it is now. Check-ins never lock one.

    Its canteen is locked with it: whoever closes that meets here who orders, and one of them sees what the other did.
    """
    return Meal.objects.select_for_update(no_key=True, of=("self", "canteen")).select_related("canteen").get(id=meal_id)


def portions_taken(*, meal_id: UUID) -> int:
    """Return how many portions of a meal are ordered or eaten; exact while the meal is locked."""
    return Order.objects.filter(meal_id=meal_id, state__in=[Order.State.PLACED, Order.State.SERVED]).count()


def ordered_in_sitting(*, person_id: UUID, service_on: date, sitting: str) -> bool:
    """Say whether a person has ordered or eaten in a sitting, in whatever canteen; exact while the elder is locked."""
    return Order.objects.filter(
        person_id=person_id,
        service_on=service_on,
        sitting=sitting,
        state__in=[Order.State.PLACED, Order.State.SERVED],
    ).exists()
