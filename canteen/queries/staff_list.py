"""Staff as a list and one by one: who has or had a duty where the reader looks after staff, and newcomers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Case, Exists, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor, Role
from canteen.core.sought import plain_or_login
from canteen.models import Canteen, Duty, Staff
from canteen.queries.newcomers import newcomers_of
from canteen.queries.paging import Key, every, page_of
from canteen.queries.places import in_force
from canteen.queries.staff import STAFF_READERS, NoSuchStaff

ACTIVE, IDLE = "active", "idle"
LISTING: Final = Listing(sorts=("name", "login"), filters=("role", "state"), allows=plain_or_login)
KEYS: Final = {"name": Key("sorts_as"), "login": Key("login")}


@dataclass(frozen=True, slots=True)
class DutyShown:
    """A duty with its place by name."""

    id: UUID
    role: Role
    place: str
    from_on: date
    until_on: date | None
    in_force: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody who works, with those duties that the reader may see and that have not ended."""

    id: UUID
    name: str
    login: str
    active: bool
    duties: tuple[DutyShown, ...]


def staff_page(*, actor: Actor, asked: Asked, on: date) -> Page[StaffRow]:
    """Return the page that was asked for; three statements. OutOfScope."""
    page = page_of(found=_found(actor, asked, on), asked=asked, keys=KEYS)
    return page.holding(_rows(actor, page.rows, on, ended=False))


def all_staff(*, actor: Actor, asked: Asked, on: date) -> Iterator[StaffRow]:
    """Yield everybody of the list in its order. OutOfScope."""
    found = every(found=_found(actor, asked, on), asked=asked, keys=KEYS)
    yield from _rows(actor, list(found), on, ended=False)


def person_seen(*, actor: Actor, staff_id: UUID, on: date) -> StaffRow:
    """Return one member of staff with all duties the reader may see, the newest first. OutOfScope, NoSuchStaff."""
    actor.require_held(*STAFF_READERS)
    rows = list(_rows(actor, _within(actor).filter(id=staff_id), on, ended=True))
    if not rows:
        raise NoSuchStaff()
    return rows[0]


def staff_of_duty(*, duty_id: UUID) -> UUID:
    """Return who holds a duty; NoSuchStaff."""
    staff_id = Duty.objects.filter(id=duty_id).values_list("staff_id", flat=True).first()
    if staff_id is None:
        raise NoSuchStaff()
    return staff_id


def canteens_named(*, canteen_ids: Iterable[UUID]) -> list[tuple[UUID, str]]:
    """Return canteens by name, for a form to choose from."""
    return list(Canteen.objects.filter(id__in=list(canteen_ids)).order_by("sorts_as", "id").values_list("id", "name"))


def _here(actor: Actor) -> Q:
    return Q(region__in=actor.regions(*STAFF_READERS)) | Q(canteen__in=actor.canteens(*STAFF_READERS))


def _within(actor: Actor) -> QuerySet[Staff]:
    """Who has or had a duty in sight, and newcomers of here.

    Asked of one after the other: of "in sight, or none" the database would make a list of all duties there are.
    """
    duties = Duty.objects.filter(staff=OuterRef("pk")).order_by().values("staff")
    in_sight = duties.annotate(seen=Max(Case(When(_here(actor), then=1), default=0))).values("seen")
    new = Case(When(newcomers_of(actor=actor), then=1), default=0)
    # Above nothing, not one: the database expects most to be in sight, and stops when a page is full.
    return Staff.objects.alias(in_sight=Coalesce(Subquery(in_sight), new)).filter(in_sight__gt=0)


def _found(actor: Actor, asked: Asked, on: date) -> QuerySet[Staff]:
    actor.require_held(*STAFF_READERS)
    found = _within(actor)
    if asked.search:
        found = found.filter(Q(name__startswith=asked.search) | Q(login__startswith=asked.search.lower()))
    held = Duty.objects.filter(_here(actor), in_force(on), staff=OuterRef("pk"))
    if asked.filters.get("role") in set(Role):
        found = found.filter(Exists(held.filter(role=asked.filters["role"])))
    if asked.filters.get("state") == ACTIVE:
        found = found.filter(Exists(held), is_active=True)
    if asked.filters.get("state") == IDLE:
        found = found.filter(Q(is_active=False) | ~Exists(held))
    return found


def _rows(actor: Actor, staff: Iterable[Staff], on: date, *, ended: bool) -> Iterator[StaffRow]:
    shown = list(staff)
    if not shown:
        return
    found = Duty.objects.filter(_here(actor), staff__in=[row.id for row in shown])
    if not ended:
        found = found.filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
    duties: dict[UUID, list[DutyShown]] = {}
    for duty in found.select_related("region", "canteen").order_by("-from_on", "-id"):
        duties.setdefault(duty.staff_id, []).append(_duty(duty, on))
    for row in shown:
        yield StaffRow(row.id, row.name, row.login, row.is_active, tuple(duties.get(row.id, ())))


def _duty(row: Duty, on: date) -> DutyShown:
    place = row.region or row.canteen
    ended = row.until_on is not None and row.until_on <= on
    return DutyShown(
        id=row.id,
        role=Role(row.role),
        place=place.name if place else "",
        from_on=row.from_on,
        until_on=row.until_on,
        in_force=row.from_on <= on and not ended,
        ended=ended,
    )
