"""Submits a month's books and takes a submission back; from submission on no new service facts enter (D15)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict, Refused
from canteen.core.month import Month
from canteen.core.scope import Actor, Role
from canteen.core.sitting import service_day
from canteen.operations.deeds import do
from settlement.models import Books, Question
from settlement.operations.lock_books import lock_books_by_id
from settlement.queries.discrepancies import discrepancies
from settlement.queries.months import books_seen
from settlement.queries.questions import thread
from settlement.queries.sealing import sealing
from settlement.queries.signing import mark_of

SUBMITTERS = (Role.MANAGER, Role.FINANCE)


class BooksNotOpen(Conflict):
    """These books are submitted or sealed already."""

    code = "books-not-open"
    zh = "这份月账已提交或已封账"


class BooksNotSubmitted(Conflict):
    """These books are not submitted, or sealed already."""

    code = "books-not-submitted"
    zh = "这份月账尚未提交，或已封账"


class QuestionOpen(Conflict):
    """A question about these books is open; it is answered first."""

    code = "question-open"
    zh = "这份月账还有疑问没有答复，请先答复"


class BooksChanged(Conflict):
    """These books are not what was shown; look again."""

    code = "books-changed"
    zh = "账目、疑问或静默终端与您看到的不一致，请重新查看"


class WithdrawalNeedsAnotherPerson(Refused):
    """Who answered about books, and might sign them, does not take them back: that would make the answer forgotten."""

    code = "withdrawal-needs-another-person"
    zh = "您答复过这份月账的疑问，不能由您收回，请由食堂负责人或另一位财务收回"


class MonthRunning(Conflict):
    """A month is submitted after its last day."""

    code = "month-running"
    zh = "本月尚未结束，不能提交"


class BooksDisagree(Conflict):
    """The books disagree with themselves; they are not closed until that is cleared up, and lunch goes on."""

    code = "books-disagree"
    zh = "账目核对不符，查清前不能提交或封账；用餐不受影响"


def submit_books(
    *,
    actor: Actor,
    books_id: UUID,
    seen_digest: str,
    seen_mark: str = "",
    silent_kiosks: Sequence[dict[str, Any]],
    now: datetime,
    reason: str = "",
) -> None:
    """Hand a month in. What is served or voided from now on counts in a later month, naming this one (D16).

    `seen_digest` is that of the statement as it was shown: the first of two signatures is given for exactly that, as
    the second is (S4). `seen_mark` is that of the thread and the silent devices shown with it (`queries/signing`).

    `silent_kiosks` names every device whose queue or sequence may still hold meals of the month, as text and whole
    numbers: they are part of what is sealed (D15). A check-in and this wait for each other on the row of the books.
    NoSuchBooks, MonthRunning, BooksNotOpen, BooksDisagree, BooksChanged.
    """
    seen = books_seen(actor=actor, books_id=books_id, roles=SUBMITTERS)
    if service_day(now) < seen.month.next_first:
        raise MonthRunning()
    with transaction.atomic():
        books = _locked(books_id)
        if books.state != Books.State.OPEN:
            raise BooksNotOpen()
        require_agreement(books=books)
        mark = mark_of(questions=thread(books_id=books_id), silent_kiosks=silent_kiosks)
        if (sealing(books=books).digest, mark) != (seen_digest, seen_mark):
            raise BooksChanged()
        books.state = Books.State.SUBMITTED
        books.submitted_by_id, books.submitted_at = actor.staff_id, now
        books.silent_kiosks = [dict(kiosk) for kiosk in silent_kiosks]
        books.save(update_fields=["state", "submitted_by", "submitted_at", "silent_kiosks"])
        written(actor=actor, verb="submit", books=books, reason=reason, now=now, silent=len(silent_kiosks))


def withdraw_books(*, actor: Actor, books_id: UUID, now: datetime, reason: str = "") -> None:
    """Open submitted books again; what was posted to a later month meanwhile stays there, and so does what was asked.

    Books with an open question are not taken back: the question is answered first. Nor by somebody of finance who
    answered one: handed in anew, they may be signed by whoever answered before, so another decides on that.
    NoSuchBooks, BooksNotSubmitted, QuestionOpen, WithdrawalNeedsAnotherPerson.
    """
    books_seen(actor=actor, books_id=books_id, roles=SUBMITTERS)
    with transaction.atomic():
        books = _locked(books_id)
        if books.state == Books.State.QUESTIONED:
            raise QuestionOpen()
        if books.state not in (Books.State.SUBMITTED, Books.State.ANSWERED):
            raise BooksNotSubmitted()
        if books.canteen_id in actor.canteens(Role.FINANCE) and answered_by(books=books, staff_id=actor.staff_id):
            raise WithdrawalNeedsAnotherPerson()
        books.state = Books.State.OPEN
        books.submitted_by_id, books.submitted_at, books.silent_kiosks = None, None, []
        books.save(update_fields=["state", "submitted_by", "submitted_at", "silent_kiosks"])
        written(actor=actor, verb="withdraw", books=books, reason=reason, now=now)


def answered_by(*, books: Books, staff_id: UUID) -> bool:
    """Say whether this person answered a question about books since they were handed in."""
    return any(answerer_id == staff_id for answerer_id, _ in answers_given(books=books))


def answers_given(*, books: Books) -> list[tuple[UUID, datetime]]:
    """Return who answered a question about books since they were handed in, and when; one statement."""
    given = Question.objects.filter(books=books, answered_at__gte=books.submitted_at)
    return [(staff_id, at) for staff_id, at in given.values_list("answered_by_id", "answered_at") if at]


def require_agreement(*, books: Books) -> None:
    """Pass when the books agree with themselves; BooksDisagree names the first that does not (R3)."""
    found = discrepancies(books=books)
    if found:
        first = found[0]
        raise BooksDisagree(f"{len(found)}: {first.code} {first.subject} {first.stored} {first.counted}")


def written(*, actor: Actor, verb: str, books: Books, reason: str, now: datetime, **detail: object) -> None:
    """Leave the deed of an act about books, in its transaction."""
    named = {"canteen": str(books.canteen_id), "month": str(Month.of(books.month))}
    do(
        staff_id=actor.staff_id,
        verb=verb,
        subject_kind="books",
        subject_id=books.id,
        reason=reason,
        detail={**named, **detail},
        now=now,
    )


def _locked(books_id: UUID) -> Books:
    lock_books_by_id(books_id=books_id)
    return Books.objects.get(id=books_id)
