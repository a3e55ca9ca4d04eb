"""One month told in six ways, guests and staff among it: grid, summary, statement, list, workbook and what is owed."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from canteen.core.listing import asked
from canteen.core.month import Month
from canteen.core.scope import Role
from canteen.models import Duty, SamePerson
from canteen.models.ids import new_id
from kiosk.core.receipt import Receipt
from kiosk.models import CheckIn
from kiosk.operations.counter import serve_guest
from kiosk.queries.month_sheet import month_sheet
from settlement.core.shares import HoldCode
from settlement.models import Books, Entry, Hold, Payable, SealedSums
from settlement.operations.guest_tender import take_guest_cash
from settlement.operations.holds import clear_hold, hold_share
from settlement.operations.months import withdraw_books
from settlement.operations.shifts import open_shift
from settlement.operations.touch import hold_meals_from
from settlement.queries.check_books import discrepancies_of
from settlement.queries.grid import grid
from settlement.queries.meal_story import meal_story
from settlement.queries.meals_listed import MEALS, every_meal
from settlement.queries.month_summary import month_summary
from settlement.queries.months import books_list
from settlement.queries.statement import StatementSeen, statement_of
from settlement.queries.touched import meals_touched
from tests.flush import guards_lifted
from tests.settlement.acting import (
    CLOSING,
    DECEMBER,
    NOVEMBER,
    actor,
    books_of,
    close,
    eat,
    fund_month,
    maker,
    submit,
    undo,
)
from tests.settlement.adding_up import client_of, months_add_up
from tests.settlement.reading import rows_of
from tests.town import DAY, SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db
ADVENT = date(2026, 12, 1)


def guest(town: Town, minute: int, *, staff: bool = False, on: date = DAY) -> Receipt:
    """Somebody without a record eats."""
    desk = actor(town.counter, Role.COUNTER, canteens=town.canteens)
    return serve_guest(
        actor=desk, canteen_id=town.canteens[0].id, attempt_id=new_id(), staff=staff, now=at(11, minute, on=on)
    )


def mixed() -> Town:
    """Elders, guests and staff in November; each is undone once in time and once after the seal; December is open."""
    town = small_town(allotted_fen={}, elders=4, days=(DAY, DAY + timedelta(days=1), ADVENT))
    for month in (NOVEMBER, DECEMBER):
        fund_month(town, month=month)
    for number in range(3):
        eat(town, number, at(11, number))
    guests = [guest(town, 10 + number) for number in range(4)]
    staff = [guest(town, 20 + number, staff=True) for number in range(3)]
    for each, minute in ((guests[0], 15), (staff[0], 25)):
        undo(town, each, at(11, minute))
    first = Entry.objects.filter(kind="meal", order__eater="elder").order_by("id")[0]
    hold_share(actor=maker(town), entry_id=first.id, payer="fund:joint", reason="核实", now=at(12))
    late = eat(town, 3, at(11, 28))
    close(town)
    for each, minute in ((late, 29), (guests[1], 15), (guests[2], 16), (staff[1], 26)):
        undo(town, each, at(11, minute), CLOSING)
    eat(town, 0, at(11, on=ADVENT))
    guest(town, 1, on=ADVENT)
    return town


def sheets(town: Town, books: Books) -> tuple[dict[str, Any], dict[str, list[tuple[Any, ...]]]]:
    """The facts of a workbook's first sheet, and what stands in each row that says 合计, by sheet."""
    body = month_sheet(actor=maker(town), books_id=books.id, drafted_at=CLOSING).body
    found = openpyxl.load_workbook(BytesIO(body), data_only=True)
    facts: dict[str, Any] = {str(row[0]): row[1] for row in found["汇总"].iter_rows(values_only=True) if row[0]}
    sums: dict[str, list[tuple[Any, ...]]] = {
        sheet.title: [row for row in sheet.iter_rows(values_only=True) if row[0] == "合计"]
        for sheet in found.worksheets
    }
    return facts, sums


def fen(yuan: Any) -> int:
    return round(float(yuan or 0) * 100)


