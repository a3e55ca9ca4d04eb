"""Everybody who can present something, with all that a price depends on: what kiosks' price lists are made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet

from canteen.models import Credential, Elder, Fact, SamePerson
from canteen.queries.elders import open_fact
from canteen.queries.places import in_force
from canteen.queries.presented import FactInForce


@dataclass(frozen=True, slots=True)
class OnRoster:
    """An elder with at least one live credential, as of one day."""

    elder_id: UUID
    person_id: UUID
    name: str
    birth_on: date  # of the joined person, as a check-in reads it
    codes: tuple[str, ...]
    facts: tuple[FactInForce, ...]


@dataclass(frozen=True, slots=True)
class CardHolder:
    """An elder with at least one live credential, and the codes she may present."""

    elder_id: UUID
    name: str
    codes: tuple[str, ...]


def card_holders(*, on: date) -> tuple[CardHolder, ...]:
    """Return who may present what on a day, by id, in one statement: what a list that is made already still needs."""
    live = Credential.objects.filter(_good(on), blocked_at__isnull=True).order_by("elder_id", "id")
    found = live.values_list("elder_id", "elder__name", "code")
    return tuple(
        CardHolder(elder_id, name, tuple(code for _, _, code in each))
        for (elder_id, name), each in groupby(found, key=lambda row: row[:2])
    )


def roster(*, on: date) -> tuple[OnRoster, ...]:
    """Return all elders with a live credential, by id, in four statements however many there are.

    Facts are those a check-in would read: of the record, and of the person it is joined to (D1, D3).
    """
    live = Credential.objects.filter(_good(on), blocked_at__isnull=True)
    codes: dict[UUID, list[str]] = {}
    for elder_id, code in live.order_by("id").values_list("elder_id", "code"):
        codes.setdefault(elder_id, []).append(code)
    joined = dict(SamePerson.objects.filter(in_force(on)).values_list("elder_id", "person_id"))
    people = _people(live, on)
    facts = _facts(people, on)
    return tuple(
        OnRoster(
            elder_id=elder_id,
            person_id=person_id,
            name=people[elder_id][0],
            birth_on=people[person_id][1],
            codes=tuple(found),
            facts=_together(facts, elder_id, person_id),
        )
        for elder_id, found in sorted(codes.items())
        for person_id in [joined.get(elder_id, elder_id)]
    )


def _good(on: date) -> Q:
    return Q(expires_on__isnull=True) | Q(expires_on__gt=on)


def _people(live: QuerySet[Credential], on: date) -> dict[UUID, tuple[str, date]]:
    """Name and birth date of the holders and of whom they are joined to."""
    holders = Q(id__in=live.values("elder_id"))
    joined = SamePerson.objects.filter(in_force(on), elder_id__in=live.values("elder_id"))
    found = Elder.objects.filter(holders | Q(id__in=joined.values("person_id")))
    return {elder_id: (name, birth_on) for elder_id, name, birth_on in found.values_list("id", "name", "birth_on")}


def _facts(people: Iterable[UUID], on: date) -> dict[UUID, list[Fact]]:
    """Facts in force, by elder. All of the day are read: an IN list of twenty thousand ids costs more than the rest."""
    known = set(people)
    found: dict[UUID, list[Fact]] = {}
    for fact in Fact.objects.filter(in_force(on)).order_by("from_on", "id"):
        if fact.elder_id in known:
            found.setdefault(fact.elder_id, []).append(fact)
    return found


def _together(facts: dict[UUID, list[Fact]], elder_id: UUID, person_id: UUID) -> tuple[FactInForce, ...]:
    both = [fact for each in sorted({elder_id, person_id}) for fact in facts.get(each, ())]
    both.sort(key=lambda fact: (fact.from_on, fact.id))
    return tuple(FactInForce(fact.kind, open_fact(fact), fact.level, fact.from_on) for fact in both)
