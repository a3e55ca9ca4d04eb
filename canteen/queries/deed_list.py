"""The list of deeds as an auditor reads it: by person, verb, kind, subject and day, the newest first."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor
from canteen.core.sitting import ZONE
from canteen.core.sought import plain_or_login
from canteen.models import Deed, Staff
from canteen.queries.deeds import DeedSeen, deed_seen, deeds_in_reach
from canteen.queries.paging import ROWS_AT_ONCE, by_instant, every, page_of

LISTING: Final = Listing(
    sorts=("at",), filters=("verb", "kind", "day", "subject", "staff"), down=True, allows=plain_or_login
)
KEYS: Final = {"at": by_instant("at")}


def deed_page(*, actor: Actor, asked: Asked) -> Page[DeedSeen]:
    """Return the page that was asked for; four statements at most. OutOfScope."""
    return page_of(found=_found(actor, asked), asked=asked, keys=KEYS).of(deed_seen)


def all_deeds(*, actor: Actor, asked: Asked) -> Iterator[DeedSeen]:
    """Yield every deed of the list in its order. OutOfScope."""
    return map(deed_seen, every(found=_found(actor, asked), asked=asked, keys=KEYS))


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
