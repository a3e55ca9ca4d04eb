"""The SQL under a town's meals: two years of books, accounts and seals of 172 places, and who ate where and when."""

from datetime import date

from tests.bench.insert_select import insert_select, uuid_of
from tests.bench.million_meals import rows
from tests.bench.million_people import ELDERS
from tests.bench.million_register import LAST, register

PLACES = 172
MONTHS = 24
TWICE = 1_000  # every so manieth meal is the second one of who ate the one before it, at another canteen
FIRST = date(2024, 12, 1)


def statements(meals: int) -> list[str]:
    days = (LAST - FIRST).days + 1
    at = "(day + time '11:00' + (n % 3600) * interval '1 second') AT TIME ZONE 'Asia/Shanghai'"
    return [
        *_numbered(),
        "ANALYZE numbered_canteen, numbered_elder, numbered_organisation",
        f"""CREATE TEMP TABLE served ON COMMIT DROP AS
            SELECT n, day, date_trunc('month', day)::date AS month, canteen.id AS canteen_id, canteen.number AS place,
                elder.id AS elder_id, {at} AS at, n % 50 = 7 AS voided, n % 200 = 3 AS held, n % {TWICE} = 11 AS twice
            FROM (SELECT n, DATE '{FIRST}' + (n::bigint * {days} / {meals})::int AS day,
                    CASE WHEN n % 2 = 0 THEN n / 2 % 6 ELSE 6 + n / 2 % {PLACES - 6} END AS place
                FROM generate_series(0, {meals - 1}) n) one
            JOIN numbered_canteen canteen ON canteen.number = place
            JOIN numbered_elder elder
                ON elder.number = (CASE WHEN n % {TWICE} = 11 THEN n - 1 ELSE n END::bigint * 7919) % {ELDERS}""",
        "CREATE INDEX ON served (n)",
        *_books(),
        *_offers(),
        *_accounts(),
        # Tables that were made a moment ago are thought to be empty: joined so, they would be read once for each meal.
        "ANALYZE served, settlement_books, ordering_meal, settlement_account",
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
        *rows(),
        *_seals(),
        *_advances(),
        *register(PLACES),
    ]


def _numbered() -> list[str]:
    tables = {"canteen": "canteen_canteen", "elder": "canteen_elder", "organisation": "canteen_organisation"}
    return [
        f"CREATE TEMP TABLE numbered_{name} ON COMMIT DROP AS "
        f"SELECT (row_number() OVER (ORDER BY id) - 1)::int AS number, id FROM {table}"
        for name, table in tables.items()
    ]


def _months() -> str:
    return f"generate_series(DATE '{FIRST}', DATE '{LAST}', interval '1 month') month"


def _number() -> str:
    """The number of a canteen's month among all of them."""
    of_month = "(extract(year FROM month)::int - 2024) * 12 + extract(month FROM month)::int"
    return f"(canteen.number * {MONTHS} + {of_month})"


def _books() -> list[str]:
    number, months = _number(), _months()
    runs, waits = "DATE '2026-11-01'", "month >= DATE '2026-10-01'"
    return [
        insert_select(
            "settlement.Books",
            {
                "id": uuid_of("b00", number),
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
    ]


def _offers() -> list[str]:
    number, months = _number(), _months()
    return [
        insert_select(
            "ordering.Meal",
            {
                "id": uuid_of("d00", number),
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
        insert_select(
            "settlement.Allotment",
            {
                "id": uuid_of("a00", number),
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
        insert_select("settlement.Account", {"id": made, "address": "address"}, f"({sql}) addressed")
        for sql in (
            "SELECT 'elder/' || id || '/due' AS address FROM canteen_elder",
            "SELECT 'canteen/' || id || '/' || part AS address FROM canteen_canteen, "
            "unnest(ARRAY['earned', 'borne', 'suspense']) part",
            "SELECT 'fund/joint/allotted/' || canteen_id || '/' || to_char(month, 'YYYY-MM') AS address "
            "FROM settlement_books",
        )
    ]


def _seals() -> list[str]:
    sealed = "settlement_books books WHERE state = 'sealed'"
    return [
        insert_select(
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
        insert_select(
            "settlement.SealedSums",
            {
                "id": "md5('sums' || books.id)::uuid",
                "books_id": "books.id",
                "meals": "COALESCE(sums.meals, 0)",
                "elder_fen": "COALESCE(sums.meals - sums.twice, 0) * 400",
                "funds_fen": "COALESCE(sums.meals - sums.twice, 0) * 500",
                "canteen_fen": "COALESCE(sums.meals - sums.twice - sums.held, 0) * 100",
                "suspense_fen": "COALESCE(sums.held, 0) * 100 + COALESCE(sums.twice, 0) * 1000",
                "others_fen": "0",
            },
            f"""(SELECT id FROM {sealed}) books LEFT JOIN (SELECT books_id, count(*) AS meals,
                count(*) FILTER (WHERE held) AS held,
                count(*) FILTER (WHERE twice) AS twice FROM posted WHERE NOT voided GROUP BY books_id) sums
                ON sums.books_id = books.id""",
        ),
    ]


def _advances() -> list[str]:
    """Of every sealed month what one fund paid for another; settled by two people but for the last."""
    last = "(SELECT max(month) FROM settlement_books WHERE state = 'sealed')"
    months = f"(SELECT DISTINCT month FROM settlement_books WHERE state = 'sealed' AND month < {last}) sealed"
    funds = {name: f"(SELECT id FROM settlement_fund WHERE key = '{name}')" for name in ("joint", "charity")}
    people = {name: f"(SELECT id FROM canteen_staff WHERE login = '{name}')" for name in ("clerk", "second")}
    netting, entry = "md5('netting' || {})::uuid", "md5('net' || {})::uuid"
    return [
        insert_select(
            "settlement.Entry",
            {"id": entry.format("month"), "kind": "'netting'", "recorded_at": "month + interval '40 days'"},
            months,
        ),
        insert_select(
            "settlement.Netting",
            {
                "id": netting.format("month"),
                "month": "month",
                "debtor_id": funds["charity"],
                "creditor_id": funds["joint"],
                "fen": "17200",
                "proposed_by_id": people["clerk"],
                "proposed_at": "month + interval '39 days'",
                "agreed_by_id": people["second"],
                "agreed_at": "month + interval '40 days'",
                "entry_id": entry.format("month"),
            },
            months,
        ),
        insert_select(
            "settlement.Receivable",
            {
                "id": "md5('owed' || books.id)::uuid",
                "books_id": "books.id",
                "by_id": funds["joint"],
                "owed_by_id": funds["charity"],
                "fen": "100",
                "month": "books.month",
                "settled": f"books.month < {last}",
                "netting_id": f"CASE WHEN books.month < {last} THEN {netting.format('books.month')} END",
            },
            "settlement_books books WHERE books.state = 'sealed'",
        ),
    ]
