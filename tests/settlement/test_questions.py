"""Finance asks about submitted books, somebody else answers, and nothing is sealed in between (D15)."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from canteen.core.scope import Actor, Role
from canteen.models import Deed
from canteen.models.ids import new_id
from ordering.models import Order
from settlement.models import Allotment, Books, Entry, Question, QuestionedMeal
from settlement.operations.holds import hold_share
from settlement.operations.months import (
    BooksNotOpen,
    BooksNotSubmitted,
    QuestionOpen,
    withdraw_books,
)
from settlement.operations.questions import (
    BadQuestion,
    NoSuchQuestion,
    QuestionAnswered,
    QuestionNeedsSecondPerson,
    answer_books,
    question_books,
)
from settlement.operations.rulings import MealMovedSince, MealTakenBack, NotAskedAbout
from settlement.operations.seal import approve_books
from settlement.queries.months import NoSuchBooks
from settlement.queries.questions import questions_of
from settlement.queries.sealing import sealing, verify_seal
from settlement.queries.statement import statement_of
from tests.settlement.acting import CLOSING, actor, books_of, checker, eat, fund_month, maker, submit, to_approve
from tests.town import Town, at, small_town

pytestmark = pytest.mark.django_db


def submitted(meals: int = 2, canteens: int = 1) -> tuple[Town, Books]:
    """A month with some meals, handed in by the maker."""
    town = small_town(canteens=canteens, allotted_fen={})
    fund_month(town)
    for number in range(meals):
        eat(town, number, at(11, number))
    return town, submit(town)


def manager(town: Town) -> Actor:
    """Who runs the canteen."""
    return actor(town.counter, Role.MANAGER, canteens=town.canteens[:1])


def ask(town: Town, books: Books, text: str = "11月20日为何多一份？", meals: tuple[UUID, ...] = ()) -> UUID:
    """The second of finance asks."""
    return question_books(actor=checker(town), books_id=books.id, text=text, entry_ids=meals, now=CLOSING)


def answer(town: Town, books: Books, question: UUID, back: tuple[UUID, ...] = ()) -> None:
    """The canteen answers."""
    answer_books(
        actor=manager(town),
        books_id=books.id,
        question_id=question,
        text="已核对，录入有误。",
        reversed_entry_ids=back,
        now=CLOSING,
    )


def state(books: Books) -> str:
    """How far the books have come."""
    books.refresh_from_db()
    return books.state


def seal(town: Town, books: Books) -> str:
    """The second person signs what stands there."""
    return approve_books(actor=checker(town), books_id=books.id, **to_approve(books), now=CLOSING)


def test_books_are_asked_about_answered_and_sealed() -> None:
    town, books = submitted()
    first = ask(town, books)
    assert state(books) == "questioned"
    second = ask(town, books, "  第二个\n问题 ")
    assert ask(town, books, "第二个 问题") == second
    for refused in (
        lambda: seal(town, books),
        lambda: withdraw_books(actor=maker(town), books_id=books.id, now=CLOSING),
    ):
        with pytest.raises(QuestionOpen):
            refused()
    with pytest.raises(BooksNotOpen):
        submit(town)
    answer(town, books, first)
    assert state(books) == "questioned"
    answer(town, books, second)
    assert state(books) == "answered"
    seal(town, books)
    assert state(books) == "sealed"
    seen = questions_of(actor=maker(town), books_id=books.id)
    assert [(one.text, one.asked_by, one.answer, one.answered_by, one.is_open) for one in seen] == [
        ("11月20日为何多一份？", town.second.name, "已核对，录入有误。", town.counter.name, False),
        ("第二个 问题", town.second.name, "已核对，录入有误。", town.counter.name, False),
    ]
    deeds = Deed.objects.filter(subject_kind="books", subject_id=books.id).order_by("at", "id")
    assert list(deeds.values_list("verb", flat=True)) == [
        *("submit", "question", "question", "answer", "answer", "seal")
    ]
    assert all("问题" not in str(deed.detail) and "录入" not in str(deed.detail) for deed in deeds)


def test_the_same_words_about_other_meals_are_another_question() -> None:
    town, books = submitted(3)
    meals = tuple(Entry.objects.filter(kind="meal").order_by("id").values_list("id", flat=True))
    words = "这一份为何多出？"
    sets = ((), meals[:1], meals[1:2], meals[:2])
    asked = [ask(town, books, words, each) for each in sets]
    assert len(set(asked)) == len(sets)
    assert [ask(town, books, words, each) for each in (*sets, meals[1::-1])] == [*asked, asked[-1]]
    named: dict[UUID, set[UUID]] = {question: set() for question in asked}
    for question, entry in QuestionedMeal.objects.values_list("question_id", "entry_id"):
        named[question].add(entry)
    assert list(named.values()) == [set(each) for each in sets]
    answer(town, books, asked[1], back=meals[:1])
    assert Entry.objects.filter(reverses_id__in=meals).count() == 1


def test_a_question_changes_no_digest_and_books_may_be_taken_back_once_it_is_answered() -> None:
    town, books = submitted()
    before = sealing(books=books).digest
    question = ask(town, books)
    assert sealing(books=books).digest == before
    answer(town, books, question)
    assert sealing(books=books).digest == before
    withdraw_books(actor=maker(town), books_id=books.id, now=CLOSING)
    assert state(books) == "open"
    assert submit(town).state == "submitted"


def test_a_ruling_takes_meals_back_in_the_very_books() -> None:
    town, books = submitted(3)
    asked, named, other = Entry.objects.filter(kind="meal").order_by("id").values_list("id", flat=True)
    question = ask(town, books, meals=(asked, named))
    drawn = Allotment.objects.get(fund__key="joint").drawn_fen
    with pytest.raises(NotAskedAbout):
        answer(town, books, question, back=(other,))
    answer(town, books, question, back=(asked,))
    assert state(books) == "answered"
    reversal = Entry.objects.get(reverses_id=asked)
    assert (reversal.books_id, reversal.for_month) == (books.id, None)
    assert Allotment.objects.get(fund__key="joint").drawn_fen < drawn
    states = Order.objects.order_by("id").values_list("state", flat=True)
    assert sorted(states) == ["served", "served", "voided"]
    statement = statement_of(actor=checker(town), books_id=books.id)
    assert (statement.meals_count, statement.adjusted_meals, statement.price_fen) == (2, 0, 2000)
    seen = questions_of(actor=checker(town), books_id=books.id)[0]
    assert {(meal.entry_id, meal.taken_back) for meal in seen.meals} == {(asked, True), (named, False)}
    again = ask(town, books, "再问", meals=(asked,))
    with pytest.raises(MealTakenBack):
        answer(town, books, again, back=(asked,))
    assert state(books) == "questioned"
    answer(town, books, again)
    seal(town, books)
    verified = verify_seal(books_id=books.id)
    assert verified is not None
    assert verified.whole


def test_who_asks_does_not_answer_by_operation_and_by_the_database() -> None:
    town, books = submitted()
    question = ask(town, books)
    with pytest.raises(QuestionNeedsSecondPerson):
        answer_books(actor=checker(town), books_id=books.id, question_id=question, text="是", now=CLOSING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.update(answered_by=town.second, answered_at=CLOSING, answer="是")
    answer_books(actor=maker(town), books_id=books.id, question_id=question, text="是", now=CLOSING)
    with pytest.raises(QuestionAnswered):
        answer(town, books, question)


CHANGES: dict[str, Callable[[], object]] = {
    "another text": lambda: Question.objects.update(text="别的"),
    "another answer": lambda: Question.objects.update(answer="别的"),
    "no answer": lambda: Question.objects.update(answer="", answered_by=None, answered_at=None),
    "delete": lambda: Question.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("way", CHANGES)
def test_what_was_asked_and_answered_never_changes(way: str) -> None:
    town, books = submitted()
    answer(town, books, ask(town, books))
    with pytest.raises(IntegrityError, match="immutable: rows of settlement_question"), transaction.atomic():
        CHANGES[way]()


def test_what_was_asked_never_changes_before_there_is_an_answer() -> None:
    town, books = submitted()
    ask(town, books)
    for way in ("another text", "delete"):
        with pytest.raises(IntegrityError, match="immutable"), transaction.atomic():
            CHANGES[way]()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has TRUNCATE")
def test_questions_are_not_truncated() -> None:
    with pytest.raises(IntegrityError, match="immutable"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE settlement_question CASCADE")


@pytest.mark.parametrize(
    "text",
    ["", " \n ", "问" * 501, "\x00", "她的身份证号是 11010519491231002X 对吗", "１１０１０５１９４９１２３１００２Ｘ"],
)
def test_words_are_kept_within_bounds_and_hold_no_id_number(text: str) -> None:
    town, books = submitted()
    with pytest.raises(BadQuestion):
        ask(town, books, text)
    assert state(books) == "submitted"


def test_only_submitted_books_are_asked_about_and_only_meals_of_theirs() -> None:
    town, books = submitted(canteens=2)
    eat(town, 2, at(11, 30), kiosk=1)
    elsewhere = books_of(town, canteen=1)
    stranger = Entry.objects.get(books=elsewhere, kind="meal").id
    for meals in ((stranger,), (new_id(),)):
        with pytest.raises(BadQuestion):
            ask(town, books, meals=meals)
    with pytest.raises(BooksNotSubmitted):
        ask(town, elsewhere)
    seal(town, books)
    with pytest.raises(BooksNotSubmitted):
        ask(town, books)


def test_scope_and_roles() -> None:
    town, books = submitted(canteens=2)
    question = ask(town, books)
    outside = actor(town.clerk, Role.FINANCE, Role.MANAGER, canteens=town.canteens[1:])
    auditor = actor(town.clerk, Role.AUDITOR, canteens=town.canteens)
    for who in (outside, auditor, manager(town)):
        with pytest.raises(NoSuchBooks):
            question_books(actor=who, books_id=books.id, text="?", now=CLOSING)
    for who in (outside, auditor):
        with pytest.raises(NoSuchBooks):
            answer_books(actor=who, books_id=books.id, question_id=question, text="!", now=CLOSING)
    with pytest.raises(NoSuchBooks):
        questions_of(actor=outside, books_id=books.id)
    assert len(questions_of(actor=auditor, books_id=books.id)) == 1
    with pytest.raises(NoSuchQuestion):
        answer(town, books, new_id())


def test_a_meal_whose_shares_moved_in_later_books_is_not_taken_back_in_these() -> None:
    """November would claim its five yuan all the same, with nothing listed in suspense, and December give them back."""
    town, books = submitted()
    entry = Entry.objects.filter(kind="meal").order_by("id")[0].id
    hold_share(actor=maker(town), entry_id=entry, payer="fund:joint", reason="核实", now=CLOSING)
    question = ask(town, books, meals=(entry,))
    with pytest.raises(MealMovedSince):
        answer(town, books, question, back=(entry,))
    assert (state(books), Entry.objects.filter(kind="reversal").count()) == ("questioned", 0)
    answer(town, books, question)
    seen = statement_of(actor=maker(town), books_id=books.id)
    assert (seen.meals_count, seen.claimed_fen, seen.price_fen) == (2, 1200, 2000)


def test_no_meal_is_named_after_the_answer() -> None:
    """What was answered about stands: who reads the thread later must not find another meal in it."""
    town, books = submitted()
    first, other = Entry.objects.filter(kind="meal").order_by("id")
    question = ask(town, books, meals=(first.id,))
    QuestionedMeal.objects.create(question_id=question, entry=other)
    answer(town, books, question)
    eat(town, 2, at(11, 30))
    last = Entry.objects.filter(kind="meal").latest("id")
    with pytest.raises(IntegrityError, match="the question has been answered"), transaction.atomic():
        QuestionedMeal.objects.create(question_id=question, entry=last)
    assert QuestionedMeal.objects.count() == 2
