"""Fills PostgreSQL with as many meals as are asked for, in seconds: two years of 172 places, written row by row in SQL.

Every CHECK and UNIQUE constraint holds; foreign keys are not asked while rows are written (their triggers rest, with
the guards of immutable tables), and are counted once at the end. Sums are synthetic: each meal is split alike.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction

from canteen.core.sitting import ZONE

PLACES = 172
ELDERS = 6_000
MONTHS = 24
FIRST = date(2024, 12, 1)
LAST = date(2026, 11, 30)
NOW = datetime.combine(date(2026, 11, 30), time(20), tzinfo=ZONE).astimezone(UTC)
# Every fiftieth meal was undone, every two-hundredth has a share in suspense.
BIG = ("ordering_order", "ordering_line", "settlement_entry", "settlement_posting", "settlement_claim", "kiosk_checkin")
EXPLANATION = {
    "elder_fen": 400,
    "suspense_fen": 0,
    "shares": [
        {
            "payer": payer,
            "layer": layer,
            "line": 0,
            "fen": fen,
            "reason": {"code": code, "layer": layer, "tier": tier, "numbers": numbers},
        }
        for payer, layer, fen, code, tier, numbers in (
            ("fund:joint", "town", 500, "fixed", 0, {"fixed_fen": 500}),
            ("canteen", "canteen", 100, "fixed", None, {"fixed_fen": 100}),
            ("elder", "", 400, "remainder", None, {}),
        )
    ],
    "claims": [{"limit": "sitting", "period": "2026-11-20/lunch", "ordinal": 1}],
    "draws": {"joint": 500},
    "skipped": [],
}


@dataclass(frozen=True, slots=True)
class Million:
    """What was written, and where to look: the densest canteen's books, open and sealed, and one meal of each."""

    meals: int
    open_books: UUID
    sealed_books: UUID
    entry: UUID
    order: UUID


def fill(meals: int) -> Million:
    """Write a town down and `meals` meals of two years; the last two months are not sealed."""
    with transaction.atomic():
        _run("SET LOCAL session_replication_role = replica")
        _places()
        for statement in _statements(meals):
            _run(statement)
        _run("SET LOCAL session_replication_role = origin")
    for model in apps.get_models():
        if model._meta.db_table in BIG:
            _require_keys(model)
    _run("ANALYZE")
    return _landmarks(meals)


def _places() -> None:
    """Regions, organisations, canteens, devices, elders, policy, funds: by the tests' own town, made larger."""
    from canteen.models import Canteen, Duty, Elder, Organisation, Region, RegionParent
    from canteen.models.ids import new_id
    from kiosk.models import Kiosk
    from tests.town import SINCE, small_town

    town = small_town(elders=0, canteens=1, days=(), allotted_fen={})
    regions = [Region(id=new_id(), number=100 + at, name=f"第{at}镇", level="town") for at in range(12)]
    Region.objects.bulk_create(regions)
    RegionParent.objects.bulk_create(RegionParent(region=one, parent=town.district, from_on=SINCE) for one in regions)
    runs = [
        Organisation(id=new_id(), name=f"第{at}服务中心", credit_code=f"9133050300000000{at:02d}") for at in range(20)
    ]
    Organisation.objects.bulk_create(runs)
    Canteen.objects.bulk_create(
        Canteen(id=new_id(), name=f"第{at}助餐点", kind="point", region=regions[at % 12], opened_on=SINCE)
        for at in range(1, PLACES)
    )
    Kiosk.objects.bulk_create(
        Kiosk(id=new_id(), canteen=one, name="终端", secret_digest="0" * 64, enrolled_at=NOW)
        for one in Canteen.objects.exclude(id=town.canteens[0].id)
    )
    Elder.objects.bulk_create(
        Elder(
            id=new_id(),
            name=f"张{chr(0x4E00 + at % 500)}兰",
            birth_on=date(1930, 1, 1) + timedelta(days=at),
            id_number_sealed=b"sealed",
            id_number_lookup=f"{at:064d}",
            recorded_at=NOW,
        )
        for at in range(ELDERS)
    )
    for staff in (town.clerk, town.second):
        Duty.objects.create(staff=staff, role="finance", region=town.district, from_on=SINCE)


