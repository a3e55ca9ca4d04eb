"""What it costs to try a policy on a million meals, beside reading the same rows and doing nothing: `make bench`.

The bare reading is the trial's own statement, a day at a time, run by the driver alone and read to its end; COPY sends
the same orders with their lines and postings out as text.
"""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

MEALS = int(os.environ.get("BENCH_MEALS", "1000000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "2"))
COPIED = (
    "SELECT * FROM ordering_order",
    "SELECT * FROM ordering_line",
    "SELECT * FROM settlement_entry",
    "SELECT * FROM settlement_posting",
)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, and of CPU in this process."""

    clock: float
    cpu: float


def main() -> None:
    """Fill the database, try a policy of six layers, and print meals a second, memory, and the ratios."""
    os.environ["NUANCAN_MODE"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canteen.config.settings")
    os.environ["NUANCAN_VAR"] = tempfile.mkdtemp(prefix="nuancan-trials-")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    assert connection.vendor == "postgresql", "the benchmark measures PostgreSQL"
    call_command("migrate", verbosity=0)
    from tests.bench.million import fill

    begun = time.perf_counter()
    fill(MEALS)
    print(f"{MEALS:,} meals written in {time.perf_counter() - begun:.0f} s")
    for round_number in range(ROUNDS):
        copied, bare = measured(_copy), measured(_read)
        before, resident = _resident(), [0.0]
        trial_id = _ask()
        run = measured(partial(_run, resident))
        meals, people = _came_of(trial_id)
        print(f"  round {round_number + 1}: {meals:,} meals of {people:,} people")
        print(f"    COPY of the rows   {copied.clock:6.1f} s")
        print(f"    the reading alone  {bare.clock:6.1f} s, {bare.cpu:.1f} s CPU of it here")
        print(f"    the trial          {run.clock:6.1f} s, {run.cpu:.1f} s CPU of it here")
        print(
            f"    {meals / run.clock:,.0f} meals a second, {run.clock / bare.clock:.2f} × the reading, "
            f"{run.clock / copied.clock:.1f} × COPY; memory {before:.0f} MB before, {resident[0]:.0f} MB at most",
            flush=True,
        )


def _ask() -> UUID:
    from canteen.models import Region, Staff
    from settlement.models import Policy, Trial
    from tests.bench.million import NOW
    from tests.bench.million_rows import FIRST
    from tests.bench.splits import document

    row = Trial(
        region=Region.objects.get(level="district"),
        policy=Policy.objects.first(),
        document=document(),
        digest="0" * 64,
        from_on=FIRST,
        until_on=NOW.date() + timedelta(days=1),
        budget="open",
        made_by=Staff.objects.first(),
        made_at=NOW,
    )
    row.save(force_insert=True)
    return row.id


def _run(resident: list[float]) -> None:
    from settlement.operations.trying import claim_trial, run_trial

    claim = claim_trial(now=datetime.now(UTC))
    assert claim is not None

    def breathe() -> None:
        resident[0] = max(resident[0], _resident())

    run_trial(claim=claim, clock=lambda: datetime.now(UTC), breathe=breathe)


def _came_of(trial_id: UUID) -> tuple[int, int]:
    from settlement.models import Trial

    row = Trial.objects.get(id=trial_id)
    assert row.state == "done", row.state
    assert row.result is not None
    return row.meals, row.result["people"]


def _read() -> None:
    from canteen.models import Region
    from canteen.queries.region_turns import canteens_inside
    from settlement.queries.trial_meals import PastMeals
    from tests.bench.million import NOW
    from tests.bench.million_rows import FIRST

    past = PastMeals(canteens_inside(region_id=Region.objects.get(level="district").id, on=NOW.date()))
    for step in range((NOW.date() - FIRST).days + 1):
        for _row in past.rows(FIRST + timedelta(days=step)):
            pass


def _copy() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for sql in COPIED:
            with cursor.copy(f"COPY ({sql}) TO STDOUT") as copy:
                for _piece in copy:
                    pass


def measured(act: Callable[[], Any]) -> Spent:
    """Run something once, and say what it took."""
    clock, cpu = time.perf_counter(), time.process_time()
    act()
    return Spent(time.perf_counter() - clock, time.process_time() - cpu)


def _resident() -> float:
    """What this process holds in memory, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_000_000


if __name__ == "__main__":
    main()
