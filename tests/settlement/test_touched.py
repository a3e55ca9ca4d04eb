"""A death or a move dated back: exactly the later meals, what funds bear of them, on hold; sealed months stay (R14)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from canteen.core.intake.kinds import Kind
from canteen.models import Deed, Import
from canteen.operations.imports.claims import ClaimLost
from settlement.core import chart
from settlement.core.shares import HoldCode
from settlement.models import Allotment, Books, Entry, Hold
from settlement.operations import touch
from settlement.operations.lock_books import lock_books_since
from settlement.operations.touch import Held, hold_meals_from
from settlement.queries.balances import balance_of
from settlement.queries.discrepancies import discrepancies
from settlement.queries.holds import open_holds
from settlement.queries.touched import meals_touched
from settlement.tasks import apply_touching
from tests.settlement.acting import CLOSING, DECEMBER, books_of, close, eat, fund_month, maker
from tests.settlement.lists_of_deaths import (
    DAYS,
    DIED,
    HEAD,
    LATER,
    confirmed,
    counted,
    sent,
    stand_in_the_evening,
    town_of_eaters,
)
from tests.town import Town, at, small_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return town_of_eaters()


@pytest.fixture(autouse=True)
def _in_the_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_the_evening(monkeypatch)


def drawn() -> dict[str, int]:
    return dict(Allotment.objects.order_by("fund__key").values_list("fund__key", "drawn_fen"))


def test_exactly_the_meals_after_a_death_are_held(town: Town) -> None:
    seen = sent(town, Kind.DEATHS, [HEAD, (town.elders[0].name, "1940.5.1", DIED, "病故")])
    assert (seen.state, seen.rows_new + seen.rows_changed, seen.rows_wrong) == ("checked", 1, 0)
    client = Client()
    client.force_login(town.clerk)
    page = counted(client, seen)
    assert "日期之后还有 3 餐，其中资金承担 18.00 元" in page
    assert Hold.objects.count() == 0
    assert confirmed(client, seen, page)["Location"] == f"/imports/{seen.id}"
    before = drawn()
    assert apply_touching() == 1
    assert Import.objects.get().state == "applied"
    holds = open_holds(actor=maker(town))
    assert sorted((hold.service_on, hold.fen, hold.reason) for hold in holds) == sorted(
        (day, fen, "after-death") for day in DAYS[1:] for fen in (500, 100)
    )
    held = Hold.objects.values_list("entry__order__elder_id", flat=True).distinct()
    assert list(held) == [town.elders[0].id]
    assert {key: before[key] - fen for key, fen in drawn().items()} == {"charity": 300, "joint": 1500}
    assert balance_of(address=chart.suspense(town.canteens[0].id)) == 1800
    assert discrepancies(books=books_of(town)) == ()
    assert Entry.objects.filter(kind="meal", reversed_by=None).count() == 8
    assert Deed.objects.get(verb="hold").detail == {"meals": 3, "fen": 1800, "code": "after-death"}
    again = hold_meals_from(first_days={town.elders[0].id: DAYS[1]}, code=HoldCode.AFTER_DEATH, now=LATER)
    assert again == Held(0, 0)
    assert Hold.objects.count() == 6


def test_a_holding_that_is_not_wanted_any_more_holds_nothing(town: Town) -> None:
    def unwanted() -> None:
        raise ClaimLost()

    with pytest.raises(ClaimLost):
        hold_meals_from(first_days={town.elders[0].id: DIED}, code=HoldCode.AFTER_DEATH, now=LATER, between=unwanted)
    assert Hold.objects.count() == 0


def test_a_sealed_month_stays_as_it_is(town: Town) -> None:
    sealed = close(town, now=CLOSING)
    assert sealed.state == "sealed"
    fund_month(town, month=DECEMBER, now=CLOSING)
    elder_id = town.elders[1].id
    found = meals_touched(first_days={elder_id: DAYS[2]})
    assert [(meal.service_on, meal.is_open, meal.fund_fen) for meal in found] == [
        (DAYS[2], False, 600),
        (DAYS[3], False, 600),
    ]
    held = hold_meals_from(first_days={elder_id: DAYS[2]}, code=HoldCode.AFTER_MOVE, now=CLOSING)
    assert held == Held(2, 1200)
    entries = Entry.objects.filter(kind="hold").values_list("books__month", "for_month").distinct()
    assert list(entries) == [(date(2026, 12, 1), date(2026, 11, 1))]
    sealed.refresh_from_db()
    assert sealed.state == "sealed"
    assert discrepancies(books=books_of(town)) == ()
    assert discrepancies(books=books_of(town, DECEMBER)) == ()


def test_the_books_of_one_canteen_are_all_locked_before_those_of_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Late facts of both need a month that nobody opened yet: it is opened with the others of its canteen (D18)."""
    town = small_town(canteens=2, allotted_fen={}, days=DAYS, elders=1)
    fund_month(town, now=at(7))
    for place in (0, 1):
        eat(town, 0, at(11, on=DAYS[place]), kiosk=place)
        close(town, now=CLOSING, canteen=place)
    opened: list[tuple[UUID, list[UUID]]] = []

    def lock(*, canteen_id: UUID, **rest: Any) -> None:
        lock_books_since(canteen_id=canteen_id, **rest)
        december = Books.objects.filter(month=DECEMBER.first).values_list("canteen_id", flat=True)
        opened.append((canteen_id, sorted(december)))

    monkeypatch.setattr(touch, "lock_books_since", lock)
    held = hold_meals_from(first_days={town.elders[0].id: DAYS[0]}, code=HoldCode.AFTER_DEATH, now=CLOSING)
    first, second = sorted(place.id for place in town.canteens)
    assert (held.meals, opened) == (2, [(first, [first]), (second, [first, second])])
    assert Books.objects.count() == 4


def test_a_move_reaches_meals_only_when_it_leaves_the_town(town: Town) -> None:
    head = ("姓名", "出生日期", "迁移日期", "迁移类别", "迁往")
    rows = [
        head,
        (town.elders[0].name, "1940.5.1", DAYS[2], "户籍", "外地"),
        (town.elders[1].name, "1940.5.1", DAYS[2], "户籍", "测试镇"),
    ]
    seen = sent(town, Kind.MOVES, rows)
    assert (seen.rows_changed, seen.rows_same) == (1, 1)
    client = Client()
    client.force_login(town.clerk)
    confirmed(client, seen, counted(client, seen))
    assert apply_touching() == 1
    held = Hold.objects.order_by("id").values_list("entry__order__elder_id", "entry__service_on", "reason").distinct()
    assert set(held) == {(town.elders[0].id, day, "after-move") for day in DAYS[2:]}
