"""Registers the trial's elders by the batch, with phones, facts and cards; the cast gets printed codes as well."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.operations.credentials import Issued, issue_qr
from canteen.operations.elder_rows import NewFact
from canteen.operations.register_many import NewCard, NewElder, issue_cards, register_elders
from kiosk.core.credential import QrCard
from kiosk.gateways.signatures import signed_text
from kiosk.operations.demo import cast
from kiosk.operations.demo.gazetteer import TownPlan
from kiosk.operations.demo.people import ElderPlan, Grant
from kiosk.operations.demo.registry import Registry

QR_YEARS: Final = 5
FIRST_CARD: Final = 3_305_990_001
REPLACEMENTS_FROM: Final = 9_000  # numbers of cards that take a lost one's place begin so far behind


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed code; `text` is what a scanner reads off the card."""

    code: str
    text: str
    last_on: date


@dataclass(frozen=True, slots=True)
class Diner:
    """An elder with what she carries."""

    elder_id: UUID
    person: cast.Person
    birth_on: date
    town: str
    card_number: str
    card_id: UUID
    printed: Printed | None = None

    @property
    def name(self) -> str:
        """Her name in full."""
        return self.person.name

    @property
    def age(self) -> int:
        """How old she is on the day the trial is loaded."""
        return self.person.age


@transaction.atomic
def register_residents(
    *, registry: Registry, town: TownPlan, people: Sequence[ElderPlan], numbered_from: int, at: datetime, on: date
) -> tuple[Diner, ...]:
    """Register a town's elders, its clerk at work, and return those who have a card, in the order given."""
    clerk = registry.actor("clerk" if town is registry.plan.towns[0] else f"clerk-{town.key}", on)
    villages = registry.village_ids[town.key]
    office = f"{town.name}社会事务办公室"
    ids = register_elders(
        actor=clerk,
        elders=[_new_elder(one, villages, office) for one in people],
        now=at,
        reason="平台上线首次建档",
    )
    holders = [(number, one, elder_id) for number, (one, elder_id) in enumerate(zip(people, ids, strict=True))]
    holders = [(number, one, elder_id) for number, one, elder_id in holders if one.has_card]
    numbers = [card_number(number=numbered_from + number) for number, _, _ in holders]
    cards = issue_cards(
        actor=clerk,
        cards=[NewCard(elder_id, card) for (_, _, elder_id), card in zip(holders, numbers, strict=True)],
        now=at,
        reason="平台上线首次发卡",
    )
    expires_on = date(at.year + QR_YEARS, 1, 1)
    return tuple(
        Diner(
            elder_id=elder_id,
            person=one.person,
            birth_on=one.birth_on,
            town=town.key,
            card_number=number,
            card_id=card_id,
            printed=_printed(issue_qr(actor=clerk, elder_id=elder_id, expires_on=expires_on, now=at))
            if one.person in cast.ELDERS
            else None,
        )
        for (_, one, elder_id), number, card_id in zip(holders, numbers, cards, strict=True)
    )


def card_number(*, number: int) -> str:
    """Return the number on the plain card of the elder who was registered at this place."""
    return str(FIRST_CARD + number)


def regulars_of(
    *, registry: Registry, diners: Iterable[Diner], wanted: Mapping[UUID, int], seed: int
) -> dict[UUID, tuple[Diner, ...]]:
    """Return who usually eats at each canteen: people of its town, nobody at two; the cast at the main one."""
    by_town: dict[str, list[Diner]] = {}
    for diner in diners:
        by_town.setdefault(diner.town, []).append(diner)
    found = {}
    for town, living in by_town.items():
        own = [diner for diner in living if diner.person in cast.ELDERS]
        others = [diner for diner in living if diner.person not in cast.ELDERS]
        Random(f"{seed}/regulars/{town}").shuffle(others)
        left = [*own, *others]
        halls = [hall for hall in registry.halls if hall.plan.town == town]
        for place, hall in enumerate(halls):
            # Where people are few, no canteen takes them all.
            count = min(wanted[hall.canteen_id], max(1, len(left) // (len(halls) - place)))
            count = max(count, len(own)) if hall.is_main else count
            found[hall.canteen_id] = tuple(left[:count])
            left = left[count:]
    return found


def _new_elder(one: ElderPlan, villages: Sequence[UUID], office: str) -> NewElder:
    since = one.registered_from or one.birth_on
    return NewElder(
        name=one.person.name,
        id_number=one.id_number,
        region_id=villages[one.registered_in],
        registered_from=one.registered_from,
        residence_region_id=villages[one.lives_in],
        residence_from=since,
        phone=one.phone,
        facts=tuple(_new_fact(grant, office) for grant in one.grants),
    )


def _new_fact(grant: Grant, office: str) -> NewFact:
    return NewFact(
        kind="category",
        value=grant.kind,
        from_on=grant.from_on,
        until_on=grant.until_on,
        level=grant.level,
        evidence="民政业务系统核对",
        granted_by=office,
    )


def _printed(issued: Issued) -> Printed:
    if issued.expires_on is None:
        raise AssertionError("a printed code always ends")
    text = signed_text(QrCard(bytes.fromhex(issued.code), issued.issued_on, issued.expires_on))
    return Printed(issued.code, text, date.fromordinal(issued.expires_on.toordinal() - 1))
