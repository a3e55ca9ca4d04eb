"""Live meals of people of whom something else is said now, with all that deciding them anew depends on (D3, D8)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from canteen.core.intake.known import KnownFact
from canteen.core.intake.retelling import Retold
from canteen.core.month import Month
from canteen.queries.retelling import births_of, facts_told
from settlement.core import chart
from settlement.core.case import PERIODS, Line, period_of
from settlement.core.journal import Drawn
from settlement.core.payers import payer_of
from settlement.core.redecision import Standing, promise_kept
from settlement.core.shares import Advance, ClaimUse, HoldCode
from settlement.models import Books, Claim, Entry, Hold, Posting

SITTINGS: Final = ("breakfast", "lunch", "dinner")  # in the order of a day
# What a split itself leaves open goes with it when it is decided anew; what a person or a list holds stays held.
OF_THE_SPLIT: Final = frozenset({HoldCode.HELD.value, HoldCode.BEYOND.value, HoldCode.PROMISE.value})
RECORDS: Final = ("order__elder_id", "order__person_id")
Batch = Mapping[UUID, Retold]
Among = Callable[[Collection[UUID]], Batch]
Told = Mapping[UUID, tuple[KnownFact, ...]]
Used = dict[tuple[str, str], dict[int, int]]

_MEAL: Final = (
    *("id", "order_id", "order__elder_id", "order__person_id", "order__sitting", "service_on", "recorded_at"),
    *("policy_id", "revision", "explanation", "books__canteen_id", "books__organisation_id", "books__month"),
    *("books__state", "books__canteen__key", "books__canteen__region_id", "order__meal__package"),
)


@dataclass(frozen=True, slots=True)
class MealStanding:
    """A live meal as it was decided last, and what is said of its eater on its day, before and now."""

    entry_id: UUID
    order_id: UUID
    elder_id: UUID
    person_id: UUID
    canteen_id: UUID
    canteen_key: str
    region_id: UUID  # in which the canteen stands
    package: str  # which set meal it is
    organisation_id: UUID
    service_on: date
    sitting: str
    recorded_at: datetime
    policy_id: UUID | None
    revision: int
    stands_in: Month  # the books that spoke of it last
    is_open: bool  # whether these still take service facts
    waits: bool  # whether somebody holds or has decided a share of it, or no policy was in force
    lines: tuple[Line, ...]
    standing: Standing
    drawn: Drawn  # what it drew of which month's allotment; more than one where it was decided anew after a seal
    first_at: datetime  # when it was decided first: whose funds had which role then, has them for this meal (D9)
    born_on: tuple[date | None, date | None]  # as was said of the person, and as is said now
    before: tuple[KnownFact, ...]
    after: tuple[KnownFact, ...]


def meals_retold(*, retold: Batch, among: Among) -> tuple[MealStanding, ...]:
    """Return the live meals of a batch on the days of which something else is said, in the order they were eaten.

    `among` answers for records told of in another batch: of a meal by the card of one and the person of the other, both
    are heard, and it is returned with the first of whom something else is said. Meals that the same list holds are none
    of these. Nine statements, and one more where a meal was decided anew before.
    """
    rows, told = _reached(retold, among)
    if not rows:
        return ()
    entry_ids, order_ids = [row["id"] for row in rows], [row["order_id"] for row in rows]
    people = {row[key] for row in rows for key in RECORDS}
    facts = facts_told(elder_ids=people - told.keys())
    births = births_of(person_ids={row["order__person_id"] for row in rows})
    lines, waiting = _lines(order_ids), _waiting(entry_ids, order_ids)
    moved, claims = _moved(entry_ids), _claims(entry_ids)
    first = _first([row["order_id"] for row in rows if row["revision"]])
    found = []
    for row in rows:
        paid, drawn = moved.get(row["id"], ({}, {}))
        records = list(dict.fromkeys(row[key] for key in RECORDS))
        found.append(
            MealStanding(
                entry_id=row["id"],
                order_id=row["order_id"],
                elder_id=row["order__elder_id"],
                person_id=row["order__person_id"],
                canteen_id=row["books__canteen_id"],
                canteen_key=row["books__canteen__key"],
                region_id=row["books__canteen__region_id"],
                package=row["order__meal__package"],
                organisation_id=row["books__organisation_id"],
                service_on=row["service_on"],
                sitting=row["order__sitting"],
                recorded_at=row["recorded_at"],
                policy_id=row["policy_id"],
                revision=row["revision"],
                stands_in=Month.of(row["books__month"]),
                is_open=row["books__state"] == Books.State.OPEN,
                waits=row["policy_id"] is None or row["order_id"] in waiting,
                lines=lines.get(row["order_id"], ()),
                standing=_standing(row["explanation"], paid, claims.get(row["id"], ())),
                drawn=drawn,
                first_at=first.get(row["order_id"], row["recorded_at"]),
                born_on=_born(row["order__person_id"], told, births),
                before=_all(records, {one: told[one].before for one in records if one in told}, facts),
                after=_all(records, {one: told[one].after for one in records if one in told}, facts),
            )
        )
    return tuple(found)


def live_claims(*, meals: Sequence[MealStanding]) -> dict[UUID, Used]:
    """Return by person the live claims, in the periods of these meals, of all her meals; one statement."""
    asked = {period_of(per, meal.service_on, meal.sitting) for meal in meals for per in PERIODS}
    people = {meal.person_id for meal in meals}
    found: dict[UUID, Used] = {person_id: {} for person_id in people}
    rows = Claim.objects.filter(person_id__in=people, period__in=asked, released_by=None)
    for claim in rows.order_by("id"):
        found[claim.person_id].setdefault((claim.limit_key, claim.period), {})[claim.ordinal] = claim.fen
    return found


def meals_of(*, elder_ids: Collection[UUID], since: date) -> QuerySet[Entry]:
    """Return the live meals from a day on of these records and of those joined to them (D1)."""
    theirs = Q(order__elder_id__in=list(elder_ids)) | Q(order__person_id__in=list(elder_ids))
    return Entry.objects.filter(theirs, kind=Entry.Kind.MEAL, reversed_by=None, service_on__gte=since)


def _reached(retold: Batch, among: Among) -> tuple[list[dict[str, Any]], Batch]:
    first = [day for each in retold.values() if (day := each.first_on) is not None]
    if not first:
        return [], {}
    found = list(meals_of(elder_ids=retold, since=min(first)).values(*_MEAL))
    beside = {row[key] for row in found for key in RECORDS} - retold.keys()
    told, rows = {**(among(beside) if beside else {}), **retold}, []
    for row in found:
        records, on = sorted({row[key] for key in RECORDS} & told.keys()), row["service_on"]
        if any(told[each].holds(on) for each in records):
            continue
        anew = [each for each in records if told[each].differs(on)]
        if anew and anew[0] in retold:
            rows.append(row)
    return sorted(
        rows, key=lambda row: (row["service_on"], SITTINGS.index(row["order__sitting"]), row["order_id"])
    ), told


def _lines(order_ids: Collection[UUID]) -> dict[UUID, tuple[Line, ...]]:
    found: dict[UUID, tuple[Line, ...]] = {}
    rows = Entry.objects.filter(order_id__in=list(order_ids), kind=Entry.Kind.MEAL, reversed_by=None)
    for order_id, kind, fen in rows.order_by("order_id", "order__lines__position").values_list(
        "order_id", "order__lines__kind", "order__lines__fen"
    ):
        if order_id is not None:
            found[order_id] = (*found.get(order_id, ()), Line(kind, fen))
    return found


def _waiting(entry_ids: Collection[UUID], order_ids: Collection[UUID]) -> set[UUID | None]:
    """Orders of which a person or a list holds a share, or decided one: these are not decided over their heads."""
    moved = Entry.objects.filter(order_id__in=list(order_ids), reversed_by=None)
    kinds = (Entry.Kind.HOLD, Entry.Kind.CLEARING)
    waiting: set[UUID | None] = set(moved.filter(kind__in=kinds).values_list("order_id", flat=True))
    held = Hold.objects.filter(entry_id__in=list(entry_ids))
    own = held.filter(~Q(reason__in=OF_THE_SPLIT) | Q(cleared_by__isnull=False))
    return waiting | {order_id for (order_id,) in own.values_list("entry__order_id")}


def _first(order_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When meals were decided first; no statement where there are none."""
    if not order_ids:
        return {}
    found = Entry.objects.filter(order_id__in=list(order_ids), kind=Entry.Kind.MEAL, revision=0)
    return dict(found.values_list("order_id", "recorded_at"))


