"""All meals that canteens offered and will offer, as a list: by day or name, found by what was on the tray."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor
from canteen.core.sitting import Sitting
from canteen.queries.names import canteen_names
from canteen.queries.paging import Key, by_day, every, page_of
from ordering.models import Dish, Meal, Order
from ordering.queries.meals import READERS

LISTING: Final = Listing(sorts=("on", "title"), filters=("canteen", "sitting", "state", "day"), down=True)
KEYS: Final = {"on": by_day("service_on"), "title": Key("title")}


@dataclass(frozen=True, slots=True)
class MealRow:
    """One meal of the list, its set price in fen; `taken` counts portions ordered or eaten, `served` those eaten."""

    id: UUID
    canteen_id: UUID
    canteen: str
    service_on: date
    sitting: str
    title: str
    price_fen: int
    portions: int
    taken: int
    served: int
    state: str
    package: str


def meal_page(*, actor: Actor, asked: Asked) -> Page[MealRow]:
    """Return the page that was asked for; two statements. OutOfScope."""
    page = page_of(found=_found(actor, asked), asked=asked, keys=KEYS)
    names = canteen_names(canteen_ids={row.canteen_id for row in page.rows}) if page.rows else {}
    return page.of(lambda row: _row(row, names[row.canteen_id]))


def all_meals(*, actor: Actor, asked: Asked) -> Iterator[MealRow]:
    """Yield every meal of the list in its order. OutOfScope."""
    found = _found(actor, asked).select_related("canteen")
    for row in every(found=found, asked=asked, keys=KEYS):
        yield _row(row, row.canteen.name)


def _found(actor: Actor, asked: Asked) -> QuerySet[Meal]:
    actor.require_held(*READERS)
    said = asked.filters
    found = Meal.objects.filter(canteen_id__in=actor.canteens(*READERS))
    if asked.search:
        dishes = Dish.objects.filter(meal=OuterRef("pk"), name__icontains=asked.search)
        found = found.filter(Q(title__icontains=asked.search) | Exists(dishes))
    if said.get("sitting") in set(Sitting):
        found = found.filter(sitting=said["sitting"])
    if said.get("state") in Meal.State.values:
        found = found.filter(state=said["state"])
    try:
        if "canteen" in said:
            found = found.filter(canteen_id=UUID(said["canteen"]))
        if "day" in said:
            found = found.filter(service_on=date.fromisoformat(said["day"]))
    except ValueError:
        pass
    return found.annotate(
        taken=_portions(Order.State.PLACED, Order.State.SERVED),
        served=_portions(Order.State.SERVED),
    )


def _portions(*states: Order.State) -> Coalesce:
    """Portions of a meal in some states, counted for the rows that are shown alone."""
    orders = Order.objects.filter(meal=OuterRef("pk"), state__in=states).order_by().values("meal")
    return Coalesce(Subquery(orders.annotate(count=Count("pk")).values("count")), 0, output_field=IntegerField())


def _row(meal: Any, canteen: str) -> MealRow:
    return MealRow(
        id=meal.id,
        canteen_id=meal.canteen_id,
        canteen=canteen,
        service_on=meal.service_on,
        sitting=meal.sitting,
        title=meal.title,
        price_fen=meal.price_fen,
        portions=meal.portions,
        taken=meal.taken,
        served=meal.served,
        state=meal.state,
        package=meal.package,
    )
