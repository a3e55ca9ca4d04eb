"""The list of devices: at which canteen, when last heard of, how far its sequence has come, what is wrong with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor
from canteen.queries.names import canteen_names
from canteen.queries.paging import Key, by_instant, every, page_of
from kiosk.models import CheckIn, Kiosk
from kiosk.queries.devices import READERS

LIVE, SILENT, REVOKED = "live", "silent", "revoked"
STATES: Final = (LIVE, SILENT, REVOKED)
# A device that is switched on speaks every few minutes; one that was silent for a day was off over a lunch.
SILENT_AFTER: Final = timedelta(hours=24)
LISTING: Final = Listing(sorts=("name", "heard"), filters=("canteen", "state"))
KEYS: Final = {"name": Key("name"), "heard": by_instant("contact__at")}


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device of the list; `sequence` is the number of the last attempt that came, None before the first."""

    id: UUID
    name: str
    canteen_id: UUID
    canteen: str
    enrolled_at: datetime
    heard_at: datetime
    revoked_at: datetime | None
    sequence: int | None
    state: str


def device_page(*, actor: Actor, asked: Asked, now: datetime) -> Page[DeviceRow]:
    """Return the page that was asked for; three statements. OutOfScope."""
    page = page_of(found=_found(actor, asked, now), asked=asked, keys=KEYS)
    return page.holding(_rows(page.rows, now))


def all_devices(*, actor: Actor, asked: Asked, now: datetime) -> Iterator[DeviceRow]:
    """Yield every device of the list in its order. OutOfScope."""
    yield from _rows(every(found=_found(actor, asked, now), asked=asked, keys=KEYS), now)


def device_seen(*, actor: Actor, kiosk_id: UUID, now: datetime) -> DeviceRow | None:
    """Return one device of the actor's canteens, or nothing. OutOfScope."""
    actor.require_held(*READERS)
    return next(_rows(_with_sequence(actor).filter(id=kiosk_id), now), None)


def _with_sequence(actor: Actor) -> QuerySet[Kiosk]:
    last = CheckIn.objects.filter(kiosk=OuterRef("pk"), sequence__isnull=False).order_by("-sequence")
    found = Kiosk.objects.filter(canteen_id__in=actor.canteens(*READERS), kind=Kiosk.Kind.KIOSK)
    return found.select_related("contact").annotate(last_sequence=Subquery(last.values("sequence")[:1]))


def _found(actor: Actor, asked: Asked, now: datetime) -> QuerySet[Kiosk]:
    actor.require_held(*READERS)
    found = _with_sequence(actor)
    if asked.search:
        found = found.filter(Q(name__icontains=asked.search) | Q(canteen__name__icontains=asked.search))
    try:
        if "canteen" in asked.filters:
            found = found.filter(canteen_id=UUID(asked.filters["canteen"]))
    except ValueError:
        pass
    silent = Q(contact__at__lte=now - SILENT_AFTER)
    return found.filter(
        {
            LIVE: Q(revoked_at__isnull=True) & ~silent,
            SILENT: Q(revoked_at__isnull=True) & silent,
            REVOKED: Q(revoked_at__isnull=False),
        }.get(asked.filters.get("state", ""), Q())
    )


def _rows(kiosks: Iterable[Kiosk], now: datetime) -> Iterator[DeviceRow]:
    shown = list(kiosks)
    names = canteen_names(canteen_ids={row.canteen_id for row in shown}) if shown else {}
    for row in shown:
        silent = row.contact.at <= now - SILENT_AFTER
        yield DeviceRow(
            id=row.id,
            name=row.name,
            canteen_id=row.canteen_id,
            canteen=names[row.canteen_id],
            enrolled_at=row.enrolled_at,
            heard_at=row.contact.at,
            revoked_at=row.revoked_at,
            sequence=getattr(row, "last_sequence", None),
            state=REVOKED if row.revoked_at else SILENT if silent else LIVE,
        )
