"""Where the time of one check-in goes, stage by stage: `make profile`."""

import cProfile
import itertools
import json
import os
import pstats
import tempfile
import time
from collections.abc import Iterator
from typing import Any

WARM, MEASURED = 100, 400

# A stage is everything under one function; what is left of the whole belongs to the server's own frame.
STAGES = (
    ("device: secret and hours, 2 statements", "device_of", "kiosk/auth.py"),
    ("read the item, its clock and its scan", "_arrival", "kiosk/operations/take_attempt.py"),
    ("who presented what, 1 statement", "presented", "canteen/queries/presented.py"),
    ("lock the books, 1 statement", "lock_books", "settlement/operations/lock_books.py"),
    ("lock the elder, 1 statement", "lock_elder", "canteen/queries/presented.py"),
    ("facts in force, opened, 1 statement", "facts_in_force", "canteen/queries/presented.py"),
    ("meals and orders, 1 statement", "sitting_seen", "ordering/queries/sitting.py"),
    ("attempt known, list price, 1 statement", "attempt_seen", "kiosk/queries/attempts.py"),
    ("policy, claims, allotments, 1 statement", "settling", "settlement/queries/settling.py"),
    ("decide: admission", "admit", "kiosk/core/admission.py"),
    ("decide: the split", "split", "settlement/core/split.py"),
    ("rows as statements", "insert", "canteen/models/sql.py"),
    ("write everything, 1 statement", "send", "canteen/models/sql.py"),
    ("begin and commit", "__exit__", "django/db/transaction.py"),
)


def main() -> None:
    """Serve check-ins in this process under the profiler, and print what each stage took of it."""
    os.environ["NUANCAN_MODE"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canteen.config.settings")
    os.environ["NUANCAN_VAR"] = tempfile.mkdtemp(prefix="nuancan-profile-")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.bench import town as bench_town

    town = bench_town.build()
    upcoming = bench_town.scans(town)
    _serve(town, itertools.islice(upcoming, WARM))
    began = time.perf_counter()
    _serve(town, itertools.islice(upcoming, MEASURED))
    plain = (time.perf_counter() - began) / MEASURED
    profile = cProfile.Profile()
    profile.enable()
    _serve(town, itertools.islice(upcoming, MEASURED))
    profile.disable()
    _print(pstats.Stats(profile), plain)


def _serve(town: Any, scans: Iterator[Any]) -> None:
    from django.test import Client

    from tests.bench.town import attempt
    from tests.town import SECRET

    client = Client(HTTP_HOST="127.0.0.1")
    for number, scan in enumerate(scans, start=1):
        body = {"sent_at": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()), "attempts": [attempt(scan, number)]}
        answer = client.post(
            "/api/v1/kiosk/check-ins",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Device {town.kiosks[scan.kiosk].id}.{SECRET}"},
        )
        assert answer.json()["receipts"][0]["decision"] == "served", answer.content


def _print(stats: pstats.Stats, plain: float) -> None:
    found = stats.stats  # type: ignore[attr-defined]  # typeshed leaves the table out
    whole = next(times[3] for (path, _, name), times in found.items() if name == "_serve")
    print(f"one check-in, unprofiled: {plain * 1000:.2f} ms, one client, all in one process")
    rest = 100.0
    for words, name, path in STAGES:
        took = sum(times[3] for (where, _, what), times in found.items() if what == name and where.endswith(path))
        share = took / whole * 100
        rest -= share
        print(f"  {share:5.1f} %  {words}")
    print(f"  {rest:5.1f} %  everything else: test client, middleware, router, JSON, building values")


if __name__ == "__main__":
    main()
