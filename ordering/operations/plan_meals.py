"""Registers and publishes the set meals of many days at once, in few statements; one deed for the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from canteen.core.scope import Actor, Role
from canteen.core.sitting import Sitting
from canteen.operations.deeds import do
from ordering.models import Dish, Extra, Meal
from ordering.operations.meals import BadMeal, MealExists, PricedExtra, mistakes_in, odd_package

ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class PlannedMeal:
    """What a canteen offers at one sitting of a day, prices in fen."""

    service_on: date
    sitting: Sitting
    title: str
    price_fen: int
    portions: int
    dishes: tuple[str, ...] = ()
    extras: tuple[PricedExtra, ...] = ()
    package: str = ""


def plan_meals(
    *, actor: Actor, canteen_id: UUID, meals: Sequence[PlannedMeal], now: datetime, reason: str = ""
) -> list[UUID]:
    """Register and publish meals of one canteen, all or none, and return their ids in the order given.

    OutOfScope; BadMeal names each mistake by the place of its meal; MealExists when one of them does.
    """
    actor.require(Role.MANAGER, canteen_id=canteen_id)
    mistakes = [(f"meals[{at}].{path}", message) for at, meal in enumerate(meals) for path, message in _mistakes(meal)]
    if mistakes:
        raise BadMeal(mistakes)
    rows = [_row(canteen_id, meal, now) for meal in meals]
    if not rows:
        return []
    try:
        with transaction.atomic():
            Meal.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
            _write_items(rows, meals)
            do(
                staff_id=actor.staff_id,
                verb="plan",
                subject_kind="canteen",
                subject_id=canteen_id,
                reason=reason,
                detail={
                    "meals": len(rows),
                    "from_on": min(meal.service_on for meal in meals).isoformat(),
                    "until_on": max(meal.service_on for meal in meals).isoformat(),
                },
                now=now,
            )
    except IntegrityError:
        raise MealExists() from None
    return [row.id for row in rows]


def _mistakes(meal: PlannedMeal) -> list[tuple[str, str]]:
    mistakes = mistakes_in(
        title=meal.title, price_fen=meal.price_fen, portions=meal.portions, dishes=meal.dishes, extras=meal.extras
    )
    return mistakes + odd_package(package=meal.package)


def _row(canteen_id: UUID, meal: PlannedMeal, now: datetime) -> Meal:
    return Meal(
        canteen_id=canteen_id,
        service_on=meal.service_on,
        sitting=meal.sitting.value,
        title=meal.title.strip(),
        package=meal.package,
        price_fen=meal.price_fen,
        portions=meal.portions,
        state=Meal.State.PUBLISHED,
        published_at=now,
    )


def _write_items(rows: Sequence[Meal], meals: Sequence[PlannedMeal]) -> None:
    both = list(zip(rows, meals, strict=True))
    Dish.objects.bulk_create(
        (
            Dish(meal=row, position=position, name=name.strip())
            for row, meal in both
            for position, name in enumerate(meal.dishes)
        ),
        batch_size=ROWS_AT_ONCE,
    )
    Extra.objects.bulk_create(
        (
            Extra(meal=row, position=position, name=extra.name.strip(), price_fen=extra.price_fen)
            for row, meal in both
            for position, extra in enumerate(meal.extras)
        ),
        batch_size=ROWS_AT_ONCE,
    )