def _uuid(kind: str, number: str = "n") -> str:
    """An id in the order of its number, as UUIDv7 are; `kind` is three hexadecimal digits."""
    return f"(lpad(to_hex({number}), 12, '0') || '7{kind}8000' || lpad(to_hex({number}), 12, '0'))::uuid"


def _statements(meals: int) -> list[str]:
    days = (LAST - FIRST).days + 1
    at = "(day + time '11:00' + (n % 3600) * interval '1 second') AT TIME ZONE 'Asia/Shanghai'"
    return [
        *_numbered(),
        f"""CREATE TEMP TABLE served ON COMMIT DROP AS
            SELECT n, day, date_trunc('month', day)::date AS month, canteen.id AS canteen_id, canteen.number AS place,
                elder.id AS elder_id, {at} AS at, n % 50 = 7 AS voided, n % 200 = 3 AS held
            FROM (SELECT n, DATE '{FIRST}' + (n::bigint * {days} / {meals})::int AS day,
                    CASE WHEN n % 2 = 0 THEN n / 2 % 6 ELSE 6 + n / 2 % {PLACES - 6} END AS place
                FROM generate_series(0, {meals - 1}) n) one
            JOIN numbered_canteen canteen ON canteen.number = place
            JOIN numbered_elder elder ON elder.number = (n::bigint * 7919) % {ELDERS}""",
        "CREATE INDEX ON served (n)",
        *_books(),
        *_accounts(),
        """CREATE TEMP TABLE posted ON COMMIT DROP AS
            SELECT served.*, books.id AS books_id, meal.id AS meal_id, due.id AS due_id, joint.id AS joint_id,
                earned.id AS earned_id, borne.id AS borne_id, suspense.id AS suspense_id
            FROM served
            JOIN settlement_books books USING (canteen_id, month)
            JOIN ordering_meal meal ON meal.canteen_id = served.canteen_id AND meal.service_on = served.month
            JOIN settlement_account due ON due.address = 'elder/' || elder_id || '/due'
            JOIN settlement_account joint ON joint.address
                = 'fund/joint/allotted/' || served.canteen_id || '/' || to_char(served.month, 'YYYY-MM')
            JOIN settlement_account earned ON earned.address = 'canteen/' || served.canteen_id || '/earned'
            JOIN settlement_account borne ON borne.address = 'canteen/' || served.canteen_id || '/borne'
            JOIN settlement_account suspense ON suspense.address = 'canteen/' || served.canteen_id || '/suspense'
            ORDER BY n""",
        *_rows(),
        *_seals(),
    ]


def _numbered() -> list[str]:
    tables = {"canteen": "canteen_canteen", "elder": "canteen_elder", "organisation": "canteen_organisation"}
    return [
        f"CREATE TEMP TABLE numbered_{name} ON COMMIT DROP AS "
        f"SELECT (row_number() OVER (ORDER BY id) - 1)::int AS number, id FROM {table}"
        for name, table in tables.items()
    ]


def _books() -> list[str]:
    months = f"generate_series(DATE '{FIRST}', DATE '{LAST}', interval '1 month') month"
    runs, waits = "DATE '2026-11-01'", "month >= DATE '2026-10-01'"
    number = (
        f"(canteen.number * {MONTHS} + (extract(year FROM month)::int - 2024) * 12 + extract(month FROM month)::int)"
    )
    return [
        _insert(
            "settlement.Books",
            {
                "id": _uuid("b00", number),
                "canteen_id": "canteen.id",
                "month": "month::date",
                "organisation_id": "organisation.id",
                "state": f"CASE WHEN month >= {runs} THEN 'open' WHEN {waits} THEN 'submitted' ELSE 'sealed' END",
                "opened_at": "month",
                "submitted_by_id": f"CASE WHEN month < {runs} THEN staff.id END",
                "submitted_at": f"CASE WHEN month < {runs} THEN month + interval '1 month' END",
                "approved_by_id": f"CASE WHEN NOT {waits} THEN second.id END",
                "sealed_at": f"CASE WHEN NOT {waits} THEN month + interval '32 days' END",
            },
            f"""numbered_canteen canteen CROSS JOIN {months}
                JOIN numbered_organisation organisation ON organisation.number = canteen.number % 20
                CROSS JOIN (SELECT id FROM canteen_staff WHERE login = 'clerk') staff
                CROSS JOIN (SELECT id FROM canteen_staff WHERE login = 'second') second""",
        ),
        _insert(
            "ordering.Meal",
            {
                "id": _uuid("d00", number),
                "canteen_id": "canteen.id",
                "service_on": "month::date",
                "sitting": "'lunch'",
                "title": "'套餐'",
                "price_fen": "1000",
                "portions": "100",
                "state": "'published'",
                "published_at": "month",
            },
            f"numbered_canteen canteen CROSS JOIN {months}",
        ),
        _insert(
            "settlement.Allotment",
            {
                "id": _uuid("a00", number),
                "fund_id": "fund.id",
                "canteen_id": "canteen.id",
                "month": "month::date",
                "fen": "100000000",
            },
            f"numbered_canteen canteen CROSS JOIN {months} JOIN settlement_fund fund ON fund.key = 'joint'",
        ),
    ]


