"""Writes a checked list into the register in one transaction, if it still says what was shown; or none of it (S4)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from canteen.core.errors import Problem
from canteen.core.intake.kinds import REACHING, Kind
from canteen.core.intake.known import CHANGED, NEW
from canteen.core.intake.rows import Nature, Row
from canteen.core.scope import Actor
from canteen.core.sitting import service_day
from canteen.gateways.staging import plan_lookup
from canteen.models import Import, ImportRow
from canteen.operations.deeds import do
from canteen.operations.imports.check import digest_of, plans_of
from canteen.operations.imports.claims import Claimed, ClaimLost, Clock, is_alone, renew
from canteen.operations.imports.meanwhile import Meanwhile, meanwhile
from canteen.operations.imports.receive import begin_reading
from canteen.operations.imports.write import write_rows
from canteen.operations.imports.writing import Writing
from canteen.queries.elders import lock_all_facts
from canteen.queries.imports import ROWS_AT_ONCE, RowSeen, is_large, rows_of, to_write
from canteen.queries.intake import Ground, ground_of
from canteen.queries.staff import actor_by_id

REGISTER_CHANGED: Final = "register-changed"
Wanted = Callable[[], None]
Beside = Callable[[UUID, str, Actor, datetime, Wanted], None]


class ShownOtherwise(Exception):
    """The register or the list is no longer what was shown: it is compared anew."""


def apply_import(
    *, claim: Claimed, clock: Clock, beforehand: Beside | None = None, afterwards: Beside | None = None
) -> None:
    """Write a claimed list: every row, or none when anything stands in the way.

    Each row is compared again with the register as it is now; where it comes to something else than was shown, or
    signed, nothing is written and the list is read anew. `beforehand` and `afterwards` run in the same transaction, and
    ask on their way whether the list is still wanted. How far it is can be seen meanwhile, and whoever cancels the list
    then has all of it taken back.
    """
    try:
        with meanwhile(claim=claim, clock=clock) as others, transaction.atomic():
            _apply(claim, clock, others, (beforehand, afterwards))
    except ClaimLost:
        return
    except (ShownOtherwise, IntegrityError):  # somebody else wrote the same between the comparing and the writing
        _again(claim, clock())
    except Problem as problem:
        _back(claim, problem.code)


def _apply(claim: Claimed, clock: Clock, others: Meanwhile, beside: tuple[Beside | None, Beside | None]) -> None:
    if not is_alone(import_id=claim.import_id):
        raise ClaimLost()
    others.require_wanted()
    seen = Import.objects.get(id=claim.import_id)
    if seen.kind in REACHING:
        lock_all_facts()
    if seen.decided_by_id is None or (is_large(seen=seen) and seen.signed_by_id is None):
        raise ClaimLost()
    if digest_of(import_id=seen.id) != seen.shown_digest:
        raise ShownOtherwise()
    now = clock()
    kind = Kind(seen.kind)
    actor = actor_by_id(staff_id=seen.decided_by_id, on=service_day(now))
    ground = ground_of(actor=actor, kind=kind, region_id=seen.region_id, on=service_day(now))
    beforehand, afterwards = beside
    if beforehand is not None:
        beforehand(seen.id, seen.kind, actor, now, others.require_wanted)
    for batch in _batches(seen.id):
        _require_as_shown(ground, seen.id, batch)
        write_rows(writing=Writing(actor, kind, seen.id, ground, now), rows=[each.staged for each in batch])
        others.wrote(len(batch))
        others.require_wanted()
    if afterwards is not None:
        afterwards(seen.id, seen.kind, actor, now, others.require_wanted)
        others.require_wanted()
    row = renew(claim, now=clock())
    row.state, row.ended_at, row.notice = Import.State.APPLIED.value, now, ""
    row.rows_written = to_write(seen=seen)
    row.claim_id = row.claimed_until = None
    row.save()
    counts = {"new": seen.rows_new, "changed": seen.rows_changed}
    detail = {**counts, "digest": seen.shown_digest, "signed_by": str(seen.signed_by_id or "")}
    do(staff_id=actor.staff_id, verb="apply", subject_kind="import", subject_id=seen.id, detail=detail, now=now)


def _batches(import_id: UUID) -> Iterator[list[RowSeen]]:
    """The rows that change something, a batch at a time; the next is asked for by number, so nothing is held open."""
    after = 0
    while True:
        batch = list(rows_of(import_id=import_id, outcomes=(NEW, CHANGED), after=after, most=ROWS_AT_ONCE))
        if not batch:
            return
        yield batch
        after = batch[-1].number


def _require_as_shown(ground: Ground, import_id: UUID, batch: Sequence[RowSeen]) -> None:
    numbers = [each.number for each in batch]
    shown = dict(ImportRow.objects.filter(of_id=import_id, number__in=numbers).values_list("number", "plan_lookup"))
    plans = plans_of(ground=ground, rows=[Row(Nature.ENTRY, each.staged.values) for each in batch])
    for each, plan in zip(batch, plans, strict=True):
        if plan_lookup(each.staged.values, plan) != shown[each.number]:
            raise ShownOtherwise()


def _again(claim: Claimed, now: datetime) -> None:
    with transaction.atomic():
        try:
            begin_reading(renew(claim, now=now), notice=REGISTER_CHANGED)
        except ClaimLost:
            return


def _back(claim: Claimed, code: str) -> None:
    """Leave the list as it was before somebody decided, with the code of what stood in the way."""
    held = Import.objects.filter(id=claim.import_id, claim_id=claim.claim_id, state=claim.state)
    held.update(
        state=Import.State.CHECKED.value,
        notice=code[:40],
        rows_written=0,
        claim_id=None,
        claimed_until=None,
        decided_by=None,
        signed_by=None,
        signed_at=None,
    )
