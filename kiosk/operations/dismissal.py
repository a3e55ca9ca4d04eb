"""Says of an attempt that no meal came of that somebody has seen to it; the attempt itself stays as it is (D21)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from canteen.core.scope import Actor
from canteen.operations.deeds import do
from kiosk.queries.counter_today import attempt_here


def dismiss_attempt(*, actor: Actor, canteen_id: UUID, check_in_id: UUID, now: datetime) -> None:
    """Take an attempt out of what waits at this canteen; nothing where it does not wait. OutOfScope, NoSuchAttempt."""
    with transaction.atomic():
        row = attempt_here(actor=actor, canteen_id=canteen_id, check_in_id=check_in_id, now=now)
        if row.waits:
            do(staff_id=actor.staff_id, verb="dismiss", subject_kind="check-in", subject_id=row.id, now=now)
