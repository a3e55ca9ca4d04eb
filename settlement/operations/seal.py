"""Approves submitted books as a second person, which seals them: apportions, releases, writes what is owed (D15)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict, Refused
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.models.sql import Statement, lock, rows, send
from canteen.operations.proposals import require_two_hands
from settlement.core import chart, journal
from settlement.core.payables import taken_over
from settlement.core.policy.values import CANTEEN, SUSPENSE
from settlement.core.shares import ELDER
from settlement.models import Books, Entry, Fund, Payable, Posting, Question, Receivable, Seal, SealedSums
from settlement.operations.ledger import Circumstances, record
from settlement.operations.lock_books import BooksLocked
from settlement.operations.months import (
    BooksChanged,
    BooksNotSubmitted,
    QuestionOpen,
    answered_by,
    answers_given,
    require_agreement,
    written,
)
from settlement.queries.advances import advanced_in
from settlement.queries.balances import balances_of
from settlement.queries.funds import allotted_here, funds_named
from settlement.queries.months import books_seen
from settlement.queries.questions import thread
from settlement.queries.sealing import Sealing, sealing
from settlement.queries.signing import mark_of

APPROVABLE = (Books.State.SUBMITTED, Books.State.ANSWERED)

# The month's books, and earlier ones not sealed yet, in ascending order (D18): no two seals choose the same place in
# the chain, and what is left of an allotment is released once.
_LOCK = """
    SELECT id FROM settlement_books
    WHERE canteen_id = %s AND (month = %s OR month < %s AND state <> 'sealed') ORDER BY month, id"""
_LAPSE = "UPDATE settlement_allotment SET fen = drawn_fen WHERE canteen_id = %s AND month = %s"


class BooksNeedSecondPerson(Refused):
    """Who submitted books does not approve them."""

    code = "books-need-second-person"
    zh = "提交人不能批准自己提交的月账，请由另一人批准"


class BooksNeedAnotherPerson(Refused):
    """Who answered a question about these books does not approve them."""

    code = "books-need-another-person"
    zh = "答复过这份月账疑问的人不能批准它，请由另一位财务批准"


class EarlierBooksOpen(Conflict):
    """Earlier months of this canteen are not sealed yet."""

    code = "earlier-books-open"
    zh = "该食堂还有更早的月份没有封账"


def approve_books(
    *, actor: Actor, books_id: UUID, seen_digest: str, seen_mark: str = "", now: datetime, reason: str = ""
) -> str:
    """Seal submitted books, and return the seal's digest: exactly the one that was shown, else BooksChanged (S4).

    `seen_mark` is that of the questions and answers shown with it, which the digest does not cover; "" for none.

    Each joint fund's net draw is apportioned once, what is left of the allotments lapses, holds are listed and carried
    on outside the claim, and each fund's payable is written. NoSuchBooks, QuestionOpen, BooksNotSubmitted,
    BooksNeedSecondPerson, OneHand, BooksNeedAnotherPerson, EarlierBooksOpen, BooksDisagree, BooksChanged.
    """
    seen = books_seen(actor=actor, books_id=books_id, roles=(Role.FINANCE,))
    with transaction.atomic():
        lock_month(canteen_id=seen.canteen_id, month=seen.month.first)
        books = Books.objects.get(id=books_id)
        _require_approvable(actor, books)
        require_agreement(books=books)
        closed = sealing(books=books)
        if (closed.digest, mark_of(questions=thread(books_id=books_id))) != (seen_digest, seen_mark):
            raise BooksChanged()
        _settle_funds(books, closed, now)
        _write_payables(books, closed)
        _write_receivables(books)
        _write_sums(books, closed)
        body, digest, previous_id = closed.body.decode(), closed.digest, closed.previous_id
        Seal(books=books, previous_id=previous_id, body=body, digest=digest, sealed_at=now).save(force_insert=True)
        books.state = Books.State.SEALED
        books.approved_by_id, books.sealed_at = actor.staff_id, now
        books.save(update_fields=["state", "approved_by", "sealed_at"])
        written(actor=actor, verb="seal", books=books, reason=reason, now=now, digest=digest)
    return digest


def lock_month(*, canteen_id: UUID, month: date) -> None:
    """Lock all books of a canteen's month, and earlier ones that are not sealed; inside the caller's transaction."""
    rows(lock(_LOCK), (canteen_id, month, month))


def _require_approvable(actor: Actor, books: Books) -> None:
    if books.state == Books.State.QUESTIONED or Question.objects.filter(books=books, answered_at=None).exists():
        raise QuestionOpen()
    if books.state not in APPROVABLE:
        raise BooksNotSubmitted()
    if books.submitted_by_id == actor.staff_id:
        raise BooksNeedSecondPerson()
    if books.submitted_by_id and books.submitted_at:
        require_two_hands(first=books.submitted_by_id, second=actor.staff_id, at=books.submitted_at)
    if answered_by(books=books, staff_id=actor.staff_id):
        raise BooksNeedAnotherPerson()
    for answerer_id, answered_at in answers_given(books=books):
        require_two_hands(first=answerer_id, second=actor.staff_id, at=answered_at)
    earlier = Books.objects.filter(
        canteen_id=books.canteen_id, organisation_id=books.organisation_id, month__lt=books.month
    ).exclude(state=Books.State.SEALED)
    if earlier.exists():
        raise EarlierBooksOpen()


def _settle_funds(books: Books, closed: Sealing, now: datetime) -> None:
    """Record what contributors take over, and, with the last books of the canteen-month, what lapses."""
    month = Month.of(books.month)
    locked = BooksLocked(books.id, books.canteen_id, books.month, None)
    over: list[journal.Transfer] = []
    for key, parts in closed.apportioned.items():
        over += taken_over(key, parts, books.canteen_id, month, _came_back(books, key))
    statements = _recorded(Entry.Kind.APPORTIONMENT, over, locked, now)
    others = Books.objects.filter(canteen_id=books.canteen_id, month=books.month).exclude(id=books.id)
    if not others.exclude(state=Books.State.SEALED).exists():
        lapsed = _lapsed(books, closed, over)
        statements += _recorded(Entry.Kind.RELEASE, lapsed, locked, now)
        statements.append(Statement(_LAPSE, (books.canteen_id, books.month)))
    send(statements)


def _recorded(
    kind: Entry.Kind, transfers: Sequence[journal.Transfer], locked: BooksLocked, now: datetime
) -> list[Statement]:
    if not transfers:
        return []
    recorded = record(kind=kind, transfers=transfers, books=locked, circumstances=Circumstances(), now=now)
    return list(recorded.statements)


def _came_back(books: Books, joint_key: str) -> int:
    """What late voids of these books credited to a joint fund: it is netted here, for it has no purse of its own."""
    credited = Posting.objects.filter(
        entry__books=books, entry__kind=Entry.Kind.RELEASE, credit__address=chart.returned(joint_key)
    )
    return sum(credited.values_list("fen", flat=True))


def _lapsed(books: Books, closed: Sealing, over: Sequence[journal.Transfer]) -> list[journal.Transfer]:
    """What is left of the month's allotments, and of the reserves behind joint funds, `over` taken off them."""
    month, canteen_id = Month.of(books.month), books.canteen_id
    allotments = allotted_here(canteen_id=canteen_id, month=books.month)
    joint = funds_named(keys={*(row.fund.key for row in allotments), *closed.apportioned}).parts
    names = sorted({contributor.fund_key for contributors in joint.values() for contributor in contributors})
    reserves = {name: chart.reserved(name, canteen_id, month) for name in names}
    held, taken = balances_of(addresses=reserves.values()), journal.balances(over)
    transfers: list[journal.Transfer] = []
    for row in allotments:
        key, unused_fen = row.fund.key, row.fen - row.drawn_fen
        if key in joint:
            transfers += journal.joint_release(key, canteen_id, month, unused_fen)
        else:
            transfers += journal.release(key, canteen_id, month, unused_fen)
    for name, reserve in reserves.items():
        transfers += journal.reserve_release(name, canteen_id, month, -held[reserve] - taken.get(reserve, 0))
    return transfers


