"""The cash drawer of a simulated sitting: opened before it, filled by who pays in cash, counted after it (D13)."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from canteen.core.scope import Actor
from kiosk.operations.demo import habits
from kiosk.operations.demo.tally import Tally
from settlement.operations.shifts import close_shift, open_shift
from settlement.operations.tender import Tendered, hand_back, take_cash
from settlement.queries.balances import due_of


@dataclass(slots=True)
class Drawer:
    """One sitting's drawer at a canteen, by the hands of who stands at the counter.

    It tosses with a chance of its own, so that who comes and what they eat does not hang on how they pay. Nothing
    happens after `now`: a drawer that would be counted later is open still.
    """

    canteen_id: UUID
    counter: Actor
    manager: Actor  # who counts what was forgotten
    random: Random
    tally: Tally
    now: datetime
    next_morning: datetime | None  # after the last sitting of a day
    shift_id: UUID | None = None
    moved_fen: int = 0  # cash taken less what was handed back
    has_moved: bool = False

    def open(self, at: datetime) -> None:
        """Begin the shift, with change in the drawer."""
        self.shift_id = open_shift(
            actor=self.counter, canteen_id=self.canteen_id, float_fen=habits.FLOAT_FEN, now=at - habits.OPENED_BEFORE
        )
        self.tally.came["drawers"] += 1

    def take(self, elder_id: UUID, at: datetime) -> None:
        """Let somebody who has just been served pay, with a note that is large enough; or not, if she never does."""
        at += habits.PAID_AFTER
        self.tally.came["served_at_drawers"] += 1
        if self.shift_id is None or at > self.now or not habits.CASH.happens(self.random):
            return
        due_fen, note_fen = due_of(elder_id=elder_id), self.random.choice(habits.NOTES_FEN)
        if due_fen <= 0:  # something was handed to her credit, and covers this meal
            return
        given_fen = -(-due_fen // note_fen) * note_fen
        taken = take_cash(actor=self.counter, shift_id=self.shift_id, elder_id=elder_id, given_fen=given_fen, now=at)
        self.tally.came[habits.CASH.key] += 1
        self._move(taken)

    def give_back(self, elder_id: UUID, at: datetime) -> None:
        """Hand back what she gave for a meal that was undone since; to nobody else, for nobody else has a credit."""
        at += habits.HANDED_BACK_AFTER
        if self.shift_id is None or at > self.now or due_of(elder_id=elder_id) >= 0:
            return
        back = hand_back(actor=self.counter, shift_id=self.shift_id, elder_id=elder_id, now=at)
        self.tally.came["handed_back"] += 1
        self._move(back)

    def close(self, at: datetime) -> None:
        """Count the drawer and end the shift, on the evening itself or, where that was forgotten, the next morning."""
        at += habits.COUNTED_AFTER
        if self.shift_id is None or at > self.now:
            return
        who, words = self.counter, ""
        if self.next_morning is not None and self.next_morning <= self.now:
            self.tally.came["evenings"] += 1
            if habits.FORGOTTEN.happens(self.random):
                self.tally.came[habits.FORGOTTEN.key] += 1
                who, at, words = self.manager, self.next_morning, habits.FORGOTTEN_WORDS
        counted_fen = expected_fen = habits.FLOAT_FEN + self.moved_fen
        self.tally.came["counted"] += 1
        self.tally.came["drawers_with_cash"] += self.has_moved
        if self.has_moved and habits.DIFFERENCE.happens(self.random):
            self.tally.came[habits.DIFFERENCE.key] += 1
            why, fen = self.random.choice(habits.DIFFERENCES)
            words, counted_fen = "；".join(filter(None, (words, why))), counted_fen + fen
        close_shift(
            actor=who,
            shift_id=self.shift_id,
            counted_fen=counted_fen,
            expected_fen=expected_fen,
            reason=words,
            now=at,
        )

    def _move(self, tendered: Tendered) -> None:
        self.has_moved = True
        self.moved_fen += tendered.taken_fen
        self.tally.came["cash_fen"] += tendered.taken_fen
