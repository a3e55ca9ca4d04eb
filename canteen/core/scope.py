"""Who acts and how far: roles, duties held on a day, and the one question every operation asks."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from canteen.core.errors import Refused


class Role(StrEnum):
    """What a duty lets its holder do. Counter and manager belong to a canteen, the others to a region."""

    COUNTER = "counter"
    MANAGER = "manager"
    CLERK = "clerk"
    FINANCE = "finance"
    AUDITOR = "auditor"
    SUPPORT = "support"


CANTEEN_ROLES = frozenset({Role.COUNTER, Role.MANAGER})


class OutOfScope(Refused):
    """Your duties do not cover this."""

    code = "out-of-scope"
    zh = "您的职责范围不包括此项"


@dataclass(frozen=True, slots=True)
class Held:
    """One duty in force: a role over these canteens. A duty on a region has been spelled out into canteens.

    `regions` are those whose elders, and for region roles whose places, the duty covers: the region and all in it; for
    a canteen, the town it stands in.
    """

    role: Role
    canteens: frozenset[UUID]
    regions: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff with the duties in force at the moment of asking. Without a duty nothing is allowed (S3)."""

    staff_id: UUID
    name: str
    duties: tuple[Held, ...] = ()

    def holds(self, *roles: Role) -> bool:
        """Whether any of these roles is held, over whatever canteens, even none yet."""
        asked = _stated(roles)
        return any(duty.role in asked for duty in self.duties)

    def canteens(self, *roles: Role) -> frozenset[UUID]:
        """The canteens over which any of these roles is held."""
        asked = _stated(roles)
        return frozenset[UUID]().union(*(duty.canteens for duty in self.duties if duty.role in asked))

    def regions(self, *roles: Role) -> frozenset[UUID]:
        """The regions that any of these roles covers."""
        asked = _stated(roles)
        return frozenset[UUID]().union(*(duty.regions for duty in self.duties if duty.role in asked))

    def require(self, *roles: Role, canteen_id: UUID) -> None:
        """Pass when one of these roles is held over the canteen; OutOfScope otherwise."""
        if canteen_id not in self.canteens(*roles):
            raise OutOfScope()

    def require_region(self, *roles: Role, region_id: UUID) -> None:
        """Pass when one of these roles covers the region; OutOfScope otherwise."""
        if region_id not in self.regions(*roles):
            raise OutOfScope()

    def require_held(self, *roles: Role) -> None:
        """Pass when one of these roles is held at all, for what belongs to no canteen; OutOfScope otherwise."""
        if not self.holds(*roles):
            raise OutOfScope()


def _stated(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    """TypeError for a question without a role: an empty list must not come to mean "anybody"."""
    if not roles:
        raise TypeError("name at least one role")
    return roles
