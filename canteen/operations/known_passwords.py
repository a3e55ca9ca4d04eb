"""Ends the password of who is granted a duty, where somebody who could not grant it may know that password (S3, S4)."""

from collections.abc import Callable
from datetime import datetime

from canteen.core.scope import Actor, OutOfScope
from canteen.core.sitting import service_day
from canteen.models import Duty, Staff
from canteen.operations.proposals import SET_COUNTS
from canteen.queries.places import in_force
from canteen.queries.staff import NoSuchStaff, actor_by_id


def end_known_password(*, holder: Staff, duty: Duty, require_may: Callable[[Actor], None], now: datetime) -> None:
    """Make a password useless to whom `require_may` refuses the right to grant this duty (OutOfScope), sessions too.

    Over a region each password goes that was given at registration, whoever gave it. The next one is set by a code of
    whoever may grant what is held; inside the caller's transaction, with the holder's row locked.
    """
    if (duty.region_id and holder.is_password_given) or _is_known_outside(holder, duty, require_may, now):
        holder.set_unusable_password()
        holder.save(update_fields=["password"])


def _is_known_outside(holder: Staff, duty: Duty, require_may: Callable[[Actor], None], now: datetime) -> bool:
    """Whether somebody who may not grant this set the password, and its owner need not have noticed.

    Who has worked for a week since has noticed; where the duty is over a region, who has worked over one: a clerk can
    give a counter to somebody whom nobody ever meets there.
    """
    if holder.password_set_by_id is None or holder.password_set_at is None:
        return False
    try:
        require_may(actor_by_id(staff_id=holder.password_set_by_id, on=service_day(now)))
    except (NoSuchStaff, OutOfScope):
        worked = Duty.objects.filter(in_force(service_day(now - SET_COUNTS)), staff=holder)
        if duty.region_id:
            worked = worked.filter(region__isnull=False)
        return holder.is_password_given or holder.password_set_at > now - SET_COUNTS or not worked.exists()
    return False
