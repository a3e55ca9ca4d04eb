"""At which device each portion was taken: what a statement's sheet of meals names beside the money."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from kiosk.models import CheckIn


def devices_by_order(*, canteen_id: UUID, periods: Iterable[tuple[date, date]]) -> Mapping[UUID, str]:
    """Return the name of the device by order, for half-open periods of service dates; one statement."""
    asked = [Q(service_on__gte=from_on, service_on__lt=until_on) for from_on, until_on in periods]
    if not asked:
        return {}
    found = CheckIn.objects.filter(
        reduce(or_, asked), canteen_id=canteen_id, decision=CheckIn.Decision.SERVED, order__isnull=False
    )
    return dict(found.values_list("order_id", "kiosk__name"))
