"""Why a sum is read after the lock, in a later statement: the statement that does both at once sees the past (D20).

On READ COMMITTED a statement sees what was committed when it began. One that locks and counts begins, waits for the
lock, gets it, and still counts what there was before it waited. The next statement begins anew and sees it all.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from canteen.models.ids import new_id
from canteen.models.sql import rows, send
from settlement.core import chart
from settlement.core.journal import Transfer
from settlement.models import Books, Entry, Posting
from settlement.operations.ledger import Circumstances, record
from settlement.operations.lock_books import BooksLocked, lock_books_by_id
from tests.races.harness import ROUNDS, THREADS, Race
from tests.town import at, small_town

LIMIT_FEN, EACH_FEN = 10_000, 1_000  # ten of a hundred may have 10 yuan
Reading = Callable[[UUID, str], int]

_SUM = """
    SELECT COALESCE(SUM(posting.fen), 0) FROM settlement_posting posting
    JOIN settlement_account account ON account.id = posting.debit_id WHERE account.address = %s"""
_LOCK_AND_SUM = f"""
    WITH held AS (SELECT id FROM settlement_books WHERE id = %s FOR NO KEY UPDATE)
    {_SUM} AND EXISTS (SELECT 1 FROM held)"""


def locked_and_read_at_once(books_id: UUID, address: str) -> int:
    """The wrong way. It does lock, and it does count."""
    return int(rows(_LOCK_AND_SUM, (books_id, address))[0][0])


def locked_then_read(books_id: UUID, address: str) -> int:
    """The way of this house: a `lock_…`, then what it guards in a statement after it."""
    lock_books_by_id(books_id=books_id)
    return int(rows(_SUM, (address,))[0][0])


def draw(reading: Reading, books: BooksLocked, address: str) -> bool:
    """Draw 10 yuan on the account, unless that is more than the limit lets it have."""
    with transaction.atomic():
        if reading(books.id, address) + EACH_FEN > LIMIT_FEN:
            return False
        moved = (Transfer(address, chart.earned(books.canteen_id), EACH_FEN),)
        drawn = record(
            kind=Entry.Kind.CLEARING, transfers=moved, books=books, circumstances=Circumstances(), now=at(11)
        )
        send(drawn.statements)
        return True


def drawn_fen(address: str) -> int:
    return Posting.objects.filter(debit__address=address).aggregate(fen=Sum("fen"))["fen"] or 0


def test_a_statement_that_locks_and_sums_at_once_over_draws(race: Race) -> None:
    town = small_town(elders=0)
    row = Books.objects.create(
        canteen=town.canteens[0], month=date(2026, 11, 1), organisation=town.organisation, opened_at=at(8)
    )
    books = BooksLocked(row.id, row.canteen_id, row.month, None)
    over = 0
    for _ in range(ROUNDS):
        wrong, ours = chart.due(new_id()), chart.due(new_id())
        race.run([partial(draw, locked_and_read_at_once, books, wrong) for _ in range(THREADS)])
        results = race.run([partial(draw, locked_then_read, books, ours) for _ in range(THREADS)])
        assert drawn_fen(ours) == LIMIT_FEN
        assert sorted(results) == [False] * 90 + [True] * 10
        over += drawn_fen(wrong) > LIMIT_FEN
    race.tally.notes.append(f"at once over-drew in {over} of {ROUNDS} rounds, one after the other in none")
    assert over > 0
