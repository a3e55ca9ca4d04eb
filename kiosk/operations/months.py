"""Submits a month: only here are both the books and the devices that may still hold meals of them known (D15)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from canteen.core.scope import Actor
from kiosk.queries.silent import SilentKiosk, silent_kiosks
from settlement.operations.lock_books import lock_books_by_id
from settlement.operations.months import SUBMITTERS, submit_books
from settlement.queries.months import books_seen


def submit_month(
    *, actor: Actor, books_id: UUID, seen_digest: str, seen_mark: str = "", now: datetime, reason: str = ""
) -> tuple[SilentKiosk, ...]:
    """Hand a month's books in, as they were shown, and return the devices named with them; what `submit_books` raises.

    Devices are looked at under the lock: a batch that tears a gap before the books close makes the
    list another one than `seen_mark` stands for, and nothing is handed in (BooksChanged).
    """
    seen = books_seen(actor=actor, books_id=books_id, roles=SUBMITTERS)
    with transaction.atomic():
        lock_books_by_id(books_id=books_id)
        silent = silent_kiosks(canteen_id=seen.canteen_id, month=seen.month)
        submit_books(
            actor=actor,
            books_id=books_id,
            seen_digest=seen_digest,
            seen_mark=seen_mark,
            silent_kiosks=[kiosk.to_json() for kiosk in silent],
            now=now,
            reason=reason,
        )
    return silent
