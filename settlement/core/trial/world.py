"""A draft's own world: meals served in their order, claims and budgets counted as the draft would have had them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, cast

from settlement.core.case import Case, period_of
from settlement.core.policy import Policy
from settlement.core.policy.terms import Nth, PackageIs, leaves
from settlement.core.policy.values import FUND, Limit
from settlement.core.split import split
from settlement.core.trial.meals import Eater, Meal, Paid, paid_of
from settlement.core.trial.pots import Asked, Place, Pots

MOST_KEPT: Final = 50_000  # splits that are kept for meals alike; beyond it one begins anew
ENOUGH: Final = 10**15  # fen: more than any fund is asked for
_Use = tuple[int, int]  # how often, for how many fen
_UNUSED: Final[_Use] = (0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """What the draft says of one meal: who pays, what it asks of funds, and what counts against limits, in fen."""

    paid: Paid
    asked: Asked
    claims: tuple[tuple[str, int], ...]


class _Counter:
    """Claims against one limit in the period at hand; meals come in order of service, so earlier ones are dropped.

    `needed` are those of a world in which no fund is ever short, of whoever has others there.
    """

    __slots__ = ("limit", "needed", "people", "period")

    def __init__(self, limit: Limit) -> None:
        self.limit, self.period = limit, ""
        self.people: dict[str, _Use] = {}
        self.needed: dict[str, _Use] = {}

    def turn(self, service_on: date, sitting: str) -> None:
        period = period_of(self.limit.per, service_on, sitting)
        if period != self.period:
            self.period, self.people, self.needed = period, {}, {}

    def used(self, person: str, *, is_needed: bool) -> _Use:
        """How often, and for how many fen, a person claimed it: as funds paid, or as the draft needs."""
        own = self.needed.get(person) if is_needed else None
        return own or self.people.get(person, _UNUSED)

    def state(self, used: _Use) -> int:
        """What a split asks of claims so far: whether the limit is used up (-1), else what a sum still holds in fen."""
        count, fen = used
        if self.limit.count is not None and count >= self.limit.count:
            return -1
        if self.limit.sum_fen is None:
            return 0
        return self.limit.sum_fen - fen if fen < self.limit.sum_fen else -1


class _Glance:
    """What conditions read of a case, written over for each meal: making a case costs more than looking at it."""

    __slots__ = (
        "birth_on", "canteen", "distance_m", "eating", "facts", "lines", "mode", "package", "portions", "seats",
        "service_on", "sitting", "used",
    )  # fmt: skip

    def __init__(self, like: Case) -> None:
        self.distance_m, self.mode, self.portions, self.used = like.distance_m, like.mode, like.portions, like.used
        self.seats = like.seats

    def turn(self, meal: Meal, eater: Eater) -> Case:
        """Look at the next meal; claims so far are the caller's to say."""
        self.birth_on, self.facts = eater.birth_on, eater.facts
        self.service_on, self.sitting, self.lines = meal.service_on, meal.sitting, meal.lines
        self.eating, self.canteen, self.package = meal.eating, meal.key, meal.package
        return cast(Case, self)


