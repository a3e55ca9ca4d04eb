"""A death or a move dated back: exactly the later meals, what funds bear of them, on hold; sealed months stay (R14)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import unescape
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from canteen.core.intake.kinds import Kind
from canteen.core.listing import Listing
from canteen.core.scope import Actor
from canteen.gateways import vault
from canteen.models import Deed, Duty, Fact, Import
from canteen.models.ids import new_id
from canteen.operations.imports.claims import ClaimLost
from canteen.operations.imports.decide import decide_import
from canteen.operations.imports.receive import confirm_layout, receive_import
from canteen.queries.imports import proposal_of
from canteen.queries.staff import actor_by_id
from canteen.tasks import read_imports
from settlement.core import chart
from settlement.core.shares import HoldCode
from settlement.models import Allotment, Entry, Hold
from settlement.operations.holds import hold_share
from settlement.operations.touch import Held, hold_meals_from
from settlement.queries.balances import balance_of
from settlement.queries.discrepancies import discrepancies
from settlement.queries.holds import open_holds
from settlement.queries.touched import meals_touched
from settlement.tasks import apply_touching
from tests.canteen.sheets import xlsx
from tests.settlement.acting import CLOSING, DECEMBER, books_of, close, eat, fund_month, maker
from tests.town import DAY, SINCE, Town, at, small_town

pytestmark = pytest.mark.django_db
DAYS = tuple(DAY + timedelta(days=number) for number in range(4))
DIED = DAYS[0]
LATER = at(20, on=DAYS[-1])
HEAD = ("姓名", "出生日期", "死亡日期", "备注")


@pytest.fixture
def town() -> Town:
    """Two elders who eat lunch on four days; a clerk and a second one in the town."""
    made = small_town(allotted_fen={}, days=DAYS, elders=2)
    fund_month(made, now=at(7))
    for elder in made.elders:
        row_id = new_id()
        Fact.objects.create(
            id=row_id,
            elder=elder,
            kind="registration",
            value_sealed=vault.seal(str(made.region.id), table="canteen_fact", column="value_sealed", row_id=row_id),
            region=made.region,
            from_on=date(1940, 5, 1),
            recorded_at=at(8),
        )
    for staff in (made.clerk, made.second):
        Duty.objects.create(staff=staff, role="clerk", region=made.region, from_on=SINCE)
    for day in DAYS:
        for number in range(2):
            eat(made, number, at(11, number, on=day))
    return made


def clerk(town: Town) -> Actor:
    return actor_by_id(staff_id=town.clerk.id, on=DAY)


def sent(town: Town, kind: Kind, rows: Sequence[tuple[object, ...]], now: datetime = LATER) -> Import:
    """A list, sent in, its columns confirmed as proposed, and read by the sweep."""
    actor = clerk(town)
    import_id = receive_import(
        actor=actor,
        kind=kind,
        region_id=town.region.id,
        sender="殡葬管理所",
        file_name="名单.xlsx",
        content=xlsx(rows),
        now=now,
    )
    found = proposal_of(seen=Import.objects.get(id=import_id))
    confirm_layout(
        actor=actor,
        import_id=import_id,
        sheet=0,
        header_row=1,
        header_height=1,
        mapping=found.mapping,
        year=2026,
        now=now,
    )
    read_imports()
    return Import.objects.get(id=import_id)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweeps' clock stands at the evening of the last day."""
    monkeypatch.setattr("canteen.tasks.now", lambda: LATER)
    monkeypatch.setattr("settlement.tasks.now", lambda: LATER)


def drawn() -> dict[str, int]:
    return dict(Allotment.objects.order_by("fund__key").values_list("fund__key", "drawn_fen"))


def confirmed(client: Client, seen: Import, page: str) -> Any:
    """Press the button of the page as it was shown."""
    form = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("digest", "touched")}
    return client.post(f"/imports/{seen.id}/meals", {name: found[1] for name, found in form.items() if found})


def test_exactly_the_meals_after_a_death_are_held(town: Town) -> None:
    seen = sent(town, Kind.DEATHS, [HEAD, (town.elders[0].name, "1940.5.1", DIED, "病故")])
    assert (seen.state, seen.rows_new + seen.rows_changed, seen.rows_wrong) == ("checked", 1, 0)
    client = Client()
    client.force_login(town.clerk)
    page = client.get(f"/imports/{seen.id}/meals").content.decode()
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


