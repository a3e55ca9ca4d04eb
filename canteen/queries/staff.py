"""Staff, their duties in force on a day spelled out into canteens and regions, and failed sign-ins."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from canteen.core.errors import NotFound
from canteen.core.region import Level, Node, Parent, Tree
from canteen.core.scope import Actor, Held, Role
from canteen.models import Duty, SignInAttempt, Staff
from canteen.models.sql import as_id, as_id_or_none, rows
from canteen.queries.newcomers import newcomers_of

STAFF_READERS: Final = (Role.CLERK, Role.SUPPORT, Role.AUDITOR)
# Who somebody is and how far that reaches: asked at every request, so it is one round trip (D20).
_ACTOR: Final = """
    SELECT 'staff', duty.region_id, duty.canteen_id, COALESCE(duty.role, ''), staff.name
    FROM canteen_staff staff
    LEFT JOIN canteen_duty duty ON duty.staff_id = staff.id
        AND duty.from_on <= %s AND (duty.until_on IS NULL OR duty.until_on > %s)
    WHERE staff.id = %s AND staff.is_active
    UNION ALL SELECT 'region', id, NULL, level, '' FROM canteen_region
    UNION ALL SELECT 'lies', region_id, parent_id, '', '' FROM canteen_regionparent
    WHERE from_on <= %s AND (until_on IS NULL OR until_on > %s)
    UNION ALL SELECT 'canteen', id, region_id, '', '' FROM canteen_canteen"""


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

    One statement, however many duties, regions and canteens there are: what is read of them is of one moment.
    NoSuchStaff, also for who has left; RegionKnot on a day on which the regions are no tree.
    """
    found: dict[str, list[tuple[Any, ...]]] = {"staff": [], "region": [], "lies": [], "canteen": []}
    for kind, *row in rows(_ACTOR, (on, on, staff_id, on, on)):
        found[kind].append(tuple(row))
    if not found["staff"]:
        raise NoSuchStaff()
    name, held = found["staff"][0][-1], [duty for duty in found["staff"] if duty[2]]
    if not held:
        return Actor(staff_id, name)
    tree = Tree.on(
        on,
        (Node(as_id(region_id), Level(level)) for region_id, _, level, _ in found["region"]),
        (Parent(as_id(region_id), as_id_or_none(parent_id), on) for region_id, parent_id, _, _ in found["lies"]),
    )
    places = {as_id(canteen_id): as_id(region_id) for canteen_id, region_id, _, _ in found["canteen"]}
    return Actor(
        staff_id,
        name,
        tuple(
            _held(Role(role), as_id_or_none(region_id), as_id_or_none(canteen_id), tree=tree, places=places)
            for region_id, canteen_id, role, _ in held
        ),
    )


def is_password_given(*, staff_id: UUID) -> bool:
    """Say whether somebody else made the password of a member of staff, who has yet to set another."""
    return Staff.objects.filter(id=staff_id, is_password_given=True).exists()


def is_one_hand(*, first: UUID, second: UUID, since: datetime) -> bool:
    """Say whether one person could sign in as both: since then, one set the other's password, or somebody set both.

    Follows who set the password of who set one. One statement where nobody's was set by another.
    """
    set_by: dict[UUID, UUID] = {}
    asked, unasked = set[UUID](), {first, second}
    while unasked:
        found = Staff.objects.filter(id__in=unasked, password_set_at__gte=since, password_set_by__isnull=False)
        set_by |= dict(found.values_list("id", "password_set_by_id"))
        asked |= unasked
        unasked = set(set_by.values()) - asked
    return bool(_hands(first, set_by) & _hands(second, set_by))


def login_of(*, staff_id: UUID) -> str:
    """Return the name somebody signs in with; NoSuchStaff."""
    found = Staff.objects.filter(id=staff_id).values_list("login", flat=True).first()
    if found is None:
        raise NoSuchStaff()
    return found


def _hands(staff_id: UUID, set_by: dict[UUID, UUID]) -> set[UUID]:
    """Who may know a password: its owner, who set it, who set that one's, and so on; a ring ends."""
    hands = {staff_id}
    while (setter := set_by.get(staff_id)) and setter not in hands:
        hands.add(setter)
        staff_id = setter
    return hands


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
    """Return who ever had a duty where the actor has one of these roles, and who is new there, by name.

    Three statements at most. OutOfScope.
    """
    actor.require_held(*STAFF_READERS)
    here = Q(region__in=actor.regions(*STAFF_READERS)) | Q(canteen__in=actor.canteens(*STAFF_READERS))
    any_duty = Duty.objects.filter(staff=OuterRef("pk"))
    new = Q(~Exists(any_duty)) & newcomers_of(actor=actor)
    found = Staff.objects.filter(Q(Exists(any_duty.filter(here))) | new).order_by("sorts_as", "id")
    duties: dict[UUID, list[DutySeen]] = {}
    for row in Duty.objects.filter(here).order_by("from_on", "id"):
        seen = DutySeen(row.id, row.role, row.region_id, row.canteen_id, row.from_on, row.until_on)
        duties.setdefault(row.staff_id, []).append(seen)
    return tuple(
        StaffSeen(staff.id, staff.login, staff.name, staff.is_active, tuple(duties.get(staff.id, ())))
        for staff in found
    )


def lock_alone(*, staff_id: UUID) -> bool:
    """Lock who seems alone, and say whether nobody else has ever held a duty over a region: nobody to ask yet.

    Inside the caller's transaction: of two grants at once, the later one sees whom the first one let in.
    """
    others = Duty.objects.filter(region__isnull=False).exclude(staff=staff_id)
    if others.exists():
        return False  # once and for all: nothing to lock, so that two who grant to each other do not wait in a ring
    Staff.objects.select_for_update(no_key=True).filter(id=staff_id).first()
    return not others.exists()


def sign_in_attempts(*, lookup: str, since: datetime) -> int:
    """Return how often somebody has tried a login name since then without success; `lookup` is its keyed hash."""
    return SignInAttempt.objects.filter(login_lookup=lookup, at__gt=since).count()