class World:
    """Serves meals of the past by a draft. They must come in order of service: by day, then by sitting.

    Limits are counted from the first meal of the trial on; what a draft includes counts as in force. What looks alike
    to a policy (`Program.key`), with the same lines and the same room in its limits, is split alike, so splits are
    kept. Budgets need not be among that as long as they hold what the policy asks for: a fund is only ever asked
    whether it has enough. What is asked of funds is what the draft would ask if none was ever short: a claim that a
    short fund left unused leaves room to a later meal, and so each of the two has claims of its own.
    """

    def __init__(self, policy: Policy, pots: Pots, homes: Mapping[tuple[str, str], str]) -> None:
        self.policy, self.pots, self.homes = policy, pots, homes
        self._counters = {limit.id: _Counter(limit) for limit in policy.limits}
        self._counted = tuple(self._counters.values())
        self._turn: tuple[date, str] | None = None
        self._kept: dict[object, Decided] = {}
        self._standing: dict[Paid, Asked] = {}
        self._enough = dict.fromkeys((*policy.funds, *homes.values()), ENOUGH)
        self._follows = policy.asks_homes
        self._counts_meals = _asks(policy, Nth)
        self._glance = _Glance(Case(date.min, "", ()))
        self._parted = False  # whether what was paid ever claimed otherwise than what is needed

    def serve(self, meal: Meal, eater: Eater) -> Paid:
        """Return who pays for the meal by the draft. What a person decided about stands as it is."""
        turn = (meal.service_on, meal.sitting)
        if turn != self._turn:
            self._turn = turn
            for counter in self._counted:
                counter.turn(*turn)
        place = self.pots.place(meal.canteen, meal.month)
        if meal.stands:
            return self._stand(meal, eater, place)
        decided = self._whole(meal, eater, is_needed=False)
        needed = self._whole(meal, eater, is_needed=True) if self._differs(meal.person) else decided
        if needed.asked.draws:
            place.today[needed.asked] = place.today.get(needed.asked, 0) + 1
        if decided.asked.draws and place.left is not None:
            if not place.holds(decided.asked.draws):
                decided = self._short(meal, eater, place.left)
            place.pay(decided.asked.draws)
        self._claim(meal.person, decided, needed)
        return decided.paid

    def end_day(self, on: date) -> None:
        """Count what the meals of a day asked of funds."""
        self.pots.end_day(on)

    def _whole(self, meal: Meal, eater: Eater, *, is_needed: bool) -> Decided:
        """Split a meal as if every fund had enough; what looks alike was split before."""
        if self._counts_meals:
            self._glance.used = self._used(meal.person, is_needed=is_needed)
        key = self._key(meal, eater, is_needed=is_needed)
        return self._kept.get(key) or self._decide(key, self._case(meal, eater, is_needed=is_needed))

    def _key(self, meal: Meal, eater: Eater, *, is_needed: bool) -> object:
        """What a split is kept by."""
        person = meal.person
        states = tuple([counter.state(counter.used(person, is_needed=is_needed)) for counter in self._counted])
        key: object = (self.policy.program.key(self._glance.turn(meal, eater)), meal.lines, states)
        return (key, eater.homes, meal.eating) if self._follows else key

    def _short(self, meal: Meal, eater: Eater, left: Mapping[str, int]) -> Decided:
        """Split anew by what each fund still holds; what lies above the price in one changes nobody's share."""
        if self._counts_meals:
            self._glance.used = self._used(meal.person, is_needed=False)
        case = self._case(meal, eater, is_needed=False)
        price = sum([line.fen for line in case.lines])
        cut = {fund: min(left.get(fund, 0), price) for fund in self._enough}
        short = (self._key(meal, eater, is_needed=False), tuple(cut.values()))
        return self._kept.get(short) or self._decide(short, replace(case, left=cut))

    def _stand(self, meal: Meal, eater: Eater, place: Place) -> Paid:
        """Let a meal stand as it is paid; funds pay it as they do, and it counts against the draft's limits.

        Where its own split left a share open, funds are asked for what the draft asks: only who pays is waited for.
        """
        asked = self._standing.get(meal.paid)
        if asked is None:
            parts = [(payer.removeprefix(FUND), fen) for payer, fen in meal.paid.parts if payer.startswith(FUND)]
            asked = self._standing[meal.paid] = Asked(tuple(parts))
        place.pay(asked.draws)
        if meal.waits or not meal.paid.rests:
            decided = self._split(self._case(meal, eater, is_needed=False))
            needed = decided
            if self._differs(meal.person):
                needed = self._split(self._case(meal, eater, is_needed=True))
            self._claim(meal.person, decided, needed)
            if meal.waits:
                asked = needed.asked
        place.today[asked] = place.today.get(asked, 0) + 1
        return meal.paid

    def _case(self, meal: Meal, eater: Eater, *, is_needed: bool) -> Case:
        return Case(
            service_on=meal.service_on,
            sitting=meal.sitting,
            lines=meal.lines,
            birth_on=eater.birth_on,
            facts=eater.facts,
            used=self._used(meal.person, is_needed=is_needed),
            left=self._enough,
            eating=meal.eating,
            canteen=meal.key,
            package=meal.package,
            homes=self.homes,
        )

    def _used(self, person: str, *, is_needed: bool) -> Mapping[tuple[str, str], Mapping[int, int]]:
        """Claims as a case has them: nothing is ever undone here, so their ordinals have no gaps."""
        found = {}
        for limit, counter in self._counters.items():
            count, fen = counter.used(person, is_needed=is_needed)
            if count:
                found[limit, counter.period] = dict.fromkeys(range(1, count), 0) | {count: fen}
        return found

    def _decide(self, key: object, case: Case) -> Decided:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        decided = self._kept[key] = self._split(case)
        return decided

    def _split(self, case: Case) -> Decided:
        found = split(self.policy, case)
        claims = tuple((use.limit, use.fen) for use in found.claims)
        return Decided(paid_of(found.paid_by()), Asked(tuple(found.draws.items())), claims)

    def _differs(self, person: str) -> bool:
        """Whether she claimed otherwise by what was paid than by what is needed."""
        return self._parted and any(person in counter.needed for counter in self._counted)

    def _claim(self, person: str, decided: Decided, needed: Decided) -> None:
        if self._differs(person) or needed.claims != decided.claims:
            self._parted = True
            for counter in self._counted:
                counter.needed.setdefault(person, counter.people.get(person, _UNUSED))
            for limit, fen in needed.claims:
                _count(self._counters[limit].needed, person, fen)
        for limit, fen in decided.claims:
            _count(self._counters[limit].people, person, fen)


def _count(people: dict[str, _Use], person: str, fen: int) -> None:
    count, before = people.get(person, _UNUSED)
    people[person] = (count + 1, before + fen)


def asks_package(policy: Policy) -> bool:
    """Whether a policy asks which set meal it is."""
    return _asks(policy, PackageIs)


def _asks(policy: Policy, what: type) -> bool:
    return any(isinstance(leaf, what) for when in policy.conditions() for leaf in leaves(when))
