"""Registers funds, records what is appropriated to them, and allots it to canteen-months (D10, D17, R4)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from canteen.core.errors import Conflict, Invalid
from canteen.core.keys import is_key
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.models.sql import send
from canteen.operations.deeds import do
from canteen.queries.presented import presented
from settlement.core import chart, journal
from settlement.core.journal import Contributor
from settlement.models import Allotment, Entry, Fund, Part
from settlement.operations.fund_roles import RoleTaken, mistaken_role
from settlement.operations.ledger import Circumstances, record
from settlement.operations.lock_books import BooksLocked, lock_books
from settlement.queries.balances import balances_of
from settlement.queries.funds import fund_by_key, lock_funds, parts_of

LONGEST_NAME = 80
MOST_FEN = 10**14
MOST_WEIGHT = 10_000
YEARS = range(2000, 2100)


class BadFund(Invalid):
    """A key, a name, a sum or a weight of this fund is not valid."""

    code = "bad-fund"
    zh = "资金代号、名称、金额或比例填写有误"


class FundExists(Conflict):
    """A fund with this key is registered already."""

    code = "fund-exists"
    zh = "该资金代号已登记"


class JointFundHasNoMoney(Conflict):
    """A joint fund holds no money of its own: appropriate to its contributors."""

    code = "joint-fund-has-no-money"
    zh = "联合资金本身没有余额，请拨入各出资资金"


class FundTooSmall(Conflict):
    """A fund has less left than this needs."""

    code = "fund-too-small"
    zh = "资金余额不足"


class MonthClosed(Conflict):
    """The books of this month are submitted or sealed."""

    code = "month-closed"
    zh = "该月账目已提交或已封账"


class NobodyRunsIt(Conflict):
    """No organisation is registered as running this canteen in that month."""

    code = "nobody-runs-it"
    zh = "该月食堂没有登记运营主体"


def register_fund(
    *,
    actor: Actor,
    region_id: UUID,
    key: str,
    name: str,
    source: str,
    now: datetime,
    parts: Sequence[Contributor] = (),
    budget_year: int | None = None,
    budget_line: str = "",
    receipt_type: str = "",
    role: str = "",
    reason: str = "",
) -> UUID:
    """Register a fund of a region, and return its id; a joint one states its contributors in order (D10).

    Whoever registers a joint fund decides about every contributor's money. `role` is what policies ask the region for
    where they follow an elder home (D9); empty for none. OutOfScope, BadFund, FundExists, RoleTaken.
    """
    actor.require_region(Role.FINANCE, region_id=region_id)
    contributors = _contributors(actor, parts)
    mistakes = _mistakes(key, name, source, budget_year, (budget_line, receipt_type)) + mistaken_role(role=role)
    mistakes += _mistaken_parts(source, parts, contributors)
    if mistakes:
        raise BadFund(mistakes)
    row = Fund(
        region_id=region_id,
        key=key,
        name=name.strip(),
        source=source,
        budget_year=budget_year,
        budget_line=budget_line.strip(),
        receipt_type=receipt_type.strip(),
        role=role,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            Part.objects.bulk_create(
                Part(joint=row, contributor=contributors[part.fund_key], weight=part.weight, position=position)
                for position, part in enumerate(parts)
            )
            stated: dict[str, object] = {"region": str(region_id), "key": key, "parts": [list(part) for part in parts]}
            _written(actor, "register", row, reason, now, stated)
    except IntegrityError:
        raise (
            RoleTaken() if role and Fund.objects.filter(region_id=region_id, role=role).exists() else FundExists()
        ) from None
    return row.id


def appropriate(*, actor: Actor, fund_key: str, fen: int, now: datetime, reason: str = "") -> UUID:
    """Record money appropriated or given to a fund, and return the entry's id; finance of its region does it.

    OutOfScope, NoSuchFund, BadFund, JointFundHasNoMoney.
    """
    actor.require_held(Role.FINANCE)
    _require_sum(fen)
    fund = fund_by_key(key=fund_key)
    actor.require_region(Role.FINANCE, region_id=fund.region_id)
    if fund.source == Fund.Source.JOINT:
        raise JointFundHasNoMoney()
    with transaction.atomic():
        lock_funds(keys=[fund_key])
        recorded = record(
            kind=Entry.Kind.APPROPRIATION,
            transfers=journal.appropriation(fund_key, fen),
            books=None,
            circumstances=Circumstances(),
            now=now,
        )
        send(recorded.statements)
        _written(actor, "appropriate", fund, reason, now, {"entry": str(recorded.entry_id), "fen": fen})
    return recorded.entry_id


def allot(
    *, actor: Actor, fund_key: str, canteen_id: UUID, month: Month, fen: int, now: datetime, reason: str = ""
) -> UUID:
    """Let a canteen draw `fen` more of a fund in a month, and return the entry's id; later in the month too.

    Finance of both the canteen and the fund's region does it: a town does not allot what is its district's.
    Of a joint fund each contributor reserves its part, rounded up (D10). The fund is locked, then the books (D18), and
    what is free is read under the lock: a fund is never over-drawn (R4).
    OutOfScope, NoSuchFund, BadFund, FundTooSmall, MonthClosed, NobodyRunsIt.
    """
    actor.require(Role.FINANCE, canteen_id=canteen_id)
    _require_sum(fen)
    fund = fund_by_key(key=fund_key)
    actor.require_region(Role.FINANCE, region_id=fund.region_id)
    contributors = parts_of(fund_ids=[fund.id]).get(fund.id, ())
    with transaction.atomic():
        lock_funds(keys=[contributor.fund_key for contributor in contributors] or [fund_key])
        if contributors:
            transfers = journal.joint_allotment(fund_key, contributors, canteen_id, month, fen)
        else:
            transfers = journal.allotment(fund_key, canteen_id, month, fen)
        require_free(transfers=transfers)
        books = _open_books(canteen_id, month, now)
        recorded = record(
            kind=Entry.Kind.ALLOTMENT, transfers=transfers, books=books, circumstances=Circumstances(), now=now
        )
        send(recorded.statements)
        _raise_allotment(fund, canteen_id, month, fen)
        detail = {"entry": str(recorded.entry_id), "canteen": str(canteen_id), "month": str(month), "fen": fen}
        _written(actor, "allot", fund, reason, now, detail)
    return recorded.entry_id


def _raise_allotment(fund: Fund, canteen_id: UUID, month: Month, fen: int) -> None:
    row = Allotment.objects.filter(fund=fund, canteen_id=canteen_id, month=month.first).first()
    if row is None:
        Allotment(fund=fund, canteen_id=canteen_id, month=month.first, fen=fen).save(force_insert=True)
    else:
        row.fen += fen
        row.save(update_fields=["fen"])


def require_free(*, transfers: Sequence[journal.Transfer]) -> None:
    """FundTooSmall when a fund would lend more than it has; the caller holds the funds."""
    needed = {
        address: fen
        for address, fen in journal.balances(transfers).items()
        if chart.kind_of(address) is chart.Kind.FREE
    }
    held = balances_of(addresses=needed)
    if any(-held[address] < fen for address, fen in needed.items()):
        raise FundTooSmall()


def _open_books(canteen_id: UUID, month: Month, now: datetime) -> BooksLocked:
    """Lock the open books of a canteen-month under whoever runs it, on the day nearest to today."""
    on = min(max(service_day(now), month.first), _last(month))
    organisation_id = presented(canteen_id=canteen_id, code=None, elder_id=None, on=on).organisation_id
    if organisation_id is None:
        raise NobodyRunsIt()
    books = lock_books(canteen_id=canteen_id, organisation_id=organisation_id, service_on=on, now=now)
    if books.for_month is not None:
        raise MonthClosed()
    return books


def _last(month: Month) -> date:
    return date.fromordinal(month.next_first.toordinal() - 1)


def _require_sum(fen: int) -> None:
    if not 0 < fen <= MOST_FEN:
        raise BadFund([("fen", f"must be 1 to {MOST_FEN}")])


def _mistakes(key: str, name: str, source: str, budget_year: int | None, texts: Sequence[str]) -> list[tuple[str, str]]:
    asked = (
        ("key", is_key(key), "must be lower-case letters, digits, single hyphens"),
        ("name", 0 < len(name.strip()) <= LONGEST_NAME, f"must be 1 to {LONGEST_NAME} characters"),
        ("source", source in Fund.Source.values, f"must be one of {', '.join(Fund.Source.values)}"),
        ("budget_year", budget_year is None or budget_year in YEARS, "must be a year"),
        ("budget_line", all(len(text.strip()) <= 40 for text in texts), "must be at most 40 characters"),
    )
    return [(path, message) for path, good, message in asked if not good]


def _contributors(actor: Actor, parts: Sequence[Contributor]) -> dict[str, Fund]:
    """Those of the funds named that hold money of their own and are the actor's to decide about, by key."""
    keys, regions = [part.fund_key for part in parts], actor.regions(Role.FINANCE)
    found = Fund.objects.filter(key__in=keys, region_id__in=regions).exclude(source=Fund.Source.JOINT)
    return {fund.key: fund for fund in found}


def _mistaken_parts(source: str, parts: Sequence[Contributor], contributors: dict[str, Fund]) -> list[tuple[str, str]]:
    if (source == Fund.Source.JOINT) is not bool(parts):
        return [("parts", "a joint fund states its contributors, and no other fund does")]
    keys = [part.fund_key for part in parts]
    mistakes = [
        (f"parts[{at}].fund", "must be a registered fund of your regions that is not joint")
        for at, key in enumerate(keys)
        if key not in contributors
    ]
    mistakes += [(f"parts[{at}].fund", "is stated twice") for at, key in enumerate(keys) if key in keys[:at]]
    mistakes += [
        (f"parts[{at}].weight", f"must be 1 to {MOST_WEIGHT}")
        for at, part in enumerate(parts)
        if not 0 < part.weight <= MOST_WEIGHT
    ]
    return mistakes


def _written(actor: Actor, verb: str, fund: Fund, reason: str, now: datetime, detail: dict[str, object]) -> None:
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="fund",
        subject_id=fund.id,
        reason=reason,
        detail=detail,
        now=now,
    )
