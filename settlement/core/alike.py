"""Who looks alike to a policy: people of whom it sees the same have the same split, and are quoted once."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from settlement.core.case import Case, Fact, Line, Place
from settlement.core.policy.document import Policy
from settlement.core.policy.terms import CanteenIs, Eating, Home, PackageIs, leaves
from settlement.core.seen import seen_of
from settlement.core.split import split


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything the price of a set meal depends on but the eater: equal bases quote alike.

    `left` is what each fund's allotment holds, cut at the price: no fund pays more than the price of one meal, so what
    lies above it changes nobody's share, and a basis stays equal while allotments are drawn. `eating`, `canteen` and
    `package` are empty where the policy does not look at them: canteens that it cannot tell apart quote alike.
    """

    policy_id: UUID
    policy: Policy = field(compare=False, repr=False)
    service_on: date
    sitting: str
    price_fen: int
    left: tuple[tuple[str, int], ...]
    eating: Place = ()
    canteen: str = ""
    package: str = ""
    homes: tuple[tuple[tuple[str, str], str], ...] = ()
    lapsed: frozenset[str] = frozenset()


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


def basis_of(*, policy_id: UUID, policy: Policy, case: Case) -> Basis:
    """Return the basis of quotes for the one set meal of a case, whoever eats it; eaten in, as a kiosk quotes."""
    price_fen = sum(line.fen for line in case.lines)
    asked = _asked_of_meal(policy)
    return Basis(
        policy_id=policy_id,
        policy=policy,
        service_on=case.service_on,
        sitting=case.sitting,
        price_fen=price_fen,
        left=tuple(sorted((fund, min(fen, price_fen)) for fund, fen in case.left.items())),
        eating=case.eating if Eating in asked else (),
        canteen=case.canteen if CanteenIs in asked else "",
        package=case.package if PackageIs in asked else "",
        homes=tuple(sorted(case.homes.items())),
        lapsed=case.lapsed,
    )


def _asked_of_meal(policy: Policy) -> frozenset[type]:
    """The kinds of conditions that stand in a policy; Eating also where a home is compared with the canteen's place."""
    asked = [leaf for when in policy.conditions() for leaf in leaves(when)]
    kinds = frozenset(map(type, asked))
    compared = any(isinstance(leaf, Home) and leaf.same for leaf in asked)
    hosted = any(layer.payer.home and layer.payer.home.whose == "canteen" for layer in policy.layers)
    return kinds | {Eating} if compared or hosted else kinds


def groups_of(policy: Policy, guests: Iterable[Guest], service_on: date) -> Groups:
    """Put guests together whom the policy cannot tell apart on that day."""
    numbers: dict[Hashable, int] = {}
    speakers: list[Guest] = []
    of: list[int] = []
    for guest in guests:
        seen = seen_of(policy, service_on, guest.birth_on, guest.facts)
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
        eating=basis.eating,
        canteen=basis.canteen,
        package=basis.package,
        homes=dict(basis.homes),
        lapsed=basis.lapsed,
    )
    return split(basis.policy, case).elder_fen
