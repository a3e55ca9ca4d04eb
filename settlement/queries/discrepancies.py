"""Whether books agree with themselves: balances with postings, meals with entries, holds, seals (R3, D5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, Sum

from canteen.core.month import Month
from ordering.queries.portions import prices
from settlement.core import chart
from settlement.core.outsiders import GUEST, STAFF
from settlement.core.policy.values import CANTEEN, SUSPENSE
from settlement.core.shares import ELDER
from settlement.models import Allotment, Books, Claim, Entry, Hold, Payable, Posting, SealedSums
from settlement.queries.advances import advanced_in, advances_borne, advances_moved, advances_told, receivables_of
from settlement.queries.balances import balance_of, balances_of
from settlement.queries.paying import PAYING
from settlement.queries.sealing import sealing, verify_seal


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two numbers that should be one: what is stored, and what the postings, or the rows, add up to."""

    code: str
    subject: str
    stored: int
    counted: int

    @property
    def words(self) -> str:
        """What disagrees, in Chinese."""
        return _WORDS[self.code]


_WORDS = {
    "allotment-drawn": "额度已用数与分录不符",
    "allotment-left": "额度余额与分录不符",
    "meal-entries": "已用餐订单与有效凭证不符",
    "meal-price": "订单价格与凭证金额不符",
    "entry-without-postings": "供餐凭证没有分录",
    "claims-live": "额次与凭证状态不符",
    "suspense": "暂挂余额与未清挂起不符",
    "advance": "垫付与供餐凭证的计算结果不符",
    "advance-sides": "垫付的两方科目不符",
    "advance-borne": "垫付多于出资方在这一餐的承担",
    "receivable": "垫付应收与账本不符",
    "advance-balance": "垫付科目余额与账本、清算不符",
    "seal": "封账内容与账本不符",
    "payable": "应拨金额与封账不符",
    "sealed-sums": "封账合计与账本不符",
}


def discrepancies(*, books: Books) -> tuple[Discrepancy, ...]:
    """Return everything that disagrees in one canteen-month; about fifteen statements, whatever its size."""
    return (
        *_allotments(books),
        *_meals(books),
        *_claims(books),
        *_suspense(books.canteen_id),
        *_advances(books),
        *_receivables(books),
        *_sealed(books),
    )


def _allotments(books: Books) -> Iterator[Discrepancy]:
    month = Month.of(books.month)
    found = {
        chart.allotted(key, books.canteen_id, month): (fen, drawn_fen)
        for key, fen, drawn_fen in Allotment.objects.filter(canteen_id=books.canteen_id, month=books.month)
        .order_by("fund__key")
        .values_list("fund__key", "fen", "drawn_fen")
    }
    moved = Posting.objects.filter(month=books.month, canteen_id=books.canteen_id, entry__kind__in=PAYING)
    debits = _sums(moved.filter(debit__address__in=found).values_list("debit__address").annotate(Sum("fen")))
    credited = _sums(moved.filter(credit__address__in=found).values_list("credit__address").annotate(Sum("fen")))
    balances = balances_of(addresses=found)
    for address, (fen, drawn_fen) in found.items():
        counted = debits.get(address, 0) - credited.get(address, 0)
        if drawn_fen != counted:
            yield Discrepancy("allotment-drawn", address, drawn_fen, counted)
        if fen - drawn_fen != -balances[address]:
            yield Discrepancy("allotment-left", address, fen - drawn_fen, -balances[address])


def _sums(found: object) -> dict[str, int]:
    return {address: int(fen) for address, fen in found}  # type: ignore[attr-defined]  # pairs, as annotate() gives them


def _meals(books: Books) -> Iterator[Discrepancy]:
    """Every served order has exactly one live entry, of its price; a voided one has none (D5)."""
    month = Month.of(books.month)
    orders = prices(canteen_id=books.canteen_id, from_on=month.first, until_on=month.next_first)
    live: dict[UUID, int] = {}
    credited: dict[UUID, int] = {}
    meals = Entry.objects.filter(
        books__canteen_id=books.canteen_id,
        books__month__gte=books.month,
        service_on__gte=month.first,
        service_on__lt=month.next_first,
        kind=Entry.Kind.MEAL,
        reversed_by=None,
    ).annotate(fen=Sum("postings__fen", filter=Q(postings__credit__address=chart.earned(books.canteen_id))))
    for entry_id, order_id, fen in meals.values_list("id", "order_id", "fen"):
        live[order_id] = live.get(order_id, 0) + 1
        credited[order_id] = credited.get(order_id, 0) + int(fen or 0)
        if fen is None:
            yield Discrepancy("entry-without-postings", str(entry_id), 1, 0)
    for order_id in sorted({*orders, *live}):
        order = orders.get(order_id)
        wanted = 1 if order is not None and order.state == "served" else 0
        if live.get(order_id, 0) != wanted:
            yield Discrepancy("meal-entries", str(order_id), wanted, live.get(order_id, 0))
        elif order is not None and wanted and order.fen != credited[order_id]:
            yield Discrepancy("meal-price", str(order_id), order.fen, credited[order_id])


