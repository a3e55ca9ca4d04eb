"""Counts what lists come to in meals already eaten, and has one written only as it was shown to who decides (S4)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict
from canteen.core.intake.kinds import RETELLING, TOUCHING
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.operations.imports.decide import decide_import
from canteen.queries.touching import ListChecked, is_checked_still, lists_checked
from settlement.models import Touching
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.marks_decided import marked_jointly
from settlement.queries.redecided_sums import Redecided, kept, redecided
from settlement.queries.redeciding import retelling_of_list
from settlement.queries.touched import Tally, reach_of_list, touched_counted


class NotCounted(Conflict):
    """What this list touches is still being counted; look at it again in a moment."""

    code = "not-counted"
    zh = "涉及的供餐还在计算，请稍候看过合计再确认"


def count_lists(*, now: datetime, again: UUID | None = None) -> None:
    """Count what each checked list touches, once for what it says; `again` is one that may just have come back."""
    Touching.objects.filter(of_id=again, of__state="checked").delete()
    for seen in lists_checked():
        if touched_counted(import_id=seen.id, digest=seen.digest) is None:
            _count(seen, now)


def _count(seen: ListChecked, now: datetime) -> None:
    """Count what one list comes to, and keep it for whoever looks, unless somebody has decided meanwhile."""
    counted = _counted(seen, service_day(now))
    with transaction.atomic():
        if not is_checked_still(seen=seen):
            return
        Touching.objects.update_or_create(
            of_id=seen.id,
            defaults={**counted, "list_digest": seen.digest, "counted_at": now, "decided_mark": ""},
        )


def _counted(seen: ListChecked, on: date) -> dict[str, Any]:
    """What is held of it, what is decided anew, or both: of a list of moves within the town and out of it."""
    if seen.kind not in TOUCHING:
        anew = _retold(seen, on)
        fen = max(anew.credit_fen, 0)
        return {"meals": anew.meals, "fen": fen, "closed": anew.adjusted, "mark": anew.mark, "sums": kept(found=anew)}
    tally = Tally()
    for meals in reach_of_list(import_id=seen.id, kind=seen.kind, on=on).meals():
        tally.add(meals)
    found = tally.touched
    is_retelling = seen.kind in RETELLING
    mark, sums = marked_jointly(held=found.mark, found=_retold(seen, on)) if is_retelling else (found.mark, {})
    return {"meals": found.meals, "fen": found.fen, "closed": found.closed, "mark": mark, "sums": sums}


def _retold(seen: ListChecked, on: date) -> Redecided:
    return redecided(planned=retelling_of_list(import_id=seen.id, kind=seen.kind, on=on).plan(on=on))


def decide_touching(*, actor: Actor, import_id: UUID, digest: str, mark: str, now: datetime) -> None:
    """Have a checked list written as `decide_import` does, by who saw what it touches: `mark` is of that page.

    Nothing is counted here. It is asked under the locks of the books when the list is written: where more was eaten,
    or paid otherwise, nothing is written, and the list comes back to be looked at. NotCounted; TouchedOtherwise where
    it was counted anew since; what `decide_import` raises.
    """
    with transaction.atomic():
        decide_import(actor=actor, import_id=import_id, digest=digest, now=now)
        counted = touched_counted(import_id=import_id, digest=digest)
        if counted is None:
            raise NotCounted()
        if counted.mark != mark:
            raise TouchedOtherwise()
        Touching.objects.filter(of_id=import_id).update(decided_mark=mark)
