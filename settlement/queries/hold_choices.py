"""What finance can decide about one meal now: shares that can be held, who may bear a held one, in which books (D5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from settlement.core.payers import most_of_elder, payer_of
from settlement.core.policy.values import CANTEEN, FUND
from settlement.core.shares import ELDER
from settlement.models import Books
from settlement.queries.funds import allotted_here
from settlement.queries.meal_story import EntrySeen, MealStory
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
class HoldChoices:
    """What can be decided about a meal that stands; `month` is that of the books in which it would be written now."""

    entry_id: UUID
    month: Month
    shares: Mapping[str, int]  # payer → fen borne, which can be held; 0 where nothing is left of it
    bearers: tuple[Bearer, ...]


def hold_choices(*, actor: Actor, story: MealStory, on: date) -> HoldChoices | None:
    """Return what the actor can decide about a meal; None for who may not, or once it is undone. Two statements.

    The operations lock the books and ask again; this says beforehand what they would answer.
    """
    standing = story.standing
    if standing is None or story.canteen_id not in actor.canteens(Role.FINANCE):
        return None
    spoken = [one.month for one in story.entries if one.kind in PAYING and one.month is not None]
    last = max([Month.of(story.service_on), *spoken])
    month = month_written(canteen_id=story.canteen_id, organisation_id=story.organisation_id, last=last, on=on)
    shares = {payer: max(fen, 0) for payer, fen in story.payers.items() if _is_one_who_pays(payer)}
    return HoldChoices(standing.id, month, shares, _bearers(story, standing, month))


def month_written(*, canteen_id: UUID, organisation_id: UUID, last: Month, on: date) -> Month:
    """Return the month a change of a meal is written in: `last`, which spoke of it, while it is open, else later (D16).

    One statement.
    """
    found = Books.objects.filter(canteen_id=canteen_id, organisation_id=organisation_id, month__gte=last.first)
    states = {Month.of(month): state for month, state in found.values_list("month", "state")}
    if states.get(last, Books.State.OPEN) == Books.State.OPEN:
        return last
    opened = [month for month, state in states.items() if state == Books.State.OPEN]
    if opened:
        return min(opened)
    month = max(last.next(), Month.of(on))
    while month in states:
        month = month.next()
    return month


def _is_one_who_pays(payer: str) -> bool:
    """Suspense is no payer, and what guests and staff eat nobody subsidises."""
    return payer in (ELDER, CANTEEN) or payer.startswith(FUND)


def _bearers(story: MealStory, standing: EntrySeen, month: Month) -> tuple[Bearer, ...]:
    """The elder where she has an account of this meal, the canteen, and every fund with an allotment in that month."""
    elder = [Bearer(ELDER, "", _hers(story, standing))] if ELDER in story.payers else []
    allotted = allotted_here(canteen_id=story.canteen_id, month=month.first)
    funds = (Bearer(FUND + row.fund.key, row.fund.name, row.fen - row.drawn_fen) for row in allotted)
    return (*elder, Bearer(CANTEEN, "", None), *funds)


def _hers(story: MealStory, standing: EntrySeen) -> int | None:
    """How much more she may come to bear, in fen: up to what was decided at the meal; None where she may be raised."""
    decided_fen = sum(one.fen for one in standing.postings.values() if payer_of(one.debit) == ELDER)
    bears_fen = story.payers.get(ELDER, 0)
    return most_of_elder(bears_fen=bears_fen, decided_fen=decided_fen, may_raise=story.may_raise_elder)
