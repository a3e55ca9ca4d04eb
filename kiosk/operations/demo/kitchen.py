"""Plans the trial's meals, lunch and dinner of each open day, where there are none yet."""

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

from canteen.core.scope import Actor
from canteen.core.sitting import Sitting
from kiosk.operations.demo import cast
from kiosk.operations.demo.forecast import is_open
from kiosk.operations.demo.registry import Hall
from ordering.operations.meals import PricedExtra
from ordering.operations.plan_meals import PlannedMeal, plan_meals
from ordering.queries.menu import offered_sittings

EXTRAS = tuple(PricedExtra(name, fen) for name, fen in cast.EXTRAS)


def offer_meals(*, manager: Actor, hall: Hall, days: Sequence[date], seed: int, now: datetime) -> int:
    """Offer a set meal at each sitting of these days that has none; returns how many. One seed, one menu."""
    end = date.fromordinal(days[-1].toordinal() + 1)
    offered = offered_sittings(canteen_id=hall.canteen_id, first=days[0], end=end)
    planned = [
        PlannedMeal(
            service_on=day,
            sitting=window.sitting,
            title=cast.TITLES[window.sitting],
            price_fen=cast.PRICE_FEN,
            portions=cast.PORTIONS,
            dishes=_dishes(Random(f"{seed}/{hall.plan.rank}/{day}/{window.sitting}"), window.sitting),
            extras=EXTRAS,
        )
        for day in days
        if is_open(hall=hall, day=day)
        for window in hall.plan.hours
        if (day, window.sitting.value) not in offered
    ]
    return len(plan_meals(actor=manager, canteen_id=hall.canteen_id, meals=planned, now=now, reason="排菜"))


def _dishes(random: Random, sitting: Sitting) -> tuple[str, ...]:
    choices = [random.choice(kind) for kind in (cast.MAINS, cast.SIDES, cast.GREENS, cast.SOUPS)]
    return (*choices, cast.STAPLES[sitting])
