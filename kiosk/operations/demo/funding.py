"""Brings the trial's money: funds of district, towns and charity, what is appropriated, allotted month by month."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from math import ceil
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from canteen.core.month import Month
from canteen.core.scope import Actor
from kiosk.operations.demo.gazetteer import DISTRICT, TownPlan
from kiosk.operations.demo.registry import Registry
from settlement.core.journal import Contributor
from settlement.operations.funds import allot, appropriate, register_fund
from settlement.operations.policies import check_policy, draft_policy
from settlement.operations.policy_approval import approve_policy
from settlement.queries.funds import allotments
from settlement.queries.policies import policy_document

POLICY: Final = Path(__file__).with_name("policy.json")
DISTRICT_FUND: Final = "district-meals"
CHARITY: Final = "charity"
LONGEVITY: Final = "longevity"
JOINT: Final = "joint"  # what the document calls the joint fund of whichever town it is put in force for
VERY_OLD: Final = 90
LONGEVITY_FEN: Final = 100  # what the document gives the very old

# key, name, source, appropriated fen
DISTRICT_FUNDS: Final = (
    (DISTRICT_FUND, f"{DISTRICT}助餐资金", "budget", 300_000_000),
    (CHARITY, "慈善助餐资金", "charity", 80_000_000),
    (LONGEVITY, "慈善高龄关爱资金", "charity", 20_000_000),
)
TOWN_FEN: Final = 60_000_000
# Allotments are rounded up to five hundred yuan, and hold half as much again as is likely to be drawn.
STEP_FEN: Final = 50_000
MARGIN: Final = 1.5
# Fen a meal draws at most; of the very old there are few.
DRAWN_FEN: Final = {JOINT: 600, CHARITY: 150, LONGEVITY: 10}


@transaction.atomic
def bring_funds(*, registry: Registry, finance: Actor, now: datetime) -> None:
    """Register the funds, a joint one of district and town 1:1 for each town, and appropriate to them."""
    for key, name, source, fen in DISTRICT_FUNDS:
        _fund(finance, registry.district_id, key, name, source, fen, now)
    for town in registry.plan.towns:
        own = f"{town.key}-meals"
        _fund(finance, registry.town_ids[town.key], own, f"{town.name}助餐资金", "budget", TOWN_FEN, now)
        register_fund(
            actor=finance,
            region_id=registry.town_ids[town.key],
            key=town.fund_key,
            name=f"区与{town.name}联合助餐资金",
            source="joint",
            parts=(Contributor(DISTRICT_FUND, 1), Contributor(own, 1)),
            now=now,
        )


def _fund(finance: Actor, region_id: UUID, key: str, name: str, source: str, fen: int, now: datetime) -> None:
    register_fund(actor=finance, region_id=region_id, key=key, name=name, source=source, budget_year=now.year, now=now)
    appropriate(actor=finance, fund_key=key, fen=fen, now=now)


@transaction.atomic
def put_policies_in_force(*, registry: Registry, from_on: date, on: date, at: datetime) -> None:
    """Put the document into force in each town with its own joint fund: support drafts and checks, finance approves."""
    founder, finance = registry.actor("support", on), registry.actor("finance", on)
    for town in registry.plan.towns:
        policy_id = draft_policy(
            actor=founder,
            region_id=registry.town_ids[town.key],
            document=document_of(town=town),
            from_on=from_on,
            now=at,
        )
        shown, _ = policy_document(actor=finance, policy_id=policy_id)
        check_policy(actor=founder, policy_id=policy_id, seen_digest=shown.digest, now=at)
        approve_policy(actor=finance, policy_id=policy_id, seen_digest=shown.digest, seen_mark="", now=at)


def document_of(*, town: TownPlan) -> dict[str, Any]:
    """Return a town's policy: the one document, paid for by the joint fund of this town."""
    document: dict[str, Any] = json.loads(POLICY.read_text(encoding="utf-8"))
    for layer in document["layers"]:
        if layer["payer"] == {"fund": JOINT}:
            layer["payer"] = {"fund": town.fund_key}
    return document


def monthly_fen(*, meals: float) -> dict[str, int]:
    """Return what a canteen with so many meals a month is allotted, by fund."""
    return {key: max(1, ceil(meals * MARGIN * drawn_fen / STEP_FEN)) * STEP_FEN for key, drawn_fen in DRAWN_FEN.items()}


@transaction.atomic
def allot_months(
    *,
    finance: Actor,
    fund_key: str,
    canteen_id: UUID,
    monthly: Mapping[str, int],
    months: Iterable[Month],
    now: datetime,
    short_fen: Mapping[tuple[str, Month], int] | None = None,
) -> int:
    """Allot what is missing of each month to a canteen, and return how many allotments were made.

    `fund_key` is the joint fund that pays there. Where `short_fen` names a fund and a month, that much is allotted.
    """
    made = 0
    for month in months:
        known = {seen.fund_key for seen in allotments(actor=finance, month=month) if seen.canteen_id == canteen_id}
        for name, fen in monthly.items():
            key = fund_key if name == JOINT else name
            if key in known:
                continue
            first_fen = (short_fen or {}).get((key, month), fen)
            allot(actor=finance, fund_key=key, canteen_id=canteen_id, month=month, fen=first_fen, now=now)
            made += 1
    return made
