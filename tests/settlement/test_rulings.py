"""What a ruling takes back: meals its own question names, nothing that later books moved, month for month (D15)."""

from datetime import date

import pytest

from canteen.core.month import Month
from canteen.models import Duty, Fact
from canteen.operations.elder_rows import NewFact
from canteen.queries.staff import actor_by_id
from ordering.models import Order
from settlement.models import Books, Entry, Hold, Policy
from settlement.operations.holds import clear_hold
from settlement.operations.retell import fact_foreseen, tell_fact
from settlement.operations.rulings import MealMovedSince, NotAskedAbout
from settlement.queries.discrepancies import discrepancies
from tests.kiosk.attempts import card, take
from tests.settlement.acting import CLOSING, close, eat, fund_month, maker, submit
from tests.settlement.test_questions import answer, ask, state, submitted
from tests.town import DAY, SINCE, add_fact, at, small_town

pytestmark = pytest.mark.django_db
OCTOBER, IN_OCTOBER = Month(2026, 10), date(2026, 10, 28)


def reversals() -> int:
    """How many entries were reversed."""
    return Entry.objects.filter(kind="reversal").count()


def test_a_meal_that_another_question_names_is_not_taken_back_with_this_answer() -> None:
    town, books = submitted(2)
    first, other = Entry.objects.filter(kind="meal").order_by("id").values_list("id", flat=True)
    about_first, about_other = ask(town, books, "第一份", (first,)), ask(town, books, "第二份", (other,))
    with pytest.raises(NotAskedAbout):
        answer(town, books, about_first, back=(other,))
    assert reversals() == 0
    answer(town, books, about_other, back=(other,))
    assert Entry.objects.get(kind="reversal").reverses_id == other


def test_a_meal_whose_open_share_was_cleared_in_later_books_is_not_taken_back_in_these() -> None:
    """No policy was in force: the whole price waited in November, and December's books say who bears it."""
    town = small_town(elders=1, allotted_fen={})
    Policy.objects.update(until_on=DAY)
    fund_month(town)
    eat(town, 0, at(11))
    books = submit(town)
    clear_hold(actor=maker(town), hold_id=Hold.objects.get().id, payer="canteen", reason="已核实", now=CLOSING)
    meal = Entry.objects.get(kind="meal").id
    question = ask(town, books, meals=(meal,))
    with pytest.raises(MealMovedSince):
        answer(town, books, question, back=(meal,))
    assert (state(books), reversals()) == ("questioned", 0)


def test_a_meal_that_was_decided_anew_in_later_books_is_not_taken_back_in_these() -> None:
    town = small_town(elders=1, allotted_fen={})
    town.elders[0].birth_on = date(1950, 5, 1)
    town.elders[0].save()
    add_fact(town.elders[0], "registration", str(town.region.id))
    Fact.objects.update(region=town.region)
    Duty.objects.create(staff=town.clerk, role="clerk", region=town.region, from_on=SINCE)
    fund_month(town)
    eat(town, 0, at(11))
    books = submit(town)
    meal = Entry.objects.get(kind="meal").id
    fact = NewFact("category", "dibao", DAY)
    elder_id, by = town.elders[0].id, actor_by_id(staff_id=town.clerk.id, on=DAY)
    seen = fact_foreseen(actor=by, elder_id=elder_id, fact=fact, now=CLOSING)
    tell_fact(actor=by, elder_id=elder_id, fact=fact, now=CLOSING, shown=seen.mark)
    question = ask(town, books, meals=(meal,))
    with pytest.raises(MealMovedSince):
        answer(town, books, question, back=(meal,))
    assert (state(books), reversals()) == ("questioned", 1)
    assert list(Order.objects.values_list("state", flat=True)) == ["served"]


def test_a_meal_that_came_late_is_taken_back_as_one_of_its_own_month() -> None:
    """A lunch of October stands in November's books as an adjustment, and so does its undoing."""
    town = small_town(allotted_fen={}, days=(IN_OCTOBER, DAY))
    for month in (OCTOBER, OCTOBER.next()):
        fund_month(town, month=month)
    eat(town, 0, at(11, on=IN_OCTOBER))
    close(town, OCTOBER, at(9, on=date(2026, 11, 2)))
    take(town.kiosks[0], card(town.cards[1], at(11, on=IN_OCTOBER)), at(10), at(10))
    eat(town, 2, at(11))
    books = submit(town)
    late = Entry.objects.get(kind="meal", for_month=OCTOBER.first)
    here = Entry.objects.get(kind="meal", books=books, for_month=None)
    answer(town, books, ask(town, books, meals=(late.id, here.id)), back=(late.id, here.id))
    back = Entry.objects.filter(kind="reversal").values_list("reverses_id", "books_id", "for_month")
    assert set(back) == {(late.id, books.id, OCTOBER.first), (here.id, books.id, None)}
    for each in Books.objects.all():
        assert discrepancies(books=each) == ()
