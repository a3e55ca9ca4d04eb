"""The list of elders as clerks and auditors read it: searched, filtered, sorted and cut by the database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from canteen.core.age import BANDS, age_on, born_between
from canteen.core.identity import is_woman, mask_id_number
from canteen.core.listing import Asked, Listing, Page
from canteen.core.scope import Actor
from canteen.core.sought import By, names_nobody, sought
from canteen.core.states import DECEASED, MOVED_AWAY
from canteen.gateways import vault
from canteen.models import Credential, Elder, Fact
from canteen.queries.elders import (
    PLACE_KINDS,
    RECORD_READERS,
    SIGHT_KINDS,
    fact_lookup,
    id_number_lookup,
    id_number_of,
    in_scope,
    open_fact,
)
from canteen.queries.paging import ROWS_AT_ONCE, Key, by_day, by_instant, every, page_of
from canteen.queries.places import in_force
from canteen.queries.region_names import Regions

LIVING: Final = "living"
APART: Final = "apart"  # registered in one place, living in another
STATES: Final = (LIVING, DECEASED, MOVED_AWAY, APART)
LISTING: Final = Listing(
    sorts=("name", "birth", "recorded"), filters=("region", "category", "age", "state", "card"), allows=names_nobody
)
KEYS: Final = {"name": Key("sorts_as"), "birth": by_day("birth_on"), "recorded": by_instant("recorded_at")}
BAND_KEYS: Final = {f"{first}-{'' if last is None else last}": (first, last) for first, last in BANDS}


@dataclass(frozen=True, slots=True)
class ElderRow:
    """One line of the list: names in full, ID numbers masked, categories opened."""

    id: UUID
    name: str
    is_woman: bool
    birth_on: date
    age: int
    id_number: str
    registered: str  # the village or town of registration, and where she lives when that is another
    resides: str
    categories: tuple[str, ...]
    state: str
    cards: int


def elder_page(*, actor: Actor, asked: Asked, regions: Regions, on: date) -> Page[ElderRow]:
    """Return the page that was asked for; five statements, one more for a category. OutOfScope."""
    page = page_of(found=_found(actor, asked, regions, on), asked=asked, keys=KEYS)
    rows = _rows(page.rows, regions, on)
    return page.holding(rows)


def all_elders(*, actor: Actor, asked: Asked, regions: Regions, on: date) -> Iterator[ElderRow]:
    """Yield every elder of the list in its order, five hundred at a time. OutOfScope."""
    found = _found(actor, asked, regions, on)
    batch: list[Elder] = []
    for elder in every(found=found, asked=asked, keys=KEYS):
        batch.append(elder)
        if len(batch) == ROWS_AT_ONCE:
            yield from _rows(batch, regions, on)
            batch = []
    yield from _rows(batch, regions, on)


def elder_by_secret(*, actor: Actor, text: str, on: date) -> UUID | None:
    """Return the one elder with this ID number or card number within the actor's regions, or nobody. OutOfScope."""
    actor.require_held(*RECORD_READERS)
    asked = sought(text)
    here = in_scope(actor=actor, roles=RECORD_READERS, on=on)
    if asked.by is By.ID_NUMBER:
        return here.filter(id_number_lookup=id_number_lookup(asked.text)).values_list("id", flat=True).first()
    if asked.by is By.CARD:
        return here.filter(credentials__code=asked.text).values_list("id", flat=True).first()
    return None


def _found(actor: Actor, asked: Asked, regions: Regions, on: date) -> QuerySet[Elder]:
    actor.require_held(*RECORD_READERS)
    found = in_scope(actor=actor, roles=RECORD_READERS, on=on).filter(searched(asked.search))
    said = asked.filters
    if "region" in said:
        found = found.filter(_living_in(actor, said["region"], regions, on))
    if "age" in said and said["age"] in BAND_KEYS:
        first, last = BAND_KEYS[said["age"]]
        oldest, youngest = born_between(first_age=first, last_age=last, on=on)
        found = found.filter(birth_on__gte=oldest, birth_on__lte=youngest)
    if "state" in said and said["state"] in STATES:
        found = found.filter(_in_state(said["state"], on))
    if "card" in said and said["card"] in ("yes", "no"):
        has = Exists(Credential.objects.filter(_alive(on), elder=OuterRef("pk")))
        found = found.filter(has if said["card"] == "yes" else ~has)
    if "category" in said:
        found = found.filter(id__in=_of_category(actor, said["category"], on))
    return found


