"""Who may enter where: every page and every address of the API with its roles and its scope; what is not here is shut.

Scope says what the operation behind a route asks for: the canteen or the region of what is named, or that the role is
held at all. The operations ask again, and alone decide (S3); this table shuts doors early and draws the navigation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from canteen.core.scope import Actor, Role

COUNTER, MANAGER, CLERK = Role.COUNTER, Role.MANAGER, Role.CLERK
FINANCE, AUDITOR, SUPPORT = Role.FINANCE, Role.AUDITOR, Role.SUPPORT


class Scope(StrEnum):
    """What a route's operation asks of the actor."""

    ANYONE = "anyone"  # nobody has to be signed in
    DEVICE = "device"  # an enrolled device, by its own key
    STAFF = "staff"  # whoever is signed in, about what is their own or about nobody
    HELD = "held"  # a role, wherever it is held; what is shown is cut to its places
    CANTEEN = "canteen"  # a role over the canteen that is named
    REGION = "region"  # a role over the region of what is named


@dataclass(frozen=True, slots=True)
class Access:
    """Who may enter one route."""

    scope: Scope
    roles: frozenset[Role] = frozenset()

    def lets(self, actor: Actor) -> bool:
        """Whether this person may enter; what is named in the address is judged by the operation."""
        return self.scope in OPEN or (bool(self.roles) and actor.holds(*self.roles))


OPEN: Final = frozenset({Scope.ANYONE, Scope.DEVICE, Scope.STAFF})
anyone, device, staff = Access(Scope.ANYONE), Access(Scope.DEVICE), Access(Scope.STAFF)


def held(*roles: Role) -> Access:
    """Return access for whoever holds one of these roles."""
    return Access(Scope.HELD, frozenset(roles))


def canteen(*roles: Role) -> Access:
    """Return access for whoever holds one of these roles over the canteen concerned."""
    return Access(Scope.CANTEEN, frozenset(roles))


def region(*roles: Role) -> Access:
    """Return access for whoever holds one of these roles over the region concerned."""
    return Access(Scope.REGION, frozenset(roles))


