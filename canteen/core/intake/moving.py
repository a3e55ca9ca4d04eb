"""What a move ends and begins: who goes where there are no regions is registered nowhere here until she is back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from canteen.core.intake.forms import OUTSIDE
from canteen.core.intake.known import KnownFact
from canteen.core.region import Level, Tree
from canteen.core.states import MOVED_AWAY

REGISTRATION: Final = "registration"
RESIDENCE: Final = "residence"
STATE: Final = "state"


@dataclass(frozen=True, slots=True)
class Moving:
    """What ends on the day of a move, whether something begins on it, and which region keeps her record meanwhile."""

    ended: tuple[KnownFact, ...]
    begins: bool
    left: UUID | None


def moving(facts: Sequence[KnownFact], *, kind: str, away: bool, on: date) -> Moving:
    """Return what it comes to that registration or residence moves on a day, `away` to where there are no regions.

    Who goes away leaves the place; that she is gone is said once. Who is registered here again is back, and so is who
    lives here again while she is registered here.
    """
    held = [fact for fact in facts if fact.holds(on)]
    places = {fact.kind: fact for fact in held if fact.kind in (REGISTRATION, RESIDENCE)}
    absences = [fact for fact in held if _says_gone(fact)]
    former = places.get(kind)
    ended = [] if former is None else [former]
    if not away:
        is_back = kind == REGISTRATION or REGISTRATION in places
        return Moving((*ended, *(absences if is_back else ())), True, None)
    known = places.get(REGISTRATION) or places.get(RESIDENCE)
    return Moving(tuple(ended), not absences, None if known is None else known.region_id)


def is_moved_later(facts: Sequence[KnownFact], *, kind: str, away: bool, on: date) -> bool:
    """Say whether a move on a day comes too late to be told: the same kind moves, or she goes away, on it or after."""
    return any(
        fact.from_on >= on and (fact.kind == kind or (not away and _says_gone(fact)))
        for fact in facts
        if fact.until_on != fact.from_on
    )


def leaves_town(before: str, after: str, tree: Tree) -> bool:
    """Say whether a move leads to another town, or to where there are no regions; "" is nowhere said before (R14)."""
    if after == OUTSIDE or before in ("", OUTSIDE):
        return after == OUTSIDE
    towns = [tree.at_level(UUID(each), Level.TOWN) or UUID(each) for each in (before, after)]
    return towns[0] != towns[1]


def _says_gone(fact: KnownFact) -> bool:
    return fact.kind == STATE and fact.value == MOVED_AWAY
