"""The list of deeds as an auditor reads it: by person, verb, kind, subject and day, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor
from canteen.core.sitting import ZONE
from canteen.models import Deed, Staff
from canteen.queries.deeds import deeds_in_reach
from canteen.queries.paging import by_instant, page_of

LISTING: Final = Listing(sorts=("at",), filters=("verb", "kind", "day", "subject", "staff"), down=True)
KEYS: Final = {"at": by_instant("at")}
ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class DeedRow:
    """One act; of what it was done to only the kind and the id, for deeds hold nothing of a person (S11)."""

    id: UUID
    at: datetime
    staff_id: UUID | None
    staff: str
    verb: str
    subject_kind: str
    subject_id: UUID
    reason: str
    address: str


def deed_page(*, actor: Actor, asked: Asked) -> Page[DeedRow]:
    """Return the page that was asked for; four statements at most. OutOfScope."""
    return page_of(found=_found(actor, asked), asked=asked, keys=KEYS).of(_row)


def all_deeds(*, actor: Actor, asked: Asked) -> Iterator[DeedRow]:
    """Yield every deed of the list in its order. OutOfScope."""
    sign = "-" if asked.down else ""
    for deed in _found(actor, asked).order_by(f"{sign}at", f"{sign}id").iterator(chunk_size=ROWS_AT_ONCE):
        yield _row(deed)


def _found(actor: Actor, asked: Asked) -> QuerySet[Deed]:
    found, said = deeds_in_reach(actor=actor), asked.filters
    if asked.search:
        # First who it is, by name: joined, the database would walk the deeds of everybody.
        named = Staff.objects.filter(Q(name__startswith=asked.search) | Q(login__startswith=asked.search.lower()))
        found = found.filter(staff__in=list(named.values_list("id", flat=True)[:ROWS_AT_ONCE]))
    if "verb" in said:
        found = found.filter(verb=said["verb"])
    if "kind" in said:
        found = found.filter(subject_kind=said["kind"])
    try:
        if "day" in said:
            begin = datetime.combine(date.fromisoformat(said["day"]), time(), tzinfo=ZONE)
            found = found.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
        if "subject" in said:
            found = found.filter(subject_id=UUID(said["subject"]))
        if "staff" in said:
            found = found.filter(staff_id=UUID(said["staff"]))
    except (ValueError, OverflowError):
        return found
    return found


def _row(deed: Deed) -> DeedRow:
    return DeedRow(
        id=deed.id,
        at=deed.at,
        staff_id=deed.staff_id,
        staff=deed.staff.name if deed.staff else "",
        verb=deed.verb,
        subject_kind=deed.subject_kind,
        subject_id=deed.subject_id,
        reason=deed.reason,
        address=deed.address,
    )