@pytest.mark.parametrize("month", [NOVEMBER, DECEMBER])
def test_every_report_says_the_same(month: Month) -> None:
    town = mixed()
    books, who = books_of(town, month), maker(town)
    assert discrepancies_of(books_id=books.id) == ()
    seen = statement_of(actor=who, books_id=books.id)
    summary = month_summary(actor=who, books_id=books.id)
    listed = list(every_meal(books_id=books.id, asked=asked({}, MEALS)))
    (row,) = grid(actor=who, until=DECEMBER, on=ADVENT, width=2).rows
    cell = row.cells[(NOVEMBER, DECEMBER).index(month)]
    assert cell is not None
    (line,) = [each for each in books_list(actor=who) if each.books.month == month]
    whole = {each.payer: each.whole_fen for each in seen.payers}
    funds_fen = sum(share for payer, share in whole.items() if payer.startswith("fund:"))
    others_fen = whole.get("guest", 0) + whole.get("staff", 0)
    # fen
    assert {each.payer: each.whole_fen for each in summary.payers} == whole
    assert {payer: sum(one.payers.get(payer, 0) for one in listed) for payer in whole} == whole
    assert (cell.sums.elder_fen, cell.sums.suspense_fen) == (whole["elder"], whole.get("suspense", 0))
    assert (cell.sums.funds_fen, cell.sums.others_fen) == (funds_fen, others_fen)
    prices = {seen.price_fen, summary.price_fen, cell.sums.price_fen, line.price_fen, sum(o.price_fen for o in listed)}
    assert len(prices) == 1
    owed = {seen.claimed_fen, summary.claimed_fen, cell.sums.funds_fen, line.funds_fen, funds_fen}
    assert len(owed) == 1
    stored = Payable.objects.filter(books=books).values_list("fen", flat=True)
    assert sum(stored) == (funds_fen if month == NOVEMBER else 0)
    # meals
    meals = seen.meals_count + seen.adjusted_meals
    assert {meals, cell.sums.meals, line.meals} == {meals}
    assert summary.own.meals == seen.meals_count
    assert sum(summary.own.outsiders.values()) == seen.guests_count + seen.staff_count
    assert summary.own.outsiders == {"guest": seen.guests_count, "staff": seen.staff_count} or month == DECEMBER
    days = summary.days.values()
    assert sum(day.meals for day in days) == seen.meals_count
    assert sum(day.price_fen for day in days) == sum(each.own_fen for each in seen.payers)
    late_facts = workbook_agrees(town, books, seen)
    if month == DECEMBER:
        assert late_facts == [-1, -2, -1]
        assert (seen.adjusted_meals, seen.adjusted_guests, seen.adjusted_staff) == (-1, -2, -1)


def workbook_agrees(town: Town, books: Books, seen: StatementSeen) -> list[int]:
    """Hold each column of the workbook to what stands below it and to the summary; the late meals it tells of."""
    facts, sums = sheets(town, books)
    assert [fen(each) for each in sums["汇总"][0][1:4]] == [
        *(sum(each.own_fen for each in seen.payers), sum(each.adjusted_fen for each in seen.payers)),
        seen.price_fen,
    ]
    assert fen(sums["汇总"][1][2]) == seen.claimed_fen
    portions = seen.meals_count + seen.guests_count + seen.staff_count
    assert (sums["用餐明细"][0][2], fen(sums["用餐明细"][0][3])) == (portions, sum(o.own_fen for o in seen.payers))
    adjusted = sum(each.meals for each in seen.adjustments)
    late = sums["挂起与调整"][0]
    assert (late[5], fen(late[6])) == (adjusted, sum(each.adjusted_fen for each in seen.payers))
    late_facts = [facts.get(name, 0) for name in ("调整人次", "来客调整人次", "员工餐调整份数")]
    assert sum(late_facts) == adjusted
    return late_facts


def test_pages_files_and_the_interface_say_the_same_as_the_ledger() -> None:
    town = mixed()
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    assert months_add_up(maker(town), pages=client_of("clerk")) == 2


def test_a_day_names_beside_its_elders_everybody_its_link_lists() -> None:
    town = mixed()
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    books = books_of(town)
    (day,) = rows_of(client_of("clerk").get(f"/months/{books.id}").content.decode(), "days")
    assert day[:2] == ["11-20", "4 + 来客 3 + 员工 2"]
    listed = every_meal(books_id=books.id, asked=asked({"on": "2026-11-20"}, MEALS))
    assert sum(one.portions for one in listed) == 4 + 3 + 2  # one undone the same day is listed twice, there and back


def test_what_moved_into_suspense_and_what_rests_there_are_two_figures_that_agree() -> None:
    """December clears one of November's shares and holds two more: less moved than rests, and all of it is told."""
    town = mixed()
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    second, third = Entry.objects.filter(kind="meal", order__eater="elder").order_by("id")[1:3]
    for meal in (second, third):
        hold_share(actor=maker(town), entry_id=meal.id, payer="fund:joint", reason="核实", now=CLOSING)
    cleared = Hold.objects.order_by("id")[0]
    clear_hold(actor=maker(town), hold_id=cleared.id, payer="canteen", reason="核实", now=CLOSING)
    (row,) = grid(actor=maker(town), until=DECEMBER, on=ADVENT, width=2).rows
    assert [cell.sums.suspense_fen for cell in row.cells if cell] == [500, 500]
    seen = [statement_of(actor=maker(town), books_id=books_of(town, month).id) for month in (NOVEMBER, DECEMBER)]
    assert [(each.held_fen, each.carried_fen) for each in seen] == [(500, 0), (1000, 0)]
    assert months_add_up(maker(town), pages=client_of("clerk")) == 2
    hold_share(actor=maker(town), entry_id=second.id, payer="fund:charity", reason="核实", now=CLOSING)
    close(town, DECEMBER, at(9, on=date(2027, 1, 4)))
    assert months_add_up(maker(town), pages=client_of("clerk")) == 2


