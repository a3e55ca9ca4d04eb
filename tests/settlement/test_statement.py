"""A statement adds up: each payer over its meals, days over the month, and the grid says the same (D15)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from settlement.core.policy.values import FUND
from settlement.models import Entry
from settlement.operations.holds import hold_share
from settlement.queries.month_summary import month_summary
from settlement.queries.months import books_list
from settlement.queries.statement import statement_of
from tests.settlement.acting import books_of, close, eat, fund_month, maker, undo
from tests.town import DAY, at, small_town

pytestmark = pytest.mark.django_db

OTHER = date(2026, 11, 21)


def test_payers_meals_days_and_the_grid_agree() -> None:
    town = small_town(allotted_fen={}, days=(DAY, OTHER))
    fund_month(town)
    for number in range(3):
        eat(town, number, at(11, number))
        eat(town, number, at(11, number, on=OTHER))
    undo(town, eat(town, 0, at(16, 30)), at(16, 31))
    held = Entry.objects.filter(kind="meal", reversed_by=None).order_by("id")[0]
    hold_share(actor=maker(town), entry_id=held.id, payer="fund:charity", reason="待核实", now=at(17))
    seen = statement_of(actor=maker(town), books_id=books_of(town).id)
    whole = {figure.payer: figure.whole_fen for figure in seen.payers}
    assert whole == {"elder": 2400, "fund:charity": 500, "fund:joint": 3000, "suspense": 100}
    assert [figure.payer for figure in seen.payers] == ["elder", "fund:charity", "fund:joint", "suspense"]
    assert (seen.meals_count, seen.price_fen, seen.held_fen, seen.claimed_fen) == (6, 6000, 100, 3500)
    assert len(seen.meals) == 6
    for figure in seen.payers:
        assert sum(row.payers.get(figure.payer, 0) for row in seen.meals) == figure.own_fen
    assert {row.price_fen for row in seen.meals} == {1000}
    days = month_summary(actor=maker(town), books_id=books_of(town).id).days
    assert [(on, day.meals, day.price_fen) for on, day in days.items()] == [(DAY, 3, 3000), (OTHER, 3, 3000)]
    assert sum(day.elder_fen for day in days.values()) == 2400
    assert sum(day.funds_fen for day in days.values()) == 3500
    row = books_list(actor=maker(town))[0]
    assert (row.meals, row.price_fen, row.elder_fen, row.funds_fen, row.suspense_fen) == (6, 6000, 2400, 3500, 100)


def test_what_approver_and_seal_say_is_one_digest_and_names_stay_masked() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    eat(town, 0, at(11))
    books = close(town)
    seen = statement_of(actor=maker(town), books_id=books.id)
    assert seen.sealed is not None
    assert (seen.digest, seen.sealed.digest, seen.books.digest) == (books.seal.digest,) * 3
    assert (seen.submitted_by, seen.sealed.approved_by) == ("clerk", "second")
    assert [row.name for row in seen.meals] == ["张*兰"]
    assert all(payer == "elder" or payer.startswith(FUND) for row in seen.meals for payer in row.payers)


def test_an_empty_month_has_a_statement_too() -> None:
    town = small_town(allotted_fen={})
    fund_month(town)
    books = close(town)
    seen = statement_of(actor=maker(town), books_id=books.id)
    assert (seen.meals_count, seen.price_fen, seen.payers, seen.payables) == (0, 0, (), ())


def test_the_number_of_statements_does_not_grow_with_meals() -> None:
    counts = []
    town = small_town(allotted_fen={}, elders=6)
    fund_month(town)
    for numbers in (range(1), range(1, 6)):
        for number in numbers:
            eat(town, number, at(11, number))
        books = books_of(town)
        with CaptureQueriesContext(connection) as asked:
            statement_of(actor=maker(town), books_id=books.id)
        counts.append(len(asked))
    assert counts == [6, 6]
