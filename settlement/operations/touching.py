"""Counts what lists of deaths and moves touch, and has one written only as it was shown to who decides (R14, S4)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.operations.imports.decide import decide_import
from canteen.queries.touching import list_touching, lists_checked, people_touched
from settlement.models import Touching
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.touched import Touched, meals_touched, touched_counted, touched_sum


def touched_by_list(*, import_id: UUID, kind: str, now: datetime) -> Touched:
    """Return what a list touches at this moment: two statements for each thousand of its people."""
    people = people_touched(import_id=import_id, kind=kind, on=service_day(now))
    first_days = {person.elder_id: person.first_on for person in people if person.first_on is not None}
    return touched_sum(meals=meals_touched(first_days=first_days))


def count_lists(*, now: datetime, again: UUID | None = None) -> None:
    """Count what each checked list touches, once for what it says; `again` is one that just came back."""
    for seen in lists_checked():
        if seen.id == again or touched_counted(import_id=seen.id, digest=seen.digest) is None:
            count_list(import_id=seen.id, kind=seen.kind, digest=seen.digest, now=now)


def count_list(*, import_id: UUID, kind: str, digest: str, now: datetime) -> Touched:
    """Count what one list touches, and keep it for whoever looks."""
    found = touched_by_list(import_id=import_id, kind=kind, now=now)
    Touching.objects.update_or_create(
        of_id=import_id,
        defaults={
            "list_digest": digest,
            "meals": found.meals,
            "fen": found.fen,
            "closed": found.closed,
            "mark": found.mark,
            "counted_at": now,
            "decided_mark": "",
        },
    )
    return found


def decide_touching(*, actor: Actor, import_id: UUID, digest: str, mark: str, now: datetime) -> None:
    """Have a checked list written as `decide_import` does, if it touches what was shown: `mark` is of that page.

    It is asked once more under the locks of the books when the list is written; then too it comes back to be looked at.
    TouchedOtherwise, after counting anew; what `decide_import` raises.
    """
    seen = list_touching(actor=actor, import_id=import_id, now=now)
    if seen.state == "checked":
        counted = count_list(import_id=import_id, kind=seen.kind, digest=seen.digest, now=now)
        if counted.mark != mark:
            raise TouchedOtherwise()
    with transaction.atomic():
        decide_import(actor=actor, import_id=import_id, digest=digest, now=now)
        Touching.objects.filter(of_id=import_id).update(decided_mark=mark)
