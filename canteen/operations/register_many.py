"""Registers elders by the thousand, with facts, phones and cards, in few statements; one deed a batch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from canteen.core.identity import normalise_id_number
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.models import Credential, Elder, Fact
from canteen.models.ids import new_id
from canteen.models.sql import insert_many
from canteen.operations.credentials import ISSUERS, CodeTaken, normalise_card_number
from canteen.operations.deeds import do
from canteen.operations.elder_rows import BadElder, ElderExists, NewFact, elder_row, fact_row
from canteen.queries.elders import PLACE_KINDS, SIGHT_KINDS, NoSuchElder
from canteen.queries.places import in_force

ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class NewElder:
    """An elder to be registered; registration, and residence if there is one, hold from birth unless a day is given."""

    name: str
    id_number: str
    region_id: UUID
    registered_from: date | None = None
    residence_region_id: UUID | None = None
    residence_from: date | None = None
    phone: str = ""
    facts: tuple[NewFact, ...] = ()


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card to be given to an elder."""

    elder_id: UUID
    number: str


def register_elders(
    *, actor: Actor, elders: Sequence[NewElder], now: datetime, reason: str = "", import_id: UUID | None = None
) -> list[UUID]:
    """Register many elders, all or none, and return their ids in the order given; one deed for the whole batch.

    OutOfScope for a single region beyond the actor's; BadElder, BadIdNumber, BadPhone; ElderExists for a number that
    is registered already or stands twice among these.
    """
    for region_id in {one.region_id for one in elders}:
        actor.require_region(Role.CLERK, region_id=region_id)
    rows = [_row(one, now) for one in elders]
    facts = [fact for row, one in zip(rows, elders, strict=True) for fact in _facts(row, one, now)]
    if not rows:
        return []
    try:
        with transaction.atomic():
            insert_many(rows)
            insert_many(facts)
            do(
                staff_id=actor.staff_id,
                verb="register",
                subject_kind="import" if import_id else "region",
                subject_id=import_id or elders[0].region_id,
                reason=reason,
                detail={"elders": len(rows), "facts": len(facts)},
                now=now,
            )
    except IntegrityError:
        raise ElderExists() from None
    return [row.id for row in rows]


def issue_cards(
    *, actor: Actor, cards: Sequence[NewCard], now: datetime, reason: str = "", import_id: UUID | None = None
) -> list[UUID]:
    """Give many elders a card each, all or none, and return the credentials' ids in the order given; one deed.

    OutOfScope; NoSuchElder when any lies outside the actor's regions; BadCardNumber, CodeTaken.
    """
    actor.require_held(*ISSUERS)
    _require_elders(actor, {card.elder_id for card in cards}, service_day(now))
    rows = [
        Credential(
            id=new_id(),
            elder_id=card.elder_id,
            kind=Credential.Kind.CARD.value,
            code=normalise_card_number(card.number),
            issued_at=now,
        )
        for card in cards
    ]
    if not rows:
        return []
    try:
        with transaction.atomic():
            insert_many(rows)
            do(
                staff_id=actor.staff_id,
                verb="issue",
                subject_kind="import" if import_id else "elder",
                subject_id=import_id or rows[0].elder_id,
                reason=reason,
                detail={"cards": len(rows)},
                now=now,
            )
    except IntegrityError:
        raise CodeTaken() from None
    return [row.id for row in rows]


def _row(one: NewElder, now: datetime) -> Elder:
    return elder_row(name=one.name, number=normalise_id_number(one.id_number), phone=one.phone, now=now)


def _facts(row: Elder, one: NewElder, now: datetime) -> Iterator[Fact]:
    since = one.registered_from or row.birth_on
    yield _place(row.id, Fact.Kind.REGISTRATION, one.region_id, since, now)
    if one.residence_region_id is not None:
        yield _place(row.id, Fact.Kind.RESIDENCE, one.residence_region_id, one.residence_from or since, now)
    for fact in one.facts:
        if fact.kind in PLACE_KINDS:
            raise BadElder([("kind", "registration and residence are given with the elder")])
        yield fact_row(elder_id=row.id, fact=fact, now=now)


def _place(elder_id: UUID, kind: Fact.Kind, region_id: UUID, from_on: date, now: datetime) -> Fact:
    return fact_row(
        elder_id=elder_id,
        fact=NewFact(kind=kind.value, value=str(region_id), region_id=region_id, from_on=from_on),
        now=now,
    )


def _require_elders(actor: Actor, elder_ids: Iterable[UUID], on: date) -> None:
    waiting = iter(elder_ids)
    while some := list(islice(waiting, ROWS_AT_ONCE)):
        # Asked from the elders' own few facts: a table that grows within one transaction has no figures to plan by.
        covered = Fact.objects.filter(
            in_force(on), elder_id__in=some, kind__in=SIGHT_KINDS, region_id__in=actor.regions(*ISSUERS)
        )
        if len(set(covered.values_list("elder_id", flat=True))) < len(some):
            raise NoSuchElder()
