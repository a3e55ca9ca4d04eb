"""One row made wrong behind the program's back is named with both numbers; the rest agrees (R3)."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command

from canteen.models.ids import new_id
from ordering.models import Line, Order
from settlement.models import Account, Allotment, Claim, Entry, Hold, Payable, Posting
from settlement.operations.holds import hold_share
from settlement.queries.check_books import books_to_check
from settlement.queries.discrepancies import discrepancies
from settlement.tasks import check_all_books
from tests.settlement.acting import books_of, close, eat, fund_month, maker, undo
from tests.town import Town, at, small_town

pytestmark = pytest.mark.django_db


def lunch() -> Town:
    """Two meals, one undone, one share held."""
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    undo(town, eat(town, 1, at(11, 5)), at(11, 6))
    meal = Entry.objects.get(kind="meal", reversed_by=None)
    hold_share(actor=maker(town), entry_id=meal.id, payer="fund:charity", reason="待核实", now=at(15))
    return town


def served() -> Order:
    """The meal that stands."""
    return Order.objects.get(state="served")


WRONGS: dict[str, Callable[[], object]] = {
    "allotment-drawn": lambda: Allotment.objects.filter(fund__key="joint").update(drawn_fen=501, fen=100_001),
    "allotment-left": lambda: Allotment.objects.filter(fund__key="joint").update(fen=100_001),
    "meal-price": lambda: Line.objects.filter(order=served()).update(fen=999),
    "claims-live": lambda: Claim.objects.exclude(released_by=None).update(released_by=None),
    "suspense": lambda: Hold.objects.update(fen=99),
    "meal-entries": lambda: Order.objects.filter(id=served().id).update(state="voided"),
}


def test_books_that_were_left_alone_agree() -> None:
    town = lunch()
    assert discrepancies(books=books_of(town)) == ()
    assert check_all_books() == 0
    told = StringIO()
    call_command("check_books", stdout=told)
    assert told.getvalue() == "1 books, 0 discrepancies\n"


@pytest.mark.parametrize("code", WRONGS)
def test_one_wrong_row_is_named(code: str) -> None:
    town = lunch()
    WRONGS[code]()
    found = discrepancies(books=books_of(town))
    assert [each.code for each in found] == [code]
    assert found[0].stored != found[0].counted
    assert found[0].words


def test_a_meal_posted_twice_is_named() -> None:
    town = lunch()
    entry = Entry.objects.get(kind="meal", reversed_by=None)
    place = Posting.objects.filter(entry=entry)[0]
    twin = Entry.objects.create(
        kind="meal",
        books_id=entry.books_id,
        service_on=entry.service_on,
        order_id=entry.order_id,
        revision=1,
        recorded_at=at(16),
    )
    Posting.objects.create(
        entry=twin, position=0, debit=Account.objects.filter(address__endswith="/due")[0], credit=place.credit, fen=1000
    )
    found = discrepancies(books=books_of(town))
    assert [(each.code, each.stored, each.counted) for each in found] == [("meal-entries", 1, 2)]


def test_an_entry_without_postings_is_named() -> None:
    town = lunch()
    entry = Entry.objects.get(kind="meal", reversed_by=None)
    order = served()
    order.pk, order._state.adding = new_id(), True
    order.save()
    Line.objects.create(order=order, position=0, kind="set", name="套餐", fen=1000)
    Entry.objects.create(
        kind="meal", books_id=entry.books_id, service_on=entry.service_on, order_id=order.id, recorded_at=at(16)
    )
    assert {each.code for each in discrepancies(books=books_of(town))} == {"entry-without-postings", "meal-price"}


def test_a_payable_that_is_not_what_was_sealed_is_named() -> None:
    town = lunch()
    books = close(town)
    assert discrepancies(books=books) == ()
    Payable.objects.filter(fund__key="town").update(fen=1)
    found = discrepancies(books=books)
    assert [(each.code, each.stored, each.counted) for each in found] == [("payable", 1, 250)]


def test_the_command_prints_both_numbers_and_fails(caplog: pytest.LogCaptureFixture) -> None:
    town = lunch()
    Allotment.objects.filter(fund__key="joint").update(drawn_fen=499, fen=99_999)
    told = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("check_books", "--all", stdout=told)
    assert left.value.code == 1
    place = town.canteens[0].id
    assert told.getvalue() == (
        f"allotment-drawn fund/joint/allotted/{place}/2026-11 stored=499 counted=500\n1 books, 1 discrepancies\n"
    )
    assert check_all_books() == 1
    assert "allotment-drawn" in caplog.text


def test_every_book_that_is_not_sealed_is_looked_at_and_those_sealed_last() -> None:
    town = small_town(canteens=2, allotted_fen={})
    fund_month(town)
    first, second = books_of(town), books_of(town, canteen=1)
    close(town)
    assert books_to_check() == (second.id, first.id)
    assert set(books_to_check(all_of_them=True)) == {first.id, second.id}
