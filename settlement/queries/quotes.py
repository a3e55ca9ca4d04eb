"""What meals would cost many elders today: the prices a kiosk list promises (D11)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from settlement.core.case import Case, Fact, Line
from settlement.core.split import split
from settlement.queries.settling import settling


@dataclass(frozen=True, slots=True)
class Guest:
    """An elder as a quote sees her: what holds of her on the service date."""

    elder_id: UUID
    birth_on: date
    facts: tuple[Fact, ...]


def shares_quoted(
    *,
    guests: Iterable[Guest],
    region_path: Sequence[UUID],
    canteen_id: UUID,
    month: date,
    service_on: date,
    sitting: str,
    price_fen: int,
) -> Mapping[UUID, int]:
    """Return each elder's own share of a set meal, in fen; empty where no policy is in force.

    The first meal of the sitting is quoted, with what the allotments hold now; nobody's claims are looked at, for a
    second presentation is a repeat and costs nothing (D12). One gathering serves all of them.
    """
    gathered = settling(
        region_path=region_path,
        person_id=canteen_id,  # nobody's claims: an id that is no person's
        canteen_id=canteen_id,
        month=month,
        service_on=service_on,
        sitting=sitting,
    )
    policy = gathered.policy
    if policy is None:
        return {}
    lines = (Line("set", price_fen),)
    return {
        guest.elder_id: split(
            policy,
            Case(
                service_on=service_on,
                sitting=sitting,
                lines=lines,
                birth_on=guest.birth_on,
                facts=guest.facts,
                left=gathered.left,
            ),
        ).elder_fen
        for guest in guests
    }
