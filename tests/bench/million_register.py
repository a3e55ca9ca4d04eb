"""The SQL of a large register round a million meals: staff, organisations, drafts, devices, lists sent in, deeds."""

from datetime import date

from tests.bench.insert_select import insert_select, uuid_of
from tests.town import SINCE

LAST = date(2026, 11, 30)
DEEDS = 30_000
MANY = 2_000  # of each kind that a page of a list would otherwise show whole
STAFF = 4_000
_VERBS = "(ARRAY['fact', 'serve', 'issue-card', 'register'])[1 + n % 4]"
_BEFORE = f"TIMESTAMPTZ '{LAST}' - n * interval '1 hour'"
_NOUGHTS = "repeat('0', 64)"


def register(places: int) -> list[str]:
    """Return the statements that fill the register, from the temporary tables `numbered_…`; after all meals."""
    staffed = [*_colleagues(places), *_devices(places), *_drawers(places)]
    return [*staffed, *_organisations(), *_drafts(), *_lists(), *_deeds()]


def _many(many: int = MANY) -> str:
    return f"generate_series(0, {many - 1}) n"


def _colleagues(places: int) -> list[str]:
    """Who works at the counters; every tenth has left, every hundredth was never given anything to do."""
    row_id = uuid_of("5aa")
    said = {"login": "'staff' || n", "name": "'员工' || n", "sorts_as": "'yuan2' || lpad(n::text, 6, '0')"}
    staff = {"id": row_id, **said, "is_active": "n % 10 > 0"}
    duty = {
        "id": uuid_of("5ab"),
        "staff_id": row_id,
        "role": "CASE WHEN n % 50 = 1 THEN 'manager' ELSE 'counter' END",
        "canteen_id": "canteen.id",
        "from_on": f"DATE '{SINCE}'",
        "until_on": f"CASE WHEN n % 10 = 0 THEN DATE '{LAST}' - 30 END",
    }
    at_work = f"{_many(STAFF)} JOIN numbered_canteen canteen ON canteen.number = n % {places} WHERE n % 100 > 0"
    return [insert_select("canteen.Staff", staff, _many(STAFF)), insert_select("canteen.Duty", duty, at_work)]


def _organisations() -> list[str]:
    """Many that run nothing; those there were before run the places that nobody runs."""
    row = {
        "id": uuid_of("0aa"),
        "name": "'第' || n || '合作社'",
        "sorts_as": "'di4' || lpad(n::text, 6, '0')",
        "credit_code": "'91330503MC' || lpad(n::text, 8, '0')",
    }
    tenure = {
        "id": uuid_of("0ab", "canteen.number"),
        "canteen_id": "canteen.id",
        "organisation_id": "organisation.id",
        "from_on": f"DATE '{SINCE}'",
    }
    unrun = """numbered_canteen canteen JOIN numbered_organisation organisation
        ON organisation.number = canteen.number % 20
        WHERE NOT EXISTS (SELECT 1 FROM canteen_tenure held WHERE held.canteen_id = canteen.id)"""
    return [
        insert_select("canteen.Tenure", tenure, unrun),
        insert_select("canteen.Organisation", row, _many()),
    ]


def _drafts() -> list[str]:
    row = {
        "id": uuid_of("90a"),
        "region_id": "region_id",
        "scope": "scope",
        "version": "n + 100",
        "document": """jsonb_build_object('title', jsonb_build_object('zh', '草稿' || n, 'en', 'Draft ' || n))""",
        "digest": _NOUGHTS,
        "from_on": f"DATE '{SINCE}' + n",
        "made_by_id": "made_by_id",
        "made_at": _BEFORE,
    }
    approved = "(SELECT region_id, scope, made_by_id FROM settlement_policy WHERE state = 'approved') approved"
    tried = {
        "id": uuid_of("7a1"),
        "region_id": "region_id",
        "policy_id": "id",
        "document": "document",
        "digest": _NOUGHTS,
        "from_on": "DATE '2026-09-01'",
        "until_on": "DATE '2026-10-01'",
        "budget": "'open'",
        "state": "CASE WHEN n % 3 = 0 THEN 'done' WHEN n % 3 = 1 THEN 'cancelled' ELSE 'failed' END",
        "result": "CASE WHEN n % 3 = 0 THEN '{}'::jsonb END",
        "made_by_id": "made_by_id",
        "made_at": f"{_BEFORE} - n * interval '1 minute'",
        "ended_at": _BEFORE,
    }
    approved_one = "(SELECT * FROM settlement_policy WHERE state = 'approved') approved"
    return [
        insert_select("settlement.Policy", row, f"{_many()} CROSS JOIN {approved}"),
        insert_select("settlement.Trial", tried, f"{_many()} CROSS JOIN {approved_one}"),
    ]


