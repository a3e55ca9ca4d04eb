"""A month's figures of one canteen, per payer, from the plain rows of its books."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from canteen.core.month import Month
from settlement.core.outsiders import GUEST, OUTSIDERS, STAFF
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.shares import ELDER

_ORDER: Final = (ELDER, CANTEEN, FUND, SUSPENSE, GUEST, STAFF)
_SIGNS: Final = {"meal": 1, "reversal": -1}

Event = Literal["meal", "reversal", "moved"]


@dataclass(frozen=True, slots=True)
class Row:
    """What one entry of the books put on one payer.

    `fen` is signed: a meal adds, a reversal takes away, a hold or its clearing ("moved") takes from one payer and gives
    to another in two rows. `for_month` is set when the entry is a late fact about an earlier month (D16).
    """

    entry_id: str
    event: Event
    payer: str
    fen: int
    for_month: Month | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A hold that nobody has cleared: the meal's entry, its fen and why; left out of the claim, carried on (D5)."""

    entry_id: str
    fen: int
    reason: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Meals and fen per payer, in the order elder, canteen, funds by key, suspense, guests, staff; zeros are left out.

    `meals` are those of elders; what guests and staff ate is counted apart, and no fund ever bears it.
    """

    meals: int
    payers: tuple[tuple[str, int], ...]
    guests: int = 0
    staff: int = 0

    @property
    def price_fen(self) -> int:
        """What the meals are worth: every fen of it is with some payer."""
        return sum(fen for _, fen in self.payers)

    def fen(self, payer: str) -> int:
        """What one payer bears."""
        return dict(self.payers).get(payer, 0)

    @property
    def claimed(self) -> tuple[tuple[str, int], ...]:
        """What is claimed from each fund, by key."""
        return tuple((payer.removeprefix(FUND), fen) for payer, fen in self.payers if payer.startswith(FUND))

    @property
    def claimed_fen(self) -> int:
        """What is claimed from all funds together."""
        return sum(fen for _, fen in self.claimed)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What late facts changed about an earlier month (R12)."""

    for_month: Month
    figures: Figures


@dataclass(frozen=True, slots=True)
class Statement:
    """The figures of one canteen's books: the month's own, adjustments of earlier ones, the whole, the holds."""

    month: Month
    own: Figures
    adjustments: tuple[Adjustment, ...]
    whole: Figures
    holds: tuple[Open, ...]

    @property
    def held_fen(self) -> int:
        """What the open holds add up to."""
        return sum(hold.fen for hold in self.holds)


def statement(month: Month, rows: Iterable[Row], holds: Iterable[Open] = ()) -> Statement:
    """Count up the books of a month. The order of the rows changes nothing."""
    rows = tuple(rows)
    late = sorted({row.for_month for row in rows if row.for_month is not None})
    return Statement(
        month=month,
        own=_figures([row for row in rows if row.for_month is None]),
        adjustments=tuple(Adjustment(of, _figures([row for row in rows if row.for_month == of])) for of in late),
        whole=_figures(rows),
        holds=tuple(sorted(holds, key=lambda hold: hold.entry_id)),
    )


def _figures(rows: Iterable[Row]) -> Figures:
    meals: dict[str, tuple[str, int]] = {}
    payers: dict[str, int] = {}
    for row in rows:
        # An entry counts once, however many payers it has
        meals[row.entry_id] = (row.payer if row.payer in OUTSIDERS else ELDER, _SIGNS.get(row.event, 0))
        payers[row.payer] = payers.get(row.payer, 0) + row.fen
    counted = {eater: sum(sign for of, sign in meals.values() if of == eater) for eater in (ELDER, *OUTSIDERS)}
    listed = sorted(((payer, fen) for payer, fen in payers.items() if fen), key=lambda pair: payer_place(pair[0]))
    return Figures(counted[ELDER], tuple(listed), counted[GUEST], counted[STAFF])


def payer_place(payer: str) -> tuple[int, str]:
    """Where a payer stands on a statement: elder, canteen, funds by key, suspense, guests, staff."""
    if payer.startswith(FUND):
        return (2, payer)
    return (_ORDER.index(payer), payer)