def test_every_sealed_sum_is_held_against_the_ledger() -> None:
    town = mixed()
    books = books_of(town)
    for name in ("meals", "elder_fen", "canteen_fen", "funds_fen", "suspense_fen", "others_fen"):
        with guards_lifted():
            SealedSums.objects.update(**{name: getattr(SealedSums.objects.get(), name) + 1})
        assert [each.subject for each in discrepancies_of(books_id=books.id)] == [f"{books.id}/{name}"]
        with guards_lifted():
            SealedSums.objects.update(**{name: getattr(SealedSums.objects.get(), name) - 1})
    assert discrepancies_of(books_id=books.id) == ()


def test_cash_changes_nothing_about_what_a_guest_bears() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    desk = actor(town.counter, Role.COUNTER, canteens=town.canteens)
    shift = open_shift(actor=desk, canteen_id=town.canteens[0].id, float_fen=0, now=at(10))
    guest(town, 1)
    row = CheckIn.objects.get()
    assert row.order_id
    assert row.entry_id
    books = books_of(town)
    before = meal_story(actor=maker(town), books_id=books.id, entry_id=row.entry_id)
    take_guest_cash(actor=desk, shift_id=shift, order_id=row.order_id, given_fen=2000, now=at(11, 2))
    after = meal_story(actor=maker(town), books_id=books.id, entry_id=row.entry_id)
    assert (before.payers, after.payers) == ({"guest": 1000}, {"guest": 1000})
    assert [entry.kind for entry in after.entries] == ["meal", "tender"]


def test_a_share_moved_after_a_submission_was_taken_back_is_on_the_statement() -> None:
    """The meal itself was posted in December, for November was handed in at that moment."""
    town = small_town(allotted_fen={}, elders=2, days=(DAY, ADVENT))
    for month in (NOVEMBER, DECEMBER):
        fund_month(town, month=month)
    eat(town, 0, at(11))
    books = submit(town)
    eat(town, 1, at(11, 5))
    entry = CheckIn.objects.get(elder=town.elders[1]).entry
    assert entry
    assert entry.books_id != books.id
    withdraw_books(actor=maker(town), books_id=books.id, now=CLOSING)
    hold_share(actor=maker(town), entry_id=entry.id, payer="fund:joint", reason="核实", now=CLOSING)
    for each in (NOVEMBER, DECEMBER):
        seen = statement_of(actor=maker(town), books_id=books_of(town, each).id)
        rows = seen.meals + seen.adjustments
        for payer in seen.payers:
            assert sum(row.payers.get(payer.payer, 0) for row in rows) == payer.whole_fen, payer.payer
        assert discrepancies_of(books_id=books_of(town, each).id) == ()


def test_a_death_reaches_the_meals_of_the_record_that_is_joined_to_hers() -> None:
    town = small_town(allotted_fen={}, elders=2)
    fund_month(town)
    card, person = town.elders
    SamePerson.objects.create(elder=card, person=person, from_on=date(2026, 1, 1))
    eat(town, 0, at(11))
    found = meals_touched(first_days={person.id: DAY})
    assert [(meal.elder_id, meal.service_on, meal.fund_fen) for meal in found] == [(person.id, DAY, 600)]
    assert meals_touched(first_days={person.id: DAY + timedelta(days=1)}) == ()
    assert [meal.elder_id for meal in meals_touched(first_days={person.id: DAY, card.id: DAY})] == [card.id]
    held = hold_meals_from(first_days={person.id: DAY, card.id: DAY}, code=HoldCode.AFTER_DEATH, now=at(20))
    assert (held.meals, held.fen) == (1, 600)


def test_the_page_of_who_pays_counts_their_own_portions(client: Client) -> None:
    town = mixed()
    Duty.objects.create(staff=town.clerk, role="finance", region=town.region, from_on=SINCE)
    client.force_login(town.clerk)
    counts = {}
    for payer in ("elder", "guest", "staff", "fund:joint", "fund:charity", "suspense"):
        page = client.get(f"/months/{books_of(town).id}/payers/{payer}")
        counts[payer] = [day["portions"] for day in page.context["days"]]
        assert page.context["portions"] == sum(counts[payer])
        assert "承担的份数" in page.content.decode()
    # One share of the joint fund was held: that portion is none of its any more.
    assert counts == {
        "elder": [4],
        "guest": [3],
        "staff": [2],
        "fund:joint": [3],
        "fund:charity": [4],
        "suspense": [1],
    }


def test_books_of_several_months_are_locked_from_the_first_to_the_last() -> None:
    """November is sealed: what is held of its meals goes into December, and is locked with it before anything."""
    town = small_town(allotted_fen={}, elders=1, days=(DAY, ADVENT))
    for month in (NOVEMBER, DECEMBER):
        fund_month(town, month=month)
    eat(town, 0, at(11))
    eat(town, 0, at(11, on=ADVENT))
    close(town)
    with CaptureQueriesContext(connection) as sent:
        held = hold_meals_from(first_days={town.elders[0].id: DAY}, code=HoldCode.AFTER_DEATH, now=CLOSING)
    assert held.meals == 2
    locking = [each["sql"] for each in sent if "FROM settlement_books" in each["sql"]]
    assert "ORDER BY month, id" in locking[0]
    assert [sql for sql in locking if "ORDER BY month, id" in sql] == locking[:1]
