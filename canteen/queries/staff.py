"""Staff, their duties in force on a day spelled out into canteens and regions, and failed sign-ins."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from canteen.core.errors import NotFound
from canteen.core.region import Level, Tree
from canteen.core.scope import Actor, Held, Role
from canteen.models import Canteen, Duty, SignInAttempt, Staff
from canteen.queries.places import tree_on

STAFF_READERS: Final = (Role.CLERK, Role.SUPPORT, Role.AUDITOR)


class NoSuchStaff(NotFound):
    """This member of staff is not registered."""

    code = "no-such-staff"
    zh = "没有这位工作人员"


@dataclass(frozen=True, slots=True)
class DutySeen:
    """A role somebody holds, held or will hold in one region or one canteen."""

    id: UUID
    role: str
    region_id: UUID | None
    canteen_id: UUID | None
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class StaffSeen:
    """A member of staff with those of the duties that the actor may see."""

    id: UUID
    login: str
    name: str
    active: bool
    duties: tuple[DutySeen, ...]


def actor_by_id(*, staff_id: UUID, on: date) -> Actor:
    """Return who a member of staff is as an actor on a day; without a duty in force, one who may do nothing.

    Four statements at most, however many duties, regions and canteens there are. NoSuchStaff, also for who has left.
    """
    rows = Staff.objects.filter(id=staff_id, is_active=True).values_list(
        "name", "duties__role", "duties__region", "duties__canteen", "duties__from_on", "duties__until_on"
    )
    found = list(rows.order_by("duties__id"))
    if not found:
        raise NoSuchStaff()
    name = found[0][0]
    held = [
        (Role(role), region_id, canteen_id)
        for _, role, region_id, canteen_id, since, until in found
        if role and _holds(since, until, on)
    ]
    if not held:
        return Actor(staff_id, name)
    tree = tree_on(on=on)
    places = dict(Canteen.objects.values_list("id", "region_id"))
    return Actor(staff_id, name, tuple(_held(*each, tree=tree, places=places) for each in held))


def login_of(*, staff_id: UUID) -> str:
    """Return the name somebody signs in with; NoSuchStaff."""
    found = Staff.objects.filter(id=staff_id).values_list("login", flat=True).first()
    if found is None:
        raise NoSuchStaff()
    return found


def _holds(since: date, until: date | None, on: date) -> bool:
    return since <= on and (until is None or on < until)


def _held(role: Role, region_id: UUID | None, canteen_id: UUID | None, *, tree: Tree, places: dict[UUID, UUID]) -> Held:
    """A duty on a region covers its subtree on that day; one on a canteen covers the elders of the canteen's town."""
    if region_id is not None:
        covered = tree.within(region_id)
        return Held(role, frozenset(canteen for canteen, place in places.items() if place in covered), covered)
    if canteen_id is None:
        raise AssertionError("a CHECK constraint gives every duty one place")
    place = places[canteen_id]
    return Held(role, frozenset({canteen_id}), tree.within(tree.at_level(place, Level.TOWN) or place))


def staff_seen(*, actor: Actor) -> tuple[StaffSeen, ...]:
    """Return who ever had a duty where the actor has one of these roles, and who has none yet, by name.

    Three statements at most. OutOfScope.
    """
    actor.require_held(*STAFF_READERS)
    here = Q(region__in=actor.regions(*STAFF_READERS)) | Q(canteen__in=actor.canteens(*STAFF_READERS))
    any_duty = Duty.objects.filter(staff=OuterRef("pk"))
    found = Staff.objects.filter(Exists(any_duty.filter(here)) | ~Exists(any_duty)).order_by("name", "id")
    duties: dict[UUID, list[DutySeen]] = {}
    for row in Duty.objects.filter(here).order_by("from_on", "id"):
        seen = DutySeen(row.id, row.role, row.region_id, row.canteen_id, row.from_on, row.until_on)
        duties.setdefault(row.staff_id, []).append(seen)
    return tuple(
        StaffSeen(staff.id, staff.login, staff.name, staff.is_active, tuple(duties.get(staff.id, ())))
        for staff in found
    )


def sign_in_attempts(*, lookup: str, since: datetime) -> int:
    """Return how often somebody has tried a login name since then without success; `lookup` is its keyed hash."""
    return SignInAttempt.objects.filter(login_lookup=lookup, at__gt=since).count()
