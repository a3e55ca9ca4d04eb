"""Closes a canteen as it was shown to who closes it: what has come since is shown first."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict
from canteen.core.scope import Actor, Role
from canteen.queries.places import lock_canteen
from kiosk.queries.canteen_closing import closing_seen
from ordering.operations.canteen_closing import close_with_orders


class ClosingMoved(Conflict):
    """What the closing touches is no longer what you were shown; look at it again."""

    code = "closing-moved"
    zh = "涉及的供餐、订餐或终端和您看到的不一样了，请重新查看"


def close_as_seen(
    *, actor: Actor, canteen_id: UUID, closed_on: date, digest: str, now: datetime, reason: str = ""
) -> int:
    """Close a canteen from a day on if that touches what `digest` is of; returns how many orders were cancelled.

    ClosingMoved, and the noes of close_with_orders.
    """
    actor.require(Role.CLERK, canteen_id=canteen_id)
    with transaction.atomic():
        lock_canteen(canteen_id=canteen_id)  # who orders here waits, and finds it closed
        if closing_seen(canteen_id=canteen_id, closed_on=closed_on).digest != digest:
            raise ClosingMoved()
        return close_with_orders(actor=actor, canteen_id=canteen_id, closed_on=closed_on, reason=reason, now=now)
