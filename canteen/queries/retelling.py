"""Facts of many people with their days, opened; and what a list tells of whom, batch by batch (D3)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet

from canteen.core.intake.kinds import REACHING, RETELLING, Kind
from canteen.core.intake.known import CHANGED, KnownFact
from canteen.core.intake.retelling import OF_HER_DAYS, Retold, RowTold, Telling, retold
from canteen.core.region import Tree
from canteen.gateways.staging import open_row
from canteen.models import Elder, Fact, ImportRow
from canteen.queries.elders import open_fact
from canteen.queries.region_names import regions_on

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


def retold_batches(*, import_id: UUID, kind: str, on: date) -> Iterator[Mapping[UUID, Retold]]:
    """Yield whom a list speaks of, as the register is before it is written on a day; each stands in one batch.

    Only ids are held of all of them. Lists of other kinds tell nothing that a meal is decided anew by.
    """
    if kind not in RETELLING:
        return
    rows = _written(import_id, kind).exclude(elder_id=None).order_by("elder_id", "number")
    numbers: dict[UUID, list[int]] = {}
    for elder_id, number in rows.values_list("elder_id", "number").iterator(chunk_size=2000):
        if elder_id is not None:
            numbers.setdefault(elder_id, []).append(number)
    people, telling = list(numbers), _telling(kind, on)
    for first in range(0, len(people), PEOPLE_AT_ONCE):
        batch = people[first : first + PEOPLE_AT_ONCE]
        asked = [number for elder_id in batch for number in numbers[elder_id]]
        yield _retold(list(_written(import_id, kind).filter(number__in=asked).order_by("number")), telling)


def retold_among(*, import_id: UUID, kind: str, on: date, elder_ids: Collection[UUID]) -> Mapping[UUID, Retold]:
    """Return what a list tells of some records; nothing of those it does not name."""
    if kind not in RETELLING or not elder_ids:
        return {}
    rows = _written(import_id, kind).filter(elder_id__in=list(elder_ids)).order_by("number")
    return _retold(list(rows), _telling(kind, on))


def reaches_back(*, import_id: UUID, kind: str) -> bool:
    """Say whether meals are to be looked at before a list is written: by a roster only where it changes known people.

    One statement, which opens no row.
    """
    return kind in REACHING and (kind != Kind.ELDERS or _written(import_id, kind).exists())


def _written(import_id: UUID, kind: str) -> QuerySet[ImportRow]:
    """The rows that change the register; of a roster those alone that say something else of somebody's days."""
    found = ImportRow.objects.filter(of_id=import_id, outcome__in=WRITTEN)
    if kind != Kind.ELDERS:
        return found
    said = Q()
    for field in OF_HER_DAYS:
        said |= Q(columns__contains=f"|{field}|")
    return found.filter(said, outcome=CHANGED)


def _telling(kind: str, on: date) -> Telling:
    return Telling(Kind(kind), on, regions_on(on=on).tree if kind == Kind.MOVES else Tree({}, {}))


def _retold(rows: Sequence[ImportRow], telling: Telling) -> Mapping[UUID, Retold]:
    told: dict[UUID, list[RowTold]] = {}
    for row in rows:
        staged = open_row(bytes(row.sealed), row.id)
        if staged.plan.elder_id is not None:
            told.setdefault(staged.plan.elder_id, []).append(RowTold(staged.values, staged.plan.changes))
    facts = facts_told(elder_ids=told)
    return {
        elder_id: retold(elder_id=elder_id, facts=facts[elder_id], rows=said, telling=telling)
        for elder_id, said in told.items()
    }
