"""What deciding past meals anew comes to: meal by meal, one allotment and one set of claims for all of them (D14)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from canteen.core.intake.known import KnownFact
from canteen.core.intake.retelling import Retold
from canteen.core.month import Month
from canteen.queries.region_names import Regions, regions_on
from canteen.queries.retelling import retold_among, retold_batches
from settlement.core.case import Case, Fact
from settlement.core.journal import Drawn
from settlement.core.policy import Policy
from settlement.core.redecision import Redecision, by_fund, draws_kept, redecide
from settlement.core.shares import ClaimUse
from settlement.models import Allotment
from settlement.queries.hold_choices import Told, months_written
from settlement.queries.homes import Homes, HomesTold, homes_told
from settlement.queries.included import lapsed
from settlement.queries.retold_meals import Among, Batch, MealStanding, Used, live_claims, meals_of, meals_retold
from settlement.queries.settling import compiled
from settlement.queries.touched import reach_of_list

PLACED: Final = frozenset({"registration", "residence", "permit"})
Places = Mapping[UUID, Mapping[UUID, date]]  # canteen → who ran it → the first day


@dataclass(frozen=True, slots=True)
class MealRedecided:
    """A meal that comes to other shares, and the month in whose books that is written (D16)."""

    meal: MealStanding
    month: Month
    redecision: Redecision

    @property
    def kept(self) -> Drawn:
        """What stays drawn of the allotments of earlier months, as it was."""
        return draws_kept(drawn=self.meal.drawn, draws=self.redecision.split.draws, month=self.month)


@dataclass(slots=True)
class Planned:
    """What a batch comes to; `left` are meals of which a share waits or was decided by a person: they stay so."""

    meals: list[MealRedecided] = field(default_factory=list)
    left: int = 0


@dataclass(frozen=True, slots=True)
class Retelling:
    """Whose facts are told anew: asked for in batches, so that a long list is never held whole.

    `among` answers for records that a batch does not hold; `beside` for places that the same act reaches otherwise, so
    that all books are locked before anybody is (D18).
    """

    batches: Callable[[], Iterable[Batch]]
    among: Among
    beside: Callable[[], Places] = dict

    def plan(self, *, on: date) -> Iterator[Planned]:
        """What each batch comes to as things stand on a day; fourteen statements a batch, whatever it holds.

        Meals are decided in the order they were eaten: what an earlier one draws or claims, a later one finds gone.
        """
        planner = _Planner(on)
        for batch in self.batches():
            yield planner.plan(meals_retold(retold=batch, among=self.among))

    def reaches(self, on: date) -> bool:
        """Whether something else is said of a day up to this one: else no meal can be meant."""
        told = (each for batch in self.batches() for each in batch.values())
        return any(day is not None and day <= on for day in (each.first_on for each in told))

    def places(self) -> Places:
        """The canteens where any of them ate since, and who ran each, with the first day; one statement a batch."""
        found = {canteen_id: dict(organisations) for canteen_id, organisations in self.beside().items()}
        for batch in self.batches():
            first = [day for each in batch.values() if (day := each.first_on) is not None]
            if not first:
                continue
            meals = meals_of(elder_ids=batch, since=min(first)).order_by()
            where = meals.values_list("books__canteen_id", "books__organisation_id", "service_on").distinct()
            for canteen_id, organisation_id, service_on in where:
                if service_on is None:
                    raise AssertionError("a CHECK constraint gives every meal its books and its day")
                here = found.setdefault(canteen_id, {})
                here[organisation_id] = min(service_on, here.get(organisation_id, service_on))
        return found


def retelling_of(*, retold: Retold) -> Retelling:
    """Return the retelling of one record."""
    return Retelling(lambda: [{retold.elder_id: retold}], lambda elder_ids: {})


def retelling_of_list(*, import_id: UUID, kind: str, on: date) -> Retelling:
    """Return what a list of elders, categories or moves tells, before it is written on a day; other kinds nothing."""
    return Retelling(
        lambda: retold_batches(import_id=import_id, kind=kind, on=on),
        lambda elder_ids: retold_among(import_id=import_id, kind=kind, on=on, elder_ids=elder_ids),
        lambda: reach_of_list(import_id=import_id, kind=kind, on=on).places(),
    )


class _Planner:
    """Decides meal after meal; what an earlier one draws or claims is gone for those after it."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._purses: dict[tuple[UUID, Month], dict[str, int]] = {}  # what the allotment of each fund still holds
        self._regions: dict[date, Regions] = {}
        self._homes: HomesTold | None = None
        self._lapsed: dict[tuple[UUID, date], frozenset[str]] = {}

    def plan(self, meals: Sequence[MealStanding]) -> Planned:
        """Return what one batch comes to."""
        if not meals:
            return Planned()
        asked = [Told(meal.canteen_id, meal.organisation_id, meal.stands_in) for meal in meals]
        months = months_written(meals=asked, on=self._on)
        self._fill({(meal.canteen_id, month) for meal, month in zip(meals, months, strict=True)})
        claims, planned = live_claims(meals=meals), Planned()
        for meal, month in zip(meals, months, strict=True):
            if meal.waits:
                planned.left += 1
                continue
            found = self._redecided(meal, self._purses[meal.canteen_id, month], month, claims[meal.person_id])
            if found is not None:
                planned.meals.append(MealRedecided(meal, month, found))
        return planned

    def _redecided(self, meal: MealStanding, purse: dict[str, int], month: Month, used: Used) -> Redecision | None:
        if meal.policy_id is None:
            raise AssertionError("a meal without a policy waits for a person")
        left = dict(purse)  # and what it had drawn itself, of whatever month: only more than that asks the purse
        for fund, fen in by_fund(meal.drawn).items():
            left[fund] = left.get(fund, 0) + fen
        regions, policy = self._regions_of(meal.service_on), compiled(meal.policy_id)
        case = Case(
            service_on=meal.service_on,
            sitting=meal.sitting,
            lines=meal.lines,
            birth_on=meal.born_on[1],
            facts=_facts(meal.after, meal.service_on, regions),
            used=_without(used, meal.standing.claims),
            left=left,
            eating=regions.place(meal.region_id),
            canteen=meal.canteen_key,
            package=meal.package,
            homes=self._homes_of(policy, meal.first_at),
            lapsed=self._lapsed_of(meal.policy_id, policy, meal.service_on),
        )
        before = replace(case, facts=_facts(meal.before, meal.service_on, regions), birth_on=meal.born_on[0])
        found = redecide(policy, case, before=before, standing=meal.standing)
        if found is not None:
            drawn = found.split.draws
            kept = by_fund(draws_kept(drawn=meal.drawn, draws=drawn, month=month))
            for fund in left:
                stays_fen = meal.drawn.get((fund, month), 0) + kept.get(fund, 0)
                purse[fund] = purse.get(fund, 0) + stays_fen - drawn.get(fund, 0)
            _claim(used, meal.standing.claims, found.split.claims)
        return found

    def _homes_of(self, policy: Policy, at: datetime) -> Homes:
        """The funds at home when a meal was decided first, where the policy asks for any; two statements for all."""
        if not getattr(policy, "asks_homes", False):
            return {}
        if self._homes is None:
            self._homes = homes_told()
        return self._homes.at(at)

    def _lapsed_of(self, policy_id: UUID, policy: Policy, on: date) -> frozenset[str]:
        """What the policy includes that was not in force on a day; one statement a day, where it includes anything."""
        if (policy_id, on) not in self._lapsed:
            self._lapsed[policy_id, on] = lapsed(references=getattr(policy, "includes", ()), on=on)
        return self._lapsed[policy_id, on]

    def _regions_of(self, on: date) -> Regions:
        """The regions as they lay in each other on a day; one statement for each day that is asked about."""
        if on not in self._regions:
            self._regions[on] = regions_on(on=on)
        return self._regions[on]

    def _fill(self, places: set[tuple[UUID, Month]]) -> None:
        """Read what allotments hold that nobody asked for yet; one statement, or none."""
        missing = places - self._purses.keys()
        if not missing:
            return
        self._purses.update({place: {} for place in missing})
        canteens, months = {canteen_id for canteen_id, _ in missing}, {month.first for _, month in missing}
        found = Allotment.objects.filter(canteen_id__in=canteens, month__in=months)
        for canteen_id, first, key, fen, drawn_fen in found.values_list(
            "canteen_id", "month", "fund__key", "fen", "drawn_fen"
        ):
            if (canteen_id, Month.of(first)) in missing:
                self._purses[canteen_id, Month.of(first)][key] = fen - drawn_fen


def _facts(facts: Iterable[KnownFact], on: date, regions: Regions) -> tuple[Fact, ...]:
    """What holds on a day, as a split is asked by it; a registration, a residence, a permit says its place."""
    return tuple(
        Fact(fact.kind, fact.value, fact.level or None, regions.place(fact.region_id) if fact.kind in PLACED else ())
        for fact in facts
        if fact.holds(on)
    )


def _without(used: Used, own: Iterable[ClaimUse]) -> Used:
    others = {place: dict(ordinals) for place, ordinals in used.items()}
    for claim in own:
        others.get((claim.limit, claim.period), {}).pop(claim.ordinal, None)
    return others


def _claim(used: Used, old: Iterable[ClaimUse], new: Iterable[ClaimUse]) -> None:
    for claim in old:
        used.get((claim.limit, claim.period), {}).pop(claim.ordinal, None)
    for claim in new:
        used.setdefault((claim.limit, claim.period), {})[claim.ordinal] = claim.fen
