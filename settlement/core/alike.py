"""Who looks alike to a policy: people of whom it sees the same have the same split, and are quoted once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from settlement.core.case import Case, Fact, Line
from settlement.core.policy.document import Policy
from settlement.core.policy.program import Seen
from settlement.core.seen import seen_of
from settlement.core.split import split


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything the price of a set meal depends on but the eater: equal bases quote alike.

    `left` is what each fund's allotment holds, cut at the price: no fund pays more than the price of one meal, so what
    lies above it changes nobody's share, and a basis stays equal while allotments are drawn.
    """

    policy_id: UUID
    policy: Policy = field(compare=False, repr=False)
    service_on: date
    sitting: str
    price_fen: int
    left: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Guest:
    """An elder as a quote sees her: what holds of her on the service date."""

    birth_on: date
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """Guests who look alike: the group of each, in their order, and one guest of every group to speak for it."""

    of: tuple[int, ...]
    speakers: tuple[Guest, ...]


def basis_of(
    *, policy_id: UUID, policy: Policy, service_on: date, sitting: str, price_fen: int, left: Mapping[str, int]
) -> Basis:
    """Return the basis of quotes for one set meal; `left` in fen by fund key."""
    cut = tuple(sorted((fund, min(fen, price_fen)) for fund, fen in left.items()))
    return Basis(policy_id, policy, service_on, sitting, price_fen, cut)


def groups_of(policy: Policy, guests: Iterable[Guest], service_on: date, sitting: str) -> Groups:
    """Put guests together whom the policy cannot tell apart on that day, at that sitting."""
    numbers: dict[Seen, int] = {}
    speakers: list[Guest] = []
    of: list[int] = []
    for guest in guests:
        seen = seen_of(policy, service_on, sitting, guest.birth_on, guest.facts)
        number = numbers.setdefault(seen, len(speakers))
        if number == len(speakers):
            speakers.append(guest)
        of.append(number)
    return Groups(tuple(of), tuple(speakers))


def share_quoted(basis: Basis, guest: Guest) -> int:
    """Return the guest's own share of the first set meal of the sitting, in fen; nobody's claims are looked at."""
    case = Case(
        service_on=basis.service_on,
        sitting=basis.sitting,
        lines=(Line("set", basis.price_fen),),
        birth_on=guest.birth_on,
        facts=guest.facts,
        left=dict(basis.left),
    )
    return split(basis.policy, case).elder_fen
