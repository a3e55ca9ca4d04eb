"""Funds with their money, the parts of joint ones, allotments of a canteen-month, and the lock of a fund (R4, D18)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from canteen.core.errors import NotFound
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.models.sql import lock, marks, rows
from settlement.core import chart
from settlement.core.journal import Contributor
from settlement.models import Allotment, Fund, Part
from settlement.queries.balances import balances_of

FUND_READERS = (Role.FINANCE, Role.AUDITOR)
ALLOTMENT_READERS = (Role.FINANCE, Role.AUDITOR, Role.MANAGER)

_LOCK = "SELECT id FROM settlement_fund WHERE id IN ({ids}) ORDER BY id"


class NoSuchFund(NotFound):
    """This fund is not registered."""

    code = "no-such-fund"
    zh = "没有登记这个资金"


@dataclass(frozen=True, slots=True)
class FundSeen:
    """A fund and its money in fen; a joint fund has none of its own, its contributors have.

    What late voids gave back rests with a joint fund too, until the month they were written in is sealed (D10).
    """

    id: UUID
    region_id: UUID
    key: str
    name: str
    source: str
    budget_year: int | None
    budget_line: str
    receipt_type: str
    role: str
    parts: tuple[Contributor, ...]
    appropriated_fen: int
    free_fen: int
    returned_fen: int


@dataclass(frozen=True, slots=True)
class AllotmentSeen:
    """What a fund lets a canteen draw in a month, and what was drawn."""

    fund_key: str
    fund_name: str
    canteen_id: UUID
    month: Month
    fen: int
    drawn_fen: int


@dataclass(frozen=True, slots=True)
class FundsNamed:
    """What funds are called, contributors of joint ones among them, and what feeds each joint one, in stated order."""

    names: Mapping[str, str]
    parts: Mapping[str, tuple[Contributor, ...]]


def fund_by_key(*, key: str) -> Fund:
    """Return a fund; NoSuchFund."""
    found = Fund.objects.filter(key=key).first()
    if found is None:
        raise NoSuchFund()
    return found


def parts_of(*, fund_ids: Iterable[UUID]) -> dict[UUID, tuple[Contributor, ...]]:
    """Return the contributors of joint funds in their stated order (D10); other funds are left out."""
    found: dict[UUID, list[Contributor]] = {}
    parts = Part.objects.filter(joint_id__in=list(fund_ids)).order_by("joint_id", "position")
    for joint_id, key, weight in parts.values_list("joint_id", "contributor__key", "weight"):
        found.setdefault(joint_id, []).append(Contributor(key, weight))
    return {joint_id: tuple(contributors) for joint_id, contributors in found.items()}


def funds_named(*, keys: Iterable[str]) -> FundsNamed:
    """Return names and contributors of funds, by key; one statement."""
    names: dict[str, str] = {}
    parts: dict[str, list[Contributor]] = {}
    found = Fund.objects.filter(key__in=list(keys)).order_by("key", "parts__position")
    columns = ("key", "name", "parts__contributor__key", "parts__contributor__name", "parts__weight")
    for key, name, part_key, part_name, weight in found.values_list(*columns):
        names[key] = name
        if part_key is not None:
            names[part_key] = part_name
            parts.setdefault(key, []).append(Contributor(part_key, weight))
    return FundsNamed(names, {key: tuple(contributors) for key, contributors in parts.items()})


def lock_funds(*, keys: Sequence[str]) -> None:
    """Lock funds, the first step of D18, in ascending order; what is free is read after this."""
    ids = list(Fund.objects.filter(key__in=keys).values_list("id", flat=True))
    rows(lock(_LOCK.format(ids=marks(len(ids)))), ids)


def funds(*, actor: Actor) -> tuple[FundSeen, ...]:
    """Return the funds of the regions the actor covers by key, with their money; four statements in all. OutOfScope."""
    actor.require_held(*FUND_READERS)
    found = list(Fund.objects.filter(region_id__in=actor.regions(*FUND_READERS)).order_by("key"))
    parts = parts_of(fund_ids=[fund.id for fund in found])
    # What a joint fund lends out is written on its source too, and is nothing that was appropriated to it.
    own = [account(fund.key) for fund in found if fund.id not in parts for account in (chart.source, chart.free)]
    balances = balances_of(addresses=[*own, *(chart.returned(fund.key) for fund in found)])
    return tuple(
        FundSeen(
            id=fund.id,
            region_id=fund.region_id,
            key=fund.key,
            name=fund.name,
            source=fund.source,
            budget_year=fund.budget_year,
            budget_line=fund.budget_line,
            receipt_type=fund.receipt_type,
            role=fund.role,
            parts=parts.get(fund.id, ()),
            appropriated_fen=balances.get(chart.source(fund.key), 0),
            free_fen=-balances.get(chart.free(fund.key), 0),
            returned_fen=-balances.get(chart.returned(fund.key), 0),
        )
        for fund in found
    )


def allotments(*, actor: Actor, month: Month) -> tuple[AllotmentSeen, ...]:
    """Return what the canteens in the actor's sight may draw in a month. OutOfScope."""
    actor.require_held(*ALLOTMENT_READERS)
    found = Allotment.objects.filter(canteen_id__in=actor.canteens(*ALLOTMENT_READERS), month=month.first)
    return tuple(
        AllotmentSeen(key, name, canteen_id, month, fen, drawn_fen)
        for key, name, canteen_id, fen, drawn_fen in found.order_by("canteen_id", "fund__key").values_list(
            "fund__key", "fund__name", "canteen_id", "fen", "drawn_fen"
        )
    )


def allotted_here(*, canteen_id: UUID, month: date) -> tuple[Allotment, ...]:
    """Return the allotments of one canteen-month with their funds, by key; the caller holds the books."""
    found = Allotment.objects.filter(canteen_id=canteen_id, month=month).select_related("fund")
    return tuple(found.order_by("fund__key"))


def fund_names(*, keys: Iterable[str]) -> dict[str, str]:
    """Return what funds are called, by key."""
    return dict(Fund.objects.filter(key__in=list(keys)).values_list("key", "name"))


def fund_names_in(*, region_ids: Iterable[UUID]) -> dict[str, str]:
    """Return what the funds of these regions are called, by key and in its order: whom a policy there may name."""
    return dict(Fund.objects.filter(region_id__in=list(region_ids)).order_by("key").values_list("key", "name"))
