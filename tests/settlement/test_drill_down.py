"""From any total to each single meal and back: every figure on the way is the sum of the rows below it (D15, D20)."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canteen.core.listing import asked
from canteen.core.month import Month
from canteen.core.scope import OutOfScope, Role
from canteen.models.ids import new_id
from settlement.models import Books, Entry, SealedSums
from settlement.operations.holds import clear_hold, hold_share
from settlement.operations.questions import question_books
from settlement.queries.check_books import discrepancies_of
from settlement.queries.grid import grid
from settlement.queries.holds import NoSuchMealEntry
from settlement.queries.meal_story import meal_story
from settlement.queries.meals_listed import MEALS, MealListed, every_meal, meals_listed
from settlement.queries.month_summary import month_summary
from settlement.queries.months import NoSuchBooks
from settlement.queries.statement import statement_of
from tests.flush import guards_lifted
from tests.settlement.acting import (
    CLOSING,
    DECEMBER,
    NOVEMBER,
    actor,
    books_of,
    checker,
    close,
    eat,
    fund_month,
    maker,
    submit,
    undo,
)
from tests.town import DAY, Town, at, small_town

pytestmark = pytest.mark.django_db

ADVENT = date(2026, 12, 1)
NEW_YEAR = at(9, on=date(2027, 1, 1))


def lived_in(canteens: int = 1) -> Town:
    """Two months of everything that can happen to a meal; November is sealed, December open."""
    town = small_town(canteens=canteens, allotted_fen={}, elders=6, days=(DAY, DAY + timedelta(days=1), ADVENT))
    for month in (NOVEMBER, DECEMBER):
        fund_month(town, month=month)
    eat(town, 0, at(11))
    undo(town, eat(town, 1, at(11, 1)), at(11, 3))
    eat(town, 2, at(11, 2))
    eat(town, 3, at(11, on=DAY + timedelta(days=1)))
    first, other = Entry.objects.filter(kind="meal", reversed_by=None).order_by("id")[:2]
    hold_share(actor=maker(town), entry_id=first.id, payer="fund:joint", reason="核实", now=at(12))
    cleared = hold_share(actor=maker(town), entry_id=other.id, payer="fund:charity", reason="核实", now=at(12))
    clear_hold(actor=maker(town), hold_id=cleared, payer="canteen", reason="已核实", now=at(13))
    late = eat(town, 4, at(11, 30))
    close(town)
    undo(town, late, at(11, 35), CLOSING)
    eat(town, 0, at(11, on=ADVENT))
    eat(town, 1, at(11, 1, on=ADVENT))
    return town


def listed(books: Books, **params: str) -> list[MealListed]:
    """What the list shows for this address, page after page, two rows a page."""
    found: list[MealListed] = []
    cursor = ""
    while True:
        wanted = asked({**params, **({"after": cursor} if cursor else {})}, MEALS)
        page = meals_listed(books_id=books.id, asked=wanted)
        found += page.rows
        if page.after is None:
            return found
        cursor = page.after.text()


@pytest.mark.parametrize("month", [NOVEMBER, DECEMBER])
def test_a_summary_says_what_the_statement_says(month: Month) -> None:
    town = lived_in()
    books = books_of(town, month)
    seen = statement_of(actor=maker(town), books_id=books.id)
    summary = month_summary(actor=maker(town), books_id=books.id)
    assert [(each.payer, each.fund_name, each.own_fen, each.adjusted_fen) for each in summary.payers] == [
        (each.payer, each.fund_name, each.own_fen, each.adjusted_fen) for each in seen.payers
    ]
    assert (summary.own.meals, summary.price_fen, summary.claimed_fen) == (
        *(seen.meals_count, seen.price_fen),
        seen.claimed_fen,
    )
    assert sum(sums.meals for sums in summary.adjusted.values()) == seen.adjusted_meals
    assert summary.payables == seen.payables
    assert [(row.entry_id, row.name, row.fen, row.reason, row.carried) for row in summary.held] == [
        (row.entry_id, row.name, row.fen, row.reason, row.carried) for row in seen.held
    ]
    assert sum(day.meals for day in summary.days.values()) == seen.meals_count
    assert sum(day.price_fen for day in summary.days.values()) == sum(each.own_fen for each in summary.payers)
    assert summary.head.digest == (seen.digest if month == NOVEMBER else "")


@pytest.mark.parametrize("month", [NOVEMBER, DECEMBER])
def test_every_total_is_the_sum_of_the_entries_below_it(month: Month) -> None:
    town = lived_in()
    books = books_of(town, month)
    summary = month_summary(actor=maker(town), books_id=books.id)
    rows = listed(books)
    assert [row.entry_id for row in rows] == [
        row.entry_id for row in every_meal(books_id=books.id, asked=asked({}, MEALS))
    ]
    assert sum(row.price_fen for row in rows) == summary.price_fen
    for payer in summary.payers:
        of = listed(books, payer=payer.payer)
        assert sum(row.payers.get(payer.payer, 0) for row in of) == payer.whole_fen
        assert {row.entry_id for row in of} == {row.entry_id for row in rows if payer.payer in row.payers}
    for on, day in summary.days.items():
        of = [row for row in listed(books, on=on.isoformat()) if row.for_month is None]
        assert sum(row.price_fen for row in of) == day.price_fen
    late = listed(books, state="adjusted")
    assert sum(row.price_fen for row in late) == sum(sums.price_fen for sums in summary.adjusted.values())


def test_a_list_is_narrowed_by_state_and_found_by_id() -> None:
    town = lived_in()
    books = books_of(town)
    counted = {state: len(listed(books, state=state)) for state in ("live", "voided", "held", "adjusted", "moved")}
    assert counted == {"live": 3, "voided": 2, "held": 1, "adjusted": 0, "moved": 4}
    assert len(listed(books)) == 9
    wanted = Entry.objects.filter(books=books, kind="meal").order_by("id")[2]
    for text in (str(wanted.id), str(wanted.id).upper()):
        assert [row.entry_id for row in listed(books, q=text)] == [wanted.id], text
    beginning = wanted.id.hex[:20]  # shared by ids of entries and orders that were made in the same instant
    assert [row.entry_id for row in listed(books, q=beginning)] == [
        row.entry_id
        for row in listed(books)
        if beginning in (row.entry_id.hex[:20], (row.order_id or row.entry_id).hex[:20])
    ]
    assert {row.order_id for row in listed(books, q=str(wanted.order_id))} == {wanted.order_id}
    for nonsense in ("张", "zz", "123", "g" * 40, "%", "ffffffff"):
        assert listed(books, q=nonsense) == []
    assert len(listed(books, on="no day", payer="", state="nothing")) == 9
    backwards = [row.entry_id for row in listed(books, sort="-day")]
    assert backwards == [row.entry_id for row in listed(books)][::-1]


def test_a_grid_reads_what_is_sealed_and_adds_up_what_is_open() -> None:
    town = lived_in()
    seen = grid(actor=maker(town), until=DECEMBER, on=ADVENT, width=3)
    assert [str(month) for month in seen.months] == ["2026-11", "2026-12"]
    (row,) = seen.rows
    assert (row.canteen, row.organisation, row.town.name) == ("第1食堂", "测试服务中心", "测试镇")
    assert [cell.state if cell else None for cell in row.cells] == ["sealed", "open"]
    for cell, month in zip(row.cells, (NOVEMBER, DECEMBER), strict=True):
        summary = month_summary(actor=maker(town), books_id=books_of(town, month).id)
        assert cell is not None
        assert cell.sums.price_fen == summary.price_fen
        assert cell.sums.meals == summary.own.meals + sum(sums.meals for sums in summary.adjusted.values())
        assert cell.sums.suspense_fen == sum(each.whole_fen for each in summary.payers if each.payer == "suspense")
    assert seen.whole == seen.by_town[row.town.id]
    assert sum(total.price_fen for total in seen.whole) == sum(cell.sums.price_fen for cell in row.cells if cell)
    assert (seen.waiting, seen.questioned) == (0, 0)
    assert len(grid(actor=maker(town), until=Month(2027, 6), on=ADVENT).months) == 6


def test_a_grid_is_narrowed() -> None:
    town = lived_in(canteens=2)
    eat(town, 5, at(11, 20), kiosk=1)
    who = maker(town)
    names = {
        (search, state): [
            row.canteen for row in grid(actor=who, until=DECEMBER, on=ADVENT, search=search, state=state).rows
        ]
        for search, state in (("", ""), ("第2", ""), ("服务", ""), ("无", ""), ("", "sealed"), ("", "submitted"))
    }
    both = ["第1食堂", "第2食堂"]
    assert names == {
        ("", ""): both,
        ("第2", ""): ["第2食堂"],
        ("服务", ""): both,
        ("无", ""): [],
        ("", "sealed"): ["第1食堂"],
        ("", "submitted"): [],
    }
    assert grid(actor=who, until=DECEMBER, on=ADVENT, town=str(new_id())).rows == ()
    stranger = actor(town.second, Role.FINANCE, canteens=town.canteens[1:])
    assert [row.canteen for row in grid(actor=stranger, until=DECEMBER, on=ADVENT).rows] == ["第2食堂"]
    with pytest.raises(OutOfScope):
        grid(actor=actor(town.second, Role.COUNTER, canteens=town.canteens), until=DECEMBER, on=ADVENT)


def test_sealed_sums_are_held_against_the_ledger() -> None:
    town = lived_in()
    books = books_of(town)
    assert discrepancies_of(books_id=books.id) == ()
    sums = SealedSums.objects.get(books=books)
    with guards_lifted():
        SealedSums.objects.update(funds_fen=sums.funds_fen + 1)
    (found,) = discrepancies_of(books_id=books.id)
    assert (found.code, found.stored, found.counted) == ("sealed-sums", sums.funds_fen + 1, sums.funds_fen)


def test_the_story_of_a_meal_is_whole() -> None:
    town = lived_in()
    books = books_of(town)
    held = Entry.objects.get(books=books, kind="hold", holds__cleared_by=None)
    story = meal_story(actor=maker(town), books_id=books.id, entry_id=held.id)
    assert [entry.kind for entry in story.entries] == ["meal", "hold"]
    assert story.price_fen == 1000 == sum(share.fen for share in story.shares)
    assert sum(story.payers.values()) == 1000
    assert story.payers["suspense"] == 500
    first = story.shares[0]
    assert (first.payer, first.fen, first.why) == ("fund:joint", 500, "区镇联合补贴第1档：定额 5.00 元")
    assert story.fund_names == {"joint": "joint", "charity": "charity"}
    assert [hold.cleared_by_id for entry in story.entries for hold in entry.holds.values()] == [None]
    assert (story.name, story.sitting, story.state, story.policy_version) == ("张*兰", "lunch", "served", 1)
    english = meal_story(actor=maker(town), books_id=books.id, entry_id=held.id, language="en")
    assert english.shares[0].why == "District and town, tier 1: 5.00 yuan, fixed"


def test_a_voided_meal_tells_of_its_reversal_in_a_later_month() -> None:
    town = lived_in()
    late = Entry.objects.get(books=books_of(town, DECEMBER), for_month=NOVEMBER.first, kind="reversal")
    story = meal_story(actor=maker(town), books_id=late.books_id or new_id(), entry_id=late.id)
    assert [(entry.kind, str(entry.month)) for entry in story.entries] == [("meal", "2026-11"), ("reversal", "2026-12")]
    assert story.state == "voided"
    assert set(story.payers.values()) == {0}
    back = meal_story(actor=maker(town), books_id=books_of(town).id, entry_id=story.entries[0].id)
    assert back.entries == story.entries


def test_nothing_of_another_town() -> None:
    town = lived_in(canteens=2)
    books = books_of(town)
    entry = Entry.objects.filter(books=books, kind="meal")[0].id
    stranger = actor(town.second, Role.FINANCE, canteens=town.canteens[1:])
    counter = actor(town.second, Role.COUNTER, canteens=town.canteens)
    for who in (stranger, counter):
        with pytest.raises(NoSuchBooks):
            month_summary(actor=who, books_id=books.id)
        with pytest.raises(NoSuchMealEntry):
            meal_story(actor=who, books_id=books.id, entry_id=entry)
    with pytest.raises(NoSuchMealEntry):
        meal_story(actor=maker(town), books_id=books_of(town, DECEMBER).id, entry_id=entry)


def asks(call: Callable[[], object]) -> int:
    """How many statements a call sends."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def test_few_statements_however_many_meals() -> None:
    town = lived_in()
    who = maker(town)
    november, december = books_of(town), books_of(town, DECEMBER)
    submit(town, DECEMBER, NEW_YEAR)
    question_books(actor=checker(town), books_id=december.id, text="?", now=NEW_YEAR)
    entry: UUID = Entry.objects.filter(books=november, kind="meal")[0].id
    assert asks(partial(grid, actor=who, until=DECEMBER, on=ADVENT)) == 5
    for books in (november, december):
        assert asks(partial(month_summary, actor=who, books_id=books.id)) == 4
        assert asks(partial(meals_listed, books_id=books.id, asked=asked({}, MEALS))) == 2
    assert asks(partial(meal_story, actor=who, books_id=november.id, entry_id=entry)) == 3
