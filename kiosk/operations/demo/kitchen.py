"""Registers and publishes the trial's meals, lunch and dinner of each day, where there are none yet."""

from collections.abc import Iterable
from datetime import date, datetime
from random import Random
from uuid import UUID

from canteen.core.scope import Actor
from canteen.core.sitting import Sitting
from kiosk.operations.demo import cast
from ordering.operations.meals import PricedExtra, publish_meal, register_meal
from ordering.queries.menu import menu


def offer_meals(*, manager: Actor, canteen_id: UUID, days: Iterable[date], seed: int, now: datetime) -> int:
    """Offer a set meal at each sitting of these days that has none; returns how many. One seed, one menu."""
    made = 0
    for day in days:
        for window in cast.HOURS:
            if menu(canteen_id=canteen_id, service_on=day, sitting=window.sitting.value):
                continue
            meal_id = register_meal(
                actor=manager,
                canteen_id=canteen_id,
                service_on=day,
                sitting=window.sitting,
                title=cast.TITLES[window.sitting],
                price_fen=cast.PRICE_FEN,
                portions=cast.PORTIONS,
                dishes=_dishes(Random(f"{seed}/{day}/{window.sitting}"), window.sitting),
                extras=[PricedExtra(name, fen) for name, fen in cast.EXTRAS],
                now=now,
            )
            publish_meal(actor=manager, meal_id=meal_id, now=now)
            made += 1
    return made


def _dishes(random: Random, sitting: Sitting) -> list[str]:
    choices = [random.choice(kind) for kind in (cast.MAINS, cast.SIDES, cast.GREENS, cast.SOUPS)]
    return [*choices, cast.STAPLES[sitting]]
