"""The list of cards and printed codes, by kind, state and region; and the one that a number was typed of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from canteen.core.identity import mask_name
from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor, Role
from canteen.core.sought import By, names_nobody, sought
from canteen.models import ENDS_ON, Credential, Fact
from canteen.queries.credentials import credential_state
from canteen.queries.elders import RECORD_READERS, SIGHT_KINDS, in_scope
from canteen.queries.paging import Key, by_day, by_instant, every, page_of
from canteen.queries.places import in_force
from canteen.queries.region_names import Regions

READERS: Final = (Role.MANAGER, *RECORD_READERS)
LISTING: Final = Listing(
    sorts=("issued", "name", "expires"), filters=("kind", "state", "region"), down=True, allows=names_nobody
)
KEYS: Final = {"issued": by_instant("issued_at"), "name": Key("elder__sorts_as"), "expires": by_day("ends_on")}
# Where one stands in a list is told by its address: from whom names are masked, it tells initials and no more.
KEYS_MASKED: Final = {**KEYS, "name": Key("elder__initials")}


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """One card of the list; the name in full for clerks and auditors, masked for managers."""

    id: UUID
    elder_id: UUID
    name: str
    kind: str
    ending: str
    issued_at: datetime
    expires_on: date | None
    blocked_reason: str
    state: str


def credential_page(*, actor: Actor, asked: Asked, regions: Regions, on: date) -> Page[CredentialRow]:
    """Return the page that was asked for; two statements. OutOfScope."""
    page = page_of(found=_found(actor, asked, regions, on), asked=asked, keys=_keys(actor))
    return page.of(lambda row: _row(actor, row, on))


def all_credentials(*, actor: Actor, asked: Asked, regions: Regions, on: date) -> Iterator[CredentialRow]:
    """Yield every card of the list in its order. OutOfScope."""
    for row in every(found=_found(actor, asked, regions, on), asked=asked, keys=_keys(actor)):
        yield _row(actor, row, on)


def credential_by_number(*, actor: Actor, text: str, on: date) -> UUID | None:
    """Return the card with this number, dead or alive, of an elder within the actor's regions. OutOfScope."""
    actor.require_held(*READERS)
    asked = sought(text)
    if asked.by is not By.CARD:
        return None
    here = in_scope(actor=actor, roles=_roles(actor), on=on).values("id")
    return Credential.objects.filter(code=asked.text, elder__in=here).values_list("id", flat=True).first()


def _roles(actor: Actor) -> tuple[Role, ...]:
    """Who reads records sees names in full, and so only where that duty reaches."""
    return RECORD_READERS if actor.holds(*RECORD_READERS) else READERS


def _keys(actor: Actor) -> Mapping[str, Key]:
    return KEYS if actor.holds(*RECORD_READERS) else KEYS_MASKED


def _found(actor: Actor, asked: Asked, regions: Regions, on: date) -> QuerySet[Credential]:
    actor.require_held(*READERS)
    roles = _roles(actor)
    covered = actor.regions(*roles)
    if "region" in asked.filters:
        try:
            covered = regions.within(UUID(asked.filters["region"]), covered)
        except ValueError:
            covered = frozenset()
    here = Fact.objects.filter(in_force(on), elder=OuterRef("elder"), kind__in=SIGHT_KINDS, region__in=covered)
    found = Credential.objects.filter(Exists(here)).select_related("elder").filter(_named(asked.search))
    if asked.sort == "expires":
        found = found.annotate(ends_on=ENDS_ON)
    if asked.filters.get("kind") in Credential.Kind.values:
        found = found.filter(kind=asked.filters["kind"])
    return found.filter(_in_state(asked.filters.get("state", ""), on))


def _named(text: str) -> Q:
    asked = sought(text)
    if asked.by is By.NAME:
        return Q(elder__name__startswith=asked.text)
    if asked.by is By.INITIALS:
        return Q(elder__initials__startswith=asked.text)
    return Q() if asked.by is By.NOTHING else Q(pk__in=[])


def _in_state(state: str, on: date) -> Q:
    expired = Q(expires_on__isnull=False, expires_on__lte=on)
    return {
        "live": Q(blocked_at__isnull=True) & ~expired,
        "expired": Q(blocked_at__isnull=True) & expired,
        "blocked": Q(blocked_at__isnull=False, replaced_by__isnull=True),
        # What was replaced is blocked as well: said, for the index of those.
        "replaced": Q(blocked_at__isnull=False, replaced_by__isnull=False),
    }.get(state, Q())


def _row(actor: Actor, row: Credential, on: date) -> CredentialRow:
    return CredentialRow(
        id=row.id,
        elder_id=row.elder_id,
        name=row.elder.name if actor.holds(*RECORD_READERS) else mask_name(row.elder.name),
        kind=row.kind,
        ending=row.code[-4:],
        issued_at=row.issued_at,
        expires_on=row.expires_on,
        blocked_reason=row.blocked_reason,
        state=credential_state(row, on=on),
    )
