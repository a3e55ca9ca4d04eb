"""What lists and drill-down pages cost with a million meals, beside a bare SELECT of the same rows: `make bench`.

The bare SELECT of a page is its own: of the statements it sends, the one that takes longest, run again by the driver
alone. It reads the same tables with the same WHERE, ORDER and LIMIT, and hands out the rows that the page is made of.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.bench.plans import Asked

MEALS = int(os.environ.get("BENCH_MEALS", "1000000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))


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
    from tests.bench.addresses import paths
    from tests.bench.million import NOW, fill
    from tests.bench.plans import statements

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.NUANCAN_CLOCK_SHIFT = NOW - datetime.now(UTC)
    begun = time.perf_counter()
    found = fill(MEALS)
    print(f"{MEALS:,} meals written in {time.perf_counter() - begun:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("SET random_page_cost = 1.1")  # as docs/operations.md advises
    client = Client()
    client.force_login(Staff.objects.get(login="clerk"))
    for name, (path, _) in paths(found).items():
        asked, _page = statements(client, path)
        page = _median(partial(client.get, path))
        bare, rows = _floor(asked)
        told = f"{page * 1000:7.1f} ms  bare SELECT {bare * 1000:6.1f} ms, {rows:4} rows  ratio {page / bare:6.1f}"
        print(f"  {name:<26} {told}  {len(asked)} statements", flush=True)


def _floor(asked: "Sequence[Asked]") -> tuple[float, int]:
    """The longest of a page's statements, each run bare: its median time in seconds, and how many rows it hands out."""
    return max((_bare(one) for one in asked if one.reads), key=lambda floor: floor[0])


def _bare(one: "Asked") -> tuple[float, int]:
    from django.db import connection

    def run() -> int:
        with connection.connection.cursor() as cursor:  # the driver's own, which reads no row into an object
            return len(cursor.execute(one.sql, one.params).fetchall())

    return _median(run), run()


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
