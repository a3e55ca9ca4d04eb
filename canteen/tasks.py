"""Sweeps over the registry: deeds into their chain, sign-ins and codes that no longer count out of their tables."""

from celery import shared_task

from canteen.gateways.clock import now
from canteen.operations import deed_chain
from canteen.operations.passwords import forget_codes
from canteen.operations.sign_in import forget_sign_ins

MOST_BATCHES = 20


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
