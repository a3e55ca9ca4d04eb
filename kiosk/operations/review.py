"""What a second person does about a check-in from a desk: the late undo (U10)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from canteen.core.errors import Conflict, NotFound, Refused
from canteen.core.scope import Actor, Role
from canteen.models.ids import new_id
from canteen.models.sql import insert, send
from canteen.operations.deeds import do
from canteen.operations.proposals import require_another_hand
from kiosk.core.receipt import TOO_LATE
from kiosk.core.undo import one_person_may
from kiosk.models import CheckIn
from kiosk.operations.void import undo_meal
from kiosk.queries.attempts import check_in_by_id


class NoSuchCheckIn(NotFound):
    """There is no such check-in with a meal to undo."""

    code = "no-such-check-in"
    zh = "没有可撤销的用餐记录"


class CheckInVoided(Conflict):
    """This meal has been undone already."""

    code = "check-in-voided"
    zh = "这一餐已经撤销过"


class SecondPersonNeeded(Refused):
    """After ten minutes one person asks at the counter strip and another confirms here."""

    code = "second-person-needed"
    zh = "超过十分钟，需由一人在柜台提出、另一人确认"


def void_late(*, actor: Actor, check_in_id: UUID, reason: str, now: datetime) -> UUID:
    """Undo a check-in that is older than ten minutes, by a manager who did not ask for it; returns the void's id.

    NoSuchCheckIn, SecondPersonNeeded, OneHand, CheckInVoided.
    """
    target = check_in_by_id(check_in_id=check_in_id)
    if target is None or target.canteen_id not in actor.canteens(Role.MANAGER):
        raise NoSuchCheckIn()
    if target.decision != CheckIn.Decision.SERVED:
        raise NoSuchCheckIn()
    if not one_person_may(target.presented_at, now):
        _require_asked_by_another(actor, target)
    with transaction.atomic(durable=True):
        done = undo_meal(target=target, now=now)
        if done is None:
            raise CheckInVoided()
        entry_id, statements = done
        row = CheckIn(
            id=new_id(),
            kiosk_id=target.kiosk_id,
            fingerprint=f"desk {new_id()}",
            kind=CheckIn.Kind.VOID,
            canteen_id=target.canteen_id,
            presented_at=now,
            received_at=now,
            service_on=target.service_on,
            sitting=target.sitting,
            decision=CheckIn.Decision.VOIDED,
            elder_id=target.elder_id,
            staff_id=actor.staff_id,
            order_id=target.order_id,
            entry_id=entry_id,
            void_of=target.id,
        )
        send((*statements, *insert([row])))
        do(
            staff_id=actor.staff_id,
            verb="void-late",
            subject_kind="check-in",
            subject_id=check_in_id,
            reason=reason,
            now=now,
        )
    return row.id


def _require_asked_by_another(actor: Actor, target: CheckIn) -> None:
    """Pass when somebody else asked for it, here: what was refused for another reason, or elsewhere, asks nothing."""
    # Refused for being late, or, having come before its check-in, still waiting for that reason.
    refused = Q(decision=CheckIn.Decision.QUARANTINED, reason=TOO_LATE) | Q(decision=CheckIn.Decision.PARKED)
    asked = CheckIn.objects.filter(refused, void_of=target.id, canteen_id=target.canteen_id, staff__isnull=False)
    askers = list(asked.values_list("staff_id", "received_at"))
    if actor.staff_id in {staff_id for staff_id, _ in askers} or not askers:
        raise SecondPersonNeeded()
    require_another_hand(acted=askers, second=actor.staff_id)
