"""Sweeps over the ledger: the books held against themselves every night (R3), deaths and moves taken in (R14)."""

import logging
from datetime import datetime
from uuid import UUID

from celery import shared_task

from canteen.core.intake.kinds import TOUCHING
from canteen.core.scope import Actor
from canteen.gateways.clock import now
from canteen.operations.imports.apply import Wanted, apply_import
from canteen.operations.imports.claims import APPLYING, claim_import
from settlement.operations.touch import hold_touched
from settlement.operations.touching import count_lists
from settlement.queries.check_books import books_to_check, discrepancies_of

log = logging.getLogger("nuancan.books")
MOST_LISTS = 5


@shared_task(name="settlement.tasks.check_all_books")
def check_all_books() -> int:
    """Report what disagrees in books that are not sealed and in those sealed last; return how many numbers do.

    Nothing is frozen here: submitting and sealing look for themselves and answer 409, and lunch goes on.
    """
    found = 0
    for books_id in books_to_check():
        for each in discrepancies_of(books_id=books_id):
            found += 1
            log.error("%s: %s stored %d, counted %d", each.code, each.subject, each.stored, each.counted)
    return found


@shared_task(name="settlement.tasks.apply_touching")
def apply_touching() -> int:
    """Count what checked lists of deaths and moves touch, write those decided about, and hold the meals after them."""
    count_lists(now=now())
    kinds = frozenset(kind.value for kind in TOUCHING)
    for done in range(MOST_LISTS):
        claim = claim_import(state=APPLYING, kinds=kinds, now=now())
        if claim is None:
            return done
        apply_import(claim=claim, clock=now, afterwards=_hold)
        count_lists(now=now(), again=claim.import_id)  # where it came back
    return MOST_LISTS


def _hold(import_id: UUID, kind: str, actor: Actor, at: datetime, require_wanted: Wanted) -> None:
    hold_touched(import_id=import_id, kind=kind, actor=actor, now=at, between=require_wanted)