# Pages, by the name of their route.
PAGES: Final[Mapping[str, Access]] = {
    "login": anyone,
    "logout": anyone,
    "language": anyone,
    "api-page": anyone,
    "desk": staff,
    "me": staff,
    "password": staff,
    "sessions": staff,
    "password-lost": anyone,
    "kiosk:check-in": anyone,  # an empty shell until the device is enrolled
    "kiosk:enrol": anyone,
    "elders:list": held(CLERK, AUDITOR),
    "elders:seek": held(CLERK, AUDITOR),
    "elders:register": held(CLERK),
    "elders:check": held(CLERK),
    "elders:elder": region(CLERK, AUDITOR),
    "elders:record": region(CLERK),
    "elders:end": region(CLERK),
    "elders:withdraw": region(CLERK),
    "elders:death": region(CLERK),
    "elders:move": region(CLERK),
    "elders:phone": region(CLERK),
    "elders:id-number": region(CLERK, AUDITOR),
    "elders:correct-number": region(CLERK),
    "cards:list": held(MANAGER, CLERK, AUDITOR),
    "cards:seek": held(MANAGER, CLERK, AUDITOR),
    "cards:issue-card": region(CLERK, MANAGER),
    "cards:issue-qr": region(CLERK, MANAGER),
    "cards:block": region(CLERK, MANAGER, COUNTER),
    "cards:replace": region(CLERK, MANAGER),
    "cards:print": region(CLERK, MANAGER),
    "counter:start": held(COUNTER, MANAGER),
    "counter:desk": canteen(COUNTER, MANAGER),
    "counter:found": canteen(COUNTER, MANAGER),
    "counter:today": canteen(COUNTER, MANAGER),
    "counter:holds": canteen(COUNTER, MANAGER),
    "counter:seek": canteen(COUNTER, MANAGER),
    "counter:entry": canteen(COUNTER, MANAGER),
    "counter:serve": canteen(COUNTER, MANAGER),
    "counter:guest": canteen(COUNTER, MANAGER),
    "counter:undo": canteen(COUNTER, MANAGER),
    "counter:dismiss": canteen(COUNTER, MANAGER),
    "counter:confirm": canteen(MANAGER),
    "counter:cash": canteen(COUNTER, MANAGER),
    "counter:back": canteen(COUNTER, MANAGER),
    "counter:shift": canteen(COUNTER, MANAGER),
    "counter:begin": canteen(COUNTER, MANAGER),
    "counter:end": canteen(COUNTER, MANAGER),
    "imports:list": held(CLERK, SUPPORT),
    "imports:send": held(CLERK, SUPPORT),
    "imports:import": region(CLERK, SUPPORT),
    "imports:progress": region(CLERK, SUPPORT),
    "imports:layout": region(CLERK, SUPPORT),
    "imports:decide": region(CLERK, SUPPORT),
    "imports:cancel": region(CLERK, SUPPORT),
    "imports:mistakes": region(CLERK, SUPPORT),
    "imports:differences": region(CLERK, SUPPORT),
    "imports:touched": region(CLERK),
    "canteens:list": held(MANAGER, CLERK, FINANCE, AUDITOR),
    "canteens:register": held(CLERK),
    "canteens:canteen": canteen(MANAGER, CLERK, FINANCE, AUDITOR),
    "canteens:hand-over": canteen(CLERK),
    "canteens:decide": canteen(CLERK, FINANCE, AUDITOR),
    "canteens:hours": canteen(CLERK),
    "canteens:correct": canteen(CLERK),
    "canteens:close": canteen(CLERK),
    "canteens:keep-open": canteen(CLERK),
    "organisations:list": held(CLERK, FINANCE, AUDITOR, MANAGER),
    "organisations:register": held(CLERK),
    "organisations:organisation": held(CLERK, FINANCE, AUDITOR, MANAGER),
    "organisations:account": held(CLERK),
    "organisations:decide": held(CLERK, FINANCE, AUDITOR),
    "staff:list": held(CLERK, SUPPORT, AUDITOR),
    "staff:register": held(CLERK, SUPPORT),
    "staff:person": held(CLERK, SUPPORT, AUDITOR),
    "staff:grant": region(CLERK, SUPPORT),
    "staff:end": region(CLERK, SUPPORT),
    "staff:reset": region(CLERK, SUPPORT),
    "staff:decide": region(SUPPORT, CLERK, FINANCE),
    "devices:list": held(MANAGER, CLERK, AUDITOR),
    "devices:enrolment": held(MANAGER, CLERK),
    "devices:revocation": canteen(MANAGER, CLERK),
    "deeds:list": held(AUDITOR),
    "meals:meals": held(COUNTER, MANAGER, CLERK, FINANCE, AUDITOR),
    "meals:list": held(COUNTER, MANAGER, CLERK, FINANCE, AUDITOR),
    "meals:register": canteen(MANAGER),
    "meals:publish": canteen(MANAGER),
    "meals:copy": canteen(MANAGER),
    "meals:publish-all": canteen(MANAGER),
    "meals:menu": held(COUNTER, MANAGER, CLERK, FINANCE, AUDITOR),
    "meals:withdraw": canteen(MANAGER),
    "months:months": held(MANAGER, FINANCE, AUDITOR),
    "months:statement": canteen(MANAGER, FINANCE, AUDITOR),
    "months:workbook": canteen(MANAGER, FINANCE, AUDITOR),
    "months:submit": canteen(MANAGER, FINANCE),
    "months:withdraw": canteen(MANAGER, FINANCE),
    "months:approve": canteen(FINANCE),
    "months:meals": canteen(MANAGER, FINANCE, AUDITOR),
    "months:meal": canteen(MANAGER, FINANCE, AUDITOR),
    "months:hold": canteen(FINANCE),
    "months:clear": canteen(FINANCE),
    "months:swap": canteen(FINANCE),
    "months:payer": canteen(MANAGER, FINANCE, AUDITOR),
    "months:signing": canteen(MANAGER, FINANCE, AUDITOR),
    "months:question": canteen(FINANCE),
    "months:answer": canteen(MANAGER, FINANCE),
    "holds:list": held(FINANCE, AUDITOR),
    "shifts:list": held(MANAGER, FINANCE, AUDITOR),
    "shifts:shift": canteen(MANAGER, FINANCE, AUDITOR),
    "shifts:close": canteen(MANAGER),
    "funds:funds": held(FINANCE, AUDITOR),
    "funds:fund": region(FINANCE, AUDITOR),
    "funds:role": region(FINANCE),
    "funds:advances": held(FINANCE, AUDITOR),
    "funds:propose": region(FINANCE),
    "funds:agree": region(FINANCE),
    "funds:take-back": region(FINANCE),
    "policies:policies": held(CLERK, FINANCE, AUDITOR),
    "policies:policy": region(CLERK, FINANCE, AUDITOR),
    "policies:new": held(CLERK, FINANCE),
    "policies:look": held(CLERK, FINANCE),
    "policies:notice": region(CLERK, FINANCE, AUDITOR),
    "policies:edit": region(CLERK, FINANCE),
    "policies:check": region(CLERK, FINANCE),
    "policies:back": region(CLERK, FINANCE),
    "policies:withdraw": region(CLERK, FINANCE),
    "policies:approve": region(CLERK, FINANCE),
    "policies:end": region(CLERK, FINANCE),
    "trials:list": held(CLERK, FINANCE, AUDITOR),
    "trials:new": region(CLERK, FINANCE),
    "trials:trial": region(CLERK, FINANCE, AUDITOR),
    "trials:progress": region(CLERK, FINANCE, AUDITOR),
    "trials:cancel": region(CLERK, FINANCE),
    "trials:workbook": region(CLERK, FINANCE, AUDITOR),
}

