"""What swapping two meals of one sitting would write: both as they stand, who bears what then, which books (K3)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from kiosk.queries.check_ins_of import CheckInOfMeal, check_ins_of, served_by
from settlement.queries.eaten_twice import MealBeside, NothingToSwap, meal_beside, meal_of_hold
from settlement.queries.hold_choices import (
    Bearer,
    Told,
    bearers_beside_her,
    hold_of,
    meal_to_decide,
    months_written,
    told_of,
)
from settlement.queries.holds import HoldCleared, NoSuchHold
from settlement.queries.meal_story import HoldOfMeal, MealStory


@dataclass(frozen=True, slots=True)
class Swap:
    """A meal that is held as eaten twice, the one that counts instead, and what changing that would write."""

    story: MealStory
    hold: HoldOfMeal
    other: MealBeside
    month: Month  # of the books in which the held meal would be decided
    other_month: Month  # of those in which the other would be held
    bearers: tuple[Bearer, ...]  # who may bear what she does not
    served: CheckInOfMeal | None  # how the held meal was taken
    other_served: CheckInOfMeal | None

    @property
    def promised_fen(self) -> int:
        """What she was told where the held meal was eaten."""
        return self.served.told_fen if self.served else 0

    @property
    def hers_fen(self) -> int:
        """What she would come to bear of the held meal."""
        return self.other.hers(promised_fen=self.promised_fen, held_fen=self.hold.fen)

    @property
    def rest_fen(self) -> int:
        """What somebody else has to bear of it."""
        return self.hold.fen - self.hers_fen

    @property
    def seen(self) -> str:
        """All this in one word, which is sent back by who decides."""
        return self.other.mark(month=self.month, other_month=self.other_month, hers_fen=self.hers_fen)


def swap_of(*, actor: Actor, story: MealStory, hold: HoldOfMeal, on: date) -> Swap:
    """Return what letting this meal count instead would write on a day; four statements.

    HoldCleared, NothingToSwap (also where the other meal lies outside the actor's finance duties), MealUndecided.
    """
    if hold.cleared_by_id is not None:
        raise HoldCleared()
    if not hold.is_twice:
        raise NothingToSwap()
    other = meal_beside(order_id=story.order_id, canteen_ids=actor.canteens(Role.FINANCE))
    there = Told(other.canteen_id, other.organisation_id, other.last)
    month, other_month = months_written(meals=[told_of(story), there], on=on)
    check_ins = check_ins_of(order_ids=[story.order_id, other.order_id])
    return Swap(
        story=story,
        hold=hold,
        other=other,
        month=month,
        other_month=other_month,
        bearers=bearers_beside_her(canteen_id=story.canteen_id, month=month),
        served=served_by(check_ins=check_ins, order_id=story.order_id),
        other_served=served_by(check_ins=check_ins, order_id=other.order_id),
    )


def swap_of_hold(*, actor: Actor, hold_id: UUID, on: date) -> Swap:
    """Return the same for a hold by its id alone; OutOfScope and NoSuchHold too."""
    actor.require_held(Role.FINANCE)
    found = meal_of_hold(hold_id=hold_id, canteen_ids=actor.canteens(Role.FINANCE))
    if found is None:
        raise NoSuchHold()
    story = meal_to_decide(actor=actor, books_id=found[0], entry_id=found[1])
    return swap_of(actor=actor, story=story, hold=hold_of(story=story, hold_id=hold_id), on=on)