def _accounts() -> list[str]:
    made = "md5(address)::uuid"
    return [
        _insert("settlement.Account", {"id": made, "address": "address"}, f"({sql}) addressed")
        for sql in (
            "SELECT 'elder/' || id || '/due' AS address FROM canteen_elder",
            "SELECT 'canteen/' || id || '/' || part AS address FROM canteen_canteen, "
            "unnest(ARRAY['earned', 'borne', 'suspense']) part",
            "SELECT 'fund/joint/allotted/' || canteen_id || '/' || to_char(month, 'YYYY-MM') AS address "
            "FROM settlement_books",
        )
    ]


def _rows() -> list[str]:
    entry, undone = _uuid("e00"), _uuid("e01")
    shares = "(VALUES (0, 'joint', 500), (1, 'borne', 100), (2, 'due', 400)) share(position, payer, fen)"
    rest = "WHEN held THEN suspense_id ELSE borne_id END"
    payer = f"CASE WHEN payer = 'joint' THEN joint_id WHEN payer = 'due' THEN due_id {rest}"
    explanation = json.dumps(EXPLANATION, ensure_ascii=False)
    about = {"books_id": "books_id", "service_on": "day", "order_id": _uuid("001"), "policy_id": "policy.id"}
    policy = "posted CROSS JOIN settlement_policy policy"
    posting = {"month": "month", "canteen_id": "canteen_id", "fen": "share.fen", "position": "share.position"}
    return [
        _insert(
            "ordering.Order",
            {
                "id": _uuid("001"),
                "meal_id": "meal_id",
                "canteen_id": "canteen_id",
                "elder_id": "elder_id",
                "person_id": "elder_id",
                "service_on": "day",
                "sitting": "'lunch'",
                "origin": "'walk-in'",
                "state": "CASE WHEN voided THEN 'voided' ELSE 'served' END",
                "placed_at": "at",
                "served_at": "at",
            },
            "posted",
        ),
        _insert(
            "ordering.Line",
            {
                "id": _uuid("002"),
                "order_id": _uuid("001"),
                "position": "0",
                "kind": "'set'",
                "name": "'套餐'",
                "fen": "1000",
            },
            "posted",
        ),
        _insert(
            "settlement.Entry",
            {"id": entry, "kind": "'meal'", "recorded_at": "at", "explanation": f"'{explanation}'::jsonb", **about},
            policy,
        ),
        _insert(
            "settlement.Entry",
            {
                "id": undone,
                "kind": "'reversal'",
                "reverses_id": entry,
                "recorded_at": "at + interval '5 minutes'",
                "explanation": "'{}'::jsonb",
                **about,
            },
            f"{policy} WHERE voided",
        ),
        *(
            _insert(
                "settlement.Posting",
                {
                    "id": _uuid(kind, "n::bigint * 4 + share.position"),
                    "entry_id": of,
                    "debit_id": debit,
                    "credit_id": credit,
                    **posting,
                },
                f"posted CROSS JOIN {shares} {where}",
            )
            for kind, of, debit, credit, where in (
                ("f00", entry, payer, "earned_id", ""),
                ("f01", undone, "earned_id", payer, "WHERE voided"),
            )
        ),
        _insert(
            "settlement.Claim",
            {
                "id": _uuid("c00"),
                "person_id": "elder_id",
                "limit_key": "'sitting'",
                "period": "day || '/' || n",
                "ordinal": "1",
                "entry_id": entry,
                "released_by_id": f"CASE WHEN voided THEN {undone} END",
            },
            "posted",
        ),
        _insert(
            "settlement.Hold",
            {
                "id": _uuid("c01"),
                "entry_id": entry,
                "canteen_id": "canteen_id",
                "fen": "100",
                "reason": "'held'",
                "opened_at": "at",
            },
            "posted WHERE held AND NOT voided",
        ),
        _insert(
            "kiosk.CheckIn",
            {
                "id": _uuid("c02"),
                "kiosk_id": "kiosk.id",
                "attempt_id": _uuid("c02"),
                "sequence": "n",
                "fingerprint": "md5(n::text) || md5(n::text)",
                "kind": "'present'",
                "canteen_id": "posted.canteen_id",
                "presented_at": "at",
                "received_at": "at",
                "service_on": "day",
                "sitting": "'lunch'",
                "decision": "'served'",
                "elder_id": "elder_id",
                "order_id": _uuid("001"),
                "entry_id": entry,
                "decided_fen": "400",
                "evidence": "'{}'::jsonb",
            },
            "posted JOIN kiosk_kiosk kiosk ON kiosk.canteen_id = posted.canteen_id",
        ),
    ]


