"""What the register knows of the people, places and staff that a batch of rows names: few statements a batch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from canteen.core.intake.compare_places import spelled_alike
from canteen.core.intake.kinds import Kind
from canteen.core.intake.known import (
    AtAddress,
    Known,
    KnownCanteen,
    KnownElder,
    KnownFact,
    KnownOrganisation,
    KnownStaff,
)
from canteen.core.intake.places import Place, Places
from canteen.core.intake.rows import Values
from canteen.core.scope import CANTEEN_ROLES, Actor, Role
from canteen.gateways import vault
from canteen.models import Canteen, Credential, Duty, Elder, Fact, Organisation, Staff, Tenure
from canteen.queries.elders import SIGHT_KINDS, open_fact
from canteen.queries.hours import timetable
from canteen.queries.places import in_force
from canteen.queries.region_names import Regions, regions_on

PEOPLE = (Kind.ELDERS, Kind.FACTS, Kind.CARDS, Kind.DEATHS, Kind.MOVES)
IMPORTERS: Mapping[Kind, tuple[Role, ...]] = {
    kind: (Role.CLERK, Role.SUPPORT) if kind is Kind.STAFF else (Role.CLERK,) for kind in Kind
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What all batches of one list share: the regions, what the actor covers of them, the day."""

    actor: Actor
    kind: Kind
    regions: Regions
    scope: frozenset[UUID]
    today: date
    # Of a list of canteens: what was open at each address before any of its rows was written. Read once, not with every
    # batch, so that a row comes to the same whether or not another of its list is written already.
    addresses: Mapping[str, Sequence[AtAddress]]
    staff: Mapping[str, KnownStaff]  # of a list of staff: by login, read once likewise

    @property
    def places(self) -> Places:
        """The regions as lists name them."""
        return Places.of([Place(*each) for each in self.regions.names.items()], self.regions.tree)


def ground_of(*, actor: Actor, kind: Kind, region_id: UUID, on: date) -> Ground:
    """Return the ground on which a list of this kind for a region is compared; its scope may be empty."""
    regions = regions_on(on=on)
    covered = actor.regions(*IMPORTERS[kind]) if actor.holds(*IMPORTERS[kind]) else frozenset()
    scope = regions.within(region_id, covered)
    addresses = _addresses(scope, on) if kind is Kind.CANTEENS else {}
    return Ground(actor, kind, regions, scope, on, addresses, _staff(on) if kind is Kind.STAFF else {})


def known_of(*, ground: Ground, rows: Sequence[Values]) -> Known:
    """Return what the register knows of what these rows name."""
    people = ground.kind in PEOPLE
    numbers = {_lookup_of(row["id_number"]): row["id_number"] for row in rows if row.get("id_number")}
    elders = _elders(ground, rows, numbers) if people else []
    by_birth: dict[tuple[str, str], list[KnownElder]] = {}
    for elder, _ in elders:
        if elder.here:
            by_birth.setdefault((elder.name, elder.birth_on.isoformat()), []).append(elder)
    canteens = ground.kind in (Kind.CANTEENS, Kind.STAFF)
    return Known(
        today=ground.today,
        scope=ground.scope,
        tree=ground.regions.tree,
        by_number={numbers[lookup]: elder for elder, lookup in elders if lookup in numbers},
        by_birth=by_birth,
        cards=_cards(row["card"] for row in rows if row.get("card")) if people else {},
        canteens=_canteens(ground, {row["canteen"] for row in rows if row.get("canteen")}) if canteens else {},
        addresses=ground.addresses,
        organisations=_organisations(row["credit_code"] for row in rows if row.get("credit_code")),
        staff=ground.staff,
        grants=_grants(ground.actor),
    )


def elders_by_row(*, ground: Ground, ids: Iterable[UUID]) -> Mapping[UUID, KnownElder]:
    """Return elders by their ids, with their facts opened."""
    return {elder.id: elder for elder, _ in _opened(ground, list(Elder.objects.filter(id__in=set(ids))))}


def _lookup_of(number: str) -> str:
    """The keyed hash of an ID number that was normalised when its row was read."""
    return vault.lookup(number, purpose="id number")


def _elders(ground: Ground, rows: Sequence[Values], lookups: Iterable[str]) -> list[tuple[KnownElder, str]]:
    found = list(Elder.objects.filter(id_number_lookup__in=list(lookups)))
    named = {(row["name"], row["birth_on"]) for row in rows if not row.get("id_number") and row.get("birth_on")}
    if named:
        births = {birth for _, birth in named}
        same = Elder.objects.filter(name__in={name for name, _ in named}, birth_on__in=births)
        seen = {elder.id for elder in found}
        found += [each for each in same if (each.name, each.birth_on.isoformat()) in named and each.id not in seen]
    return _opened(ground, found)


