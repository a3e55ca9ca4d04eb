"""A canteen's week at once: last week's meals as drafts of this one, and all drafts offered together."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.operations.deeds import do
from ordering.models import Dish, Extra, Meal
from ordering.operations.meals import MealExists, publish_meal
from ordering.queries.canteen_closing import NOT_CLOSED

WEEK: Final = timedelta(days=7)


def copy_week(*, actor: Actor, canteen_id: UUID, to_on: date, now: datetime, reason: str = "") -> int:
    """Copy the meals of the week before `to_on` as drafts, each to its weekday, and return how many.

    Left out are days gone by, those of a closed canteen, meals taken back, and what the new week has already under
    the same title.
    OutOfScope; MealExists when somebody else did the same at this very moment.
    """
    actor.require(Role.MANAGER, canteen_id=canteen_id)
    here = Meal.objects.filter(canteen_id=canteen_id)
    closed_on = here.values_list("canteen__closed_on", flat=True).first()
    week = here.filter(service_on__gte=to_on, service_on__lt=to_on + WEEK)
    there = set(week.values_list("service_on", "sitting", "title"))
    before = here.filter(service_on__gte=to_on - WEEK, service_on__lt=to_on).exclude(state=Meal.State.WITHDRAWN)
    made = [
        (old, _draft(old))
        for old in before.order_by("service_on", "id").prefetch_related("dishes", "extras")
        if old.service_on + WEEK >= service_day(now)
        and not (closed_on and old.service_on + WEEK >= closed_on)
        and (old.service_on + WEEK, old.sitting, old.title) not in there
    ]
    if not made:
        return 0
    try:
        with transaction.atomic():
            Meal.objects.bulk_create(meal for _, meal in made)
            Dish.objects.bulk_create(
                Dish(meal=meal, position=each.position, name=each.name)
                for old, meal in made
                for each in old.dishes.all()
            )
            Extra.objects.bulk_create(
                Extra(meal=meal, position=each.position, name=each.name, price_fen=each.price_fen)
                for old, meal in made
                for each in old.extras.all()
            )
            _written(actor, canteen_id, to_on, len(made), reason, now)
    except IntegrityError:
        raise MealExists() from None
    return len(made)


def _draft(old: Meal) -> Meal:
    return Meal(
        canteen_id=old.canteen_id,
        service_on=old.service_on + WEEK,
        sitting=old.sitting,
        title=old.title,
        package=old.package,
        price_fen=old.price_fen,
        portions=old.portions,
    )


def publish_week(*, actor: Actor, canteen_id: UUID, from_on: date, now: datetime, reason: str = "") -> int:
    """Offer all drafts of seven days that are not gone by, and return how many. OutOfScope."""
    actor.require(Role.MANAGER, canteen_id=canteen_id)
    first = max(from_on, service_day(now))
    with transaction.atomic():
        drafts = Meal.objects.filter(
            NOT_CLOSED,
            canteen_id=canteen_id,
            service_on__gte=first,
            service_on__lt=from_on + WEEK,
            state=Meal.State.DRAFT,
        )
        ids = list(drafts.order_by("service_on", "id").values_list("id", flat=True))
        for meal_id in ids:
            publish_meal(actor=actor, meal_id=meal_id, now=now, reason=reason)
    return len(ids)


def _written(actor: Actor, canteen_id: UUID, to_on: date, count: int, reason: str, now: datetime) -> None:
    do(
        staff_id=actor.staff_id,
        verb="copy week",
        subject_kind="canteen",
        subject_id=canteen_id,
        reason=reason,
        detail={"to_on": to_on.isoformat(), "meals": count},
        now=now,
    )