def _claims(books: Books) -> Iterator[Discrepancy]:
    """A claim lives exactly as long as its entry does (D8)."""
    here = Claim.objects.filter(entry__books=books)
    odd = here.filter(
        Q(released_by=None, entry__reversed_by__isnull=False) | Q(released_by__isnull=False, entry__reversed_by=None)
    )
    for claim_id, released_by in odd.order_by("id").values_list("id", "released_by"):
        yield Discrepancy("claims-live", str(claim_id), int(released_by is None), int(released_by is not None))


def _suspense(canteen_id: UUID) -> Iterator[Discrepancy]:
    held = Hold.objects.filter(canteen_id=canteen_id, cleared_by=None).aggregate(fen=Sum(F("fen")))["fen"] or 0
    resting = balance_of(address=chart.suspense(canteen_id))
    if held != resting:
        yield Discrepancy("suspense", chart.suspense(canteen_id), int(held), resting)


def _advances(books: Books) -> Iterator[Discrepancy]:
    """What funds paid for others is what the splits said, on accounts that face each other, and no more than they bear.

    A meal is looked at over all its entries: what was held, cleared or undone has taken the advance along (D9).
    """
    told = advances_told(books=books)
    counted = dict.fromkeys(told, 0)
    for one in advances_moved(books=books):
        if not one.mirrored:
            yield Discrepancy("advance-sides", f"{one.entry_id}/{one.debit}", one.fen, 0)
        if one.kind == Entry.Kind.MEAL:
            counted[one.entry_id] = counted.get(one.entry_id, 0) + one.fen
    for entry_id in sorted(counted):
        if told.get(entry_id, 0) != counted[entry_id]:
            yield Discrepancy("advance", str(entry_id), told.get(entry_id, 0), counted[entry_id])
    for (order_id, key), (advanced_fen, borne_fen) in sorted(advances_borne(books=books).items()):
        if not 0 <= advanced_fen <= borne_fen:
            yield Discrepancy("advance-borne", f"{order_id}/{key}", advanced_fen, borne_fen)


def _receivables(books: Books) -> Iterator[Discrepancy]:
    """What was written at the seal is what the books say; what is not settled yet stands on the accounts."""
    month, place = Month.of(books.month), books.canteen_id
    counted = advanced_in(books=books)
    if books.state == Books.State.SEALED:
        written = receivables_of(books_ids=[books.id])
        for by, owed_by in sorted({*written, *counted}):
            pair = (by, owed_by)
            if written.get(pair, 0) != counted.get(pair, 0):
                subject = f"{books.id}/{by}/{owed_by}"
                yield Discrepancy("receivable", subject, written.get(pair, 0), counted.get(pair, 0))
    beside = list(Books.objects.filter(canteen_id=place, month=books.month).exclude(id=books.id))
    left = {
        pair: -fen
        for pair, fen in receivables_of(books_ids=[books.id, *(one.id for one in beside)], settled=True).items()
    }
    for moved in (counted, *(advanced_in(books=one) for one in beside)):
        for pair, fen in moved.items():
            left[pair] = left.get(pair, 0) + fen
    addresses = {pair: chart.advanced(*pair, place, month) for pair in left}
    balances = balances_of(addresses=addresses.values())
    for pair, address in sorted(addresses.items()):
        if balances[address] != left[pair]:
            yield Discrepancy("advance-balance", address, balances[address], left[pair])


def _sealed(books: Books) -> Iterator[Discrepancy]:
    verified = verify_seal(books_id=books.id)
    if verified is None:
        return
    if not verified.whole:
        yield Discrepancy("seal", str(books.id), 1, 0)
    closed = sealing(books=books)
    whole = closed.figures.whole
    sums = SealedSums.objects.filter(books=books).first()
    counted = {"meals": whole.meals, "elder_fen": whole.fen(ELDER), "canteen_fen": whole.fen(CANTEEN)}
    counted |= {"funds_fen": whole.claimed_fen, "suspense_fen": whole.fen(SUSPENSE)}
    counted["others_fen"] = whole.fen(GUEST) + whole.fen(STAFF)
    for name, number in counted.items():
        if sums is not None and getattr(sums, name) != number:
            yield Discrepancy("sealed-sums", f"{books.id}/{name}", getattr(sums, name), number)
    owed = closed.payables
    stored = dict(Payable.objects.filter(books=books).values_list("fund__key", "fen"))
    for key in sorted({*owed, *stored}):
        if owed.get(key, 0) != stored.get(key, 0):
            yield Discrepancy("payable", f"{books.id}/{key}", stored.get(key, 0), owed.get(key, 0))
