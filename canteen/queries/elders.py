"""Elders as an actor may see them: found by name, ID number or credential, masked, within the actor's regions."""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from canteen.core.errors import Conflict, NotFound
from canteen.core.identity import mask_id_number, mask_name, normalise_id_number
from canteen.core.scope import Actor, Role
from canteen.gateways import vault
from canteen.models import Elder, Fact, SamePerson
from canteen.models.sql import is_postgres, rows, turn_of
from canteen.queries.places import in_force

SEERS: Final = (Role.COUNTER, Role.MANAGER, Role.CLERK, Role.AUDITOR)
RECORD_READERS: Final = (Role.CLERK, Role.AUDITOR)  # ID numbers, facts and full names are not for the counter (S3)
PLACE_KINDS: Final = (Fact.Kind.REGISTRATION, Fact.Kind.RESIDENCE)
# What puts somebody in a region's sight: where she is registered or lives, and where she moved away from.
SIGHT_KINDS: Final = (*PLACE_KINDS, Fact.Kind.STATE)
# Whose values are found by keyed hash. Categories are not: equal hashes would show who belongs together, and how many
# of a kind there are would tell which kind it is.
SOUGHT_KINDS: Final = (Fact.Kind.STATE,)
MOST_FOUND: Final = 50
LOCKED_AT_ONCE: Final = 1000
_TELLING: Final = 4_620_181_106  # an advisory lock that is no id's: those are negative, by the variant bits of a UUID


class NoSuchElder(NotFound):
    """This elder is not registered, or lives outside what you may see."""

    code = "no-such-elder"
    zh = "没有找到这位老人，或不在您的职责范围内"


class ListBeingWritten(Conflict):
    """A list that tells of elders is being written; nothing else is told of anybody until it is done. Try again."""

    code = "list-being-written"
    zh = "正在写入一份名单，写完以前暂不能登记、终止或更正老人的信息；请稍候再试"


@dataclass(frozen=True, slots=True)
class ElderSeen:
    """An elder in a list: enough to tell two namesakes apart, nothing to copy out."""

    id: UUID
    name: str  # masked: 张*三
    birth_year: int
    id_number: str  # masked; empty for roles that have no business with it


@dataclass(frozen=True, slots=True)
class FactSeen:
    """A dated fact, opened."""

    id: UUID
    kind: str
    value: str
    level: str
    region_id: UUID | None
    evidence: str
    granted_by: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class ElderRecord:
    """An elder's record as a clerk works on it; the ID number stays masked here too."""

    id: UUID
    name: str
    birth_on: date
    id_number: str
    facts: tuple[FactSeen, ...]


def id_number_lookup(id_number: str) -> str:
    """Return the keyed hash an ID number is found by (S1); BadIdNumber for what is none."""
    return vault.lookup(normalise_id_number(id_number), purpose="id number")


def fact_lookup(*, kind: str, value: str) -> str:
    """Return the keyed hash a fact is found by, nothing for kinds that nobody filters by (S1)."""
    return vault.lookup(f"{kind}={value}", purpose="fact value") if kind in SOUGHT_KINDS else ""


def elders_by_name(*, actor: Actor, name: str, on: date) -> tuple[ElderSeen, ...]:
    """Return at most 50 elders whose name begins so, by name; nobody for an empty one. OutOfScope."""
    actor.require_held(*SEERS)
    beginning = name.strip()
    if not beginning:
        return ()
    return _seen(
        actor, in_scope(actor=actor, roles=SEERS, on=on).filter(name__startswith=beginning).order_by("name", "id")
    )


def elders_by_id_number(*, actor: Actor, id_number: str, on: date) -> tuple[ElderSeen, ...]:
    """Return the elder with this ID number, or nobody. OutOfScope, BadIdNumber."""
    actor.require_held(*SEERS)
    return _seen(actor, in_scope(actor=actor, roles=SEERS, on=on).filter(id_number_lookup=id_number_lookup(id_number)))


def elders_by_code(*, actor: Actor, code: str, on: date) -> tuple[ElderSeen, ...]:
    """Return the elder a credential, live or dead, was issued to, or nobody. OutOfScope."""
    actor.require_held(*SEERS)
    return _seen(actor, in_scope(actor=actor, roles=SEERS, on=on).filter(credentials__code=code.strip()))


def elder_record(*, actor: Actor, elder_id: UUID, on: date) -> ElderRecord:
    """Return one elder with all facts, past and to come, the oldest first. OutOfScope, NoSuchElder."""
    actor.require_held(*RECORD_READERS)
    elder = in_scope(actor=actor, roles=RECORD_READERS, on=on).filter(id=elder_id).first()
    if elder is None:
        raise NoSuchElder()
    facts = Fact.objects.filter(elder=elder).order_by("from_on", "id")
    return ElderRecord(elder.id, elder.name, elder.birth_on, masked_id_number(elder), _opened(facts))


def require_elder(*, actor: Actor, roles: tuple[Role, ...], elder_id: UUID, on: date) -> None:
    """Pass when one of these roles covers the elder on a day. OutOfScope, NoSuchElder."""
    actor.require_held(*roles)
    if not in_scope(actor=actor, roles=roles, on=on).filter(id=elder_id).exists():
        raise NoSuchElder()


