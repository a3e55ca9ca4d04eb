"""The trial's town, small and at full size: whole, adding up to the fen, at any hour, left alone by a second start."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from canteen.core.identity import normalise_id_number
from canteen.core.sitting import service_day, sitting_at
from canteen.gateways import vault
from canteen.models import Canteen, Duty, Elder
from kiosk.core.credential import QrCard, verify
from kiosk.gateways.signatures import public_keys
from kiosk.models import CheckIn, Kiosk
from kiosk.operations.demo import FULL, SMALL, Loaded, cast, habits, load, load_missing
from kiosk.operations.demo.funding import DISTRICT_FUND
from kiosk.operations.demo.last_month import SEALED, has_spare, last_month_of
from kiosk.operations.demo.scale import Scale
from kiosk.operations.demo.sheet import sheet_of, started, text_of
from kiosk.operations.months import submit_month
from kiosk.queries.swaps import swap_of_hold
from ordering.models import Meal, Order
from settlement.models import Allotment, Books, Hold, Part, Policy, Question
from settlement.operations.seal import approve_books
from settlement.queries.check_books import books_to_check, discrepancies_of
from settlement.queries.sealing import sealing
from tests.kiosk.demo_drawers import drawers_add_up
from tests.settlement.adding_up import client_of, months_add_up
from tests.settlement.trials.agreeing import trials_agree
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
@pytest.mark.parametrize("scale", [SMALL, pytest.param(FULL, marks=pytest.mark.slow)], ids=["small", "full"])
def test_a_whole_town_is_loaded_and_adds_up(scale: Scale) -> None:
    now = at(11, 5, on=SATURDAY)
    said: list[str] = []
    loaded = load(seed=1, now=now, scale=scale, say=said.append)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as who builds a demo does: in one transaction no statistics come by themselves

    assert Canteen.objects.filter(kind="canteen").count() == scale.canteens
    assert Canteen.objects.filter(kind="point").count() == scale.points
    assert not Canteen.objects.filter(latitude_e6=None).exists()
    assert Elder.objects.count() == scale.elders
    _nobody_is_real()
    assert [diner.person for diner in loaded.diners] == list(cast.ELDERS)
    assert set(Duty.objects.values_list("role", flat=True)) == {role.role.value for role in (*cast.STAFF, cast.FOUNDER)}
    assert Policy.objects.filter(state="approved").count() == scale.towns
    assert not any(policy.made_by_id == policy.approved_by_id for policy in Policy.objects.all())
    assert said[:5] == [
        f"{scale.towns} towns, {scale.canteens} canteens, {scale.points} meal points, their staff",
        f"{scale.elders:,} elders with their facts and cards",
        f"funds, {scale.towns} policies, allotments of {scale.canteens} canteens",
        f"meals of {scale.canteens} canteens",
        f"about {scale.check_ins:,} check-ins from 2026-10-01 on",
    ]

    _came_as_they_should(loaded, scale, now)
    _months_stand(loaded)
    _adds_up()
    drawers_add_up(loaded, now)
    # Grid, statement, pages, files and the interface, for every canteen's month.
    finance = loaded.registry.actor("finance", SATURDAY)
    assert months_add_up(finance, pages=client_of("finance")) == Books.objects.count() > 0
    # Trying the policies in force comes to the ledger, to the fen: a hold that waits for a person stands as it is.
    changed = trials_agree(finance, from_on=date(2026, 9, 1), until_on=date(2026, 11, 22), now=now)
    assert changed == {}
    _second_start_changes_nothing(loaded, now)
    _closes_by_two(loaded, now)
    _district_and_towns_pay_alike(loaded)


def _nobody_is_real() -> None:
    for elder in Elder.objects.all():
        sealed = bytes(elder.id_number_sealed)
        number = vault.open(sealed, table="canteen_elder", column="id_number_sealed", row_id=elder.id)
        assert normalise_id_number(number) == number
        assert number.startswith(cast.ID_NUMBER_REGION)


def _came_as_they_should(loaded: Loaded, scale: Scale, now: datetime) -> None:
    tally = loaded.tally
    assert tally.check_ins == CheckIn.objects.count()
    assert 0.8 < tally.check_ins / scale.check_ins < 1.2
    assert min(tally.decisions[decision] for decision in ("served", "repeat", "voided", "quarantined")) > 0
    twice = _eaten_twice(loaded)
    decided = CheckIn.objects.filter(kind="present", decision="served").exclude(id__in=twice)
    assert set(decided.values_list("decided_fen", flat=True)) == {300, 400, 500}
    promised = CheckIn.objects.filter(promised_fen__isnull=False, decision="served").exclude(id__in=twice)
    assert promised.count() > 0.9 * tally.decisions["served"]
    assert not any(row.promised_fen != row.decided_fen for row in promised)
    assert CheckIn.objects.filter(received_at__gt=now).count() == 0
    holds = Hold.objects.filter(cleared_by=None, reason="held")
    assert (holds.count(), {hold.fen for hold in holds}) == (tally.came["held"], {100})
    assert tally.came["held"] > 0
    # Whoever the sheet names has not eaten today.
    fresh = [diner.elder_id for diner in loaded.diners]
    assert not CheckIn.objects.filter(service_on=SATURDAY, elder_id__in=fresh).exists()
    placed = Order.objects.get(state="placed", service_on=SATURDAY, elder_id__in=fresh)
    assert placed.sitting == "lunch"


def _eaten_twice(loaded: Loaded) -> set[UUID]:
    """The check-ins of meals held at the second canteen of the main town: finance finds the eaters at the main one."""
    main, *others = loaded.registry.halls
    other = next(hall for hall in others if hall.plan.town == main.plan.town)
    held = Hold.objects.filter(reason="eaten-twice", cleared_by=None)
    assert held.count() == loaded.tally.came["eaten_twice"] == habits.TWICE_EVENTS
    finance = loaded.registry.actor("finance", SATURDAY)
    swaps = [swap_of_hold(actor=finance, hold_id=hold.id, on=SATURDAY) for hold in held]
    assert {(each.story.canteen_id, each.other.canteen_id) for each in swaps} == {(other.canteen_id, main.canteen_id)}
    assert {each.hers_fen for each in swaps} <= {300, 400, 500}
    found = CheckIn.objects.filter(order__in=[each.story.order_id for each in swaps])
    assert list(found.values_list("decision", "decided_fen")) == [("served", 0)] * habits.TWICE_EVENTS
    return set(found.values_list("id", flat=True))


def _months_stand(loaded: Loaded) -> None:
    last = {books.canteen_id: books.state for books in Books.objects.filter(month=loaded.months[0].first)}
    stands = [last[hall.canteen_id] for hall in loaded.registry.halls]
    assert (stands[:4], set(stands[4:]) - {"submitted", "sealed"}) == (
        ["open", "questioned", "submitted", "sealed"],
        set(),
    )
    others = Books.objects.exclude(month=loaded.months[0].first).values_list("state", flat=True)
    assert set(others) == {"open"}
    assert Question.objects.count() == 1
    # A device found in a drawer: named when the month was handed in, its meals posted a month later.
    forgotten = sum(has_spare(hall) for hall in loaded.registry.halls)
    assert Books.objects.filter(month=loaded.months[0].first).exclude(silent_kiosks=[]).count() == forgotten > 1
    late = one("SELECT COUNT(*) FROM settlement_entry WHERE for_month IS NOT NULL AND kind = 'meal'")
    assert late == loaded.tally.came["next_month"] > 0


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
    assert disagreeing() == []


def disagreeing() -> list[Any]:
    """What `check_books --all` would name."""
    return [each for books_id in books_to_check(all_of_them=True) for each in discrepancies_of(books_id=books_id)]


def _closes_by_two(loaded: Loaded, now: datetime) -> None:
    """The main canteen's last month is ready: no device is missing, the manager submits, finance approves."""
    last = Books.objects.get(month=loaded.months[0].first, canteen_id=loaded.registry.canteen_id)
    today = service_day(now)
    manager = loaded.registry.actor("manager", today)
    silent = submit_month(actor=manager, books_id=last.id, seen_digest=sealing(books=last).digest, now=now)
    assert silent == ()
    shown = sealing(books=Books.objects.get(id=last.id)).digest
    finance = loaded.registry.actor("finance2", today)
    assert approve_books(actor=finance, books_id=last.id, seen_digest=shown, now=now) == shown
    assert disagreeing() == []