def _devices(places: int) -> list[str]:
    """Devices of earlier years, all but a few of them cut off."""
    row = {
        "id": uuid_of("de0"),
        "canteen_id": "canteen.id",
        "name": "'旧终端' || n",
        "secret_digest": _NOUGHTS,
        "enrolled_at": f"{_BEFORE} - interval '1 year'",
        "revoked_at": f"CASE WHEN n % 20 > 0 THEN {_BEFORE} END",
    }
    heard = {"id": uuid_of("de1"), "kiosk_id": uuid_of("de0"), "at": _BEFORE}
    here = f"{_many()} JOIN numbered_canteen canteen ON canteen.number = n % {places}"
    return [insert_select("kiosk.Kiosk", row, here), insert_select("kiosk.Contact", heard, _many())]


def _drawers(places: int) -> list[str]:
    """Cash shifts, one an hour; in every tenth something was missing, and every thousandth was left open."""
    row = {
        "id": uuid_of("5ac"),
        "canteen_id": "canteen.id",
        "staff_id": uuid_of("5aa", f"n % {STAFF}"),
        "opened_at": f"{_BEFORE} - interval '1 day'",
        "closed_at": f"CASE WHEN n % 1000 > 0 THEN {_BEFORE} END",
        "counted_fen": "CASE WHEN n % 1000 > 0 THEN 20000 END",
        "difference_fen": "CASE WHEN n % 10 = 1 THEN -n ELSE 0 END",
    }
    here = f"{_many(DEEDS)} JOIN numbered_canteen canteen ON canteen.number = n % {places}"
    return [insert_select("settlement.Shift", row, here)]


def _lists() -> list[str]:
    """Lists that came to nothing, one an hour."""
    row = {
        "id": uuid_of("115"),
        "kind": "'elders'",
        "sender_id": "sender.id",
        "region_id": "sender.region_id",
        "file_name": "'名册' || n || '.xlsx'",
        "byte_count": "1000",
        "content_lookup": "lpad(n::text, 64, '0')",
        "state": "'cancelled'",
        "made_by_id": "staff.id",
        "made_at": f"{_BEFORE} - interval '1 day'",
        "ended_at": _BEFORE,
    }
    senders = "(SELECT row_number() OVER (ORDER BY id) - 1 AS number, count(*) OVER () AS many, id, region_id"
    source = f"""{_many()} CROSS JOIN (SELECT id FROM canteen_staff WHERE login = 'clerk') staff
        JOIN {senders} FROM canteen_sender) sender ON sender.number = n % sender.many"""
    return [insert_select("canteen.Import", row, source)]


def _deeds() -> list[str]:
    """What two people did to one elder after the other."""
    row = {
        "id": uuid_of("dee"),
        "at": f"TIMESTAMPTZ '{LAST}' - n * interval '10 minutes'",
        "staff_id": "staff.id",
        "verb": _VERBS,
        "subject_kind": "CASE WHEN n % 100 = 3 THEN 'staff' ELSE 'elder' END",
        "subject_id": "elder.id",
    }
    source = f"""{_many(DEEDS)} JOIN numbered_elder elder
        ON elder.number = n % (SELECT count(*) FROM numbered_elder)
        JOIN canteen_staff staff ON staff.login = (ARRAY['clerk', 'second'])[1 + n % 2]"""
    return [insert_select("canteen.Deed", row, source)]
