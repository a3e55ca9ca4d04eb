"""Makes the list a kiosk keeps for the hours without a network: prices already decided, nobody named (D11, K6).

Nothing is stored of what a list promised to whom: each price carries a proof that comes back with the promise.
"""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

from canteen.core.identity import mask_name
from canteen.core.sitting import Seat, Window, seat_until, sitting_at
from canteen.queries.presented import FactInForce, presented
from canteen.queries.roster import Roster, roster, roster_lately
from kiosk.core.admission import DECEASED, STATE
from kiosk.core.roster import entry, pseudonym
from kiosk.gateways.promises import Prover, prover
from kiosk.models import PriceList
from ordering.queries.menu import MealOnMenu, menu, ordered_otherwise
from settlement.core.alike import Basis, Groups, Guest, groups_of, share_quoted
from settlement.core.case import Fact
from settlement.queries.quotes import quote_basis

MOST_BASES: Final = 512  # of one roster: canteens by the sittings of a day


@dataclass(frozen=True, slots=True)
class Priced:
    """One meal's price for everybody on a roster: `fen` by group, and who is promised nothing."""

    roster: Roster
    basis: Basis
    groups: Groups
    fen: tuple[int, ...]
    unpromised: frozenset[bytes]  # persons who ordered ahead at another price than that of the set
    meal: str
    prover: Prover


@dataclass(frozen=True, slots=True)
class KioskList:
    """A list and the sitting it is for. Lists with equal `digest` say the same, entry by entry."""

    id: UUID
    made_at: datetime
    until: datetime
    seat: Seat
    salt: str
    meals: tuple[MealOnMenu, ...]
    digest: str
    priced: Priced | None

    def entries(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Yield what every credential is promised, by pseudonym."""
        if self.priced is None:
            return
        for code, place in self.priced.roster.places.items():
            found = self._entry(self.priced, place)
            if found is not None:
                yield pseudonym(self.salt, code), found

    def entry(self, code: str) -> dict[str, object] | None:
        """Return what one credential is promised, or None."""
        place = None if self.priced is None else self.priced.roster.places.get(code)
        return None if place is None or self.priced is None else self._entry(self.priced, place)

    def _entry(self, priced: Priced, place: int) -> dict[str, object] | None:
        people = priced.roster
        if people.persons[place] in priced.unpromised or _dead(people.facts[place], people.on):
            return None
        fen = priced.fen[priced.groups.of[place]]
        return entry(priced.meal, fen, mask_name(people.names[place]), priced.prover.proof(people.elders[place], fen))


# What was worked out of a roster, for as long as that is handed out: groups by policy, shares by basis.
_groups: WeakKeyDictionary[Roster, dict[UUID, Groups]] = WeakKeyDictionary()
_shares: WeakKeyDictionary[Roster, dict[Basis, tuple[int, ...]]] = WeakKeyDictionary()


def list_for(
    *, canteen_id: UUID, hours: tuple[Window, ...], now: datetime, elder_ids: Sequence[UUID] | None = None
) -> KioskList:
    """Return the list of the sitting that `now` belongs to: its row is made once, its prices are those of now.

    `hours` are those of the day of `now`. A kiosk's list has everybody with a live credential; `elder_ids` are the few
    whom somebody else asks about.

    Prices are promised only where one meal is offered: with a choice, the kiosk waits for the server. It waits too for
    who ordered ahead at another price than that of the set, and for who is registered as dead.
    """
    seat = sitting_at(now, hours)
    meals = menu(canteen_id=canteen_id, service_on=seat.service_on, sitting=seat.sitting.value)
    row = _row(canteen_id, seat, now)
    until = seat_until(now, hours)
    priced = _priced(row, seat, meals[0], now, elder_ids) if len(meals) == 1 else None
    says = (row.id, until, meals, *_said(priced))
    digest = hashlib.blake2b(repr(says).encode(), digest_size=16).hexdigest()
    return KioskList(row.id, row.made_at, until, seat, row.salt, meals, digest, priced)


def _row(canteen_id: UUID, seat: Seat, now: datetime) -> PriceList:
    """The row a promise names. Where two workers make one at once, both are honoured and the elder is used."""
    at = {"canteen_id": canteen_id, "service_on": seat.service_on, "sitting": seat.sitting.value}
    found = PriceList.objects.filter(**at).order_by("made_at", "id").first()
    if found is None:
        found = PriceList(**at, made_at=now, salt=secrets.token_hex(8))
        found.save(force_insert=True)
    return found


def _priced(
    row: PriceList, seat: Seat, meal: MealOnMenu, now: datetime, elder_ids: Sequence[UUID] | None
) -> Priced | None:
    where = presented(canteen_id=row.canteen_id, code=None, elder_id=None, on=seat.service_on)
    basis = quote_basis(
        region_path=where.region_path,
        canteen_id=row.canteen_id,
        service_on=seat.service_on,
        sitting=seat.sitting.value,
        price_fen=meal.price_fen,
        eating=where.place,
        canteen=where.canteen_key,
        package=meal.package,
    )
    if basis is None:
        return None
    # No more than what the policy looks at: everybody has a registration, and most policies never ask for it.
    kinds = tuple(sorted({*basis.policy.asks_kinds, STATE}))
    if elder_ids is None:
        people = roster_lately(on=seat.service_on, kinds=kinds, now=now)
    else:
        people = roster(on=seat.service_on, kinds=kinds, elder_ids=elder_ids)
    groups = _grouped(people, basis)
    others = ordered_otherwise(meal_id=meal.id, price_fen=meal.price_fen)
    return Priced(
        roster=people,
        basis=basis,
        groups=groups,
        fen=_quoted(people, basis, groups),
        unpromised=frozenset(person.bytes for person in others),
        meal=str(meal.id),
        prover=prover(list_id=row.id, meal_id=meal.id),
    )


def _grouped(people: Roster, basis: Basis) -> Groups:
    """Groups of a roster under a policy; found once, and asked for by every canteen the policy applies to."""
    kept = _groups.setdefault(people, {})
    key = basis.policy_id
    if key not in kept:
        guests = (
            Guest(born_on, _as_quoted(facts)) for born_on, facts in zip(people.born_on, people.facts, strict=True)
        )
        kept[key] = groups_of(basis.policy, guests, basis.service_on)
    return kept[key]


def _quoted(people: Roster, basis: Basis, groups: Groups) -> tuple[int, ...]:
    kept = _shares.setdefault(people, {})
    if basis not in kept:
        while len(kept) >= MOST_BASES:
            del kept[next(iter(kept))]
        kept[basis] = tuple(share_quoted(basis, guest) for guest in groups.speakers)
    return kept[basis]


def _as_quoted(facts: tuple[FactInForce, ...]) -> tuple[Fact, ...]:
    return tuple(Fact(fact.kind, fact.value, fact.level or None, fact.place) for fact in facts)


def _dead(facts: tuple[FactInForce, ...], on: date) -> bool:
    return (
        any(fact.kind == STATE and fact.value == DECEASED and fact.from_on < on for fact in facts) if facts else False
    )


def _said(priced: Priced | None) -> tuple[object, ...]:
    """All that the entries of a list hang on, beside its row and its meals."""
    if priced is None:
        return ()
    return priced.prover.version, priced.roster.digest, priced.basis.policy_id, priced.fen, sorted(priced.unpromised)
