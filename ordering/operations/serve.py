"""Serves a meal: the order that was placed ahead, or a new one for who walked in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from canteen.models.sql import Statement, insert, rows, stored
from ordering.models import Extra, Line, Order
from ordering.queries.sitting import MealOffered, OrderSeen

_SERVE_PLACED = "UPDATE ordering_order SET state = 'served', served_at = %s WHERE id = %s AND state = 'placed'"
_LINES = "SELECT kind, fen FROM ordering_line WHERE order_id = %s ORDER BY position"
_VOID = "UPDATE ordering_order SET state = 'voided', ended_at = %s WHERE id = %s AND state = 'served'"


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line of an order as the split sees it, in fen."""

    kind: str
    fen: int


@dataclass(frozen=True, slots=True)
class MealServed:
    """The order that was served, its lines, and the statements the conductor sends."""

    order_id: UUID
    lines: tuple[PricedLine, ...]
    statements: tuple[Statement, ...]


def serve_meal(
    *,
    meal: MealOffered,
    placed: OrderSeen | None,
    elder_id: UUID,
    person_id: UUID,
    extra_ids: Sequence[UUID],
    served_at: datetime,
) -> MealServed:
    """Serve the order placed ahead at this canteen, or make one; extras taken now are added to either (D7)."""
    if placed is not None:
        ordered = tuple(PricedLine(kind, fen) for kind, fen in rows(_LINES, (placed.id,)))
        more = extra_lines(order_id=placed.id, meal_id=placed.meal_id, extra_ids=extra_ids, after=len(ordered))
        return MealServed(
            placed.id,
            (*ordered, *(PricedLine(item.kind, item.fen) for item in more)),
            (Statement(_SERVE_PLACED, (stored(served_at), placed.id)), *insert(more)),
        )
    return _walked_in(Order(elder_id=elder_id, person_id=person_id), meal, extra_ids, served_at)


def serve_outsider(*, meal: MealOffered, eater: str, extra_ids: Sequence[UUID], served_at: datetime) -> MealServed:
    """Serve a guest, or a member of staff: a portion of its own that names nobody."""
    return _walked_in(Order(eater=Order.Eater(eater)), meal, extra_ids, served_at)


def _walked_in(order: Order, meal: MealOffered, extra_ids: Sequence[UUID], served_at: datetime) -> MealServed:
    """A portion ordered and eaten at once; the order says so far whose it is."""
    order.meal_id, order.canteen_id = meal.id, meal.canteen_id
    order.service_on, order.sitting = meal.service_on, meal.sitting
    order.origin, order.state = Order.Origin.WALK_IN, Order.State.SERVED
    order.placed_at = order.served_at = served_at
    items = lines_of(order=order, meal=meal, extra_ids=extra_ids)
    return MealServed(
        order.id, tuple(PricedLine(item.kind, item.fen) for item in items), tuple(insert([order, *items]))
    )


def lines_of(*, order: Order, meal: MealOffered, extra_ids: Sequence[UUID]) -> list[Line]:
    """Return the lines of a portion: the set at its price, then each extra; an extra of another meal is left out."""
    first = Line(order_id=order.id, position=0, kind=Line.Kind.SET, name=meal.title, fen=meal.price_fen)
    return [first, *extra_lines(order_id=order.id, meal_id=meal.id, extra_ids=extra_ids, after=1)]


def extra_lines(*, order_id: UUID, meal_id: UUID, extra_ids: Sequence[UUID], after: int) -> list[Line]:
    """Return a line for each extra taken, in positions from `after` on; no statement where nothing is taken."""
    if not extra_ids:
        return []
    offered = {extra.id: extra for extra in Extra.objects.filter(meal_id=meal_id, id__in=set(extra_ids))}
    chosen = [offered[extra_id] for extra_id in extra_ids if extra_id in offered]
    return [
        Line(order_id=order_id, position=position, kind=Line.Kind.EXTRA, name=extra.name, fen=extra.price_fen)
        for position, extra in enumerate(chosen, start=after)
    ]


def void_order(*, order_id: UUID, now: datetime) -> Statement:
    """Return the statement that marks a served order as voided; the conductor has locked the elder and the order."""
    return Statement(_VOID, (stored(now), order_id))
