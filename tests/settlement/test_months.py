"""A month is handed in by one and sealed by another: who may, when, and what stops it (D15, S4)."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from canteen.core.month import Month
from canteen.core.scope import Role
from canteen.operations.proposals import OneHand
from kiosk.models import Contact
from kiosk.operations.months import submit_month
from kiosk.queries.silent import silent_kiosks
from settlement.models import Allotment, Books, Seal
from settlement.operations.months import (
    BooksChanged,
    BooksDisagree,
    BooksNotOpen,
    BooksNotSubmitted,
    MonthRunning,
    withdraw_books,
)
from settlement.operations.seal import BooksNeedSecondPerson, EarlierBooksOpen, approve_books
from settlement.queries.months import NoSuchBooks, books_list
from settlement.queries.sealing import sealing
from settlement.queries.statement import statement_of
from tests.kiosk.attempts import card, take
from tests.settlement.acting import (
    CLOSING,
    DECEMBER,
    NOVEMBER,
    actor,
    approve,
    books_of,
    checker,
    close,
    eat,
    fund_month,
    hand_in,
    maker,
    submit,
    to_hand_in,
    whole,
)
from tests.town import DAY, at, small_town

pytestmark = pytest.mark.django_db

ADVENT = date(2026, 12, 1)
HELD = "SELECT id, state, month FROM settlement_books WHERE id ="
NEW_YEAR = at(9, on=date(2027, 1, 1))


def test_devices_are_looked_at_while_the_books_are_held() -> None:
    """What a batch brings between the look and the lock would be named by nobody."""
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    shown = to_hand_in(books_of(town))
    with CaptureQueriesContext(connection) as captured:
        submit_month(actor=maker(town), books_id=books_of(town).id, **shown, now=CLOSING)
    asked = [query["sql"] for query in captured.captured_queries]
    held = next(place for place, sql in enumerate(asked) if sql.startswith(HELD))
    looked = next(place for place, sql in enumerate(asked) if "LAG(sequence)" in sql)
    assert held < looked


def test_who_set_the_password_of_the_checker_is_not_a_second_person() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    books = submit(town)
    town.second.password_set_by, town.second.password_set_at = town.clerk, CLOSING
    town.second.save()
    with pytest.raises(OneHand):
        approve(town, books)
    assert Seal.objects.count() == 0


def test_the_maker_is_not_the_checker_by_operation_and_by_the_database() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    books = submit(town)
    digest = sealing(books=books).digest
    with pytest.raises(BooksNeedSecondPerson):
        approve_books(actor=maker(town), books_id=books.id, seen_digest=digest, now=CLOSING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Books.objects.filter(id=books.id).update(state="sealed", approved_by=books.submitted_by, sealed_at=CLOSING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Books.objects.filter(id=books.id).update(state="submitted", submitted_by=None)
    assert Seal.objects.count() == 0


def test_who_signs_signs_what_was_shown() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    books = submit(town)
    shown = statement_of(actor=checker(town), books_id=books.id).digest
    withdraw_books(actor=maker(town), books_id=books.id, now=CLOSING)
    eat(town, 1, at(11, 30))
    submit(town, now=CLOSING + timedelta(minutes=5))
    with pytest.raises(BooksChanged):
        approve_books(actor=checker(town), books_id=books.id, seen_digest=shown, now=CLOSING)
    fresh = statement_of(actor=checker(town), books_id=books.id).digest
    assert approve_books(actor=checker(town), books_id=books.id, seen_digest=fresh, now=CLOSING) == fresh
    seal = Seal.objects.get()
    assert seal.digest == fresh
    assert seal.digest == hashlib.sha256(b"-\n" + seal.body.encode()).hexdigest()


def test_states_go_one_way_and_a_running_month_is_not_handed_in() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    books = books_of(town)
    with pytest.raises(MonthRunning):
        hand_in(maker(town), books, at(23, 59, on=date(2026, 11, 30)))
    with pytest.raises(BooksNotSubmitted):
        approve(town, books)
    with pytest.raises(BooksNotSubmitted):
        withdraw_books(actor=maker(town), books_id=books.id, now=CLOSING)
    hand_in(maker(town), books, at(0, on=ADVENT))
    with pytest.raises(BooksNotOpen):
        submit(town)
    books.refresh_from_db()
    approve(town, books)
    books.refresh_from_db()
    with pytest.raises(BooksNotSubmitted):
        approve(town, books)
    with pytest.raises(BooksNotSubmitted):
        withdraw_books(actor=maker(town), books_id=books.id, now=CLOSING)
    with pytest.raises(BooksNotOpen):
        submit(town)


def test_earlier_months_are_sealed_first() -> None:
    town = small_town(allotted_fen={}, days=(DAY, ADVENT))
    fund_month(town)
    eat(town, 0, at(11))
    eat(town, 0, at(11, on=ADVENT))
    december = submit(town, DECEMBER, NEW_YEAR)
    with pytest.raises(EarlierBooksOpen):
        approve(town, december, NEW_YEAR)
    close(town, NOVEMBER, NEW_YEAR)
    approve(town, december, NEW_YEAR)
    assert Books.objects.filter(state="sealed").count() == 2


def test_what_disagrees_is_not_closed_and_lunch_goes_on() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    Allotment.objects.filter(fund__key="joint").update(drawn_fen=499)
    with pytest.raises(BooksDisagree):
        submit(town)
    assert eat(town, 1, at(11, 30)).decision == "served"
    Allotment.objects.filter(fund__key="joint").update(drawn_fen=1000)
    books = submit(town)
    Allotment.objects.filter(fund__key="joint").update(drawn_fen=1001)
    with pytest.raises(BooksDisagree):
        approve(town, books)
    assert eat(town, 2, at(11, 40)).decision == "served"


def test_silent_devices_are_named_and_sealed() -> None:
    town = small_town(allotted_fen={}, kiosks=2)
    fund_month(town)
    items = [card(town.cards[number], at(11, number)) for number in range(3)]
    for item, sequence in zip(items, (5, 6, 9), strict=True):
        take(town.kiosks[0], {**item, "sequence": sequence}, at(12))
    Contact.objects.filter(kiosk=town.kiosks[0]).update(at=CLOSING)
    found = silent_kiosks(canteen_id=town.canteens[0].id, month=NOVEMBER)
    assert [(kiosk.name, kiosk.missing, kiosk.unheard) for kiosk in found] == [("终端1", 2, False), ("终端2", 0, True)]
    books = close(town)
    assert [kiosk["missing"] for kiosk in books.silent_kiosks] == [2, 0]
    assert whole(books)
    assert silent_kiosks(canteen_id=town.canteens[0].id, month=Month(2027, 3)) != ()


def test_another_towns_finance_sees_nothing_of_it() -> None:
    town = small_town(canteens=2, allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    eat(town, 1, at(11), kiosk=1)
    stranger = actor(town.second, Role.FINANCE, canteens=town.canteens[1:])
    books = submit(town)
    digest = sealing(books=books).digest
    assert [row.books.canteen for row in books_list(actor=stranger)] == ["第2食堂"]
    for call in (
        lambda: statement_of(actor=stranger, books_id=books.id),
        lambda: submit_month(actor=stranger, books_id=books.id, seen_digest=digest, now=CLOSING),
        lambda: approve_books(actor=stranger, books_id=books.id, seen_digest=digest, now=CLOSING),
        lambda: withdraw_books(actor=stranger, books_id=books.id, now=CLOSING),
    ):
        with pytest.raises(NoSuchBooks):
            call()
    manager = actor(town.second, Role.MANAGER, canteens=town.canteens)
    with pytest.raises(NoSuchBooks):
        approve_books(actor=manager, books_id=books.id, seen_digest=digest, now=CLOSING)
    books.refresh_from_db()
    assert books.state == "submitted"


def test_closing_asks_no_more_of_the_database_for_more_meals(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    town, counts = small_town(allotted_fen={}, canteens=2), []
    fund_month(town)
    for canteen, meals in enumerate((1, 3)):
        for number in range(meals):
            eat(town, number, at(11 + canteen, number), kiosk=canteen)
        books = submit(town, canteen=canteen)
        with django_assert_max_num_queries(80) as seen:
            approve(town, books)
        counts.append(len(seen))
    assert counts[0] == counts[1]
