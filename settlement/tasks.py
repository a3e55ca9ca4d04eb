"""Sweeps over the ledger: the books held against themselves every night (R3), lists that reach back to meals (R14)."""

import logging
import time
from datetime import datetime
from uuid import UUID

from celery import shared_task

from canteen.core.intake.kinds import REACHING, RETELLING, TOUCHING
from canteen.core.scope import Actor
from canteen.gateways.clock import now
from canteen.operations.imports.apply import Wanted, apply_import
from canteen.operations.imports.claims import APPLYING, claim_import
from settlement.operations.retell import redecide_listed
from settlement.operations.touch import hold_touched
from settlement.operations.touching import count_lists
from settlement.operations.trying import claim_trial, run_trial
from settlement.queries.check_books import books_to_check, discrepancies_of

log = logging.getLogger("nuancan.books")
MOST_LISTS = 5
MOST_TRIALS = 3
BREATH_S = 0.004  # between two days of a trial, for whoever waits for the database or the processor


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
    """Count what checked lists come to in meals already eaten, and write those decided about.

    Meals after a death or a move are held; those on days of which a list says something else are decided anew.
    """
    count_lists(now=now())
    kinds = frozenset(kind.value for kind in REACHING)
    for done in range(MOST_LISTS):
        claim = claim_import(state=APPLYING, kinds=kinds, now=now())
        if claim is None:
            return done
        apply_import(claim=claim, clock=now, beforehand=_redecide, afterwards=_hold)
        count_lists(now=now(), again=claim.import_id)  # where it came back
    return MOST_LISTS


def _hold(import_id: UUID, kind: str, actor: Actor, at: datetime, require_wanted: Wanted) -> None:
    if kind in TOUCHING:
        hold_touched(import_id=import_id, kind=kind, actor=actor, now=at, between=require_wanted)


def _redecide(import_id: UUID, kind: str, actor: Actor, at: datetime, require_wanted: Wanted) -> None:
    if kind in RETELLING:
        redecide_listed(import_id=import_id, kind=kind, actor=actor, now=at, between=require_wanted)


@shared_task(name="settlement.tasks.try_policies")
def try_policies() -> int:
    """Work off the trials that wait, one after the other, and return how many; a killed one begins anew."""
    for done in range(MOST_TRIALS):
        claim = claim_trial(now=now())
        if claim is None:
            return done
        run_trial(claim=claim, clock=now, breathe=_breathe)
    return MOST_TRIALS


def _breathe() -> None:
    time.sleep(BREATH_S)