def in_scope(*, actor: Actor, roles: tuple[Role, ...], on: date) -> QuerySet[Elder]:
    """Return the elders registered or resident, on a day, in a region that one of these roles covers, or gone from it.

    Of who has moved away, the state names the region she left: who looked after her there sees her, and lets her back.
    """
    here = Fact.objects.filter(
        in_force(on), elder=OuterRef("pk"), kind__in=SIGHT_KINDS, region__in=actor.regions(*roles)
    )
    return Elder.objects.filter(Exists(here))


def categories_told(*, codes: Collection[str], region_ids: Iterable[UUID]) -> frozenset[str]:
    """Return which of these categories anybody of these regions was ever recorded with, registered or resident there.

    Opened one by one, for equal hashes would show who belongs together; and only until all of them are found.
    """
    found: set[str] = set()
    if codes:
        here = Fact.objects.filter(elder=OuterRef("elder"), kind__in=SIGHT_KINDS, region__in=list(region_ids))
        told = Fact.objects.filter(Exists(here), kind=Fact.Kind.CATEGORY).only("id", "value_sealed")
        for fact in told.iterator():
            found |= {open_fact(fact)} & set(codes)
            if len(found) == len(set(codes)):
                break
    return frozenset(found)


def person_of(*, elder_id: UUID, on: date) -> UUID:
    """Return the person a record is joined to on a day, or the record itself: what limits are counted on (D1)."""
    joined = SamePerson.objects.filter(in_force(on), elder_id=elder_id).values_list("person_id", flat=True).first()
    return joined or elder_id


def lock_elders(*, person_ids: Iterable[UUID]) -> None:
    """Lock the rows of several persons, in ascending order as D18 asks; one statement, whatever their number."""
    found = Elder.objects.select_for_update(no_key=True).filter(id__in=set(person_ids)).order_by("id")
    list(found.values_list("id", flat=True))


def lock_people(*, elder_ids: Collection[UUID] | QuerySet[Any, Any]) -> None:
    """Lock these elders and the persons whom their records are joined to, in ascending order (D18), however many.

    A check-in locks its person before it reads what is known of her: it is seen by then, or sees what we wrote.
    """
    if is_postgres():
        joined = SamePerson.objects.filter(elder_id__in=elder_ids).values("person_id")
        asked = Elder.objects.filter(id__in=elder_ids).values("id").union(joined)
        locked = Elder.objects.select_for_update(no_key=True).filter(id__in=asked).order_by("id").values_list("id")
        deque(locked.iterator(chunk_size=LOCKED_AT_ONCE), maxlen=0)  # nobody is held in memory


def lock_facts(*, elder_id: UUID) -> None:
    """Let those who tell facts of one elder take turns until their transactions end; SQLite has one writer anyway.

    Before any other lock, and not by her row: a death then locks books, which a check-in of hers locks before her row
    (D18). ListBeingWritten: a list decides meals by what it read of everybody, and nobody is kept waiting for its end.
    """
    if is_postgres():
        one = "SELECT CASE WHEN pg_try_advisory_xact_lock_shared(%s) THEN pg_advisory_xact_lock(%s) IS NOT NULL END"
        if rows(one, (_TELLING, turn_of(elder_id)))[0][0] is None:
            raise ListBeingWritten()


def lock_all_facts() -> None:
    """Let nobody else tell facts of anybody until this transaction ends: who began is waited for, who comes is refused.

    Before any other lock that somebody may wait for (D18). Check-ins read facts, and are not held up by this.
    """
    if is_postgres():
        rows("SELECT pg_advisory_xact_lock(%s)", (_TELLING,))


def is_list_written() -> bool:
    """Say whether `lock_all_facts` is held or waited for; if not, none is held until this transaction ends."""
    return is_postgres() and not rows("SELECT pg_try_advisory_xact_lock_shared(%s)", (_TELLING,))[0][0]


def masked_id_number(elder: Elder) -> str:
    """Return an elder's ID number as pages may show it."""
    return mask_id_number(id_number_of(elder))


def id_number_of(elder: Elder) -> str:
    """Return an elder's ID number, opened: to be masked, or shown for a reason that became a deed. SealBroken."""
    return vault.open(bytes(elder.id_number_sealed), table="canteen_elder", column="id_number_sealed", row_id=elder.id)


def _seen(actor: Actor, found: QuerySet[Elder]) -> tuple[ElderSeen, ...]:
    reads_records = actor.holds(*RECORD_READERS)
    return tuple(
        ElderSeen(
            id=elder.id,
            name=mask_name(elder.name),
            birth_year=elder.birth_on.year,
            id_number=masked_id_number(elder) if reads_records else "",
        )
        for elder in found[:MOST_FOUND]
    )


def _opened(facts: Iterable[Fact]) -> tuple[FactSeen, ...]:
    return tuple(
        FactSeen(
            id=fact.id,
            kind=fact.kind,
            value=open_fact(fact),
            level=fact.level,
            region_id=fact.region_id,
            evidence=fact.evidence,
            granted_by=fact.granted_by,
            from_on=fact.from_on,
            until_on=fact.until_on,
        )
        for fact in facts
    )


def open_fact(fact: Fact) -> str:
    """Return the value of a fact; SealBroken."""
    return vault.open(bytes(fact.value_sealed), table="canteen_fact", column="value_sealed", row_id=fact.id)