def _district_and_towns_pay_alike(loaded: Loaded) -> None:
    """One to one: so the funds say, and so what was drawn in sealed months was divided, the odd fen to the district."""
    own = {town.fund_key: f"{town.key}-meals" for town in loaded.registry.plan.towns}
    parts = Part.objects.order_by("joint__key", "position").values_list("joint__key", "contributor__key", "weight")
    assert list(parts) == [(joint, key, 1) for joint in sorted(own) for key in (DISTRICT_FUND, own[joint])]
    sealed = list(Books.objects.filter(state="sealed"))
    assert len(sealed) == sum(last_month_of(hall) == SEALED for hall in loaded.registry.halls) + 1
    for books in sealed:
        asked = Allotment.objects.filter(canteen_id=books.canteen_id, month=books.month, fund__key__in=own)
        joint, drawn_fen = asked.values_list("fund__key", "drawn_fen").get()
        halves = {DISTRICT_FUND: drawn_fen - drawn_fen // 2, own[joint]: drawn_fen // 2}
        assert sealing(books=books).apportioned == {joint: halves}
        assert drawn_fen > 0


def _second_start_changes_nothing(loaded: Loaded, now: datetime) -> None:
    before = counted()
    assert load_later(loaded, now) == 0
    assert counted() == before


def load_later(loaded: Loaded, now: datetime) -> int:
    """Start once more, perhaps at another time."""
    return load_missing(sheet=sheet_of(loaded, seed=1), now=now)


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
    loaded = load(seed=1, now=now, scale=SMALL, since=date.fromordinal(today.toordinal() - 2))
    assert loaded.today == today
    assert loaded.months[1].contains(today)
    assert {today.toordinal() - on.toordinal() for (on,) in CheckIn.objects.values_list("service_on")} <= {0, 1, 2}
    assert CheckIn.objects.filter(received_at__gt=now).count() == 0
    assert CheckIn.objects.filter(presented_at__gt=now).count() == 0
    fresh = [diner.elder_id for diner in loaded.diners]
    placed = Order.objects.get(state="placed", service_on=today, elder_id__in=fresh)
    assert placed.sitting == sitting
    main = loaded.registry.canteen_id
    offered = Meal.objects.filter(canteen_id=main, service_on=today, sitting=sitting, state="published")
    assert offered.count() == 1
    assert load_later(loaded, now) == 0


@pytest.mark.django_db
def test_a_start_days_later_brings_what_is_missing() -> None:
    loaded = load(seed=1, now=at(11, on=SATURDAY), scale=SMALL, since=SATURDAY)
    main, canteens = loaded.registry.canteen_id, len(loaded.registry.halls)
    tuesday = date(2026, 11, 24)
    assert Meal.objects.filter(canteen_id=main, service_on__gt=date(2026, 12, 5)).count() == 0
    assert load_later(loaded, at(11, on=tuesday)) > 0
    assert Meal.objects.filter(canteen_id=main, service_on__gt=date(2026, 12, 5)).count() == 3 * 2
    # In December January's allotments are missing too
    funds = 3
    known = Allotment.objects.count()
    load_later(loaded, at(11, on=date(2026, 12, 1)))
    assert Allotment.objects.count() - known == canteens * funds
    assert load_later(loaded, at(11, on=date(2026, 12, 1))) == 0


@pytest.mark.django_db
def test_the_sheet_says_everything_a_script_needs() -> None:
    loaded = load(seed=4, now=at(11, on=SATURDAY), scale=SMALL, since=SATURDAY)
    sheet = sheet_of(loaded, seed=4) | started(base="http://127.0.0.1:8000", code="123456", now=at(11, on=SATURDAY))
    assert len(sheet["elders"]) == len(cast.ELDERS)
    assert {account["role"] for account in sheet["accounts"]} == {
        "counter", "manager", "clerk", "finance", "auditor", "support",
    }  # fmt: skip
    assert {account["password"] for account in sheet["more_accounts"]} == {
        f"nuancan-{account['login']}" for account in sheet["more_accounts"]
    }
    for elder in sheet["elders"]:
        card = verify(elder["qr"], public_keys(), SATURDAY)
        assert isinstance(card, QrCard)
        assert re.fullmatch(r"[0-9]{10}", elder["card"])
    assert str(UUID(sheet["device"]["id"])) == sheet["device"]["id"]
    assert Kiosk.objects.get(id=sheet["device"]["id"]).canteen_id == UUID(sheet["canteen"]["id"])
    assert [canteen["last_month"] for canteen in sheet["canteens"]] == ["open", "questioned", "submitted", "sealed"]
    assert set(sheet["simulation"]["habits"]) == {habit.key for habit in habits.HABITS}
    text = text_of(sheet, folder="var/demo")
    for elder in sheet["elders"]:
        assert elder["card"] in text
        assert elder["name"] in text
    for account in sheet["accounts"]:
        assert account["password"] in text
    assert sheet["addresses"]["enrol"] in text
