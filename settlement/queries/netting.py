"""Who owes whom for visitors' meals, month by month, and how far the two have come to settle it (D9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from canteen.core.errors import NotFound
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from settlement.core.netting import Due, net_of
from settlement.core.shares import Advance
from settlement.models import Fund, Netting, Receivable
from settlement.queries.funds import FUND_READERS, FundSeen

OPEN, PROPOSED, SETTLED = STATES = ("open", "proposed", "settled")


class NoSuchNetting(NotFound):
    """This settlement between two funds does not exist, or lies outside what you may see."""

    code = "no-such-netting"
    zh = "没有这笔垫付清算，或不在您的职责范围内"


@dataclass(frozen=True, slots=True)
class FundNamed:
    """A fund between which and another something stands."""

    id: UUID
    key: str
    name: str
    region_id: UUID


@dataclass(frozen=True, slots=True)
class Between:
    """What two funds paid for each other in sealed books of a month, in fen: `debtor` owes the net.

    `paid_fen` the creditor paid for people of the debtor, `back_fen` the other way round. `mark` is what a person signs
    who proposes to settle it: another one once anything of it has changed.
    """

    month: Month
    debtor: FundNamed
    creditor: FundNamed
    paid_fen: int
    back_fen: int
    books: int
    state: str
    netting_id: UUID | None
    proposed_by_id: UUID | None
    proposed_at: datetime | None
    agreed_by_id: UUID | None
    agreed_at: datetime | None

    @property
    def fen(self) -> int:
        """What the debtor pays."""
        return self.paid_fen - self.back_fen

    @property
    def mark(self) -> str:
        """The two, the month, what each paid, and in how many books."""
        return f"{self.month}/{self.debtor.key}/{self.creditor.key}/{self.paid_fen}/{self.back_fen}/{self.books}"


def between_funds(*, actor: Actor, month: Month | None = None, fund_id: UUID | None = None) -> tuple[Between, ...]:
    """Return who owes whom of the funds in sight: of one month, or, of all months, what is not settled yet.

    Of one fund alone where it is named. The latest month first; two statements, however many meals there are.
    OutOfScope.
    """
    actor.require_held(*FUND_READERS)
    found = _in_sight(actor)
    if fund_id is not None:
        found = found.filter(Q(by=fund_id) | Q(owed_by=fund_id))
    of_month = Q(month=month.first) if month is not None else Q(settled=False)
    return tuple(_grouped(found.filter(of_month)))


def waits_for(*, row: Between, actor: Actor) -> tuple[str, ...]:
    """Return what the actor may do about it as finance: "propose", "agree", "withdraw"; the operations ask again."""
    regions = actor.regions(Role.FINANCE)
    if not regions & {row.debtor.region_id, row.creditor.region_id}:
        return ()
    if row.state == OPEN:
        return ("propose",)
    if row.state == SETTLED:
        return ()
    agrees = row.debtor.region_id in regions and row.proposed_by_id != actor.staff_id
    return ("agree", "withdraw") if agrees else ("withdraw",)


def netting_seen(*, actor: Actor, netting_id: UUID) -> Netting:
    """Return a settlement of two funds of which one at least is in sight. OutOfScope, NoSuchNetting."""
    actor.require_held(*FUND_READERS)
    regions = actor.regions(*FUND_READERS)
    found = Netting.objects.filter(Q(debtor__region__in=regions) | Q(creditor__region__in=regions), id=netting_id)
    row = found.select_related("debtor", "creditor").first()
    if row is None:
        raise NoSuchNetting()
    return row


def dues_open(*, month: date, one_id: UUID, other_id: UUID) -> QuerySet[Receivable]:
    """Return what two funds paid for each other in sealed books of a month and nobody has begun to settle."""
    both = (one_id, other_id)
    found = Receivable.objects.filter(month=month, by__in=both, owed_by__in=both, netting=None)
    return found.order_by("books__canteen_id", "books_id", "by__key")


def dues_of(*, rows: QuerySet[Receivable]) -> tuple[Due, ...]:
    """Return them as values; one statement."""
    columns = ("by__key", "owed_by__key", "books__canteen_id", "books__month", "fen")
    return tuple(
        Due(by, owed_by, canteen_id, Month.of(month), fen)
        for by, owed_by, canteen_id, month, fen in rows.values_list(*columns)
    )


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What a fund has still to get of others, and to give them, by sealed books, in fen."""

    gets_fen: int
    gives_fen: int


def outstanding(*, fund: FundSeen) -> Outstanding:
    """Return what stands between a fund and all others, not settled yet; one statement. The caller asked."""
    found = Receivable.objects.filter(Q(by=fund.id) | Q(owed_by=fund.id), settled=False)
    gets = gives = 0
    for by_id, fen in found.values_list("by_id", "fen"):
        if by_id == fund.id:
            gets += fen
        else:
            gives += fen
    return Outstanding(gets, gives)


def _in_sight(actor: Actor) -> QuerySet[Receivable]:
    regions = actor.regions(*FUND_READERS)
    return Receivable.objects.filter(Q(by__region__in=regions) | Q(owed_by__region__in=regions))


def _grouped(found: QuerySet[Receivable]) -> Iterable[Between]:
    """One row for each two funds, month and settlement, the latest month first, then by the names of the funds."""
    groups: dict[tuple[date, tuple[UUID, UUID], UUID | None], list[Receivable]] = {}
    named: dict[UUID, FundNamed] = {}
    for row in found.select_related("by", "owed_by", "netting"):
        for fund in (row.by, row.owed_by):
            named[fund.id] = _named(fund)
        one, other = sorted((row.by_id, row.owed_by_id))
        groups.setdefault((row.month, (one, other), row.netting_id), []).append(row)
    rows = [_between(members, named) for members in groups.values()]
    return sorted(rows, key=lambda row: (-row.month.first.toordinal(), row.debtor.name, row.creditor.name, row.mark))


def _between(members: Sequence[Receivable], named: dict[UUID, FundNamed]) -> Between:
    first = members[0]
    by_key = {named[row.by_id].key: named[row.by_id] for row in members} | {
        named[row.owed_by_id].key: named[row.owed_by_id] for row in members
    }
    made = [Advance(row.by.key, row.owed_by.key, row.fen) for row in members]
    net = net_of(made, *sorted(by_key))
    netting = first.netting
    begun = PROPOSED if netting is None or netting.entry_id is None else SETTLED
    return Between(
        month=Month.of(first.month),
        debtor=by_key[net.debtor],
        creditor=by_key[net.creditor],
        paid_fen=sum(one.fen for one in made if one.by == net.creditor),
        back_fen=sum(one.fen for one in made if one.by == net.debtor),
        books=len({row.books_id for row in members}),
        state=OPEN if netting is None else begun,
        netting_id=first.netting_id,
        proposed_by_id=netting.proposed_by_id if netting else None,
        proposed_at=netting.proposed_at if netting else None,
        agreed_by_id=netting.agreed_by_id if netting else None,
        agreed_at=netting.agreed_at if netting else None,
    )


def _named(fund: Fund) -> FundNamed:
    return FundNamed(fund.id, fund.key, fund.name, fund.region_id)
