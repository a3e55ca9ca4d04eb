"""Takes back a death or a move away that was recorded by mistake: kept with its reason, it holds on no day (R14)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from canteen.core.errors import Conflict
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.core.states import MOVED_AWAY
from canteen.models import Fact
from canteen.operations.deeds import LONGEST_REASON, do
from canteen.operations.elders import BadElder, FactEnded, NoSuchFact
from canteen.queries.elders import PLACE_KINDS, fact_lookup, lock_facts, open_fact, require_elder


class OnlyAState(Conflict):
    """Only a death or a move away is taken back; anything else ends on a day."""

    code = "only-a-state"
    zh = "只有去世和迁出可以撤回，其他记录请终止"


def withdraw_state(*, actor: Actor, fact_id: UUID, reason: str, now: datetime) -> None:
    """Take back a state that has not ended; where she had moved away, what ended on that day goes on.

    Whoever may record a death may say that there was none. Meals that were held for it stay held until finance has
    decided about each. OutOfScope, NoSuchFact, NoSuchElder, OnlyAState, FactEnded; BadElder without a reason.
    """
    fact = Fact.objects.filter(id=fact_id).first()
    if fact is None:
        raise NoSuchFact()
    require_elder(actor=actor, roles=(Role.CLERK,), elder_id=fact.elder_id, on=service_day(now))
    if fact.kind != Fact.Kind.STATE:
        raise OnlyAState()
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise BadElder([("reason", f"must be 1 to {LONGEST_REASON} characters")])
    with transaction.atomic():
        lock_facts(elder_id=fact.elder_id)
        if not Fact.objects.filter(id=fact_id, until_on__isnull=True).update(until_on=F("from_on")):
            raise FactEnded()
        if open_fact(fact) == MOVED_AWAY:
            _go_on(fact)
        do(
            staff_id=actor.staff_id,
            verb="withdraw",
            subject_kind="elder",
            subject_id=fact.elder_id,
            reason=reason,
            detail={"fact": str(fact_id), "kind": fact.kind, "from_on": fact.from_on.isoformat()},
            now=now,
        )


def _go_on(absence: Fact) -> None:
    """Let registration and residence that ended with her leaving go on, up to another leaving that still stands."""
    hers = Fact.objects.filter(elder_id=absence.elder_id)
    gone = Q(value_lookup=fact_lookup(kind=Fact.Kind.STATE, value=MOVED_AWAY), until_on__isnull=True)
    others = hers.filter(gone).order_by("from_on").values_list("from_on", flat=True)
    first = others.first()
    if first is not None and first <= absence.from_on:
        return
    for kind in PLACE_KINDS:
        here = hers.filter(kind=kind)
        if not here.filter(from_on__gte=absence.from_on).exists():
            here.filter(until_on=absence.from_on).update(until_on=first)