# Pages that somebody else names, by their namespace.
NAMESPACES: Final[Mapping[str, Access]] = {
    "admin": held(SUPPORT),  # of the widest region, which canteen/config/inspection.py asks
}


def page_access(name: str) -> Access | None:
    """Return the row of a page; None for one that has none, and is shut."""
    return PAGES.get(name) or NAMESPACES.get(name.partition(":")[0])


# Addresses of the API, by method and path under /api/v1.
ADDRESSES: Final[Mapping[str, Access]] = {
    "GET /openapi.json": anyone,
    "GET /session": staff,
    "POST /session": anyone,
    "DELETE /session": staff,
    "GET /regions": staff,
    "POST /regions": region(CLERK),
    "GET /organisations": held(CLERK, FINANCE, AUDITOR, MANAGER),
    "POST /organisations": held(CLERK),
    "GET /canteens": staff,
    "POST /canteens": region(CLERK),
    "POST /canteens/{canteen_id}/organisation": canteen(CLERK),
    "POST /elders": region(CLERK),
    "POST /elders/find": held(COUNTER, MANAGER, CLERK, AUDITOR),
    "GET /elders/{elder_id}": region(CLERK, AUDITOR),
    "POST /elders/{elder_id}/facts": region(CLERK),
    "POST /elders/{elder_id}/facts/preview": region(CLERK),
    "POST /facts/{fact_id}/end": region(CLERK),
    "POST /facts/{fact_id}/end/preview": region(CLERK),
    "GET /elders/{elder_id}/credentials": region(COUNTER, MANAGER, CLERK, AUDITOR),
    "POST /elders/{elder_id}/credentials": region(CLERK, MANAGER),
    "POST /credentials/{credential_id}/block": region(CLERK, MANAGER, COUNTER),
    "POST /credentials/{credential_id}/replace": region(CLERK, MANAGER),
    "GET /staff": held(CLERK, SUPPORT, AUDITOR),
    "POST /staff": held(CLERK, SUPPORT),
    "POST /staff/{staff_id}/duties": region(CLERK, SUPPORT),
    "POST /duties/{duty_id}/end": region(CLERK, SUPPORT),
    "GET /deeds": held(AUDITOR),
    "GET /canteens/{canteen_id}/meals": canteen(COUNTER, MANAGER, CLERK, FINANCE, AUDITOR),
    "POST /meals": canteen(MANAGER),
    "POST /meals/{meal_id}/publish": canteen(MANAGER),
    "POST /meals/{meal_id}/withdraw": canteen(MANAGER),
    "GET /canteens/{canteen_id}/orders": canteen(COUNTER, MANAGER, CLERK, FINANCE, AUDITOR),
    "POST /orders": canteen(COUNTER, MANAGER),
    "POST /orders/{order_id}/cancel": canteen(COUNTER, MANAGER),
    "GET /funds": held(FINANCE, AUDITOR),
    "POST /funds": region(FINANCE),
    "POST /funds/{key}/role": region(FINANCE),
    "POST /funds/{key}/appropriations": region(FINANCE),
    "POST /funds/{key}/allotments": region(FINANCE),
    "GET /allotments": held(FINANCE, AUDITOR, MANAGER),
    "GET /policies": held(CLERK, FINANCE, AUDITOR),
    "GET /policies/schema": held(CLERK, FINANCE, AUDITOR),
    "GET /policies/{policy_id}": region(CLERK, FINANCE, AUDITOR),
    "POST /policies": region(CLERK, FINANCE),
    "PATCH /policies/{policy_id}": region(CLERK, FINANCE),
    "GET /policies/{policy_id}/difference": region(CLERK, FINANCE, AUDITOR),
    "GET /policies/{policy_id}/doubts": region(CLERK, FINANCE, AUDITOR),
    "POST /policies/{policy_id}/check": region(CLERK, FINANCE),
    "POST /policies/{policy_id}/return": region(CLERK, FINANCE),
    "POST /policies/{policy_id}/withdrawal": region(CLERK, FINANCE),
    "POST /policies/{policy_id}/approval": region(CLERK, FINANCE),
    "POST /policies/{policy_id}/end": region(CLERK, FINANCE),
    "GET /months": held(MANAGER, FINANCE, AUDITOR),
    "GET /months/{books_id}": canteen(MANAGER, FINANCE, AUDITOR),
    "POST /months/{books_id}/approval": canteen(FINANCE),
    "POST /months/{books_id}/withdrawal": canteen(MANAGER, FINANCE),
    "GET /months/{books_id}/questions": canteen(MANAGER, FINANCE, AUDITOR),
    "POST /months/{books_id}/questions": canteen(FINANCE),
    "POST /months/{books_id}/questions/{question_id}/answer": canteen(MANAGER, FINANCE),
    "GET /months/{books_id}/signing": canteen(MANAGER, FINANCE, AUDITOR),
    "POST /months/{books_id}/submission": canteen(MANAGER, FINANCE),
    "GET /months/{books_id}/workbook": canteen(MANAGER, FINANCE, AUDITOR),
    "GET /holds": held(CLERK, FINANCE, AUDITOR, MANAGER),
    "POST /holds": canteen(CLERK, FINANCE),
    "POST /holds/{hold_id}/clearing": canteen(FINANCE),
    "GET /holds/{hold_id}/swap": canteen(FINANCE),
    "POST /holds/{hold_id}/swap": canteen(FINANCE),
    "POST /shifts": canteen(COUNTER, MANAGER),
    "GET /shifts/{shift_id}": canteen(COUNTER, MANAGER, FINANCE, AUDITOR),
    "POST /shifts/{shift_id}/cash": canteen(COUNTER, MANAGER),
    "POST /shifts/{shift_id}/back": canteen(COUNTER, MANAGER),
    "POST /shifts/{shift_id}/count": canteen(COUNTER, MANAGER),
    "GET /devices": held(MANAGER, CLERK, AUDITOR),
    "POST /devices/enrolments": canteen(MANAGER, CLERK),
    "POST /devices/{kiosk_id}/revocation": canteen(MANAGER, CLERK),
    "POST /check-ins/{check_in_id}/void": canteen(MANAGER),
    "POST /kiosk/enrol": anyone,
    "GET /kiosk/list": device,
    "POST /kiosk/check-ins": device,
    "GET /kiosk/today": device,
    "POST /kiosk/counter/unlock": device,
}
