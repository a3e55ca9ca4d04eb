"""Meals of the past as a trial takes them: who ate what, who pays for it as the ledger has it today.

Ids are text here, as the database writes them: they are compared a million times and never read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from settlement.core.case import Fact, Line, Place
from settlement.core.policy.values import SUSPENSE
from settlement.core.shares import ELDER

Parts = tuple[tuple[str, int], ...]  # (payer, fen ≠ 0), by payer


@dataclass(frozen=True, slots=True, eq=False)
class Paid:
    """What each payer bears of a meal; the elder's part and what is in suspense once more. Itself and no other."""

    parts: Parts
    elder_fen: int
    held_fen: int = 0

    @property
    def rests(self) -> bool:
        """Whether the whole meal waits in suspense."""
        return bool(self.held_fen) and len(self.parts) == 1


class Meal(NamedTuple):
    """One served meal, as of today: undone ones are none.

    `month` is the first day of the month of the books it is posted in, whose allotments it draws (D16). `stands` says
    that a person decided who pays, or has yet to: no policy changes that, and no trial. `waits` says of such a meal
    that its own split left a share open, for lack of money as a rule: a policy asks funds for it nevertheless.
    `eating`, `key` and `package` are what a case has them for.
    """

    elder: str
    person: str
    canteen: str
    month: date
    service_on: date
    sitting: str
    lines: tuple[Line, ...]
    paid: Paid
    stands: bool
    eating: Place = ()
    key: str = ""
    package: str = ""
    waits: bool = False


class Eater(NamedTuple):
    """Who ate, as of the service date."""

    birth_on: date
    facts: tuple[Fact, ...]
    categories: tuple[str, ...]  # codes, each once, in order
    homes: tuple[tuple[str, Place], ...] = ()  # by kind of fact: who lives here may be registered there


def paid_of(payers: Mapping[str, int]) -> Paid:
    """Return fen by payer as a value; who bears nothing is left out."""
    return Paid(
        tuple(sorted((payer, fen) for payer, fen in payers.items() if fen)),
        payers.get(ELDER, 0),
        payers.get(SUSPENSE, 0),
    )
