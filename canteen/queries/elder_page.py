"""One elder as clerks and auditors read her: who she is, what holds of her, what she carries, what was done."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from canteen.core.age import age_on
from canteen.core.identity import is_woman, mask_id_number, mask_name
from canteen.core.listing import Asked, Listing, Page
from canteen.core.phone import mask_phone
from canteen.core.scope import Actor, Role
from canteen.core.states import DECEASED
from canteen.gateways import vault
from canteen.models import Credential, Deed, Elder, Fact
from canteen.queries.credentials import CredentialSeen, credential_seen
from canteen.queries.elders import PLACE_KINDS, RECORD_READERS, NoSuchElder, id_number_of, in_scope, open_fact
from canteen.queries.paging import by_instant, page_of
from canteen.queries.places import in_force
from canteen.queries.region_names import Regions

DEEDS: Final = Listing(sorts=("at",), down=True, size=30)


@dataclass(frozen=True, slots=True)
class FactShown:
    """A dated fact, opened; of registration and residence, `place` is the region in words."""

    id: UUID
    kind: str
    value: str
    region_id: UUID | None
    place: str
    level: str
    evidence: str
    granted_by: str
    from_on: date
    until_on: date | None
    began: bool
    ended: bool

    @property
    def in_force(self) -> bool:
        """Whether it holds today."""
        return self.began and not self.ended

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back: it holds on no day."""
        return self.until_on == self.from_on


@dataclass(frozen=True, slots=True)
class DeedShown:
    """One act that concerned her."""

    at: datetime
    staff: str
    verb: str
    subject_kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class ElderPage:
    """Everything on the page of one elder."""

    id: UUID
    name: str
    is_woman: bool
    birth_on: date
    age: int
    id_number: str
    phone: str
    deceased_on: date | None
    facts: tuple[FactShown, ...]
    credentials: tuple[CredentialSeen, ...]
    deeds: Page[DeedShown]


@dataclass(frozen=True, slots=True)
class ElderNamed:
    """Who an act concerns: the name in full for those who read records, masked for the others."""

    id: UUID
    name: str
    birth_year: int


def elder_seen(*, actor: Actor, elder_id: UUID, regions: Regions, asked: Asked, on: date) -> ElderPage:
    """Return all there is to see of one elder, of the deeds a page; four statements. OutOfScope, NoSuchElder."""
    actor.require_held(*RECORD_READERS)
    elder = in_scope(actor=actor, roles=RECORD_READERS, on=on).filter(id=elder_id).first()
    if elder is None:
        raise NoSuchElder()
    facts = tuple(_fact(row, regions, on) for row in Fact.objects.filter(elder=elder).order_by("from_on", "id"))
    rows = list(Credential.objects.filter(elder=elder).order_by("-issued_at", "-id"))
    number = id_number_of(elder)
    died = [fact.from_on for fact in facts if fact.kind == Fact.Kind.STATE and fact.value == DECEASED and fact.in_force]
    return ElderPage(
        id=elder.id,
        name=elder.name,
        is_woman=is_woman(number),
        birth_on=elder.birth_on,
        age=age_on(birth_on=elder.birth_on, on=min([*died, on])),
        id_number=mask_id_number(number),
        phone=mask_phone(_phone(elder)),
        deceased_on=min(died, default=None),
        facts=facts,
        credentials=tuple(credential_seen(row, on=on) for row in rows),
        deeds=_deeds(elder.id, [row.id for row in rows], asked, with_reasons=actor.holds(Role.AUDITOR)),
    )


def elder_named(*, actor: Actor, elder_id: UUID, roles: tuple[Role, ...], on: date) -> ElderNamed:
    """Return who an act concerns, when one of these roles covers her. OutOfScope, NoSuchElder."""
    actor.require_held(*roles)
    elder = in_scope(actor=actor, roles=roles, on=on).filter(id=elder_id).first()
    if elder is None:
        raise NoSuchElder()
    whole = actor.holds(*RECORD_READERS) and (
        in_scope(actor=actor, roles=RECORD_READERS, on=on).filter(id=elder_id).exists()
    )
    return ElderNamed(elder.id, elder.name if whole else mask_name(elder.name), elder.birth_on.year)


def elder_of_fact(*, fact_id: UUID) -> UUID:
    """Return the elder a fact is about, to ask for the scope with; NoSuchElder."""
    elder_id = Fact.objects.filter(id=fact_id).values_list("elder_id", flat=True).first()
    if elder_id is None:
        raise NoSuchElder()
    return elder_id


def state_of(*, fact_id: UUID) -> tuple[str, date] | None:
    """Return what a fact says of somebody's state, and from which day; None once it has ended, or where it is none."""
    row = Fact.objects.filter(id=fact_id, kind=Fact.Kind.STATE, until_on__isnull=True).first()
    return None if row is None else (open_fact(row), row.from_on)


def place_of_elder(*, elder_id: UUID, kind: str, on: date) -> UUID | None:
    """Return where an elder is registered or lives on a day; None where nothing says so."""
    found = Fact.objects.filter(in_force(on), elder_id=elder_id, kind=kind)
    return found.order_by("-from_on").values_list("region_id", flat=True).first()


def _fact(row: Fact, regions: Regions, on: date) -> FactShown:
    return FactShown(
        id=row.id,
        kind=row.kind,
        value="" if row.kind in PLACE_KINDS else open_fact(row),
        region_id=row.region_id,
        place=regions.full_name(row.region_id),
        level=row.level,
        evidence=row.evidence,
        granted_by=row.granted_by,
        from_on=row.from_on,
        until_on=row.until_on,
        began=row.from_on <= on,
        ended=row.until_on is not None and row.until_on <= on,
    )


def _phone(elder: Elder) -> str:
    if elder.phone_sealed is None:
        return ""
    return vault.open(bytes(elder.phone_sealed), table="canteen_elder", column="phone_sealed", row_id=elder.id)


def _deeds(elder_id: UUID, credential_ids: list[UUID], asked: Asked, *, with_reasons: bool) -> Page[DeedShown]:
    """What was done about her and her cards, the latest first; the reasons people gave are for auditors."""
    about = Q(subject_id=elder_id) | Q(subject_id__in=credential_ids)
    found = Deed.objects.filter(about).select_related("staff")
    return page_of(found=found, asked=asked, keys={"at": by_instant("at")}).of(
        lambda deed: DeedShown(
            at=deed.at,
            staff=deed.staff.name if deed.staff else "",
            verb=deed.verb,
            subject_kind=deed.subject_kind,
            reason=deed.reason if with_reasons else "",
        )
    )
