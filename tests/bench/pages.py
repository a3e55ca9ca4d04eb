"""What lists and drill-down pages cost with a million meals, beside a bare SELECT of the same rows: `make bench`."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

MEALS = int(os.environ.get("BENCH_MEALS", "1000000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))

# The rows each page shows, as the driver hands them out.
_ENTRY = (
    "SELECT e.id, e.kind, e.service_on, o.sitting, elder.name FROM settlement_entry e "
    "JOIN ordering_order o ON o.id = e.order_id JOIN canteen_elder elder ON elder.id = o.elder_id "
)
FLOORS = {
    "page": f"{_ENTRY} WHERE e.books_id = %(sealed)s ORDER BY e.service_on, e.id LIMIT 51",
    "meal": "SELECT e.id, p.position, p.fen FROM settlement_entry e JOIN settlement_posting p ON p.entry_id = e.id "
    "WHERE e.order_id = %(order)s",
    "month": "SELECT p.fen FROM settlement_posting p WHERE p.month = '2026-09-01' AND p.canteen_id = %(canteen)s",
    "open": "SELECT p.fen FROM settlement_posting p WHERE p.month >= '2026-10-01'",
    "day": "SELECT c.id, c.decision, elder.name FROM kiosk_checkin c JOIN canteen_elder elder ON elder.id = c.elder_id "
    "WHERE c.canteen_id = %(canteen)s AND c.service_on = '2026-11-30' ORDER BY c.received_at DESC, c.id DESC LIMIT 31",
    "eater": "SELECT p.fen FROM settlement_posting p JOIN settlement_entry e ON e.id = p.entry_id "
    "WHERE e.order_id = %(order)s",
    "register": "SELECT one.id, one.name, one.birth_on FROM canteen_elder one ORDER BY one.name, one.id LIMIT 51",
    "deeds": "SELECT one.id, one.at, one.verb, one.subject_id FROM canteen_deed one ORDER BY one.at DESC LIMIT 51",
}


def main() -> None:
    """Fill the database, and print for each page its time, its statements, and the ratio to the bare SELECT."""
    os.environ["NUANCAN_MODE"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canteen.config.settings")
    os.environ["NUANCAN_VAR"] = tempfile.mkdtemp(prefix="nuancan-pages-")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    assert connection.vendor == "postgresql", "the benchmark measures PostgreSQL"
    call_command("migrate", verbosity=0)
    from canteen.models import Staff
    from settlement.models import Books
    from tests.bench.million import NOW, fill
    from tests.settlement.test_plans import paths, statements

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.NUANCAN_CLOCK_SHIFT = NOW - datetime.now(UTC)
    begun = time.perf_counter()
    found = fill(MEALS)
    print(f"{MEALS:,} meals written in {time.perf_counter() - begun:.0f} s")
    client = Client()
    client.force_login(Staff.objects.get(login="clerk"))
    canteen = Books.objects.values_list("canteen_id", flat=True).get(id=found.sealed_books)
    params = {"sealed": found.sealed_books, "order": found.order, "canteen": canteen}

    def floor(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()

    for name, (path, bound) in paths(found).items():
        asked = len(statements(client, path))
        page = _median(lambda path=path: client.get(path))  # type: ignore[misc]  # bound at once
        bare = _median(lambda sql=FLOORS[bound]: floor(sql))  # type: ignore[misc]
        told = f"{page * 1000:7.1f} ms  bare SELECT {bare * 1000:6.1f} ms  ratio {page / bare:6.1f}"
        print(f"  {name:<18} {told}  {asked} statements")


def _median(act: Callable[[], Any]) -> float:
    act()
    spent = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


if __name__ == "__main__":
    main()
