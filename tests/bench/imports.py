"""What a list of 100,000 elders costs, step by step, beside COPY of the very rows it writes: `make bench`."""

import os
import resource
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

SIZES = tuple(int(size) for size in os.environ.get("BENCH_LIST_ROWS", "20000,100000").split(","))
HEADINGS = "姓名,身份证号,村社区,联系电话,类别,享受时间,卡号"
CATEGORIES = ("低保", "特困", "失独", "重残")
TABLES = ("canteen_elder", "canteen_fact", "canteen_credential")
NOW = datetime(2026, 11, 20, 0, tzinfo=UTC)


def main() -> None:
    """Take a list of each size in, each in an empty register; print time, CPU and memory of every step."""
    os.environ["NUANCAN_MODE"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canteen.config.settings")
    os.environ["NUANCAN_VAR"] = tempfile.mkdtemp(prefix="nuancan-imports-")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.county import county
    from tests.flush import guards_lifted

    for size in SIZES:
        with guards_lifted():
            call_command("flush", interactive=False, verbosity=0)
        report(county(), size)


def numbers(count: int) -> Any:
    """Valid ID numbers, each of another person."""
    from canteen.core.identity import check_digit

    for number in range(count):
        born = date(1930, 1, 1) + timedelta(days=number // 900)
        first = f"330503{born:%Y%m%d}{number % 900 + 100:03d}"
        yield first + check_digit(first)


def content_of(count: int) -> bytes:
    """A list of elders with telephone and card, every fourth with a category."""
    lines = [HEADINGS]
    for number, id_number in enumerate(numbers(count)):
        category = CATEGORIES[number // 4 % 4] if number % 4 == 0 else ""
        name = f"王{chr(0x4E00 + number % 700)}英"
        lines.append(f"{name},{id_number},here镇,139{number:08d},{category},2025-03-01,{number + 20_000_000}")
    return "\n".join(lines).encode()


class Step:
    """Measures one step: wall time, CPU of this process, the most memory it held."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> "Step":
        Path("/proc/self/clear_refs").write_text("5")  # the high-water mark begins anew
        self.began, self.spent, self.database = time.perf_counter(), cpu(), cpu_of_postgres()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = time.perf_counter() - self.began
        here, database = cpu() - self.spent, cpu_of_postgres() - self.database
        self.busy = here + database
        print(
            f"  {self.name:<20} {self.wall:7.1f} s   CPU {here:6.1f} s here {database:6.1f} s in PostgreSQL   "
            f"peak {peak_mb():5.0f} MB",
            flush=True,
        )


def cpu() -> float:
    """CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cpu_of_postgres() -> float:
    """CPU seconds so far of the process of PostgreSQL that works for this one."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        fields = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb() -> float:
    """The most memory that was resident since the mark was set anew."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def report(made: Any, size: int) -> None:
    """Send in, read and compare, sign, write; then the same list again, which changes nothing."""
    from canteen.core.intake.kinds import Kind
    from canteen.core.scope import Role
    from canteen.models import Elder, Import
    from tests.canteen.imports import desk

    content = content_of(size)
    clerk = made.here.actor(Role.CLERK)
    print(f"\n{size} elders, {len(content) / 1e6:.1f} MB")
    with Step("sent in, columns"):
        import_id = desk.send_only(made, Kind.ELDERS, content, clerk)
    with Step("read and compared"):
        desk.read(NOW)
    with Step("signed"):
        desk.decide(import_id, made.founder(), NOW)
    before = Elder.objects.count()
    with Step("written") as written:
        desk.write(NOW)
    assert Import.objects.get(id=import_id).state == "applied"
    assert Elder.objects.count() == before + size
    again = desk.send_only(made, Kind.ELDERS, content, clerk)
    with Step("the same, read again"):
        desk.read(NOW)
    assert Import.objects.get(id=again).rows_same == size
    beside_copy(written)


def beside_copy(written: Step) -> None:
    """COPY the rows that were written into empty tables of the same shape, indexes and all: no writing is quicker."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    pieces: dict[str, list[bytes]] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TEMP TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as out:
                pieces[table] = [bytes(piece) for piece in out]
        with Step("COPY of the same") as bare:
            for table in TABLES:
                with cursor.copy(f"COPY bare_{table} FROM STDIN (FORMAT binary)") as taken:
                    for piece in pieces[table]:
                        taken.write(piece)
        for table in TABLES:
            cursor.execute(f"DROP TABLE bare_{table}")
    print(f"  written / COPY: {written.wall / bare.wall:.1f} by the clock, {written.busy / bare.busy:.1f} by CPU")


if __name__ == "__main__":
    main()
