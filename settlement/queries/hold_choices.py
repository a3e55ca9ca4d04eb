"""What finance can decide about one meal now: shares that can be held, who may bear a held one, in which books (D5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from settlement.core.payers import most_of_elder, payer_of
from settlement.core.policy.values import CANTEEN, FUND
from settlement.core.shares import ELDER
from settlement.models import Books
from settlement.queries.funds import allotted_here
from settlement.queries.holds import NoSuchHold, NoSuchMealEntry
from settlement.queries.meal_story import EntrySeen, HoldOfMeal, MealStory, meal_story
from settlement.queries.paying import PAYING


@dataclass(frozen=True, slots=True)
class Bearer:
    """A payer who may be asked to bear a held share, and how much at most; None where nothing bounds it."""

    payer: str
    fund_name: str  # empty for what is no fund
    most_fen: int | None

    def bears(self, fen: int) -> bool:
        """Whether a share of this size can be put on this payer."""
        return self.most_fen is None or fen <= self.most_fen


@dataclass(frozen=True, slots=True)
class Told:
    """A meal's canteen, who ran it, and the last month whose books speak of the meal."""

    canteen_id: UUID
    organisation_id: UUID
    last: Month


@dataclass(frozen=True, slots=True)
class HoldChoices:
    """What can be decided about a meal that stands; `month` is that of the books in which it would be written now."""

    entry_id: UUID
    month: Month
    shares: Mapping[str, int]  # payer → fen borne, which can be held; 0 where nothing is left of it
    bearers: tuple[Bearer, ...]


def meal_to_decide(*, actor: Actor, books_id: UUID, entry_id: UUID) -> MealStory:
    """Return the story of a meal that the actor decides about as finance; three statements. NoSuchMealEntry."""
    story = meal_story(actor=actor, books_id=books_id, entry_id=entry_id)
    if story.canteen_id not in actor.canteens(Role.FINANCE):
        raise NoSuchMealEntry()
    return story


def hold_of(*, story: MealStory, hold_id: UUID) -> HoldOfMeal:
    """Return a hold of this meal, open or not. NoSuchHold."""
    for entry in story.entries:
        if hold_id in entry.holds:
            return entry.holds[hold_id]
    raise NoSuchHold()


def hold_choices(*, actor: Actor, story: MealStory, on: date) -> HoldChoices | None:
    """Return what the actor can decide about a meal; None for who may not, or once it is undone. Two statements.

    The operations lock the books and ask again; this says beforehand what they would answer.
    """
    standing = story.standing
    if standing is None or story.canteen_id not in actor.canteens(Role.FINANCE):
        return None
    (month,) = months_written(meals=[told_of(story)], on=on)
    shares = {payer: max(fen, 0) for payer, fen in story.payers.items() if _is_one_who_pays(payer)}
    elder = [Bearer(ELDER, "", _hers(story, standing))] if ELDER in story.payers else []
    bearers = (*elder, *bearers_beside_her(canteen_id=story.canteen_id, month=month))
    return HoldChoices(standing.id, month, shares, bearers)


def told_of(story: MealStory) -> Told:
    """Return where a meal was eaten, and until when its books speak of it."""
    spoken = [one.month for one in story.entries if one.kind in PAYING and one.month is not None]
    return Told(story.canteen_id, story.organisation_id, max([Month.of(story.service_on), *spoken]))


def months_written(*, meals: Sequence[Told], on: date) -> tuple[Month, ...]:
    """Return for each meal the month in which a change of it is written: its last while that is open, else later (D16).

    One statement.
    """
    asked = Q()
    for one in meals:
        asked |= Q(canteen=one.canteen_id, organisation=one.organisation_id, month__gte=one.last.first)
    states: dict[tuple[UUID, UUID], dict[Month, str]] = {}
    for canteen_id, organisation_id, month, state in Books.objects.filter(asked).values_list(
        "canteen_id", "organisation_id", "month", "state"
    ):
        states.setdefault((canteen_id, organisation_id), {})[Month.of(month)] = state
    return tuple(_written(states.get((one.canteen_id, one.organisation_id), {}), one.last, on) for one in meals)


def bearers_beside_her(*, canteen_id: UUID, month: Month) -> tuple[Bearer, ...]:
    """Return the canteen, and every fund with an allotment here in that month; one statement."""
    allotted = allotted_here(canteen_id=canteen_id, month=month.first)
    funds = (Bearer(FUND + row.fund.key, row.fund.name, row.fen - row.drawn_fen) for row in allotted)
    return (Bearer(CANTEEN, "", None), *funds)


def _written(states: Mapping[Month, str], last: Month, on: date) -> Month:
    if states.get(last, Books.State.OPEN) == Books.State.OPEN:
        return last
    opened = [month for month, state in states.items() if month >= last and state == Books.State.OPEN]
    if opened:
        return min(opened)
    month = max(last.next(), Month.of(on))
    while month in states:
        month = month.next()
    return month


def _is_one_who_pays(payer: str) -> bool:
    """Suspense is no payer, and what guests and staff eat nobody subsidises."""
    return payer in (ELDER, CANTEEN) or payer.startswith(FUND)


def _hers(story: MealStory, standing: EntrySeen) -> int | None:
    """How much more she may come to bear, in fen: up to what was decided at the meal; None where she may be raised."""
    decided_fen = sum(one.fen for one in standing.postings.values() if payer_of(one.debit) == ELDER)
    bears_fen = story.payers.get(ELDER, 0)
    return most_of_elder(bears_fen=bears_fen, decided_fen=decided_fen, may_raise=story.may_raise_elder)
