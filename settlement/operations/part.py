"""Records one death or one move; in the same breath meals after it are held, or decided anew within a town (R14)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Invalid
from canteen.core.region import Level, Tree
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.core.states import DECEASED
from canteen.operations.elder_rows import NewFact
from canteen.operations.elders import record_departure, record_fact
from canteen.queries.elder_page import place_of_elder
from canteen.queries.elders import lock_facts
from canteen.queries.region_names import regions_on
from settlement.core.shares import HoldCode
from settlement.operations.retell import fact_foreseen, tell_fact
from settlement.operations.touch import Held, hold_meals_from
from settlement.queries.redecided_sums import Redecided
from settlement.queries.touched import Touched, meals_touched, touched_sum


class NotYet(Invalid):
    """Nobody is recorded as deceased before the day has come."""

    code = "not-yet"
    zh = "日期不能晚于今天"


def record_death(
    *, actor: Actor, elder_id: UUID, died_on: date, now: datetime, evidence: str = "", shown: str | None = None
) -> Held:
    """Record that an elder died on a day, and hold what funds paid for later meals; a meal of the day itself was eaten.

    `shown` is the mark of the meals a person saw. OutOfScope, NoSuchElder, BadElder, FactRecorded, NotYet,
    TouchedOtherwise.
    """
    if died_on > service_day(now):
        raise NotYet([("from_on", "must not lie ahead")])
    with transaction.atomic():
        record_fact(
            actor=actor,
            elder_id=elder_id,
            fact=NewFact(kind="state", value=DECEASED, from_on=died_on, evidence=evidence),
            now=now,
        )
        return _hold(days_after_death(elder_id=elder_id, died_on=died_on), HoldCode.AFTER_DEATH, now, shown)


def record_move(
    *,
    actor: Actor,
    elder_id: UUID,
    kind: str,
    region_id: UUID | None,
    moved_on: date,
    now: datetime,
    evidence: str = "",
    shown: str | None = None,
) -> Held | Redecided:
    """Record where an elder is registered or lives from a day on, None for outside all regions of this installation.

    Who leaves the town leaves its subsidies: what funds paid for meals from that day on is held. Of one who is gone
    from all regions, what they bear of later meals waits too, until she is back. Who moves within it is paid for on:
    by what her new place comes to, meals from that day on are decided anew. `shown` is the mark of the meals a person
    saw. OutOfScope, NoSuchElder, BadElder, FactRecorded, TouchedOtherwise.
    """
    with transaction.atomic():
        lock_facts(elder_id=elder_id)  # so that where she comes from stays what the days are worked out by
        days = days_after_move(elder_id=elder_id, kind=kind, region_id=region_id, moved_on=moved_on)
        if region_id is not None:
            fact = NewFact(kind, str(region_id), moved_on, evidence=evidence, region_id=region_id)
            if not days:
                return tell_fact(actor=actor, elder_id=elder_id, fact=fact, now=now, shown=shown)[1]
            record_fact(actor=actor, elder_id=elder_id, fact=fact, now=now)
        else:
            record_departure(actor=actor, elder_id=elder_id, kind=kind, moved_on=moved_on, evidence=evidence, now=now)
        return _hold(days, HoldCode.AFTER_MOVE, now, shown)


def move_foreseen(
    *, actor: Actor, elder_id: UUID, kind: str, region_id: UUID | None, moved_on: date, now: datetime
) -> Touched | Redecided:
    """Return what a move would come to, and write nothing: what is held, or within the town what is decided anew.

    OutOfScope, NoSuchElder, BadElder, FactRecorded.
    """
    days = days_after_move(elder_id=elder_id, kind=kind, region_id=region_id, moved_on=moved_on)
    if region_id is None or days:
        return touched_sum(meals=meals_touched(first_days=days))
    fact = NewFact(kind, str(region_id), moved_on, region_id=region_id)
    return fact_foreseen(actor=actor, elder_id=elder_id, fact=fact, now=now)


def days_after_death(*, elder_id: UUID, died_on: date) -> Mapping[UUID, date]:
    """Return the first day whose meals a death puts in question."""
    return {elder_id: died_on + timedelta(days=1)}


def days_after_move(*, elder_id: UUID, kind: str, region_id: UUID | None, moved_on: date) -> Mapping[UUID, date]:
    """Return the first day whose meals a move puts in question; nothing for a move within the town, or back into it."""
    regions = regions_on(on=moved_on)
    former = place_of_elder(elder_id=elder_id, kind=kind, on=moved_on)
    if region_id is not None and (former is None or _town(regions.tree, former) == _town(regions.tree, region_id)):
        return {}
    return {elder_id: moved_on}


def _town(tree: Tree, region_id: UUID) -> UUID:
    return tree.at_level(region_id, Level.TOWN) or region_id


def _hold(first_days: Mapping[UUID, date], code: HoldCode, now: datetime, shown: str | None) -> Held:
    return hold_meals_from(first_days=first_days, code=code, now=now, shown=shown) if first_days else Held(0, 0)
