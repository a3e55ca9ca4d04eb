"""Runs the benchmark, as `make bench` does: `python -m tests.postgres --durable -- python -m tests.bench`."""

import itertools
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "6"))
BLOCK = int(os.environ.get("BENCH_BLOCK", "250"))
WORKERS, THREADS = 2, 4
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Build the town, start the server, run alternating blocks, print rates, latencies, CPU and ratios."""
    os.environ["NUANCAN_MODE"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canteen.config.settings")
    os.environ["NUANCAN_VAR"] = tempfile.mkdtemp(prefix="nuancan-bench-")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    assert connection.vendor == "postgresql", "the benchmark measures PostgreSQL"
    for name in ("fsync", "synchronous_commit"):
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == ("on",), f"{name} must be on"
    call_command("migrate", verbosity=0)
    from tests.bench import town as bench_town

    town = bench_town.build()
    queries = _queries_of_one(town)
    port = _free_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "tests.bench.wsgi:application"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)),
            *("--blocking-threads", str(THREADS), "--no-access-log", "--log-level", "warning"),
        ],
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )
    try:
        _wait_for(port)
        _measure(port, town, server.pid, queries)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)
    return 0


def _queries_of_one(town: Any) -> int:
    """Statements of one served check-in once accounts are remembered, BEGIN and COMMIT left out; one meal a canteen."""
    from django.db import connection

    from tests.bench.town import scans
    from tests.kiosk.attempts import card, take

    counted = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(sql, params, many, context)

    for scan in itertools.islice(scans(town), len(town.kiosks) * 2):
        counted = 0
        with connection.execute_wrapper(count):
            receipt = take(town.kiosks[scan.kiosk], card(scan.card, scan.made_at), scan.made_at)
        assert receipt.decision == "served", receipt
    return counted


def _measure(port: int, town: Any, server: int, queries: int) -> None:
    from tests.bench.load import Block, request, run
    from tests.bench.town import attempt, scans
    from tests.town import SECRET

    upcoming = itertools.islice(scans(town), len(town.kiosks) * 2, None)
    numbers = itertools.count(1_000_000)
    headers = [f"Device {kiosk.id}.{SECRET}" for kiosk in town.kiosks]

    def posts(path: str, some: Iterator[Any]) -> list[bytes]:
        made = []
        for scan in itertools.islice(some, BLOCK):
            sent_at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
            body = json.dumps({"sent_at": sent_at, "attempts": [attempt(scan, next(numbers))]}).encode()
            made.append(request("POST", path, body, headers[scan.kiosk]))
        return made

    empties = [request("GET", "/bench/empty")] * BLOCK
    for clients in (1, 8):
        blocks: dict[str, list[Block]] = {"empty": [], "chain": [], "check-in": []}
        spent: list[tuple[float, float]] = []
        for number in range(ROUNDS + 1):
            empty = run(port, empties, clients, b'"ok"')
            chain = run(port, posts("/bench/chain", scans(town)), clients, b'"ok"')
            before = _cpu(server)
            served = run(port, posts("/api/v1/kiosk/check-ins", upcoming), clients, b'"decision": "served"')
            after = _cpu(server)
            if number:  # the first round warms connections, caches and the clients themselves
                for name, block in (("empty", empty), ("chain", chain), ("check-in", served)):
                    blocks[name].append(block)
                spent.append(((after[0] - before[0]) / BLOCK, (after[1] - before[1]) / BLOCK))
        _print(clients, blocks, spent, queries)


def _print(clients: int, blocks: Any, spent: list[tuple[float, float]], queries: int) -> None:
    print(f"\n{clients} client(s), {ROUNDS} alternating blocks of {BLOCK}, {WORKERS} workers × {THREADS} threads")
    for name, found in blocks.items():
        every = sorted(one for block in found for one in block.latencies)
        p50, p99 = every[len(every) // 2], every[min(len(every) - 1, len(every) * 99 // 100)]
        rate = statistics.median(block.rate for block in found)
        print(f"  {name:<9} {rate:8.0f} a second   p50 {p50 * 1000:6.2f} ms   p99 {p99 * 1000:6.2f} ms")
    for limit in ("empty", "chain"):
        ratios = [mine.rate / other.rate for mine, other in zip(blocks["check-in"], blocks[limit], strict=True)]
        print(f"  check-in / {limit:<6} {statistics.median(ratios):.2f}  (blocks {min(ratios):.2f}–{max(ratios):.2f})")
    web, database = (statistics.median(pair[side] for pair in spent) * 1000 for side in (0, 1))
    print(f"  a check-in: {queries} statements, {web:.2f} ms CPU in the server, {database:.2f} ms CPU in PostgreSQL")


def _cpu(server: int) -> tuple[float, float]:
    """CPU seconds so far of the server with its workers, and of every PostgreSQL process."""
    web = postgres = 0.0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            name, _, rest = (entry / "stat").read_text().rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        seconds = (int(fields[11]) + int(fields[12])) / TICKS
        if int(entry.name) == server or int(fields[1]) == server:
            web += seconds
        elif "(postgres" in name:
            postgres += seconds
    return web, postgres


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not come up")


if __name__ == "__main__":
    raise SystemExit(main())
