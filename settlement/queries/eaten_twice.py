"""Two meals of one sitting at two canteens: which of them counts, beside the one that is held as eaten twice (K3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from canteen.core.month import Month
from settlement.core.payers import payer_of
from settlement.core.policy.values import SUSPENSE
from settlement.core.shares import ELDER, HoldCode
from settlement.models import Entry, Hold, Posting
from settlement.queries.paying import PAYING

_ROW = (
    *("id", "order_id", "service_on", "books_id"),
    *("books__canteen_id", "books__canteen__name", "books__organisation_id"),
)


@dataclass(frozen=True, slots=True)
class MealBeside:
    """The meal that counts in a sitting in which another is held; `shares` is what each payer bears of it, in fen."""

    entry_id: UUID
    order_id: UUID
    service_on: date
    books_id: UUID
    canteen_id: UUID
    canteen: str
    organisation_id: UUID
    shares: Mapping[str, int]  # only what is more than nothing; what rests in suspense among it
    last: Month  # the last one whose books speak of it

    @property
    def waits(self) -> bool:
        """Whether anything of it rests in suspense."""
        return SUSPENSE in self.shares

    def hers(self, *, promised_fen: int, held_fen: int) -> int:
        """What she comes to bear of the held meal: what she bore of this one, and no more than was promised (K3)."""
        return min(self.shares.get(ELDER, 0), promised_fen, held_fen)

    def mark(self, *, month: Month, other_month: Month, hers_fen: int) -> str:
        """What a page showed, in one word: which meal, what it costs whom, her new part, the months of both books."""
        shares = ",".join(f"{payer}={fen}" for payer, fen in sorted(self.shares.items()))
        return f"{self.entry_id} {month} {other_month} {hers_fen} {shares}"


def meal_beside(*, order_id: UUID, canteen_ids: Iterable[UUID]) -> MealBeside | None:
    """Return the meal at another of these canteens that counts where this one is held as eaten twice; two statements.

    None where none counts any more: it was undone, or all of them wait. The earliest, where several count.
    """
    found = _counting(order_id).filter(books__canteen_id__in=list(canteen_ids)).order_by("id").values(*_ROW).first()
    if found is None:
        return None
    shares, last = _borne(found["order_id"])
    return MealBeside(
        entry_id=found["id"],
        order_id=found["order_id"],
        service_on=found["service_on"],
        books_id=found["books_id"],
        canteen_id=found["books__canteen_id"],
        canteen=found["books__canteen__name"],
        organisation_id=found["books__organisation_id"],
        shares=shares,
        last=max(last, Month.of(found["service_on"])),
    )


def holds_beside(*, order_id: UUID) -> tuple[UUID, ...]:
    """Return the holds of other meals of the same sitting that were ever held as eaten twice; one statement."""
    found = Hold.objects.filter(entry__order__in=_orders(order_id), reason=HoldCode.EATEN_TWICE.value)
    return tuple(found.order_by("id").values_list("id", flat=True))


def _counting(order_id: UUID) -> QuerySet[Entry]:
    """Live meals of the same person and sitting, at other canteens, that are not held as eaten twice."""
    same = HoldCode.EATEN_TWICE.value
    waits = Hold.objects.filter(entry__order=OuterRef("order"), reason=same, cleared_by=None)
    return Entry.objects.filter(~Exists(waits), kind=Entry.Kind.MEAL, reversed_by=None, order__in=_orders(order_id))


def _orders(order_id: UUID) -> QuerySet[Entry, Any]:
    """The other orders of who ate this one, on its day and in its sitting, at other canteens."""
    this = Entry.objects.filter(order=order_id, kind=Entry.Kind.MEAL).order_by("id")
    same = {f"order__{name}": this.values(f"order__{name}")[:1] for name in ("person", "service_on", "sitting")}
    meals = Entry.objects.filter(kind=Entry.Kind.MEAL, **same)
    return meals.exclude(books__canteen=this.values("books__canteen")[:1]).values("order")


def _borne(order_id: UUID) -> tuple[dict[str, int], Month]:
    """What each payer bears of a meal after all its entries, in fen, and the last month in which that was said."""
    borne: dict[str, int] = {}
    last = date.min
    moved = Posting.objects.filter(entry__order=order_id, entry__kind__in=PAYING)
    for debit, credit, fen, month in moved.values_list("debit__address", "credit__address", "fen", "month"):
        last = max(last, month or last)  # a constraint gives what is posted about a meal its month
        for address, signed in ((debit, fen), (credit, -fen)):
            payer = payer_of(address)
            if payer is not None:
                borne[payer] = borne.get(payer, 0) + signed
    return {payer: fen for payer, fen in borne.items() if fen > 0}, Month.of(last)
