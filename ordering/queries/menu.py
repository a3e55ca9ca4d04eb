"""What a canteen offers at a sitting, as a screen shows it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from ordering.models import Meal, Order
from ordering.queries.canteen_closing import NOT_CLOSED


@dataclass(frozen=True, slots=True)
class ExtraOnMenu:
    """A priced extra, in fen."""

    id: UUID
    name: str
    price_fen: int


@dataclass(frozen=True, slots=True)
class MealOnMenu:
    """A published meal with its dishes and extras; `package` is what policies call this kind of set meal."""

    id: UUID
    title: str
    price_fen: int
    portions: int
    dishes: tuple[str, ...]
    extras: tuple[ExtraOnMenu, ...]
    package: str = ""


def menu(*, canteen_id: UUID, service_on: date, sitting: str) -> tuple[MealOnMenu, ...]:
    """Return the published meals of a sitting in order of their titles; three statements whatever their number."""
    meals = (
        Meal.objects.filter(
            NOT_CLOSED, canteen_id=canteen_id, service_on=service_on, sitting=sitting, state=Meal.State.PUBLISHED
        )
        .order_by("title")
        .prefetch_related("dishes", "extras")
    )
    return tuple(
        MealOnMenu(
            meal.id,
            meal.title,
            meal.price_fen,
            meal.portions,
            tuple(dish.name for dish in sorted(meal.dishes.all(), key=lambda dish: dish.position)),
            tuple(
                ExtraOnMenu(extra.id, extra.name, extra.price_fen)
                for extra in sorted(meal.extras.all(), key=lambda extra: extra.position)
            ),
            meal.package,
        )
        for meal in meals
    )


def trays(*, canteen_id: UUID, service_on: date, sitting: str) -> tuple[MealOnMenu, ...]:
    """Return the same without the dishes, as a counter needs it; one statement whatever their number."""
    found = Meal.objects.filter(
        NOT_CLOSED, canteen_id=canteen_id, service_on=service_on, sitting=sitting, state=Meal.State.PUBLISHED
    ).order_by("title", "id", "extras__position")
    columns = ("id", "title", "price_fen", "portions", "extras__id", "extras__name", "extras__price_fen")
    extras: dict[tuple[UUID, str, int, int], list[ExtraOnMenu]] = {}
    for meal_id, title, price_fen, portions, extra_id, name, extra_fen in found.values_list(*columns):
        listed = extras.setdefault((meal_id, title, price_fen, portions), [])
        if extra_id is not None:
            listed.append(ExtraOnMenu(extra_id, name, extra_fen))
    return tuple(MealOnMenu(*meal, (), tuple(listed)) for meal, listed in extras.items())


def ordered_otherwise(*, meal_id: UUID, price_fen: int) -> frozenset[UUID]:
    """Return the persons whose order ahead of a meal does not cost the set price: it has extras, or an older price."""
    ahead = Order.objects.filter(
        meal_id=meal_id, state=Order.State.PLACED, person__isnull=False
    )  # guests order nothing
    placed = ahead.annotate(fen=Sum("lines__fen"))
    return frozenset(placed.exclude(fen=price_fen).values_list("person_id", flat=True))


def offered_sittings(*, canteen_id: UUID, first: date, end: date) -> frozenset[tuple[date, str]]:
    """Return the sittings, from a day on and before another, at which a canteen has published anything."""
    found = Meal.objects.filter(
        NOT_CLOSED, canteen_id=canteen_id, service_on__gte=first, service_on__lt=end, state=Meal.State.PUBLISHED
    )
    return frozenset(found.values_list("service_on", "sitting"))
