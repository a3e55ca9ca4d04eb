"""Decides past meals anew when something else is said of who ate them: a reversal and a new entry each (D14, D16)."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from canteen.core.month import Month
from canteen.core.sitting import service_day
from canteen.models.sql import Statement, send
from canteen.queries.elders import lock_people
from settlement.core import journal
from settlement.core.redecision import by_fund
from settlement.models import Entry
from settlement.operations.draws import draws_given_back
from settlement.operations.ledger import Circumstances, record, reverse
from settlement.operations.lock_books import BooksLocked, lock_books_of_meal, lock_books_since
from settlement.operations.settle import claims_and_holds
from settlement.operations.touch import TouchedOtherwise
from settlement.queries.redecided_sums import Redecided, Sums
from settlement.queries.redeciding import MealRedecided, Places, Retelling

_RELEASE_CLAIMS = "UPDATE settlement_claim SET released_by_id = %s WHERE entry_id = %s AND released_by_id IS NULL"
_CLEAR_HOLDS = "UPDATE settlement_hold SET cleared_by_id = %s WHERE entry_id = %s AND cleared_by_id IS NULL"
_DRAW = """
    UPDATE settlement_allotment SET drawn_fen = drawn_fen + %s
    WHERE canteen_id = %s AND month = %s AND fund_id = (SELECT id FROM settlement_fund WHERE key = %s)"""


def redecide_meals(
    *,
    retelling: Retelling,
    people: Collection[UUID] | QuerySet[Any, Any],
    now: datetime,
    shown: str | None = None,
    seen_at: datetime | None = None,
    between: Callable[[], None] = lambda: None,
) -> Redecided:
    """Decide every meal anew whose shares differ by what is told now; in the caller's transaction or an own.

    All or nothing: first the books of every canteen where any of `people` ate are locked, then the people, then all is
    read and written, canteen-months closed meanwhile as late facts of the earliest open ones (D16, D18). `shown` is the
    mark of what a person saw; of meals decided after `seen_at` nobody could see anything, and they follow the same
    rule. `between` is called between two batches, and may end it all by what it raises. Twice changes nothing more:
    what was told is then no longer new. TouchedOtherwise, BooksUnsettled.
    """
    sums = Sums(seen_at=seen_at)
    with transaction.atomic():
        since = retelling.places()
        for canteen_id in sorted(since):
            lock_books_since(canteen_id=canteen_id, since=since[canteen_id], now=now)
        lock_people(elder_ids=people)
        if not _holds(since, retelling.places()):
            raise TouchedOtherwise()  # one of them sat down at another canteen meanwhile
        for planned in retelling.plan(on=service_day(now)):
            between()
            for one in planned.meals:
                _write(one, now)
            sums.add(planned)
        found = sums.redecided
        if shown is not None and found.mark != shown:
            raise TouchedOtherwise()
    return found


def _holds(locked: Places, found: Places) -> bool:
    """Whether the books that were locked are all that is needed."""
    return all(
        organisation_id in locked.get(canteen_id, {})
        and Month.of(first_on) >= Month.of(min(locked[canteen_id].values()))
        for canteen_id, organisations in found.items()
        for organisation_id, first_on in organisations.items()
    )


def _write(one: MealRedecided, now: datetime) -> None:
    """Reverse what stands and post the new split in the same books; claims and open shares of the split go with it.

    What a fund had drawn of an earlier month and bears again stays drawn there: nothing of it comes back.
    """
    meal = one.meal
    books = lock_books_of_meal(
        order_id=meal.order_id,
        canteen_id=meal.canteen_id,
        organisation_id=meal.organisation_id,
        service_on=meal.service_on,
        now=now,
    )
    if Month.of(books.month) != one.month:
        raise TouchedOtherwise()
    undone, original = reverse(entry_id=meal.entry_id, books=books, now=now)
    stays = journal.stays_drawn(one.kept, books.canteen_id)
    send(
        (
            *undone.statements,
            Statement(_RELEASE_CLAIMS, (undone.entry_id, meal.entry_id)),
            Statement(_CLEAR_HOLDS, (undone.entry_id, meal.entry_id)),
            *draws_given_back(undone=(*original, *stays), books=books, now=now),
        )
    )
    # After the reversal, not with it: PostgreSQL sees neither freed claims nor what came back within one statement.
    send(_posted(one, books, now))


def _posted(one: MealRedecided, books: BooksLocked, now: datetime) -> tuple[Statement, ...]:
    meal, split = one.meal, one.redecision.split
    told = {} if meal.standing.promised_fen is None else {"promised_fen": meal.standing.promised_fen}
    recorded = record(
        kind=Entry.Kind.MEAL,
        transfers=journal.meal(split, books.canteen_id, meal.elder_id, Month.of(books.month), one.kept),
        books=books,
        circumstances=Circumstances(
            order_id=meal.order_id,
            revision=meal.revision + 1,
            service_on=meal.service_on,
            policy_id=meal.policy_id,
            explanation={**split.to_json(), **told},
        ),
        now=now,
    )
    rest = claims_and_holds(
        decided=split,
        entry_id=recorded.entry_id,
        person_id=meal.person_id,
        canteen_id=books.canteen_id,
        now=now,
    )
    kept = by_fund(one.kept)
    more = {fund: fen - kept.get(fund, 0) for fund, fen in split.draws.items()}
    drawn = (Statement(_DRAW, (fen, books.canteen_id, books.month, fund)) for fund, fen in more.items() if fen)
    return (*recorded.statements, *rest, *drawn)
