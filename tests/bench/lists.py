"""What a price list costs in a town of many elders, beside a bare SELECT of the same rows: `make bench-lists`."""

import os
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

SIZES = tuple(int(size) for size in os.environ.get("BENCH_ELDERS", "6000,20000").split(","))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
QUESTIONS = ("made", "other canteen", "polled, read anew", "polled, shared")
CATEGORIES = ("dibao", "tekun", "shidu", "zhongcan")

# The very rows a list is made of, as the driver hands them out.
FLOOR = (
    """SELECT credential.elder_id, elder.name, elder.birth_on, credential.code FROM canteen_credential credential
       JOIN canteen_elder elder ON elder.id = credential.elder_id WHERE credential.blocked_at IS NULL""",
    """SELECT id, elder_id, kind, value_sealed, level, from_on FROM canteen_fact
       WHERE until_on IS NULL AND kind IN ('category', 'state')""",
)


def main() -> None:
    """Build a town of each size; print times, statements and memory of a list made, shared, and asked for again."""
    os.environ["NUANCAN_MODE"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canteen.config.settings")
    os.environ["NUANCAN_VAR"] = tempfile.mkdtemp(prefix="nuancan-lists-")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from tests.town import small_town

    town = small_town(elders=0, canteens=3)
    for size in SIZES:
        grow(town, size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        report(town, size)


def grow(town: Any, size: int) -> None:
    """Fill the town up to a number of elders: everybody registered and resident, every third with a category."""
    from canteen.gateways import vault
    from canteen.models import Credential, Elder, Fact
    from canteen.models.ids import new_id
    from tests.town import SINCE, at

    elders, facts, cards = [], [], []
    for number in range(Elder.objects.count(), size):
        elder = Elder(
            id=new_id(),
            name=f"张{chr(0x4E00 + number % 500)}兰",
            birth_on=date(1923, 1, 1) + timedelta(days=number * 7919 % 14_000),
            id_number_sealed=b"sealed",
            id_number_lookup=f"{number:064d}",
            recorded_at=at(8),
        )
        elders.append(elder)
        kinds = [("registration", "here"), ("residence", "here")]
        if number % 3 == 0:
            kinds.append(("category", CATEGORIES[number // 3 % len(CATEGORIES)]))
        for kind, value in kinds:
            row_id = new_id()
            sealed = vault.seal(value, table="canteen_fact", column="value_sealed", row_id=row_id)
            facts.append(
                Fact(
                    id=row_id, elder=elder, kind=kind, value_sealed=sealed, from_on=SINCE, recorded_at=at(8),
                    region=town.region if kind != "category" else None,
                )
            )  # fmt: skip
        cards.append(Credential(elder=elder, kind="card", code=f"9{number:07d}", issued_at=at(8)))
    Elder.objects.bulk_create(elders, batch_size=2000)
    Fact.objects.bulk_create(facts, batch_size=2000)
    Credential.objects.bulk_create(cards, batch_size=2000)


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds of one go."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def counted(work: Callable[[], Any]) -> tuple[int, Any]:
    """How many statements the work sends, and what it answers."""
    from django.db import connection

    sent = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        answer = work()
    return sent, answer


class Kiosks:
    """Devices that ask for their lists through the whole stack, at an instant the benchmark moves."""

    def __init__(self, town: Any, begins_at: datetime) -> None:
        from django.test import Client

        from kiosk.api import wire

        self.town, self.at, self.client = town, begins_at, Client(HTTP_HOST="127.0.0.1")
        vars(wire)["now"] = lambda: self.at

    def ask(self, place: int = 0, tag: str = "", packed: bool = False) -> Any:
        """One device's question, with the tag of the list it has."""
        from tests.town import SECRET

        headers = {"Authorization": f"Device {self.town.kiosks[place].id}.{SECRET}", "If-None-Match": tag}
        answer = self.client.get(
            "/api/v1/kiosk/list", headers=headers | ({"Accept-Encoding": "gzip"} if packed else {})
        )
        assert answer.status_code in (200, 304), answer.content
        return answer

    def later(self, **by: int) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


def floor() -> None:
    """Fetch the rows and do nothing with them."""
    from django.db import connection

    with connection.cursor() as cursor:
        for sql in FLOOR:
            cursor.execute(sql)
            cursor.fetchall()


def report(town: Any, size: int) -> None:
    """Measure one size: cold, for a second canteen of the same worker, asked again later, and with the tag."""
    from tests.town import at

    kiosks = Kiosks(town, at(11, 5) if size == min(SIZES) else at(12, 5))
    figures: dict[str, list[float]] = {name: [] for name in ("floor", *QUESTIONS)}
    kiosks.ask()
    for _ in range(ROUNDS):
        figures["floor"].append(timed(floor))
        kiosks.later(minutes=1)
        figures["made"].append(timed(kiosks.ask))
        figures["other canteen"].append(timed(partial(kiosks.ask, 1)))
        tag = str(kiosks.ask().headers.get("ETag", ""))
        kiosks.later(seconds=40)
        figures["polled, read anew"].append(timed(partial(kiosks.ask, tag=tag)))
        figures["polled, shared"].append(timed(partial(kiosks.ask, tag=tag)))
    kiosks.later(minutes=1)
    made, answer = counted(kiosks.ask)
    shared, _ = counted(kiosks.ask)
    kiosks.later(minutes=1)
    tracemalloc.start()
    kiosks.ask()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    bytes_packed = len(kiosks.ask(packed=True).content)
    print(f"\n{size} elders: {len(answer.content) / 1e6:.2f} MB, {bytes_packed / 1e6:.2f} MB where gzip is accepted")
    # The quickest of each: what else the machine does only ever adds.
    base = min(figures["floor"])
    for name, found in figures.items():
        print(f"  {name:18} {min(found):8.1f} ms   {min(found) / base:6.2f} × the bare SELECT")
    print(f"  statements: made {made}, asked again at once {shared}; peak {peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
