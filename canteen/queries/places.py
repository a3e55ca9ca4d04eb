"""Regions, organisations and canteens as an actor may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from canteen.core.region import Level
from canteen.core.scope import Actor, Role
from canteen.core.sitting import Timetable, Window
from canteen.models import Canteen, Organisation, Region, Tenure
from canteen.queries.hours import COLUMNS, timetable
from canteen.queries.region_names import regions_on

ANY_ROLE = tuple(Role)
ORGANISATION_READERS = (Role.CLERK, Role.FINANCE, Role.AUDITOR, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class RegionSeen:
    """A region and what it lay in on the day asked about; policy documents call it by its `key`."""

    id: UUID
    key: str
    name: str
    level: str
    parent_id: UUID | None


@dataclass(frozen=True, slots=True)
class OrganisationSeen:
    """A legal entity that runs canteens."""

    id: UUID
    name: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class CanteenSeen:
    """A canteen, when it serves and who runs it on the day asked about; policy documents call it by its `key`."""

    id: UUID
    key: str
    name: str
    kind: str
    region_id: UUID
    address: str
    opened_on: date
    closed_on: date | None
    hours: tuple[Window, ...]
    organisation_id: UUID | None
    organisation: str


def in_force(on: date) -> Q:
    """Return the condition that a dated row holds on a day: from the day it begins, until the day it ends."""
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))


def regions(*, actor: Actor, on: date) -> tuple[RegionSeen, ...]:
    """Return the regions the actor's duties cover and those above them, widest level first, then by name."""
    tree = regions_on(on=on).tree
    seen = {above for region_id in actor.regions(*ANY_ROLE) for above in tree.path(region_id)}
    order = list(Level)
    found = Region.objects.filter(id__in=seen).order_by("name", "id")
    return tuple(
        RegionSeen(region.id, region.key, region.name, region.level, tree.parents.get(region.id))
        for region in sorted(found, key=lambda region: order.index(Level(region.level)))
    )


def organisations(*, actor: Actor) -> tuple[OrganisationSeen, ...]:
    """Return all organisations, by name; they belong to no region. OutOfScope for who has nothing to do with them."""
    actor.require_held(*ORGANISATION_READERS)
    found = Organisation.objects.order_by("sorts_as", "id").values_list("id", "name", "credit_code")
    return tuple(OrganisationSeen(*each) for each in found)


def canteens_of(*, actor: Actor, on: date) -> tuple[CanteenSeen, ...]:
    """Return the canteens that any of the actor's duties covers, closed ones too, by name."""
    mine = Canteen.objects.filter(id__in=actor.canteens(*ANY_ROLE))
    found = mine.prefetch_related("hours").order_by("sorts_as", "id")
    tenures = _tenures(found, on)
    return tuple(_canteen_seen(canteen, tenures.get(canteen.id), on) for canteen in found)


def _tenures(found: Iterable[Canteen], on: date) -> dict[UUID, Tenure]:
    rows = Tenure.objects.filter(in_force(on), canteen__in=[canteen.id for canteen in found])
    return {tenure.canteen_id: tenure for tenure in rows.select_related("organisation")}


def _canteen_seen(canteen: Canteen, tenure: Tenure | None, on: date) -> CanteenSeen:
    found = [(row.sitting, row.opens, row.closes, row.from_on, row.until_on) for row in canteen.hours.all()]
    windows = timetable(found=found).on(on)
    return CanteenSeen(
        id=canteen.id,
        key=canteen.key,
        name=canteen.name,
        kind=canteen.kind,
        region_id=canteen.region_id,
        address=canteen.address,
        opened_on=canteen.opened_on,
        closed_on=canteen.closed_on,
        hours=tuple(sorted(windows, key=lambda window: window.opens)),
        organisation_id=tenure.organisation_id if tenure else None,
        organisation=tenure.organisation.name if tenure else "",
    )


def canteen_open(*, canteen_id: UUID) -> tuple[str, Timetable]:
    """Return what a canteen is called and when it serves; one statement. The caller asked who may see."""
    columns = [f"hours__{column}" for column in COLUMNS]
    found = list(Canteen.objects.filter(id=canteen_id).values_list("name", *columns))
    return found[0][0], timetable(found=[tuple(served) for _, *served in found if served[0]])


def is_closed(*, canteen_id: UUID, on: date) -> bool:
    """Say whether a canteen is closed on a day: from the day that is set on."""
    return Canteen.objects.filter(id=canteen_id, closed_on__lte=on).exists()


def canteen_name(*, canteen_id: UUID) -> str:
    """Return what a canteen is called; its own devices ask, and hold no duties."""
    return str(Canteen.objects.values_list("name", flat=True).get(id=canteen_id))


def lock_region(*, region_id: UUID) -> None:
    """Lock a region's row, on which whatever concerns all of it meets."""
    Region.objects.select_for_update(no_key=True).get(id=region_id)


def lock_canteen(*, canteen_id: UUID) -> None:
    """Lock a canteen's row, on which whatever concerns all of it meets."""
    Canteen.objects.select_for_update(no_key=True).get(id=canteen_id)
