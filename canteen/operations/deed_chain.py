"""Links deeds into the hash chain, some time after they were written (D19)."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from canteen.core.chain import FIRST
from canteen.models import DeedLink
from canteen.queries.deeds import digest_of, head, unlinked

AT_MOST: Final = 500


def link_deeds(*, now: datetime, at_most: int = AT_MOST) -> int:
    """Link deeds that are in no link yet, the oldest first, and return how many; zero when somebody else is at it.

    Run twice, or twice at once, it changes nothing more: a place in the chain and a deed are each unique, so the slower
    of two writes nothing and leaves the rest to the next beat.
    """
    last = head()
    previous, sequence = (last.digest, last.sequence) if last else (FIRST, 0)
    links = []
    for deed in unlinked(limit=at_most):
        sequence += 1
        previous = digest_of(deed=deed, previous=previous, sequence=sequence, at=now)
        links.append(DeedLink(deed=deed, sequence=sequence, digest=previous, linked_at=now))
    try:
        with transaction.atomic():
            DeedLink.objects.bulk_create(links)
    except IntegrityError:
        return 0
    return len(links)
