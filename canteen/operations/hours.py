"""When a canteen serves: hours are dated, a change holds from a day on, and earlier days keep theirs (D3)."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from canteen.core.scope import Actor, Role
from canteen.core.sitting import Sitting, Window, service_day
from canteen.models import Hours
from canteen.operations.deeds import do
from canteen.operations.places import BadPlace, write_hours
from canteen.queries.places import in_force, lock_canteen


def change_hours(
    *,
    actor: Actor,
    canteen_id: UUID,
    hours: Mapping[Sitting, Window | None],
    from_on: date,
    now: datetime,
    reason: str = "",
) -> None:
    """Let a canteen serve at these hours from a day on, today at the earliest.

    None ends a sitting; one that is not named stays as it is. What was to come later of a named one is dropped. Meals
    of earlier days belong to the sittings of their own hours, whenever they are heard of.
    OutOfScope; BadPlace for a day that has passed, and for a canteen that would serve nothing.
    """
    actor.require(Role.CLERK, canteen_id=canteen_id)
    if from_on < service_day(now):
        raise BadPlace([("from_on", "must not lie in the past")])
    with transaction.atomic():
        lock_canteen(canteen_id=canteen_id)
        former = {sitting: _change(canteen_id, sitting, window, from_on) for sitting, window in hours.items()}
        if not Hours.objects.filter(in_force(from_on), canteen_id=canteen_id).exists():
            raise BadPlace([("lunch_opens", "must serve one sitting at least")])
        do(
            staff_id=actor.staff_id,
            verb="change hours",
            subject_kind="canteen",
            subject_id=canteen_id,
            reason=reason,
            detail={
                "from_on": from_on.isoformat(),
                "former": {sitting.value: _said(row) for sitting, row in former.items() if row},
                "hours": {sitting.value: _said(window) for sitting, window in hours.items() if window},
            },
            now=now,
        )


def _change(canteen_id: UUID, sitting: Sitting, window: Window | None, from_on: date) -> Window | None:
    """Write the hours of one sitting from a day on; return those it had on that day."""
    rows = Hours.objects.filter(canteen_id=canteen_id, sitting=sitting.value)
    present = rows.filter(in_force(from_on)).first()
    former = Window(sitting, present.opens, present.closes) if present else None
    rows.filter(from_on__gt=from_on).delete()
    if present is not None and former == window:
        rows.filter(id=present.id).update(until_on=None)
        return former
    rows.filter(from_on=from_on).delete()
    rows.filter(in_force(from_on)).update(until_on=from_on)
    if window is not None:
        write_hours(canteen_id=canteen_id, hours=[window], from_on=from_on)
    return former


def _said(window: Window) -> str:
    return f"{window.opens:%H:%M}-{window.closes:%H:%M}"
