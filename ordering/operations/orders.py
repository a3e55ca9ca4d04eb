"""Places and cancels orders ahead of a meal; nothing is priced for the elder here (D23)."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Invalid
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.operations.deeds import do
from canteen.queries.elders import SEERS, person_of, require_elder
from canteen.queries.presented import lock_elder
from ordering.core.booking import CUT_OFF, Offer, require_bookable, require_in_time
from ordering.core.states import ORDER_MOVES, require_move
from ordering.models import Extra, Line, Meal, Order
from ordering.operations.serve import lines_of
from ordering.queries.meals import (
    NoSuchOrder,
    canteen_of_meal,
    lock_meal,
    ordered_in_sitting,
    portions_taken,
)
from ordering.queries.sitting import MealOffered, lock_order

TAKERS: Final = (Role.COUNTER, Role.MANAGER)
MOST_EXTRAS: Final = 20


class BadExtras(Invalid):
    """An extra that this meal does not have, or more than twenty."""

    code = "bad-extras"
    zh = "加菜不属于该供餐，或超过二十份"


def place_order(
    *,
    actor: Actor,
    meal_id: UUID,
    elder_id: UUID,
    now: datetime,
    extra_ids: Sequence[UUID] = (),
    cut_off: time | None = CUT_OFF,
    reason: str = "",
) -> UUID:
    """Keep one portion for an elder, with extras, and return the order's id; a person has one order in a sitting.

    The meal is locked, then the elder: of two orders at once for the last portion, one is placed.
    OutOfScope, NoSuchMeal, NoSuchElder, BadExtras, and what `require_bookable` raises.
    """
    canteen_id = canteen_of_meal(meal_id=meal_id)
    actor.require(*TAKERS, canteen_id=canteen_id)
    require_elder(actor=actor, roles=SEERS, elder_id=elder_id, on=service_day(now))
    _require_extras(meal_id, extra_ids)
    with transaction.atomic():
        meal = lock_meal(meal_id=meal_id)
        person_id = person_of(elder_id=elder_id, on=meal.service_on)
        lock_elder(person_id=person_id)
        ordered = ordered_in_sitting(person_id=person_id, service_on=meal.service_on, sitting=meal.sitting)
        offer = Offer(
            state=meal.state,
            service_on=meal.service_on,
            portions=meal.portions,
            taken=portions_taken(meal_id=meal_id),
            closed_on=meal.canteen.closed_on,
        )
        require_bookable(offer, now=now, cut_off=cut_off, ordered=ordered)
        order = _write_order(meal, elder_id=elder_id, person_id=person_id, extra_ids=extra_ids, now=now)
        _written(actor, "place", order, reason, now)
    return order.id


def cancel_order(
    *, actor: Actor, order_id: UUID, now: datetime, cut_off: time | None = CUT_OFF, reason: str = ""
) -> None:
    """Give the portion back before the kitchen has counted it. OutOfScope, NoSuchOrder, PastCutOff, NotInThisState."""
    order = Order.objects.filter(id=order_id).first()
    if order is None or order.person_id is None:  # who has no record orders nothing ahead
        raise NoSuchOrder()
    actor.require(*TAKERS, canteen_id=order.canteen_id)
    with transaction.atomic():
        lock_elder(person_id=order.person_id)
        require_move(moves=ORDER_MOVES, state=lock_order(order_id=order_id), to=Order.State.CANCELLED)
        require_in_time(service_on=order.service_on, now=now, cut_off=cut_off)
        order.state, order.ended_at = Order.State.CANCELLED, now
        order.save(update_fields=["state", "ended_at"])
        _written(actor, "cancel", order, reason, now)


def _require_extras(meal_id: UUID, extra_ids: Sequence[UUID]) -> None:
    known = set(Extra.objects.filter(meal_id=meal_id, id__in=set(extra_ids)).values_list("id", flat=True))
    if len(extra_ids) > MOST_EXTRAS or not known.issuperset(extra_ids):
        raise BadExtras([("extra_ids", f"must be at most {MOST_EXTRAS} extras of this meal")])


def _write_order(meal: Meal, *, elder_id: UUID, person_id: UUID, extra_ids: Sequence[UUID], now: datetime) -> Order:
    order = Order(
        meal=meal,
        canteen_id=meal.canteen_id,
        elder_id=elder_id,
        person_id=person_id,
        service_on=meal.service_on,
        sitting=meal.sitting,
        origin=Order.Origin.AHEAD,
        state=Order.State.PLACED,
        placed_at=now,
    )
    offered = MealOffered(meal.id, meal.canteen_id, meal.title, meal.price_fen, meal.service_on, meal.sitting)
    order.save(force_insert=True)
    Line.objects.bulk_create(lines_of(order=order, meal=offered, extra_ids=extra_ids))
    return order


def _written(actor: Actor, verb: str, order: Order, reason: str, now: datetime) -> None:
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="order",
        subject_id=order.id,
        reason=reason,
        detail={"meal": str(order.meal_id), "elder": str(order.elder_id)},
        now=now,
    )