def _opened(ground: Ground, found: Sequence[Elder]) -> list[tuple[KnownElder, str]]:
    facts: dict[UUID, list[KnownFact]] = {}
    told = Fact.objects.filter(elder_id__in=[elder.id for elder in found])
    for row in told.exclude(until_on=F("from_on")).order_by("from_on", "id"):  # what was taken back says nothing
        fact = KnownFact(row.id, row.kind, open_fact(row), row.level, row.region_id, row.from_on, row.until_on)
        facts.setdefault(row.elder_id, []).append(fact)
    return [
        (
            KnownElder(
                id=elder.id,
                name=elder.name,
                birth_on=elder.birth_on,
                phone=_phone(elder),
                facts=tuple(facts.get(elder.id, ())),
                here=_is_here(facts.get(elder.id, ()), ground),
            ),
            elder.id_number_lookup,
        )
        for elder in found
    ]


def _is_here(facts: Sequence[KnownFact], ground: Ground) -> bool:
    return any(
        fact.kind in SIGHT_KINDS and fact.region_id in ground.scope and fact.holds(ground.today) for fact in facts
    )


def _phone(elder: Elder) -> str:
    if not elder.phone_sealed:
        return ""
    return vault.open(bytes(elder.phone_sealed), table="canteen_elder", column="phone_sealed", row_id=elder.id)


def _cards(numbers: Iterable[str]) -> dict[str, UUID | None]:
    return dict(Credential.objects.filter(code__in=set(numbers)).values_list("code", "elder_id"))


def _canteens(ground: Ground, names: set[str]) -> dict[str, list[KnownCanteen]]:
    found: dict[str, list[KnownCanteen]] = {}
    there = Canteen.objects.filter(name__in=names, region_id__in=ground.scope)
    for row in there.prefetch_related("hours", "tenures__organisation").order_by("id"):
        served = [(each.sitting, each.opens, each.closes, each.from_on, each.until_on) for each in row.hours.all()]
        hours = timetable(found=served)
        known = KnownCanteen(
            row.id,
            row.name,
            row.region_id,
            row.kind,
            row.address,
            row.latitude_e6,
            row.longitude_e6,
            hours,
            row.opened_on,
            tuple(map(_organisation, _running(row.tenures.all(), ground.today))),
        )
        found.setdefault(row.name, []).append(known)
    return found


def _addresses(scope: frozenset[UUID], on: date) -> dict[str, list[AtAddress]]:
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    found: dict[str, list[AtAddress]] = {}
    rows = Canteen.objects.filter(is_open, region_id__in=scope).exclude(address="").order_by("name", "id")
    for address, name, region_id, kind in rows.values_list("address", "name", "region_id", "kind"):
        found.setdefault(spelled_alike(address), []).append(AtAddress(name, region_id, kind))
    return found


def _running(tenures: Iterable[Tenure], on: date) -> list[Organisation]:
    """Who runs a canteen on a day or later; where nobody does any more, who ran it last."""
    found = sorted(tenures, key=lambda each: each.from_on)
    lasting = [each.organisation for each in found if each.until_on is None or each.until_on > on]
    return lasting or [each.organisation for each in found[-1:]]


def _organisation(row: Organisation) -> KnownOrganisation:
    return KnownOrganisation(row.id, row.name, row.credit_code)


def _organisations(codes: Iterable[str]) -> dict[str, KnownOrganisation]:
    asked = set(codes)
    found = Organisation.objects.filter(credit_code__in=asked) if asked else ()
    return {row.credit_code: _organisation(row) for row in found}


def _staff(on: date) -> dict[str, KnownStaff]:
    duties: dict[UUID, set[tuple[str, UUID]]] = {}
    held = Duty.objects.filter(in_force(on) | Q(from_on__gt=on)).annotate(place_id=Coalesce("region_id", "canteen_id"))
    for staff_id, role, place_id in held.values_list("staff_id", "role", "place_id"):
        duties.setdefault(staff_id, set()).add((role, place_id))
    return {
        login: KnownStaff(staff_id, name, frozenset(duties.get(staff_id, ())))
        for staff_id, login, name in Staff.objects.values_list("id", "login", "name")
    }


def _grants(actor: Actor) -> frozenset[str]:
    """A clerk grants the roles of a canteen, support all of them."""
    roles = set(CANTEEN_ROLES) if actor.holds(Role.CLERK, Role.SUPPORT) else set()
    return frozenset(role.value for role in (set(Role) if actor.holds(Role.SUPPORT) else roles))
