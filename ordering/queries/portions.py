"""Whose portions they were: orders of a canteen by period, names masked; what a statement lists beside its money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from canteen.core.identity import mask_name
from ordering.models import Order


@dataclass(frozen=True, slots=True)
class Portion:
    """An order without its money: whose (masked), which sitting, which meal."""

    elder_id: UUID
    name: str
    sitting: str
    title: str


def portions(*, canteen_id: UUID, periods: Iterable[tuple[date, date]]) -> Mapping[UUID, Portion]:
    """Return the portions of half-open periods of service dates by order; one statement whatever their number."""
    asked = [Q(service_on__gte=from_on, service_on__lt=until_on) for from_on, until_on in periods]
    if not asked:
        return {}
    found = Order.objects.filter(reduce(or_, asked), canteen_id=canteen_id)
    return {
        order_id: Portion(elder_id, mask_name(name), sitting, title)
        for order_id, elder_id, name, sitting, title in found.values_list(
            "id", "elder_id", "elder__name", "sitting", "meal__title"
        )
    }