def test_meals_eaten_after_the_page_was_shown_are_shown_before_they_are_held(town: Town) -> None:
    """What is signed is what was shown, whenever more is eaten: before the button, or before the writing (S4)."""
    seen = sent(town, Kind.DEATHS, [HEAD, (town.elders[0].name, "1940.5.1", DIED, "病故")])
    client = Client()
    client.force_login(town.clerk)
    address = f"/imports/{seen.id}/meals"
    apply_touching()
    page = client.get(address).content.decode()
    assert "日期之后还有 3 餐，其中资金承担 18.00 元" in page
    eat(town, 0, at(16, 30, on=DAYS[-1]))
    assert "日期之后还有 3 餐" in client.get(address).content.decode()  # as it was counted when the list was checked
    assert confirmed(client, seen, page)["Location"] == address
    page = client.get(address).content.decode()
    assert "日期之后还有 4 餐，其中资金承担 24.00 元" in page
    assert "涉及的供餐有变化" in page
    assert (Import.objects.get().state, apply_touching()) == ("checked", 0)

    confirmed(client, seen, page)
    undone = Entry.objects.filter(order__elder_id=town.elders[0].id, service_on=DAYS[1], kind="meal").get()
    hold_share(actor=maker(town), entry_id=undone.id, payer="fund:joint", reason="复核", now=LATER)
    apply_touching()
    assert (Import.objects.get().state, Hold.objects.count()) == ("checked", 1)
    assert Fact.objects.filter(kind="state").count() == 0
    page = client.get(address).content.decode()
    assert "日期之后还有 4 餐，其中资金承担 19.00 元" in page
    assert "名单没有写入，也没有挂起" in page
    # Whoever decides without looking has been shown nothing, and nothing is held.
    decide_import(actor=clerk(town), import_id=seen.id, digest=seen.shown_digest, now=LATER)
    apply_touching()
    assert (Import.objects.get().state, Hold.objects.count()) == ("checked", 1)
    confirmed(client, seen, client.get(address).content.decode())
    apply_touching()
    assert (Import.objects.get().state, Hold.objects.count()) == ("applied", 8)


def test_a_holding_that_is_not_wanted_any_more_holds_nothing(town: Town) -> None:
    def unwanted() -> None:
        raise ClaimLost()

    with pytest.raises(ClaimLost):
        hold_meals_from(first_days={town.elders[0].id: DIED}, code=HoldCode.AFTER_DEATH, now=LATER, between=unwanted)
    assert Hold.objects.count() == 0


def test_a_long_list_is_shown_page_by_page_with_the_sums_of_the_whole(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("settlement.views.touched"), "LISTING", Listing(sorts=("row",), size=1))
    born = [elder.birth_on.isoformat() for elder in town.elders]
    rows = [(elder.name, day, DIED, "病故") for elder, day in zip(town.elders, born, strict=True)]
    seen = sent(town, Kind.DEATHS, [HEAD, *rows])
    client = Client()
    client.force_login(town.clerk)
    apply_touching()  # which counts what was checked
    path, shown = f"/imports/{seen.id}/meals", []
    while path:
        with CaptureQueriesContext(connection) as statements:
            page = client.get(path).content.decode()
        assert len(statements) < 12
        assert not any("settlement_touching" in each["sql"] and "INSERT" in each["sql"] for each in statements)
        assert ("日期之后还有 6 餐，其中资金承担 36.00 元" in page, "共 2 条" in page) == (True, True)
        shown.append([elder.name for elder in town.elders if f">{elder.name}</a>" in page])
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = unescape(following[1]) if following else ""
    assert shown == [[elder.name] for elder in town.elders]


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
    confirmed(client, seen, client.get(f"/imports/{seen.id}/meals").content.decode())
    assert apply_touching() == 1
    held = Hold.objects.order_by("id").values_list("entry__order__elder_id", "entry__service_on", "reason").distinct()
    assert set(held) == {(town.elders[0].id, day, "after-move") for day in DAYS[2:]}


def test_the_page_shows_nobody_elses_list(town: Town) -> None:
    seen = sent(town, Kind.DEATHS, [HEAD, (town.elders[0].name, "1940.5.1", DIED, "")])
    client = Client()
    client.force_login(town.counter)
    assert client.get(f"/imports/{seen.id}/meals").status_code == 403
    client.force_login(town.second)
    assert town.elders[0].name in client.get(f"/imports/{seen.id}/meals").content.decode()
    assert client.get(f"/imports/{UUID(int=1)}/meals").status_code == 404
