"""Whose portions they were and what they cost: orders of a canteen by period, names masked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, Sum

from canteen.core.identity import mask_name
from ordering.models import Order


@dataclass(frozen=True, slots=True)
class Portion:
    """An order without its money: whose (masked), which sitting."""

    name: str
    sitting: str


def portions(*, canteen_id: UUID, periods: Iterable[tuple[date, date]]) -> Mapping[UUID, Portion]:
    """Return the portions of half-open periods of service dates by order; one statement whatever their number."""
    asked = [Q(service_on__gte=from_on, service_on__lt=until_on) for from_on, until_on in periods]
    if not asked:
        return {}
    found = Order.objects.filter(reduce(or_, asked), canteen_id=canteen_id)
    return {
        order_id: Portion(eater_name(eater=eater, name=name), sitting)
        for order_id, eater, name, sitting in found.values_list("id", "eater", "elder__name", "sitting")
    }


def eater_name(*, eater: str, name: str | None) -> str:
    """Return an elder's masked name, or what stands in its place for who has no record: 来客, 员工餐."""
    return mask_name(name) if name else str(Order.Eater(eater).label)


@dataclass(frozen=True, slots=True)
class Priced:
    """A portion as eaten or undone: its state, and the price of its lines in fen."""

    state: str
    fen: int


def prices(*, canteen_id: UUID, from_on: date, until_on: date) -> Mapping[UUID, Priced]:
    """Return the portions of a half-open period that were served, voided ones too, with the price of their lines."""
    found = Order.objects.filter(
        canteen_id=canteen_id,
        service_on__gte=from_on,
        service_on__lt=until_on,
        state__in=(Order.State.SERVED, Order.State.VOIDED),
    ).annotate(fen=Sum("lines__fen"))
    return {order_id: Priced(state, int(fen or 0)) for order_id, state, fen in found.values_list("id", "state", "fen")}
