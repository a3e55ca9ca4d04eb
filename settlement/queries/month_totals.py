"""What every view of a month says in fen: each payer's part, what funds owe, what is held; and what these come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PayerFigure:
    """What one payer bears, in fen: of the month's own meals, by adjustments of earlier months, together."""

    payer: str  # "elder", "canteen", "suspense", "guest", "staff" or "fund:<key>"
    fund_name: str  # empty for what is no fund
    own_fen: int
    adjusted_fen: int

    @property
    def whole_fen(self) -> int:
        """Both together."""
        return self.own_fen + self.adjusted_fen


@dataclass(frozen=True, slots=True)
class HeldShare:
    """A share that nobody has decided yet: left out of the claim, carried on (D5)."""

    entry_id: UUID
    order_id: UUID | None
    meal_books_id: UUID | None
    service_on: date | None
    name: str  # masked; of a guest and of staff, what they are
    fen: int
    reason: str  # a HoldCode
    carried: bool  # held in earlier books


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTotals:
    """What a month comes to, however it is shown.

    What the payer `suspense` bears is a movement: what the month's entries put there, less what they took out. What is
    held and carried is what rests there at the month's end: month after month, the movements add up to it.
    """

    payers: tuple[PayerFigure, ...]
    payables: tuple[tuple[str, str, int], ...]  # fund key, name, fen
    borne_for: Mapping[str, tuple[str, ...]]  # fund key → funds whose claims it pays, itself or joint ones
    held: tuple[HeldShare, ...]

    @property
    def price_fen(self) -> int:
        """What the meals of these books are worth, adjustments included."""
        return sum(each.whole_fen for each in self.payers)

    @property
    def claimed_fen(self) -> int:
        """What all funds owe together."""
        return sum(fen for _, _, fen in self.payables)

    @property
    def held_fen(self) -> int:
        """What rests in suspense and was held in these books, of whichever month the meal is."""
        return sum(each.fen for each in self.held if not each.carried)

    @property
    def carried_fen(self) -> int:
        """What rests in suspense and was held in earlier books."""
        return sum(each.fen for each in self.held if each.carried)