def _write_payables(books: Books, closed: Sealing) -> None:
    ids = dict(Fund.objects.filter(key__in=closed.payables).values_list("key", "id"))
    Payable.objects.bulk_create(Payable(books=books, fund_id=ids[key], fen=fen) for key, fen in closed.payables.items())


def _write_receivables(books: Books) -> None:
    """What funds paid for one another's people in these books, theirs to settle from now on (D9)."""
    owed = advanced_in(books=books)
    ids = dict(Fund.objects.filter(key__in={key for pair in owed for key in pair}).values_list("key", "id"))
    Receivable.objects.bulk_create(
        Receivable(books=books, month=books.month, by_id=ids[by], owed_by_id=ids[owed_by], fen=fen)
        for (by, owed_by), fen in owed.items()
    )


def _write_sums(books: Books, closed: Sealing) -> None:
    """Keep what was signed as sums, so that nobody adds a sealed month up again."""
    whole = closed.figures.whole
    elder_fen, canteen_fen, suspense_fen = (whole.fen(payer) for payer in (ELDER, CANTEEN, SUSPENSE))
    SealedSums(
        books=books,
        meals=whole.meals,
        elder_fen=elder_fen,
        canteen_fen=canteen_fen,
        funds_fen=whole.claimed_fen,
        suspense_fen=suspense_fen,
        others_fen=whole.price_fen - elder_fen - canteen_fen - whole.claimed_fen - suspense_fen,
    ).save(force_insert=True)
