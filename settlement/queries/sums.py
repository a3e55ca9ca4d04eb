"""What books come to: meals and fen by payer, day and month spoken of, added up by the database in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from canteen.models.sql import as_id, marks, rows
from settlement.core.outsiders import GUEST, STAFF
from settlement.core.payers import payer_of
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.shares import ELDER
from settlement.models import Books
from settlement.queries.paying import PAYING

# Every elder has an account of her own; they are one payer. An entry counts once, with its first posting; one without
# postings is a meal that cost nobody anything. Postings carry month and canteen of their books: said once more, so that
# they are found by these, side by side, and not one by one.
_SUMS: Final = """
    SELECT entry.books_id, {columns},
        CASE WHEN debit.address LIKE 'elder/%%' THEN 'elder' ELSE debit.address END AS debited,
        CASE WHEN credit.address LIKE 'elder/%%' THEN 'elder' ELSE credit.address END AS credited,
        SUM(CASE WHEN COALESCE(posting.position, 0) > 0 THEN 0 WHEN entry.kind = 'meal' THEN 1
            WHEN origin.kind = 'meal' THEN -1 ELSE 0 END),
        COALESCE(SUM(posting.fen), 0)
    FROM settlement_entry entry
    LEFT JOIN settlement_entry origin ON origin.id = entry.reverses_id
    LEFT JOIN settlement_posting posting ON posting.entry_id = entry.id
        AND posting.month IN ({months}) AND posting.canteen_id IN ({canteens})
    LEFT JOIN settlement_account debit ON debit.id = posting.debit_id
    LEFT JOIN settlement_account credit ON credit.id = posting.credit_id
    WHERE entry.books_id IN ({books}) AND entry.kind IN ({kinds})
    GROUP BY entry.books_id, {columns}, debited, credited"""
_ELDERS: Final = frozenset({ELDER, CANTEEN, SUSPENSE})  # with the funds, who bears what elders ate
_BY_DAY: Final = "entry.service_on, entry.for_month"
_WHOLE: Final = "entry.for_month"


@dataclass(slots=True)
class Sums:
    """Meals and fen by payer: "elder", "canteen", "suspense", "fund:<key>"; and who is no elder pays under another."""

    meals: int = 0  # of elders
    outsiders: dict[str, int] = field(default_factory=dict)  # portions of guests and of staff
    payers: dict[str, int] = field(default_factory=dict)

    @property
    def guests(self) -> int:
        """Portions of guests."""
        return self.outsiders.get(GUEST, 0)

    @property
    def staff(self) -> int:
        """Portions of the canteen's own people."""
        return self.outsiders.get(STAFF, 0)

    @property
    def price_fen(self) -> int:
        """What the meals are worth."""
        return sum(self.payers.values())

    @property
    def elder_fen(self) -> int:
        """What elders bear."""
        return self.payers.get(ELDER, 0)

    @property
    def canteen_fen(self) -> int:
        """What the canteen bears."""
        return self.payers.get(CANTEEN, 0)

    @property
    def suspense_fen(self) -> int:
        """What nobody has decided yet."""
        return self.payers.get(SUSPENSE, 0)

    @property
    def funds_fen(self) -> int:
        """What all funds bear."""
        return sum(fen for payer, fen in self.payers.items() if payer.startswith(FUND))

    @property
    def others_fen(self) -> int:
        """What guests pay, and what a canteen's own people ate."""
        return self.price_fen - self.elder_fen - self.canteen_fen - self.suspense_fen - self.funds_fen

    def add(self, other: "Sums") -> None:
        """Count other sums in."""
        self.meals += other.meals
        for payer, count in other.outsiders.items():
            self.outsiders[payer] = self.outsiders.get(payer, 0) + count
        for payer, fen in other.payers.items():
            self.payers[payer] = self.payers.get(payer, 0) + fen


def whole_sums(*, books: Sequence[Books]) -> Mapping[UUID, Sums]:
    """Return what each of these books comes to, adjustments included; one statement over the entries of these books."""
    found: dict[UUID, Sums] = {}
    for books_id, _, sums in _summed(books, _WHOLE):
        found.setdefault(books_id, Sums()).add(sums)
    return found


def day_sums(*, books: Books) -> Mapping[tuple[date | None, date | None], Sums]:
    """Return what one month's books come to, by day and, for late facts, the month spoken of; one statement."""
    found: dict[tuple[date | None, date | None], Sums] = {}
    for _, (service_on, for_month), sums in _summed([books], _BY_DAY):
        found.setdefault((service_on, for_month), Sums()).add(sums)
    return found


def _summed(books: Sequence[Books], columns: str) -> Iterable[tuple[UUID, tuple[Any, ...], Sums]]:
    if not books:
        return
    ids = [one.id for one in books]
    months, canteens = sorted({one.month for one in books}), sorted({one.canteen_id for one in books})
    lists: dict[str, list[Any]] = {
        "months": months,
        "canteens": canteens,
        "books": ids,
        "kinds": [str(kind) for kind in PAYING],
    }
    sql = _SUMS.format(columns=columns, **{name: marks(len(values)) for name, values in lists.items()})
    params = [value for values in lists.values() for value in values]
    for books_id, *group, debited, credited, meals, fen in rows(sql, params):
        payers: dict[str, int] = {}
        for address, signed in ((debited, int(fen)), (credited, -int(fen))):
            payer = ELDER if address == ELDER else payer_of(address) if address else None
            if payer is not None:
                payers[payer] = payers.get(payer, 0) + signed
        of_elders = all(payer in _ELDERS or payer.startswith(FUND) for payer in payers)
        # One account bears all that an outsider ate: each such sum is of one kind.
        outsiders = {} if of_elders else dict.fromkeys(payers, int(meals))
        yield as_id(books_id), tuple(group), Sums(int(meals) if of_elders else 0, outsiders, payers)
