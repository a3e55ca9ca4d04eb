"""Questions about submitted books: finance asks, the canteen answers, another person each time (D15)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.entry import plain_text
from canteen.core.errors import Conflict, Invalid, NotFound, Refused
from canteen.core.identity import holds_persons_number
from canteen.core.scope import Actor, Role
from settlement.models import Books, Entry, Question, QuestionedMeal
from settlement.operations.lock_books import BooksLocked, lock_books_by_id
from settlement.operations.months import BooksNotSubmitted, written
from settlement.operations.rulings import take_back
from settlement.queries.months import books_seen

ASKERS: Final = (Role.FINANCE,)
ANSWERERS: Final = (Role.MANAGER, Role.FINANCE)
LONGEST: Final = 500
MOST_MEALS: Final = 50
ASKABLE: Final = (Books.State.SUBMITTED, Books.State.QUESTIONED, Books.State.ANSWERED)


class BadQuestion(Invalid):
    """A question or an answer has 1 to 500 characters, no ID number, and names at most fifty meals of these books."""

    code = "bad-question"
    zh = "请填写 1 至 500 字，不要写身份证号；所列供餐须属于这份月账，最多五十份"


class NoSuchQuestion(NotFound):
    """Nobody asked this about these books."""

    code = "no-such-question"
    zh = "这份月账没有这条疑问"


class QuestionAnswered(Conflict):
    """This question has been answered already."""

    code = "question-answered"
    zh = "这条疑问已经答复"


class QuestionNeedsSecondPerson(Refused):
    """Who asked a question does not answer it."""

    code = "question-needs-second-person"
    zh = "提问人不能答复自己的疑问，请由另一人答复"


def question_books(*, actor: Actor, books_id: UUID, text: str, entry_ids: Sequence[UUID] = (), now: datetime) -> UUID:
    """Ask about submitted books and return the question; they are not sealed before it is answered.

    `entry_ids` are meals of these books that the question is about. The same words about the same meals again, before
    they are answered, are the same question: a button pressed twice asks once. NoSuchBooks, BadQuestion,
    BooksNotSubmitted.
    """
    books_seen(actor=actor, books_id=books_id, roles=ASKERS)
    asked = _said(text, "text")
    meals = list(dict.fromkeys(entry_ids))
    with transaction.atomic():
        books = _locked(books_id)
        twice = _asked_already(actor, books, asked, frozenset(meals))
        if twice is not None:
            return twice
        known = Entry.objects.filter(id__in=meals[: MOST_MEALS + 1], books_id=books_id, kind=Entry.Kind.MEAL)
        if len(meals) > MOST_MEALS or known.count() != len(meals):
            raise BadQuestion([("entry_ids", f"must be at most {MOST_MEALS} meals of these books")])
        question = Question(books=books, asked_by_id=actor.staff_id, asked_at=now, text=asked)
        question.save(force_insert=True)
        QuestionedMeal.objects.bulk_create(QuestionedMeal(question=question, entry_id=meal) for meal in meals)
        _move(books, Books.State.QUESTIONED)
        written(actor=actor, verb="question", books=books, reason="", now=now, question=str(question.id))
    return question.id


def answer_books(
    *,
    actor: Actor,
    books_id: UUID,
    question_id: UUID,
    text: str,
    now: datetime,
    reversed_entry_ids: Sequence[UUID] = (),
) -> None:
    """Answer a question, once; with the last open one the books are answered, and may be sealed.

    A ruling that comes with the answer takes meals back that the question names, and only takes back (D15): the
    reversal is posted in these very books, for it is their figures that were asked about.
    NoSuchBooks, BadQuestion, NoSuchQuestion, QuestionAnswered, QuestionNeedsSecondPerson, BooksNotSubmitted,
    NotAskedAbout, MealTakenBack, MealMovedSince.
    """
    books_seen(actor=actor, books_id=books_id, roles=ANSWERERS)
    answer = _said(text, "text")
    with transaction.atomic():
        books = _locked(books_id)
        question = _open_question(actor, books_id, question_id)
        locked = BooksLocked(books.id, books.canteen_id, books.month, None)
        reversals = take_back(books=locked, question_id=question_id, entry_ids=reversed_entry_ids, now=now)
        question.answered_by_id, question.answered_at, question.answer = actor.staff_id, now, answer
        question.save(update_fields=["answered_by", "answered_at", "answer"])
        left = Question.objects.filter(books_id=books_id, answered_at=None).exists()
        _move(books, Books.State.QUESTIONED if left else Books.State.ANSWERED)
        detail = {"question": str(question_id), "reversals": [str(entry_id) for entry_id in reversals]}
        written(actor=actor, verb="answer", books=books, reason="", now=now, **detail)


def _asked_already(actor: Actor, books: Books, text: str, meals: frozenset[UUID]) -> UUID | None:
    """The actor's open question of these words about exactly these meals."""
    same_words = Question.objects.filter(books=books, asked_by_id=actor.staff_id, text=text, answered_at=None)
    named: dict[UUID, set[UUID | None]] = {}
    # One row of None for a question about no meal in particular.
    for question_id, entry_id in same_words.order_by("asked_at", "id").values_list("id", "meals__entry_id"):
        named.setdefault(question_id, set()).add(entry_id)
    return next((question_id for question_id, about in named.items() if about - {None} == meals), None)


def _open_question(actor: Actor, books_id: UUID, question_id: UUID) -> Question:
    question = Question.objects.filter(id=question_id, books_id=books_id).first()
    if question is None:
        raise NoSuchQuestion()
    if question.answered_at is not None:
        raise QuestionAnswered()
    if question.asked_by_id == actor.staff_id:
        raise QuestionNeedsSecondPerson()
    return question


def _locked(books_id: UUID) -> Books:
    """The books, locked; BooksNotSubmitted unless they wait for approval."""
    state, _ = lock_books_by_id(books_id=books_id)
    if state not in ASKABLE:
        raise BooksNotSubmitted()
    return Books.objects.get(id=books_id)


def _move(books: Books, state: Books.State) -> None:
    books.state = state
    books.save(update_fields=["state"])


def _said(text: str, path: str) -> str:
    """The words without the space around them; BadQuestion."""
    said = " ".join(text.split())
    if not 0 < len(said) <= LONGEST or holds_persons_number(said):
        raise BadQuestion([(path, f"must be 1 to {LONGEST} characters, without an ID number")])
    try:
        return plain_text(said)
    except ValueError as mistake:
        raise BadQuestion([(path, str(mistake))]) from None
