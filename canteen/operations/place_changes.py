"""Changes of canteens that stand already: what they are called, where they are, from which day they are closed."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict
from canteen.core.identity import without_persons_numbers
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.gateways.pinyin import order_of
from canteen.models import Canteen
from canteen.operations.deeds import do
from canteen.operations.places import BadPlace, off_the_map

LONGEST_NAME: Final = 80
LONGEST_ADDRESS: Final = 160


class ClosingSet(Conflict):
    """A day from which this canteen is closed is set already; withdraw it first."""

    code = "closing-set"
    zh = "已经登记了关闭日期；要改日期，先撤回"


class NotClosing(Conflict):
    """This canteen is not about to close, or is closed already."""

    code = "not-closing"
    zh = "没有将要关闭的日期，或关闭日期已到，不能撤回"


def correct_canteen(
    *,
    actor: Actor,
    canteen_id: UUID,
    name: str,
    address: str,
    latitude_e6: int | None,
    longitude_e6: int | None,
    now: datetime,
    reason: str = "",
) -> None:
    """Put right what a canteen is called and where it is, in millionths of a degree. OutOfScope, BadPlace.

    What was sealed under the former name stays as it is: seals say ids (D15).
    """
    actor.require(Role.CLERK, canteen_id=canteen_id)
    name = without_persons_numbers(name).strip()  # as it is kept: it stands in the deed too
    mistakes = off_the_map(latitude_e6=latitude_e6, longitude_e6=longitude_e6)
    if not 0 < len(name) <= LONGEST_NAME:
        mistakes.append(("name", f"must be 1 to {LONGEST_NAME} characters"))
    if len(address.strip()) > LONGEST_ADDRESS:
        mistakes.append(("address", f"must be at most {LONGEST_ADDRESS} characters"))
    if mistakes:
        raise BadPlace(mistakes)
    with transaction.atomic():
        row = Canteen.objects.select_for_update(no_key=True).get(id=canteen_id)
        former = row.name
        row.name, row.sorts_as, row.address = name, order_of(name=name), address.strip()
        row.latitude_e6, row.longitude_e6 = latitude_e6, longitude_e6
        row.save(update_fields=["name", "sorts_as", "address", "latitude_e6", "longitude_e6"])
        detail: dict[str, object] = {"latitude_e6": latitude_e6, "longitude_e6": longitude_e6}
        if former != row.name:
            detail |= {"former_name": former, "name": row.name}
        _written(actor, "move", canteen_id, reason, detail, now)


def close_canteen(*, actor: Actor, canteen_id: UUID, closed_on: date, now: datetime, reason: str = "") -> None:
    """Close a canteen from a day on, tomorrow at the earliest: no meal is offered or served there any more.

    Its books stay open until they are handed in, and adjustments find theirs (D16). OutOfScope, ClosingSet, BadPlace.
    """
    actor.require(Role.CLERK, canteen_id=canteen_id)
    with transaction.atomic():
        row = Canteen.objects.select_for_update(no_key=True).get(id=canteen_id)
        require_closable(canteen_id=canteen_id, closed_on=closed_on, now=now)
        row.closed_on = closed_on
        row.save(update_fields=["closed_on"])
        _written(actor, "close canteen", canteen_id, reason, {"closed_on": closed_on.isoformat()}, now)


def require_closable(*, canteen_id: UUID, closed_on: date, now: datetime) -> None:
    """Pass when a canteen may be closed from this day on: what is shown before it is done asks it too.

    ClosingSet, BadPlace.
    """
    opened_on, closing_on = Canteen.objects.values_list("opened_on", "closed_on").get(id=canteen_id)
    if closing_on is not None:
        raise ClosingSet()
    if closed_on <= service_day(now):
        raise BadPlace([("closed_on", "must lie ahead")])
    if closed_on <= opened_on:
        raise BadPlace([("closed_on", "must be after the day it opened")])


def keep_canteen_open(*, actor: Actor, canteen_id: UUID, now: datetime, reason: str = "") -> None:
    """Withdraw a closing whose day has not come; meals posted for later days count again. OutOfScope, NotClosing."""
    actor.require(Role.CLERK, canteen_id=canteen_id)
    with transaction.atomic():
        row = Canteen.objects.select_for_update(no_key=True).get(id=canteen_id)
        if row.closed_on is None or row.closed_on <= service_day(now):
            raise NotClosing()
        detail: dict[str, object] = {"closed_on": row.closed_on.isoformat()}
        row.closed_on = None
        row.save(update_fields=["closed_on"])
        _written(actor, "keep canteen open", canteen_id, reason, detail, now)


def _written(actor: Actor, verb: str, canteen_id: UUID, reason: str, detail: dict[str, object], now: datetime) -> None:
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="canteen",
        subject_id=canteen_id,
        reason=reason,
        detail=detail,
        now=now,
    )
