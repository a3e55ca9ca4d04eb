"""Who works on a list: claimed for a while, renewed with every batch; whoever lost the claim writes nothing more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from canteen.core.intake.kinds import REACHING
from canteen.models import Import
from canteen.models.ids import new_id
from canteen.models.sql import is_postgres, rows, turn_of
from canteen.queries.elders import is_list_written
from canteen.queries.imports import waiting_import

APPLYING: Final = Import.State.APPLYING.value
LEASE: Final = timedelta(minutes=5)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Claimed:
    """One list, and the claim under which its work is written."""

    import_id: UUID
    claim_id: UUID
    state: str


class ClaimLost(Exception):
    """The list is no longer ours to work on."""


def claim_import(*, state: str, kinds: frozenset[str], now: datetime) -> Claimed | None:
    """Take the next list that waits in a state; None when none does, or somebody else was quicker.

    Lists that reach back to meals are written one after the other: no worker stands waiting for one in another's hands.
    """
    import_id = waiting_import(state=state, kinds=kinds, now=now)
    if import_id is None:
        return None
    with transaction.atomic():
        if state == APPLYING and kinds <= REACHING and is_list_written():
            return None
        return _claimed(import_id, state, now) if is_alone(import_id=import_id) else None


def is_alone(*, import_id: UUID) -> bool:
    """Take the list for this transaction, and say whether nobody else has it; SQLite has one writer anyway.

    A writing may outlast its claim, and must not lock the row either: a person may cancel it meanwhile.
    """
    if not is_postgres():
        return True
    return bool(rows("SELECT pg_try_advisory_xact_lock(%s)", (turn_of(import_id),))[0][0])


def _claimed(import_id: UUID, state: str, now: datetime) -> Claimed | None:
    claim_id = new_id()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    taken = Import.objects.filter(free, id=import_id, state=state)
    if not taken.update(claim_id=claim_id, claimed_until=now + LEASE):
        return None
    return Claimed(import_id, claim_id, state)


def renew(claim: Claimed, *, now: datetime) -> Import:
    """Keep the claim a while longer and return the list, its row locked until the end of the batch. ClaimLost."""
    held = Import.objects.filter(id=claim.import_id, claim_id=claim.claim_id, state=claim.state)
    if not held.update(claimed_until=now + LEASE):
        raise ClaimLost()
    return Import.objects.get(id=claim.import_id)
