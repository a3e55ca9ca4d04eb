"""Closes a canteen from a day on: the orders placed for later days are cancelled with it, in one transaction."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from canteen.core.scope import Actor
from canteen.operations.place_changes import close_canteen
from canteen.queries.elders import lock_elders
from ordering.models import Order


def close_with_orders(*, actor: Actor, canteen_id: UUID, closed_on: date, now: datetime, reason: str = "") -> int:
    """Close a canteen and cancel what was ordered there from that day on; returns how many orders that were.

    The meals themselves stay registered and are offered no more; should the closing be withdrawn, they are again, and
    who had ordered orders anew. The noes of close_canteen.
    """
    with transaction.atomic():
        close_canteen(actor=actor, canteen_id=canteen_id, closed_on=closed_on, now=now, reason=reason)
        placed = Order.objects.filter(canteen_id=canteen_id, service_on__gte=closed_on, state=Order.State.PLACED)
        # A check-in that is serving one of these orders holds its elder: wait for it before looking.
        people = placed.filter(person__isnull=False).values_list("person_id", flat=True).distinct()
        lock_elders(person_ids=list(people))
        return placed.update(state=Order.State.CANCELLED, ended_at=now)
