"""Brings the trial's money: funds, what is appropriated to them, what they allot to the canteen month by month."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from canteen.core.month import Month
from canteen.core.scope import Actor
from kiosk.operations.demo import cast
from settlement.core.journal import Contributor
from settlement.operations.funds import allot, appropriate, register_fund
from settlement.queries.funds import allotments

JOINT: Final = "joint"
LONGEVITY: Final = "longevity"

# key, name, source, appropriated fen, whose it is
FUNDS: Final = (
    ("district-meals", f"{cast.DISTRICT}助餐资金", "budget", 20_000_000, "district"),
    ("town-meals", f"{cast.TOWN}助餐资金", "budget", 20_000_000, "town"),
    ("charity", "慈善助餐资金", "charity", 8_000_000, "district"),
    (LONGEVITY, "村集体高龄关爱资金", "collective", 2_000_000, "town"),
)
PARTS: Final = (Contributor("district-meals", 1), Contributor("town-meals", 1))
# What a month lets the canteen draw. Twenty elders eat for less than half of it.
MONTHLY_FEN: Final = {JOINT: 1_200_000, "charity": 400_000, LONGEVITY: 30_000}
# The first month of longevity begins short, so that one meal finds the pot empty and is held.
FIRST_LONGEVITY_FEN: Final = 2_500


def bring_funds(*, finance: Actor, district_id: UUID, town_id: UUID, now: datetime) -> None:
    """Register the funds and the joint fund of district and town 1:1, and appropriate to them."""
    places = {"district": district_id, "town": town_id}
    for key, name, source, fen, where in FUNDS:
        register_fund(
            actor=finance,
            region_id=places[where],
            key=key,
            name=name,
            source=source,
            budget_year=now.year,
            now=now,
        )
        appropriate(actor=finance, fund_key=key, fen=fen, now=now)
    register_fund(
        actor=finance,
        region_id=district_id,
        key=JOINT,
        name="区镇联合助餐资金",
        source="joint",
        parts=PARTS,
        now=now,
    )


def allot_months(
    *, finance: Actor, canteen_id: UUID, months: Iterable[Month], now: datetime, short: Month | None = None
) -> int:
    """Allot what is missing of each month to the canteen, and return how many allotments were made.

    The month `short` gets too little of longevity to last; `allot_rest` brings it up later.
    """
    made = 0
    for month in months:
        known = {seen.fund_key for seen in allotments(actor=finance, month=month) if seen.canteen_id == canteen_id}
        for key, fen in MONTHLY_FEN.items():
            if key in known:
                continue
            first_fen = FIRST_LONGEVITY_FEN if (key, month) == (LONGEVITY, short) else fen
            allot(actor=finance, fund_key=key, canteen_id=canteen_id, month=month, fen=first_fen, now=now)
            made += 1
    return made


def allot_rest(*, finance: Actor, canteen_id: UUID, month: Month, now: datetime) -> None:
    """Bring the month that began short up to the usual allotment, the day after it ran out."""
    rest_fen = MONTHLY_FEN[LONGEVITY] - FIRST_LONGEVITY_FEN
    allot(actor=finance, fund_key=LONGEVITY, canteen_id=canteen_id, month=month, fen=rest_fen, now=now)
