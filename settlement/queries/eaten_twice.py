"""Two meals of one sitting at two canteens: which of them counts, beside the one that is held as eaten twice (K3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from canteen.core.errors import Conflict
from canteen.core.month import Month
from settlement.core.payers import payer_of
from settlement.core.policy.values import SUSPENSE
from settlement.core.shares import ELDER, HoldCode
from settlement.models import Entry, Hold
from settlement.queries.paying import PAYING

_MEAL = ("id", "kind", "reverses_id", "order_id", "service_on", "books_id")
_PLACE = ("order__meal__title", "books__canteen_id", "books__canteen__name", "books__organisation_id")
_POSTING = ("postings__debit__address", "postings__credit__address", "postings__fen", "postings__month")


class NothingToSwap(Conflict):
    """No other meal of this sitting counts any more, or you do not decide about its canteen."""

    code = "nothing-to-swap"
    zh = "没有可以对换的另一餐：它已撤销，或不在您的职责范围内"


class MealUndecided(Conflict):
    """Something of the meal that counts waits for a person: decide that first."""

    code = "meal-undecided"
    zh = "另一餐还有份额等待裁定，请先裁定"


@dataclass(frozen=True, slots=True)
class MealBeside:
    """The meal that counts in a sitting in which another is held; `shares` is what each payer bears of it, in fen."""

    entry_id: UUID
    order_id: UUID
    service_on: date
    title: str
    books_id: UUID
    canteen_id: UUID
    canteen: str
    organisation_id: UUID
    shares: Mapping[str, int]  # only what is more than nothing
    last: Month  # the last one whose books speak of it

    @property
    def fen(self) -> int:
        """What it cost."""
        return sum(self.shares.values())

    def hers(self, *, promised_fen: int, held_fen: int) -> int:
        """What she comes to bear of the held meal: what she bore of this one, and no more than was promised (K3)."""
        return min(self.shares.get(ELDER, 0), promised_fen, held_fen)

    def mark(self, *, month: Month, other_month: Month, hers_fen: int) -> str:
        """What a page showed, in one word: which meal, what it costs whom, her new part, the months of both books."""
        shares = ",".join(f"{payer}={fen}" for payer, fen in sorted(self.shares.items()))
        return f"{self.entry_id} {month} {other_month} {hers_fen} {shares}"


def meal_beside(*, order_id: UUID, canteen_ids: Iterable[UUID]) -> MealBeside:
    """Return the meal at another of these canteens that counts where this one is held as eaten twice; one statement.

    The earliest, where several count. NothingToSwap where none counts any more: it was undone, or all of them wait.
    MealUndecided where something of it rests in suspense.
    """
    counting = _counting(order_id).filter(books__canteen_id__in=list(canteen_ids)).order_by("id").values("order")[:1]
    told = Entry.objects.filter(order=counting, kind__in=PAYING).order_by("id", "postings__position")
    found = list(told.values(*_MEAL, *_PLACE, *_POSTING))
    undone = {row["reverses_id"] for row in found}
    meal = next((row for row in found if row["kind"] == Entry.Kind.MEAL and row["id"] not in undone), None)
    if meal is None:
        raise NothingToSwap()
    shares, last = _borne(found, Month.of(meal["service_on"]))
    if SUSPENSE in shares:
        raise MealUndecided()
    return MealBeside(
        entry_id=meal["id"],
        order_id=meal["order_id"],
        service_on=meal["service_on"],
        title=meal["order__meal__title"],
        books_id=meal["books_id"],
        canteen_id=meal["books__canteen_id"],
        canteen=meal["books__canteen__name"],
        organisation_id=meal["books__organisation_id"],
        shares=shares,
        last=last,
    )


def meal_of_hold(*, hold_id: UUID, canteen_ids: Iterable[UUID]) -> tuple[UUID, UUID] | None:
    """Return the books and the entry under which the meal of a hold at one of these canteens is found; one statement.

    None where there is no such hold.
    """
    found = Hold.objects.filter(id=hold_id, canteen_id__in=list(canteen_ids), entry__order__isnull=False)
    books_id, entry_id = found.values_list("entry__books_id", "entry_id").first() or (None, None)
    return (books_id, entry_id) if books_id is not None and entry_id is not None else None


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


def _borne(found: Iterable[Mapping[str, Any]], last: Month) -> tuple[dict[str, int], Month]:
    """What each payer bears of a meal after all its entries, in fen, and the last month in which that was said."""
    borne: dict[str, int] = {}
    for row in found:
        if row["postings__month"] is None:  # an entry that moved nothing; a constraint gives every posting its month
            continue
        last = max(last, Month.of(row["postings__month"]))
        fen = row["postings__fen"]
        for address, signed in ((row["postings__debit__address"], fen), (row["postings__credit__address"], -fen)):
            payer = payer_of(address)
            if payer is not None:
                borne[payer] = borne.get(payer, 0) + signed
    return {payer: fen for payer, fen in borne.items() if fen > 0}, last
