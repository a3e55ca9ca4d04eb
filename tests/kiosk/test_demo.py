"""The trial's town: whole, adding up to the fen, the same at any hour, and left alone by a second start."""

import re
from datetime import date, datetime
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from canteen.core.identity import normalise_id_number
from canteen.core.sitting import service_day, sitting_at
from canteen.gateways import vault
from canteen.models import Duty, Elder
from kiosk.core.credential import QrCard, verify
from kiosk.gateways.children import free_port
from kiosk.gateways.signatures import public_keys
from kiosk.management.commands import demo
from kiosk.models import CheckIn
from kiosk.operations.demo import Loaded, cast, load, load_missing
from kiosk.operations.demo.sheet import sheet_of, started, text_of
from kiosk.operations.months import submit_month
from ordering.models import Meal, Order
from settlement.models import Allotment, Books, Hold, Policy
from settlement.operations.seal import approve_books
from settlement.queries.check_books import books_to_check, discrepancies_of
from settlement.queries.closing import closing
from tests.town import at

SATURDAY = date(2026, 11, 21)


def counted() -> dict[str, int]:
    """Rows of every table."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def one(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0] or 0)


@pytest.mark.django_db
def test_a_whole_town_is_loaded_and_adds_up() -> None:
    now = at(11, 5, on=SATURDAY)
    loaded = load(seed=1, now=now)

    assert [elder.name for elder in Elder.objects.order_by("id")] == [person.name for person in cast.ELDERS]
    for elder in Elder.objects.all():
        sealed = bytes(elder.id_number_sealed)
        number = vault.open(sealed, table="canteen_elder", column="id_number_sealed", row_id=elder.id)
        assert normalise_id_number(number) == number
        assert number.startswith(cast.ID_NUMBER_REGION)
    assert [diner.age for diner in loaded.registry.diners] == [person.age for person in cast.ELDERS]
    assert set(Duty.objects.values_list("role", flat=True)) == {role.role.value for role in (*cast.STAFF, cast.FOUNDER)}
    policy = Policy.objects.get()
    assert policy.state == "approved"
    assert policy.made_by_id != policy.approved_by_id

    # October, November to the 21st, and a fortnight more; lunch and dinner
    assert Meal.objects.filter(state="published").count() == (31 + 21 + 14) * 2
    assert {books.month: books.state for books in Books.objects.all()} == {
        month.first: "open" for month in loaded.months
    }
    assert loaded.counts["served"] > 1000
    assert min(loaded.counts[decision] for decision in ("repeat", "voided", "quarantined")) > 0
    assert set(CheckIn.objects.filter(kind="present", decision="served").values_list("decided_fen", flat=True)) == {
        300,
        400,
        500,
    }
    assert CheckIn.objects.filter(kind="second", decision="served").exists()
    assert CheckIn.objects.filter(promised_fen__isnull=False, decision="served").count() > 1000
    hold = Hold.objects.get()
    assert (loaded.held, hold.fen, hold.cleared_by_id) == (1, 100, None)
    assert hold.entry.service_on is not None
    assert loaded.months[0].contains(hold.entry.service_on)

    assert not CheckIn.objects.filter(service_on__gte=SATURDAY).exists()
    placed = Order.objects.get(state="placed")
    assert (placed.service_on, placed.sitting) == (SATURDAY, "lunch")
    _adds_up()
    _second_start_changes_nothing(loaded, now)
    _closes_by_two(loaded, now)


def _adds_up() -> None:
    """Raw SQL, and nothing of settlement's own arithmetic."""
    live = (
        "SELECT {} FROM settlement_entry entry JOIN settlement_posting posting ON posting.entry_id = entry.id "
        "WHERE entry.kind = 'meal' AND NOT EXISTS "
        "(SELECT 1 FROM settlement_entry undo WHERE undo.reverses_id = entry.id)"
    )
    lines = one(
        "SELECT SUM(line.fen) FROM ordering_line line JOIN ordering_order o ON o.id = line.order_id "
        "WHERE o.state = 'served'"
    )
    assert one(live.format("SUM(posting.fen)")) == lines
    assert one(live.format("COUNT(DISTINCT entry.order_id)")) == Order.objects.filter(state="served").count()
    assert one(live.format("COUNT(DISTINCT entry.id)")) == Order.objects.filter(state="served").count()
    for allotment in Allotment.objects.select_related("fund"):
        address = f"fund/{allotment.fund.key}/allotted/{allotment.canteen_id}/{allotment.month:%Y-%m}"
        drawn = [
            one(
                f"SELECT SUM(posting.fen) FROM settlement_posting posting JOIN settlement_account account "
                f"ON account.id = posting.{side}_id JOIN settlement_entry entry ON entry.id = posting.entry_id "
                f"WHERE account.address = '{address}' AND entry.kind IN ('meal', 'reversal')"
            )
            for side in ("debit", "credit")
        ]
        assert drawn[0] - drawn[1] == allotment.drawn_fen, address


