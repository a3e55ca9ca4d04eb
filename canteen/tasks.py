"""Sweeps over the registry: deeds into their chain, lists read and written, what no longer counts out of its table."""

from celery import shared_task

from canteen.core.intake.kinds import REACHING, Kind
from canteen.gateways.clock import now
from canteen.models import Import
from canteen.operations import deed_chain
from canteen.operations.imports.apply import apply_import
from canteen.operations.imports.check import check_import
from canteen.operations.imports.claims import claim_import
from canteen.operations.imports.forget import forget_imports
from canteen.operations.passwords import forget_codes
from canteen.operations.sign_in import forget_sign_ins

MOST_BATCHES = 20
MOST_IMPORTS = 5


@shared_task(name="canteen.tasks.link_deeds")
def link_deeds() -> int:
    """Link what is unlinked, at most ten thousand deeds a beat, and return how many (D19)."""
    linked = 0
    for _ in range(MOST_BATCHES):
        batch = deed_chain.link_deeds(now=now())
        linked += batch
        if batch < deed_chain.AT_MOST:
            break
    return linked


@shared_task(name="canteen.tasks.forget_sign_ins")
def forget_old_sign_ins() -> int:
    """Remove failed sign-ins and codes for lost passwords that no longer count, and return how many."""
    return forget_sign_ins(now=now()) + forget_codes(now=now())


@shared_task(name="canteen.tasks.read_imports")
def read_imports() -> int:
    """Read and compare the lists that wait for it, a few a beat, and return how many; a killed reading goes on (S8)."""
    kinds = frozenset(kind.value for kind in Kind)
    for done in range(MOST_IMPORTS):
        claim = claim_import(state=Import.State.READING, kinds=kinds, now=now())
        if claim is None:
            return done
        check_import(claim=claim, clock=now)
    return MOST_IMPORTS


@shared_task(name="canteen.tasks.apply_imports")
def apply_imports() -> int:
    """Write the lists somebody has decided about, and return how many; settlement has those about past meals."""
    kinds = frozenset(kind.value for kind in Kind if kind not in REACHING)
    for done in range(MOST_IMPORTS):
        claim = claim_import(state=Import.State.APPLYING, kinds=kinds, now=now())
        if claim is None:
            return done
        apply_import(claim=claim, clock=now)
    return MOST_IMPORTS


@shared_task(name="canteen.tasks.forget_imports")
def forget_old_imports() -> int:
    """Empty lists that have ended, and return how many."""
    return forget_imports(now=now())