def _seals() -> list[str]:
    sealed = "settlement_books books WHERE state = 'sealed'"
    return [
        _insert(
            "settlement.Seal",
            {
                "id": "md5('seal' || books.id)::uuid",
                "books_id": "books.id",
                "body": "'{}'",
                "digest": "md5(books.id::text) || md5(books.id::text)",
                "sealed_at": "books.sealed_at",
                "previous_id": "md5('seal' || before.id)::uuid",
            },
            "settlement_books books LEFT JOIN settlement_books before ON before.canteen_id = books.canteen_id "
            "AND before.month = books.month - interval '1 month' WHERE books.state = 'sealed'",
        ),
        _insert(
            "settlement.SealedSums",
            {
                "id": "md5('sums' || books.id)::uuid",
                "books_id": "books.id",
                "meals": "COALESCE(sums.meals, 0)",
                "elder_fen": "COALESCE(sums.meals, 0) * 400",
                "funds_fen": "COALESCE(sums.meals, 0) * 500",
                "canteen_fen": "COALESCE(sums.meals - sums.held, 0) * 100",
                "suspense_fen": "COALESCE(sums.held, 0) * 100",
                "others_fen": "0",
            },
            f"""(SELECT id FROM {sealed}) books LEFT JOIN (SELECT books_id, count(*) AS meals,
                count(*) FILTER (WHERE held) AS held FROM posted WHERE NOT voided GROUP BY books_id) sums
                ON sums.books_id = books.id""",
        ),
    ]


def _insert(label: str, columns: dict[str, str], source: str) -> str:
    """INSERT … SELECT; a column that is not named gets what its field is when nobody says anything."""
    model: Any = apps.get_model(label)
    named = dict(columns)
    for one in model._meta.concrete_fields:
        if one.column not in named:
            named[one.column] = _unsaid(one)
    heads = ", ".join(f'"{column}"' for column in named)
    return f"INSERT INTO {model._meta.db_table} ({heads}) SELECT {', '.join(named.values())} FROM {source}"


def _unsaid(one: "models.Field[Any, Any]") -> str:
    value = one.get_default()
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value).lower()
    return "'" + (json.dumps(value) if isinstance(value, dict | list) else str(value)) + "'"


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _require_keys(model: type[models.Model]) -> None:
    """Every foreign key of a large table points at a row."""
    for one in model._meta.concrete_fields:
        if not isinstance(one, models.ForeignKey):
            continue
        target = one.related_model
        assert not isinstance(target, str)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {model._meta.db_table} row "
                f'LEFT JOIN {target._meta.db_table} target ON target.id = row."{one.column}" '
                f'WHERE row."{one.column}" IS NOT NULL AND target.id IS NULL'
            )
            (missing,) = cursor.fetchone()
        assert missing == 0, (model, one.column, missing)


def _landmarks(meals: int) -> Million:
    from settlement.models import Books, Entry

    first = Books.objects.filter(state="open").order_by("id")[0]
    sealed = Books.objects.filter(state="sealed", canteen_id=first.canteen_id).order_by("-month")[0]
    entry = Entry.objects.filter(books=sealed, kind="meal", reversed_by=None).order_by("id")[5]
    assert entry.order_id is not None
    return Million(meals, first.id, sealed.id, entry.id, entry.order_id)
