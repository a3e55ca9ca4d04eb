"""Facts of many people with their days, opened; and what a list of categories tells of whom, batch by batch (D3)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import F, QuerySet

from canteen.core.intake.kinds import RETELLING
from canteen.core.intake.known import Change, KnownFact
from canteen.core.intake.retelling import Retold, retold
from canteen.gateways.staging import open_row
from canteen.models import Elder, Fact, ImportRow
from canteen.queries.elders import open_fact

WRITTEN: Final = ("new", "changed")
PEOPLE_AT_ONCE: Final = 200


def facts_told(*, elder_ids: Collection[UUID]) -> Mapping[UUID, tuple[KnownFact, ...]]:
    """Return all facts of these records, each with its days, the oldest first; one statement."""
    found: dict[UUID, list[KnownFact]] = {elder_id: [] for elder_id in elder_ids}
    told = Fact.objects.filter(elder_id__in=list(found)).exclude(until_on=F("from_on"))  # taken back: says nothing
    for row in told.order_by("from_on", "id"):
        fact = KnownFact(row.id, row.kind, open_fact(row), row.level, row.region_id, row.from_on, row.until_on)
        found[row.elder_id].append(fact)
    return {elder_id: tuple(facts) for elder_id, facts in found.items()}


def births_of(*, person_ids: Collection[UUID]) -> Mapping[UUID, date]:
    """Return when people were born; one statement."""
    return dict(Elder.objects.filter(id__in=list(person_ids)).values_list("id", "birth_on"))


def retold_batches(*, import_id: UUID, kind: str) -> Iterator[Mapping[UUID, Retold]]:
    """Yield whom a list of categories speaks of, as the register is before it is written; each stands in one batch.

    Only ids are held of all of them. Lists of other kinds tell nothing that a meal is decided anew by.
    """
    if kind not in RETELLING:
        return
    rows = _written(import_id).exclude(elder_id=None).order_by("elder_id", "number")
    numbers: dict[UUID, list[int]] = {}
    for elder_id, number in rows.values_list("elder_id", "number").iterator(chunk_size=2000):
        if elder_id is not None:
            numbers.setdefault(elder_id, []).append(number)
    people = list(numbers)
    for first in range(0, len(people), PEOPLE_AT_ONCE):
        batch = people[first : first + PEOPLE_AT_ONCE]
        asked = [number for elder_id in batch for number in numbers[elder_id]]
        yield _retold(list(_written(import_id).filter(number__in=asked).order_by("number")))


def retold_among(*, import_id: UUID, kind: str, elder_ids: Collection[UUID]) -> Mapping[UUID, Retold]:
    """Return what a list tells of some records; nothing of those it does not name."""
    if kind not in RETELLING or not elder_ids:
        return {}
    return _retold(list(_written(import_id).filter(elder_id__in=list(elder_ids)).order_by("number")))


def _written(import_id: UUID) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(of_id=import_id, outcome__in=WRITTEN)


def _retold(rows: Sequence[ImportRow]) -> Mapping[UUID, Retold]:
    changes: dict[UUID, list[Change]] = {}
    for row in rows:
        plan = open_row(bytes(row.sealed), row.id).plan
        if plan.elder_id is not None:
            changes.setdefault(plan.elder_id, []).extend(plan.changes)
    facts = facts_told(elder_ids=changes)
    return {
        elder_id: retold(elder_id=elder_id, facts=facts[elder_id], changes=told) for elder_id, told in changes.items()
    }
