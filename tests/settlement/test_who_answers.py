"""Who answers about a month neither signs it nor makes the answer forgotten (decision 53)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from canteen.operations.proposals import OneHand
from settlement.models import Books, Seal
from settlement.operations.months import WithdrawalNeedsAnotherPerson, withdraw_books
from settlement.operations.questions import answer_books, question_books
from settlement.operations.seal import BooksNeedAnotherPerson, approve_books
from tests.settlement.acting import CLOSING, books_of, checker, eat, fund_month, hand_in, maker, to_approve
from tests.settlement.test_questions import ask, manager, state
from tests.town import at, small_town

pytestmark = pytest.mark.django_db


def test_who_answered_does_not_approve_by_operation_and_by_the_database() -> None:
    """The canteen hands in, one of finance asks, the other answers: she speaks for the figures and does not sign."""
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    books = books_of(town)
    hand_in(manager(town), books)
    first = ask(town, books)
    answer_books(actor=maker(town), books_id=books.id, question_id=first, text="是", now=CLOSING)
    with pytest.raises(BooksNeedAnotherPerson):
        approve_books(actor=maker(town), books_id=books.id, **to_approve(books), now=CLOSING)
    sealed = Books.objects.filter(id=books.id)
    with pytest.raises(IntegrityError, match="does not seal"), transaction.atomic():
        sealed.update(state="sealed", approved_by=town.clerk, sealed_at=CLOSING)
    assert (state(books), Seal.objects.count()) == ("answered", 0)
    # Both asked, both answered: nobody is left to sign, until the canteen takes its month back and hands it in again.
    second = question_books(actor=maker(town), books_id=books.id, text="又问", now=CLOSING)
    answer_books(actor=checker(town), books_id=books.id, question_id=second, text="是", now=CLOSING)
    for who in (maker(town), checker(town)):
        with pytest.raises(BooksNeedAnotherPerson):
            approve_books(actor=who, books_id=books.id, **to_approve(books), now=CLOSING)
    later = CLOSING + timedelta(minutes=1)
    # Nor does either make her own answer forgotten: that the month is taken back is decided by who may not sign it.
    for who in (maker(town), checker(town)):
        with pytest.raises(WithdrawalNeedsAnotherPerson):
            withdraw_books(actor=who, books_id=books.id, now=later)
    assert state(books) == "answered"
    withdraw_books(actor=manager(town), books_id=books.id, now=later)
    hand_in(manager(town), books, later)
    books.refresh_from_db()
    approve_books(actor=maker(town), books_id=books.id, **to_approve(books), now=later)
    assert state(books) == "sealed"


def test_who_set_the_password_of_the_signer_does_not_answer_for_her() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    books = books_of(town)
    hand_in(manager(town), books)
    answer_books(actor=maker(town), books_id=books.id, question_id=ask(town, books), text="是", now=CLOSING)
    town.second.password_set_by, town.second.password_set_at = town.clerk, CLOSING
    town.second.save()
    with pytest.raises(OneHand):
        approve_books(actor=checker(town), books_id=books.id, **to_approve(books), now=CLOSING)
    assert Seal.objects.count() == 0