def _closes_by_two(loaded: Loaded, now: datetime) -> None:
    """Last month is ready: nothing disagrees, no device is missing, the manager submits, finance approves."""
    assert [each for books_id in books_to_check(all_of_them=True) for each in discrepancies_of(books_id=books_id)] == []
    last = Books.objects.get(month=loaded.months[0].first)
    today = service_day(now)
    silent = submit_month(actor=loaded.registry.actor("manager", today), books_id=last.id, now=now)
    assert silent == ()
    shown = closing(books=Books.objects.get(id=last.id)).digest
    finance = loaded.registry.actor("finance2", today)
    assert approve_books(actor=finance, books_id=last.id, seen_digest=shown, now=now) == shown
    assert [each for books_id in books_to_check(all_of_them=True) for each in discrepancies_of(books_id=books_id)] == []


def _second_start_changes_nothing(loaded: Loaded, now: datetime) -> None:
    before = counted()
    ids = loaded.registry.staff_ids
    missing = load_missing(
        manager_id=ids["manager"],
        finance_id=ids["finance"],
        canteen_id=loaded.registry.canteen_id,
        seed=1,
        now=now,
    )
    assert missing == 0
    assert counted() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "sitting"),
    [
        (at(3, 0, on=SATURDAY), "lunch"),
        (at(23, 50, on=SATURDAY), "dinner"),
        (at(11, 5, on=date(2026, 12, 1)), "lunch"),
        (at(0, 0, 1, on=date(2027, 1, 1)), "lunch"),
        (at(16, 30, on=date(2028, 2, 29)), "dinner"),
    ],
)
def test_it_loads_at_any_hour_of_any_day(now: datetime, sitting: str) -> None:
    today = sitting_at(now, cast.HOURS).service_on
    loaded = load(seed=2, now=now, since=date.fromordinal(today.toordinal() - 2))
    assert loaded.today == today
    assert loaded.months[1].contains(today)
    assert {on for (on,) in CheckIn.objects.values_list("service_on")} == {
        date.fromordinal(today.toordinal() - 2),
        date.fromordinal(today.toordinal() - 1),
    }
    assert CheckIn.objects.filter(received_at__gt=now).count() == 0
    placed = Order.objects.get(state="placed")
    assert (placed.service_on, placed.sitting) == (today, sitting)
    assert Meal.objects.filter(service_on=today, sitting=sitting, state="published").count() == 1
    assert load_later(loaded, now) == 0


def load_later(loaded: Loaded, now: datetime) -> int:
    """Start once more, at another time."""
    ids = loaded.registry.staff_ids
    return load_missing(
        manager_id=ids["manager"],
        finance_id=ids["finance"],
        canteen_id=loaded.registry.canteen_id,
        seed=2,
        now=now,
    )


@pytest.mark.django_db
def test_a_start_days_later_brings_what_is_missing() -> None:
    loaded = load(seed=3, now=at(11, on=SATURDAY), since=SATURDAY)
    days = 3
    assert load_later(loaded, at(11, on=date(2026, 11, 21 + days))) == days * 2
    # In December January's allotments are missing too
    january_funds = 3
    assert load_later(loaded, at(11, on=date(2026, 12, 1))) == (7 * 2) + january_funds


@pytest.mark.django_db
def test_the_sheet_says_everything_a_script_needs() -> None:
    loaded = load(seed=4, now=at(11, on=SATURDAY), since=SATURDAY)
    sheet = sheet_of(loaded, seed=4) | started(base="http://127.0.0.1:8000", code="123456", now=at(11, on=SATURDAY))
    assert len(sheet["elders"]) == 20
    assert {account["role"] for account in sheet["accounts"]} == {
        "counter", "manager", "clerk", "finance", "auditor", "support",
    }  # fmt: skip
    for elder in sheet["elders"]:
        card = verify(elder["qr"], public_keys(), SATURDAY)
        assert isinstance(card, QrCard)
        assert re.fullmatch(r"[0-9]{10}", elder["card"])
    assert str(UUID(sheet["device"]["id"])) == sheet["device"]["id"]
    text = text_of(sheet, folder="var/demo")
    for elder in sheet["elders"]:
        assert elder["card"] in text
        assert elder["name"] in text
    for account in sheet["accounts"]:
        assert account["password"] in text
    assert sheet["addresses"]["enrol"] in text


def test_it_refuses_where_nobody_asked_for_a_trial() -> None:
    with pytest.raises(CommandError, match="NUANCAN_MODE=demo"):
        call_command("demo")


def test_it_says_so_when_the_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MODE", "demo")
    monkeypatch.setattr(demo, "free_port", lambda port: None)
    with pytest.raises(CommandError, match=r"Port 8000 is taken.*PORT=8001"):
        call_command("demo", port=8000)


def test_any_free_port_is_found() -> None:
    found = free_port(0)
    assert found is not None
    assert free_port(found) == found
