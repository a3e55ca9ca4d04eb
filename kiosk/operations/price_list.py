"""Makes the list a kiosk keeps for the hours without a network: prices already decided, nobody named (D11, K6)."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from canteen.core.month import Month
from canteen.core.sitting import Seat, Window, seat_until, sitting_at
from canteen.queries.presented import presented
from canteen.queries.roster import OnRoster, card_holders, roster
from kiosk.core.roster import Priced, entries
from kiosk.models import ListedPrice, PriceList
from ordering.queries.menu import MealOnMenu, menu, ordered_otherwise
from settlement.core.case import Fact
from settlement.queries.quotes import Guest, shares_quoted

# Kiosks of one canteen share a list for a while: it changes with facts and policies, not with every meal.
SHARED_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class KioskList:
    """A list and the sitting it is for; `entries` maps pseudonyms to prices in fen."""

    id: UUID
    made_at: datetime
    until: datetime
    seat: Seat
    salt: str
    meals: tuple[MealOnMenu, ...]
    entries: dict[str, dict[str, object]]


def list_for(*, canteen_id: UUID, hours: tuple[Window, ...], now: datetime) -> KioskList:
    """Return the list of the sitting that `now` belongs to, made anew when the last is older than five minutes.

    Prices are promised only where one meal is offered: with a choice, the kiosk waits for the server. It waits too for
    who ordered ahead at another price than that of the set.
    """
    seat = sitting_at(now, hours)
    meals = menu(canteen_id=canteen_id, service_on=seat.service_on, sitting=seat.sitting.value)
    row = (
        PriceList.objects.filter(
            canteen_id=canteen_id,
            service_on=seat.service_on,
            sitting=seat.sitting.value,
            made_at__gt=now - SHARED_FOR,
            made_at__lte=now,
        )
        .order_by("-made_at")
        .first()
    )
    if row is None:
        row = _make(canteen_id, seat, meals, roster(on=seat.service_on), now)
    listed = dict(ListedPrice.objects.filter(price_list=row).values_list("elder_id", "fen"))
    priced = [
        Priced(holder.elder_id, holder.name, holder.codes, meals[0].id, listed[holder.elder_id])
        for holder in card_holders(on=seat.service_on)
        if holder.elder_id in listed and len(meals) == 1
    ]
    return KioskList(row.id, row.made_at, seat_until(now, hours), seat, row.salt, meals, entries(row.salt, priced))


def _make(
    canteen_id: UUID, seat: Seat, meals: tuple[MealOnMenu, ...], elders: Sequence[OnRoster], now: datetime
) -> PriceList:
    where = presented(canteen_id=canteen_id, code=None, elder_id=None, on=seat.service_on)
    row = PriceList(
        canteen_id=canteen_id,
        service_on=seat.service_on,
        sitting=seat.sitting.value,
        made_at=now,
        salt=secrets.token_hex(8),
    )
    shares: Mapping[UUID, int] = {}
    if len(meals) == 1:
        others = ordered_otherwise(meal_id=meals[0].id, price_fen=meals[0].price_fen)
        shares = shares_quoted(
            guests=[
                Guest(
                    elder.elder_id,
                    elder.birth_on,
                    tuple(Fact(fact.kind, fact.value, fact.level or None) for fact in elder.facts),
                )
                for elder in elders
                if elder.person_id not in others
            ],
            region_path=where.region_path,
            canteen_id=canteen_id,
            month=Month.of(seat.service_on).first,
            service_on=seat.service_on,
            sitting=seat.sitting.value,
            price_fen=meals[0].price_fen,
        )
    with transaction.atomic():
        row.save(force_insert=True)
        ListedPrice.objects.bulk_create(
            [
                ListedPrice(price_list=row, elder_id=elder_id, meal_id=meals[0].id, fen=fen)
                for elder_id, fen in shares.items()
            ],
            batch_size=2000,
        )
    return row
