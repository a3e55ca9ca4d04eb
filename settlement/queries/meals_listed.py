"""Single entries of a month as a list: what was posted about each meal, cut by the database by day and id (D20)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from canteen.core.listing import Asked, Listing, Page
from canteen.core.month import Month, NotMonth
from canteen.core.sought import plain_or_row_id
from canteen.queries.paging import by_day, page_of
from ordering.queries.portions import eater_name
from settlement.core.outsiders import GUEST, STAFF
from settlement.core.payers import payer_of
from settlement.core.policy.values import CANTEEN, FUND, SUSPENSE
from settlement.core.shares import ELDER
from settlement.models import Books, Entry, Hold, Posting
from settlement.queries.paying import PAYING

MEALS: Final = Listing(sorts=("day",), filters=("on", "payer", "state", "for_month", "eater"), allows=plain_or_row_id)
KEYS: Final = {"day": by_day("service_on")}
STATES: Final = ("live", "voided", "held", "adjusted", "moved", "drawn")
ANY_FUND: Final = "funds"  # what all funds bear together
_ACCOUNTS: Final = {
    ANY_FUND: ("fund/", ""),
    ELDER: ("elder/", "/due"),
    CANTEEN: ("canteen/", "/borne"),
    SUSPENSE: ("canteen/", "/suspense"),
    GUEST: ("canteen/", "/guests"),
    STAFF: ("canteen/", "/staff"),
}
_BATCH: Final = 500
_HEX: Final = re.compile(r"[0-9a-f]{8,32}")


@dataclass(frozen=True, slots=True)
class MealListed:
    """One entry about a meal, and what it put on each payer, in fen; below zero it took away."""

    entry_id: UUID
    order_id: UUID | None
    kind: str  # an Entry.Kind
    revision: int  # of a meal: how often it had been decided anew by then
    service_on: date
    sitting: str
    title: str
    name: str  # masked; of a guest and of staff, what they are
    payers: Mapping[str, int]
    voided: bool  # reversed by a later entry
    stands: bool  # the meal itself is not undone: what was reversed of it was decided anew
    held: bool  # a share of it waits for a person
    portions: int  # 1 a meal, -1 one taken back, 0 where shares moved only
    for_month: Month | None

    @property
    def price_fen(self) -> int:
        """What the entry adds to the month."""
        return sum(self.payers.values())

    @property
    def funds_fen(self) -> int:
        """What all funds bear of it."""
        return sum(fen for payer, fen in self.payers.items() if payer.startswith(FUND))


def meals_listed(*, books_id: UUID, asked: Asked) -> Page[MealListed]:
    """Return a page of what was posted about meals in these books; two statements. The caller asked who may see."""
    page = page_of(found=_narrowed(books_id, asked), asked=asked, keys=KEYS)
    return page.holding(_listed(page.rows))


def every_meal(*, books_id: UUID, asked: Asked) -> Iterator[MealListed]:
    """Yield the whole list that was asked for, some hundreds at a time; the caller asked who may see."""
    ordered = _narrowed(books_id, asked).order_by("service_on", "id")
    last: MealListed | None = None
    while True:
        rest = ordered
        if last is not None:
            rest = ordered.filter(
                Q(service_on__gte=last.service_on) & (Q(service_on__gt=last.service_on) | Q(id__gt=last.entry_id))
            )
        batch = list(_listed(list(rest[:_BATCH])))
        yield from batch
        if len(batch) < _BATCH:
            return
        last = batch[-1]


def _narrowed(books_id: UUID, asked: Asked) -> QuerySet[Entry]:
    holds = Hold.objects.filter(entry=OuterRef("pk"), cleared_by=None)
    found = Entry.objects.filter(books_id=books_id, kind__in=PAYING, service_on__isnull=False)
    found = found.select_related("order__meal", "order__elder", "reversed_by").annotate(
        # One after the other: of EXISTS the database would make a list of all holds there are.
        hold=Subquery(holds.values("id")[:1]),
        undoes=F("reverses__kind"),
    )
    found = found.defer("explanation", "reversed_by__explanation")
    if (on := _day(asked.filters.get("on", ""))) is not None:
        found = found.filter(service_on=on)
    if (of := _month(asked.filters.get("for_month", ""))) is not None:
        # Days as well, for the index: what is late names the month of its day, what is not has none (D16).
        eaten = Q(service_on__gte=of.first, service_on__lt=of.next_first)
        found = found.filter(eaten, Q(for_month=None) | Q(for_month=of.first))
    if eater := asked.filters.get("eater", ""):
        found = found.filter(order__eater=eater)
    payer = asked.filters.get("payer", "")
    if payer:
        found = found.filter(_borne_by(payer))
    if state := asked.filters.get("state", ""):
        found = found.filter(_drawn(books_id, payer) if state == "drawn" else _in_state(state))
    return found.filter(_found_by(asked.search)) if asked.search else found


def _borne_by(payer: str) -> Q:
    """The entries that move something onto or off a payer."""
    of = Posting.objects.filter(entry=OuterRef("pk"))
    head, tail = _ACCOUNTS.get(payer, (f"fund/{payer.removeprefix(FUND)}/allotted/", ""))
    debit = Q(debit__address__startswith=head, debit__address__endswith=tail)
    credit = Q(credit__address__startswith=head, credit__address__endswith=tail)
    return Q(Exists(of.filter(debit | credit)))


def _drawn(books_id: UUID, payer: str) -> Q:
    """The entries that draw on what funds, or the one asked for, allotted for the month of these books, or give back.

    What late voids give back was drawn on earlier months, and returns to the fund (D16).
    """
    month = Month.of(Books.objects.values_list("month", flat=True).get(id=books_id))
    head = f"fund/{payer.removeprefix(FUND)}/allotted/" if payer.startswith(FUND) else "fund/"
    of = Posting.objects.filter(entry=OuterRef("pk"))
    debit = Q(debit__address__startswith=head, debit__address__endswith=f"/{month}")
    credit = Q(credit__address__startswith=head, credit__address__endswith=f"/{month}")
    return Q(Exists(of.filter(debit | credit)))


def _in_state(state: str) -> Q:
    meal = Q(kind=Entry.Kind.MEAL)
    states = {
        "live": meal & Q(reversed_by=None),
        "voided": meal & Q(reversed_by__isnull=False),
        "held": Q(Exists(Hold.objects.filter(entry=OuterRef("pk"), cleared_by=None))),
        "adjusted": Q(for_month__isnull=False),
        "moved": ~meal,
    }
    return states.get(state, Q())


def _found_by(search: str) -> Q:
    """The entries whose id, or whose order's id, begins so; eight digits at least, for ids of one time begin alike."""
    digits = search.lower().replace("-", "")
    if not _HEX.fullmatch(digits):
        return Q(pk__in=[])
    low, high = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    return Q(id__gte=low, id__lte=high) | Q(order_id__gte=low, order_id__lte=high)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _month(text: str) -> Month | None:
    try:
        asked_for = Month.parse(text)
    except NotMonth:
        return None
    return asked_for if 2000 < asked_for.year < 2200 else None


