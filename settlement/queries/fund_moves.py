"""What moved a fund's money, one line each: what came in, what canteens may draw of it, what came back (R1, R4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from canteen.core.listing import Asked, Listing, Page
from canteen.core.month import Month
from canteen.core.scope import Actor
from canteen.queries.names import canteen_names
from canteen.queries.paging import by_instant, every, page_of
from settlement.core import chart
from settlement.models import Account, Entry, Posting
from settlement.queries.funds import FundSeen, NoSuchFund, funds

MOVES: Final = Listing(sorts=("at",), filters=("account", "kind"), down=True)
KEYS: Final = {"at": by_instant("entry__recorded_at")}
KINDS: Final = (
    *(Entry.Kind.APPROPRIATION, Entry.Kind.ALLOTMENT, Entry.Kind.RELEASE, Entry.Kind.APPORTIONMENT),
    Entry.Kind.NETTING,
)


@dataclass(frozen=True, slots=True)
class FundMove:
    """One transfer that changed what a fund has: `fen` more, below zero less, on `account` (a chart.Kind).

    The canteen and the month are those whose allotment it concerns, the books those it was written in.
    """

    at: datetime
    kind: str  # an Entry.Kind
    account: str
    canteen_id: UUID | None
    month: Month | None
    books_id: UUID | None
    fen: int


def fund_seen(*, actor: Actor, fund_id: UUID) -> FundSeen:
    """Return one fund of the actor's regions with its money; four statements in all. OutOfScope, NoSuchFund."""
    found = next((each for each in funds(actor=actor) if each.id == fund_id), None)
    if found is None:
        raise NoSuchFund()
    return found


def fund_moves(*, fund: FundSeen, asked: Asked) -> Page[FundMove]:
    """Return a page of what moved a fund's money; two statements. The caller asked who may see.

    A search is part of the name of a canteen that may draw on it, or did.
    """
    accounts = _accounts(fund, asked)
    page = page_of(found=_found(accounts, asked), asked=asked, keys=KEYS)
    return page.of(lambda row: _move(row, accounts))


def every_fund_move(*, fund: FundSeen, asked: Asked) -> Iterator[FundMove]:
    """Yield the whole list that was asked for, in its order; the caller asked who may see."""
    accounts = _accounts(fund, asked)
    return (_move(row, accounts) for row in every(found=_found(accounts, asked), asked=asked, keys=KEYS))


def places_of(*, moves: Page[FundMove]) -> dict[UUID, str]:
    """Return the names of the canteens that a page of moves concerns; one statement."""
    return dict(canteen_names(canteen_ids={row.canteen_id for row in moves.rows if row.canteen_id}))


def _accounts(fund: FundSeen, asked: Asked) -> dict[UUID, str]:
    """The accounts that say what a fund has, by id. A joint fund has no money of its own: it lends what others keep."""
    own = chart.Kind.SOURCE if fund.parts else chart.Kind.FREE
    addresses = {chart.source(fund.key) if fund.parts else chart.free(fund.key): own}
    addresses[chart.returned(fund.key)] = chart.Kind.RETURNED
    chosen = asked.filters.get("account", "")
    named = [address for address, kind in addresses.items() if not chosen or kind == chosen]
    found = Account.objects.filter(address__in=named).values_list("id", "address")
    return {account_id: addresses[address] for account_id, address in found}


def _found(accounts: dict[UUID, str], asked: Asked) -> QuerySet[Posting]:
    own = list(accounts)
    # What goes from one of them to the other changes neither of what is shown together.
    found = Posting.objects.filter(Q(debit__in=own) | Q(credit__in=own)).exclude(debit__in=own, credit__in=own)
    if kind := asked.filters.get("kind", ""):
        found = found.filter(entry__kind=kind)
    if asked.search:
        found = found.filter(entry__books__canteen__name__icontains=asked.search)
    return found.select_related("entry", "debit", "credit")


def _move(row: Posting, accounts: dict[UUID, str]) -> FundMove:
    """A fund's accounts grow by credit; what stands on the other side says whose allotment it is."""
    more = row.credit_id in accounts
    other = chart.parse_address((row.debit if more else row.credit).address)
    return FundMove(
        at=row.entry.recorded_at,
        kind=row.entry.kind,
        account=accounts[row.credit_id if more else row.debit_id],
        canteen_id=other.canteen_id,
        month=other.month,
        books_id=row.entry.books_id,
        fen=row.fen if more else -row.fen,
    )