def searched(text: str) -> Q:
    """Return who is meant by a beginning of a name, its initials or a telephone's end: what may stand in an address."""
    asked = sought(text)
    if asked.by is By.NOTHING:
        return Q()
    if asked.by is By.NAME:
        return Q(name__startswith=asked.text)
    if asked.by is By.INITIALS:
        return Q(initials__startswith=asked.text)
    if asked.by is By.PHONE:
        return Q(phone_tail_lookup=vault.lookup(asked.text, purpose="phone tail"))
    return Q(pk__in=[])  # such a search has no business in an address: it finds nobody there


def _living_in(actor: Actor, text: str, regions: Regions, on: date) -> Q:
    try:
        inside = regions.within(UUID(text), actor.regions(*RECORD_READERS))
    except ValueError:
        return Q()
    facts = Fact.objects.filter(in_force(on), elder=OuterRef("pk"), kind__in=SIGHT_KINDS, region__in=inside)
    return Q(Exists(facts))


def _in_state(state: str, on: date) -> Q:
    said = Fact.objects.filter(in_force(on), elder=OuterRef("pk"))
    if state == APART:
        registered = Fact.objects.filter(
            in_force(on), elder=OuterRef("elder"), kind=Fact.Kind.REGISTRATION, region=OuterRef("region")
        )
        return Q(Exists(said.filter(~Exists(registered), kind=Fact.Kind.RESIDENCE)))
    gone = DECEASED if state == LIVING else state
    found = Exists(said.filter(value_lookup=fact_lookup(kind=Fact.Kind.STATE, value=gone)))
    return ~Q(found) if state == LIVING else Q(found)


def _alive(on: date) -> Q:
    return Q(blocked_at__isnull=True) & (Q(expires_on__isnull=True) | Q(expires_on__gt=on))


def _of_category(actor: Actor, code: str, on: date) -> set[UUID]:
    """Who is of a category on a day: opened, for equal hashes would show who belongs together."""
    facts = Fact.objects.filter(in_force(on), kind=Fact.Kind.CATEGORY)
    here = facts.filter(elder__in=in_scope(actor=actor, roles=RECORD_READERS, on=on).values("id"))
    return {fact.elder_id for fact in here.only("id", "elder_id", "value_sealed").iterator() if open_fact(fact) == code}


def _rows(elders: Iterable[Elder], regions: Regions, on: date) -> Iterator[ElderRow]:
    shown = list(elders)
    if not shown:
        return
    ids = [elder.id for elder in shown]
    facts: dict[UUID, list[Fact]] = {}
    for fact in Fact.objects.filter(in_force(on), elder__in=ids).order_by("from_on", "id"):
        facts.setdefault(fact.elder_id, []).append(fact)
    cards: dict[UUID, int] = {}
    for elder_id in Credential.objects.filter(_alive(on), elder__in=ids).values_list("elder_id", flat=True):
        cards[elder_id] = cards.get(elder_id, 0) + 1
    for elder in shown:
        yield _row(elder, facts.get(elder.id, []), cards.get(elder.id, 0), regions, on)


def _row(elder: Elder, facts: list[Fact], cards: int, regions: Regions, on: date) -> ElderRow:
    places: Mapping[str, UUID | None] = {fact.kind: fact.region_id for fact in facts if fact.kind in PLACE_KINDS}
    number = id_number_of(elder)
    registered = regions.full_name(places.get(Fact.Kind.REGISTRATION))
    resides = regions.full_name(places.get(Fact.Kind.RESIDENCE))
    states = {open_fact(fact) for fact in facts if fact.kind == Fact.Kind.STATE}
    return ElderRow(
        id=elder.id,
        name=elder.name,
        is_woman=is_woman(number),
        birth_on=elder.birth_on,
        age=age_on(birth_on=elder.birth_on, on=on),
        id_number=mask_id_number(number),
        registered=registered,
        resides="" if resides == registered else resides,
        categories=tuple(open_fact(fact) for fact in facts if fact.kind == Fact.Kind.CATEGORY),
        state=next((state for state in (DECEASED, MOVED_AWAY) if state in states), LIVING),
        cards=cards,
    )