def _listed(rows: Sequence[Entry]) -> Iterable[MealListed]:
    payers: dict[UUID, dict[str, int]] = {row.id: {} for row in rows}
    moved = Posting.objects.filter(entry_id__in=list(payers)).values_list(
        "entry_id", "debit__address", "credit__address", "fen"
    )
    for entry_id, debit, credit, fen in moved if payers else ():
        sums = payers[entry_id]
        for payer, signed in ((payer_of(debit), fen), (payer_of(credit), -fen)):
            if payer is not None:
                sums[payer] = sums.get(payer, 0) + signed
    return (_row(row, payers[row.id]) for row in rows)


def _row(row: Entry, payers: Mapping[str, int]) -> MealListed:
    order = row.order
    if row.service_on is None or order is None:
        raise AssertionError("a paying entry is about a meal of a day")
    return MealListed(
        entry_id=row.id,
        order_id=row.order_id,
        kind=row.kind,
        revision=row.revision,
        service_on=row.service_on,
        sitting=order.sitting,
        title=order.meal.title,
        name=eater_name(eater=order.eater, name=order.elder.name if order.elder else None),
        payers=payers,
        voided=getattr(row, "reversed_by", None) is not None,
        stands=order.state == "served",
        held=row.hold is not None,  # type: ignore[attr-defined]  # annotated above
        portions=_portions(row.kind, row.undoes),  # type: ignore[attr-defined]  # annotated above
        for_month=Month.of(row.for_month) if row.for_month else None,
    )


def _portions(kind: str, undoes: str | None) -> int:
    return 1 if kind == Entry.Kind.MEAL else -1 if undoes == Entry.Kind.MEAL else 0
