"""Canteens and meal points as a list and one by one: who ran them when, when they serve, where they stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from canteen.core.errors import NotFound
from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor, Role
from canteen.models import Canteen, Duty, Organisation, Tenure
from canteen.queries.hours import HoursSeen, hours_seen
from canteen.queries.paging import Key, by_day, every, page_of
from canteen.queries.places import in_force
from canteen.queries.region_names import Regions

READERS: Final = (Role.MANAGER, Role.CLERK, Role.FINANCE, Role.AUDITOR)
LISTING: Final = Listing(sorts=("name", "opened"), filters=("kind", "region", "open", "organisation"))
WORKERS: Final = Listing(sorts=("name",))
KEYS: Final = {"name": Key("sorts_as"), "opened": by_day("opened_on")}


class NoSuchCanteen(NotFound):
    """This canteen is not registered, or lies outside what you may see."""

    code = "no-such-canteen"
    zh = "没有登记这个食堂，或不在您的职责范围内"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One canteen of the list, with who runs it today."""

    id: UUID
    key: str
    name: str
    kind: str
    place: str
    address: str
    organisation_id: UUID | None
    organisation: str
    opened_on: date
    closed_on: date | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class TenureSeen:
    """Who ran a canteen, for a period."""

    organisation_id: UUID
    organisation: str
    from_on: date
    until_on: date | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """Who works in a canteen, in which role, since when."""

    staff_id: UUID
    name: str
    role: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class PlacePage:
    """Everything on the page of one canteen; where it stands in millionths of a degree (WGS 84), or nowhere yet."""

    id: UUID
    key: str
    name: str
    kind: str
    place: str
    within: tuple[tuple[str, str], ...]  # name and key of its region and of all that lies in, narrowest first
    address: str
    latitude_e6: int | None
    longitude_e6: int | None
    opened_on: date
    closed_on: date | None
    hours: tuple[HoursSeen, ...]  # of today and to come
    tenures: tuple[TenureSeen, ...]


def place_page(*, actor: Actor, asked: Asked, regions: Regions, on: date) -> Page[PlaceRow]:
    """Return the page that was asked for; three statements. OutOfScope."""
    page = page_of(found=_found(actor, asked, regions, on), asked=asked, keys=KEYS)
    return page.holding(_rows(page.rows, regions, on))


def all_places(*, actor: Actor, asked: Asked, regions: Regions, on: date) -> Iterator[PlaceRow]:
    """Yield every canteen of the list in its order. OutOfScope."""
    found = every(found=_found(actor, asked, regions, on), asked=asked, keys=KEYS)
    yield from _rows(list(found), regions, on)


def runners(*, actor: Actor, on: date) -> list[tuple[UUID, str]]:
    """Return the organisations that run the actor's canteens today, by name; one statement."""
    here = Tenure.objects.filter(in_force(on), canteen__in=actor.canteens(*READERS))
    found = Organisation.objects.filter(id__in=here.values("organisation")).order_by("sorts_as", "id")
    return list(found.values_list("id", "name"))


def place_seen(*, actor: Actor, canteen_id: UUID, regions: Regions, on: date) -> PlacePage:
    """Return all there is to see of one canteen but who works there; three statements. OutOfScope, NoSuchCanteen."""
    actor.require_held(*READERS)
    row = Canteen.objects.filter(id=canteen_id, id__in=actor.canteens(*READERS)).first()
    if row is None:
        raise NoSuchCanteen()
    return PlacePage(
        id=row.id,
        key=row.key,
        name=row.name,
        kind=row.kind,
        place=regions.full_name(row.region_id),
        within=tuple((regions.names[each], regions.keys[each]) for each in regions.tree.path(row.region_id)),
        address=row.address,
        latitude_e6=row.latitude_e6,
        longitude_e6=row.longitude_e6,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        hours=hours_seen(canteen_id=row.id, on=on),
        tenures=_tenures_seen(row, on),
    )


def workers_of(*, canteen_id: UUID, asked: Asked, on: date) -> Page[WorkerSeen]:
    """Return a page of those who work in a canteen or are about to, by name; one statement. The caller asked for it."""
    alive = Q(until_on__isnull=True) | Q(until_on__gt=on)
    found = Duty.objects.filter(alive, canteen=canteen_id).select_related("staff")
    return page_of(found=found, asked=asked, keys={"name": Key("staff__sorts_as")}).of(
        lambda each: WorkerSeen(each.staff_id, each.staff.name, each.role, each.from_on, each.until_on)
    )


def _found(actor: Actor, asked: Asked, regions: Regions, on: date) -> QuerySet[Canteen]:
    actor.require_held(*READERS)
    found = Canteen.objects.filter(id__in=actor.canteens(*READERS))
    if asked.search:
        wanted = [Q(**{f"{column}__icontains": asked.search}) for column in ("name", "address", "key")]
        found = found.filter(reduce(or_, wanted))
    said = asked.filters
    if said.get("kind") in Canteen.Kind.values:
        found = found.filter(kind=said["kind"])
    if said.get("open") in ("yes", "no"):
        closed = Q(closed_on__isnull=False, closed_on__lte=on)
        found = found.filter(~closed if said["open"] == "yes" else closed)
    if region_id := _id(said.get("region", "")):
        found = found.filter(region__in=regions.tree.within(region_id) if region_id in regions.names else ())
    if organisation_id := _id(said.get("organisation", "")):
        runs = Tenure.objects.filter(in_force(on), canteen=OuterRef("pk"), organisation=organisation_id)
        found = found.filter(Exists(runs))
    return found


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _rows(canteens: Iterable[Canteen], regions: Regions, on: date) -> Iterator[PlaceRow]:
    shown = list(canteens)
    if not shown:
        return
    rows = Tenure.objects.filter(in_force(on), canteen__in=[row.id for row in shown])
    run = {row.canteen_id: row.organisation for row in rows.select_related("organisation")}
    for row in shown:
        organisation = run.get(row.id)
        yield PlaceRow(
            id=row.id,
            key=row.key,
            name=row.name,
            kind=row.kind,
            place=regions.full_name(row.region_id),
            address=row.address,
            organisation_id=organisation.id if organisation else None,
            organisation=organisation.name if organisation else "",
            opened_on=row.opened_on,
            closed_on=row.closed_on,
            is_open=row.closed_on is None or row.closed_on > on,
        )


def _tenures_seen(row: Canteen, on: date) -> tuple[TenureSeen, ...]:
    found = Tenure.objects.filter(canteen=row).select_related("organisation").order_by("-from_on", "-id")
    return tuple(
        TenureSeen(
            organisation_id=each.organisation_id,
            organisation=each.organisation.name,
            from_on=each.from_on,
            until_on=each.until_on,
            in_force=each.from_on <= on and (each.until_on is None or each.until_on > on),
        )
        for each in found
    )
