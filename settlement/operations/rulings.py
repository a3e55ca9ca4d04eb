"""Takes meals of questioned books back: the ruling that comes with an answer, reversals only (D15)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from canteen.core.errors import Conflict, Invalid
from canteen.models.sql import send
from canteen.queries.presented import lock_elder
from ordering.operations.serve import void_order
from ordering.queries.sitting import eaters_of, lock_order
from settlement.models import Entry
from settlement.operations.lock_books import BooksLocked
from settlement.operations.settle import void_meal

MOVING: Final = (Entry.Kind.HOLD, Entry.Kind.CLEARING, Entry.Kind.MEAL)  # that of a meal decided anew


class NotAskedAbout(Invalid):
    """Only meals that the question names are taken back with its answer."""

    code = "not-asked-about"
    zh = "只能冲销疑问中列出的供餐"


class MealTakenBack(Conflict):
    """This meal has been taken back already."""

    code = "meal-taken-back"
    zh = "这份供餐已经撤销"


class MealMovedSince(Conflict):
    """Shares of this meal were moved in a later month's books; it is undone there, as a late fact."""

    code = "meal-moved-since"
    zh = "这份供餐的款项已在以后月份挂起、改判或重新核算，请按撤销用餐处理，记入以后月份"


def take_back(*, books: BooksLocked, question_id: UUID, entry_ids: Sequence[UUID], now: datetime) -> tuple[UUID, ...]:
    """Reverse meals in the books they were posted in, and return the reversals; inside the caller's transaction.

    Elders are locked first, in ascending order, then orders (D18); the caller holds the books. Each payer gets back
    its own part and claims are freed, as with any void (R10). What later books moved to suspense or decided anew would
    come back to its payer in these, which would claim what none of their meals is worth: that is refused.
    NotAskedAbout, MealTakenBack, MealMovedSince.
    """
    asked = set(entry_ids)
    found = Entry.objects.filter(id__in=asked, books_id=books.id, questioned__question_id=question_id)
    late = dict(found.exclude(order=None).values_list("order_id", "for_month"))
    if len(late) != len(asked):
        raise NotAskedAbout([("reversed_entry_ids", "must be meals that the question names")])
    moved = Entry.objects.filter(order_id__in=list(late), kind__in=MOVING)
    if moved.filter(reversed_by=None).exclude(books_id=books.id).exists():
        raise MealMovedSince()
    eaters = eaters_of(order_ids=list(late))
    for person_id in sorted(set(eaters.values())):
        lock_elder(person_id=person_id)
    return tuple(_take_back(order_id, replace(books, for_month=late[order_id]), now) for order_id in sorted(late))


def _take_back(order_id: UUID, books: BooksLocked, now: datetime) -> UUID:
    if lock_order(order_id=order_id) != "served":
        raise MealTakenBack()
    reversal_id, statements = void_meal(order_id=order_id, books=books, now=now)
    send((void_order(order_id=order_id, now=now), *statements))
    return reversal_id
