"""What somebody does here, for how long and how far: duties with their places by name, and what they cover."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from canteen.core.region import Level
from canteen.core.scope import Actor, Role
from canteen.models import Duty, Region


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """A duty held now or later: its role, its place by name, its days; `until_on` no longer counts."""

    role: Role
    place: str
    from_on: date
    until_on: date | None
    began: bool  # whether it is in force on the day asked for


@dataclass(frozen=True, slots=True)
class Reach:
    """How far all duties of somebody reach together: the widest regions by name, and how much lies in them."""

    widest: tuple[str, ...]
    towns: int
    villages: int
    canteens: int


def own_duties(*, staff_id: UUID, on: date) -> tuple[OwnDuty, ...]:
    """Return the duties of somebody that have not ended by a day, those in force first; one statement."""
    alive = Q(until_on__isnull=True) | Q(until_on__gt=on)
    found = Duty.objects.filter(alive, staff_id=staff_id).order_by("from_on", "id")
    rows = found.values_list("role", "region__name", "canteen__name", "from_on", "until_on")
    duties = (
        OwnDuty(Role(role), region or canteen, since, until, since <= on)
        for role, region, canteen, since, until in rows
    )
    return tuple(sorted(duties, key=lambda duty: not duty.began))


def reach_of(*, actor: Actor) -> Reach:
    """Return how far the duties of today reach, over all roles; one statement."""
    found = Region.objects.filter(id__in=actor.regions(*Role)).order_by("number")
    named = [(Level(level), name) for level, name in found.values_list("level", "name")]
    levels = [level for level, _ in named]
    widest = min(levels, key=list(Level).index, default=None)
    return Reach(
        widest=tuple(name for level, name in named if level is widest),
        towns=levels.count(Level.TOWN),
        villages=levels.count(Level.VILLAGE),
        canteens=len(actor.canteens(*Role)),
    )
