"""Fills PostgreSQL with as many meals as are asked for, in seconds: two years of 172 places, written row by row in SQL.

Every CHECK and UNIQUE constraint holds; foreign keys are not asked while rows are written (their triggers rest, with
the guards of immutable tables), and are counted once at the end. Sums are synthetic: each meal is split alike.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction

from canteen.core.sitting import ZONE
from tests.bench.million_rows import PLACES, statements

NOW = datetime.combine(date(2026, 11, 30), time(20), tzinfo=ZONE).astimezone(UTC)
# Every fiftieth meal was undone, every two-hundredth has a share in suspense, every thousandth was eaten twice.
BIG = ("ordering_order", "ordering_line", "settlement_entry", "settlement_posting", "settlement_claim", "kiosk_checkin")
# What people write down one by one, whether anybody eats or not.
ONE_BY_ONE = (
    "canteen_elder",
    "canteen_fact",
    "canteen_credential",
    "canteen_staff",
    "canteen_duty",
    "canteen_organisation",
    "canteen_tenure",
    "canteen_import",
    "kiosk_kiosk",
    "kiosk_contact",
    "ordering_meal",
    "settlement_policy",
    "settlement_trial",
    "settlement_fund",
    "settlement_allotment",
    "settlement_books",
    "settlement_receivable",
    "settlement_netting",
)
# And what comes of that by itself.
REGISTER = (*ONE_BY_ONE, "canteen_importrow", "canteen_deed", "settlement_hold", "settlement_shift")


@dataclass(frozen=True, slots=True)
class Million:
    """What was written, and where to look: the densest canteen's books, open, submitted and sealed, and one meal."""

    meals: int
    open_books: UUID
    submitted_books: UUID
    sealed_books: UUID
    entry: UUID
    order: UUID
    canteen: UUID


def fill(meals: int) -> Million:
    """Write a town down and `meals` meals of two years; the last two months are not sealed."""
    with transaction.atomic():
        _run("SET LOCAL session_replication_role = replica")
        _places()
        with _indexed_afterwards():
            for statement in statements(meals):
                _run(statement)
        _run("SET LOCAL session_replication_role = origin")
    # First of all: without figures the check of keys reads a table as often as it has rows.
    _run(f"ANALYZE {', '.join(model._meta.db_table for model in apps.get_models())}")
    for model in apps.get_models():
        if model._meta.db_table in BIG:
            _require_keys(model)
    return _landmarks(meals)


@contextmanager
def _indexed_afterwards() -> Iterator[None]:
    """Build the indexes of large tables when all rows are there, in one go each: half the work of row by row."""
    tables = ", ".join(f"'{table}'::regclass" for table in (*BIG, "canteen_deed"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT kept.conrelid::regclass, kept.conname, pg_get_constraintdef(kept.oid),
                    one.indexrelid::regclass, pg_get_indexdef(one.indexrelid)
                FROM pg_index one
                LEFT JOIN pg_constraint kept ON kept.conindid = one.indexrelid AND kept.contype = 'u'
                WHERE one.indrelid IN ({tables}) AND NOT one.indisprimary ORDER BY one.indexrelid"""
        )
        found = cursor.fetchall()
    for table, unique, _, index, _ in found:
        _run(f'ALTER TABLE {table} DROP CONSTRAINT "{unique}"' if unique else f"DROP INDEX {index}")
    yield
    for table, unique, definition, _, index in found:
        _run(f'ALTER TABLE {table} ADD CONSTRAINT "{unique}" {definition}' if unique else index)


def _places() -> None:
    """Regions, organisations, canteens, devices, elders, policy, funds: by the tests' own town, made larger."""
    from canteen.models import Canteen, Organisation, Region, RegionParent
    from canteen.models.ids import new_id
    from kiosk.models import Kiosk
    from tests.bench.million_people import people
    from tests.town import SINCE, small_town

    town = small_town(elders=0, canteens=1, days=(), allotted_fen={})
    regions = [
        Region(id=new_id(), number=100 + at, key=f"town-{at}", name=f"第{at}镇", level="town") for at in range(12)
    ]
    Region.objects.bulk_create(regions)
    RegionParent.objects.bulk_create(RegionParent(region=one, parent=town.district, from_on=SINCE) for one in regions)
    runs = [
        Organisation(id=new_id(), name=f"第{at}服务中心", credit_code=f"9133050300000000{at:02d}") for at in range(20)
    ]
    Organisation.objects.bulk_create(runs)
    Canteen.objects.bulk_create(
        Canteen(
            id=new_id(),
            key=f"point-{at}",
            name=f"第{at}助餐点",
            sorts_as=f"di4{at:06d}",
            kind="point",
            region=regions[at % 12],
            opened_on=SINCE,
        )
        for at in range(1, PLACES)
    )
    Kiosk.objects.bulk_create(
        Kiosk(id=new_id(), canteen=one, name="终端", secret_digest="0" * 64, enrolled_at=NOW)
        for one in Canteen.objects.exclude(id=town.canteens[0].id)
    )
    people(town, [town.region, *regions], NOW)


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
    sealed, submitted = (
        Books.objects.filter(state=state, canteen_id=first.canteen_id).latest("month")
        for state in ("sealed", "submitted")
    )
    entry = Entry.objects.filter(books=sealed, kind="meal", reversed_by=None).order_by("id")[5]
    assert entry.order_id is not None
    return Million(meals, first.id, submitted.id, sealed.id, entry.id, entry.order_id, first.canteen_id)