def _moved(entry_ids: Collection[UUID]) -> dict[UUID, tuple[dict[str, int], dict[tuple[str, Month], int]]]:
    """What each payer bears by an entry, and what of it funds drew of which month, in fen."""
    found: dict[UUID, tuple[dict[str, int], dict[tuple[str, Month], int]]] = {}
    lines = Posting.objects.filter(entry_id__in=list(entry_ids)).order_by("entry_id", "position")
    for entry_id, address, fen in lines.values_list("entry_id", "debit__address", "fen"):
        paid, drawn = found.setdefault(entry_id, ({}, {}))
        payer = payer_of(address)
        if payer is None:
            continue
        paid[payer] = paid.get(payer, 0) + fen
        account = chart.parse_address(address)
        if account.kind is chart.Kind.ALLOTTED and account.month is not None:
            drawn[account.owner, account.month] = drawn.get((account.owner, account.month), 0) + fen
    return found


def _claims(entry_ids: Collection[UUID]) -> dict[UUID, tuple[ClaimUse, ...]]:
    found: dict[UUID, tuple[ClaimUse, ...]] = {}
    for claim in Claim.objects.filter(entry_id__in=list(entry_ids), released_by=None).order_by("id"):
        use = ClaimUse(claim.limit_key, claim.period, claim.ordinal, claim.fen)
        found[claim.entry_id] = (*found.get(claim.entry_id, ()), use)
    return found


def _born(person_id: UUID, told: Batch, births: Mapping[UUID, date]) -> tuple[date | None, date | None]:
    """Her birth date is that of the person, whatever card she shows."""
    another = told[person_id].born if person_id in told else None
    return another or (births.get(person_id), births.get(person_id))


def _standing(explanation: Mapping[str, Any], paid: Mapping[str, int], claims: tuple[ClaimUse, ...]) -> Standing:
    advances = tuple(Advance(one["by"], one["owed_by"], one["fen"]) for one in explanation.get("advances", ()))
    return Standing(paid, claims, promise_kept(explanation), advances)


def _all(records: Sequence[UUID], told: Told, facts: Told) -> tuple[KnownFact, ...]:
    return tuple(fact for one in records for fact in (told[one] if one in told else facts.get(one, ())))
