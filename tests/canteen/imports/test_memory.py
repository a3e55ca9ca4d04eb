"""Memory while lists are read and written, in bytes per added row: the file is held, and one batch of it (S8)."""

import gc
import io
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from ctypes import CDLL
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from canteen.core.identity import check_digit
from canteen.core.intake.kinds import Kind
from canteen.gateways.pinyin import order_of
from canteen.models import Elder, Fact, Import
from canteen.operations.imports import apply, check
from canteen.queries import imports as asked
from settlement.operations.touching import decide_touching
from settlement.queries.touched import NOTHING
from settlement.tasks import apply_touching
from tests.canteen.imports.desk import decide, read, send_only, write
from tests.canteen.sheets import raw_xlsx, sheet_xml
from tests.county import NOW, County, county
from tests.house.source import ROOT

HEAD = ("姓名", "身份证号", "村社区", "联系电话")
Row = tuple[str, ...]


def people(count: int, since: date = date(1930, 1, 1)) -> Iterator[Row]:
    """So many elders, each with a valid number of her own, below their header."""
    yield HEAD
    for number in range(count):
        first17 = f"330503{since + timedelta(days=number // 900):%Y%m%d}{number % 900 + 100:03d}"
        yield f"王{chr(0x4E00 + number % 700)}英", first17 + check_digit(first17), "here镇", f"139{number:08d}"


def as_csv(rows: Iterator[Row]) -> bytes:
    """A text of comma-separated values, made row by row: what its making held would be measured too."""
    text = io.BytesIO()
    text.writelines(f"{','.join(row)}\n".encode() for row in rows)
    return text.getvalue()


def deaths(count: int, since: date) -> Iterator[Row]:
    """A day of death for each of as many people."""
    yield "姓名", "身份证号", "死亡日期"
    for name, number, *_ in islice(people(count, since), 1, None):
        yield name, number, "2026-11-03"


def as_xlsx(rows: Iterator[Row]) -> bytes:
    """A workbook whose cells hold their own texts, as programs of registries write it."""
    cells = ("".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) for row in rows)
    return raw_xlsx(sheet_xml("".join(f"<row>{row}</row>" for row in cells)))


FORMS: dict[str, Callable[[Iterator[Row]], bytes]] = {"csv": as_csv, "xlsx": as_xlsx}


# A process of its own: what another test had held and given back would hide what is held here.
READER = """
import sys
from pathlib import Path
from canteen.gateways.tables import open_table
content = Path(sys.argv[1]).read_bytes()
rows = sum(1 for number, cells in open_table(content).rows(0) if len(cells) == 4)
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(rows, int(peak) * 1024 - len(content))
"""


@pytest.mark.parametrize("form", FORMS)
def test_twenty_thousand_rows_more_are_read_in_the_same_memory(form: str, tmp_path: Path) -> None:
    """A row that was held would take some seven hundred bytes; an allocator takes its memory by half a MiB and more."""
    peaks = []
    for count in (5_000, 25_000):
        file = tmp_path / str(count)
        file.write_bytes(FORMS[form](people(count)))
        given = [sys.executable, "-c", READER, str(file)]
        found = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
        assert int(found[0]) == count + 1
        peaks.append(int(found[1]))
    assert (peaks[1] - peaks[0]) / 20_000 < 100, peaks


def peak_to_the_register(made: County, count: int, since: date) -> int:
    """The most bytes held at once from the file to the register, beside the file."""
    content = as_csv(people(count, since))
    peaks: list[int] = []

    def look() -> datetime:
        """Before each batch: what is nobody's any more goes, or when it goes by itself is what is measured.

        Rings of garbage wait for many more of them; and the interpreter keeps some thousands of names of attributes it
        was asked for: how many of them are new hangs on where in memory they lie.
        """
        peaks.append(tracemalloc.get_traced_memory()[1])
        gc.collect()
        sys._clear_type_cache()
        tracemalloc.reset_peak()
        return NOW

    gc.collect()
    gc.freeze()
    tracemalloc.start()
    look()
    import_id = send_only(made, Kind.ELDERS, content)
    read(clock=look)
    decide(import_id, made.founder())
    write(clock=look)
    look()
    tracemalloc.stop()
    gc.unfreeze()
    assert Import.objects.get(id=import_id).state == "applied"
    return max(peaks) - len(content)


@pytest.mark.django_db
def test_what_is_written_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that was held would take a thousand bytes; the file and what tells its rows apart take some hundred."""
    for module in (check, apply, asked):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", 25)
    made = county()
    for name, *_ in people(700):
        order_of(name=name, is_person=True)  # the sound of each character is kept, once
    peak_to_the_register(made, 25, date(1920, 1, 1))  # what is loaded once is no part of either
    # What a process keeps for ever may grow at any time, a table of all its names by megabytes at once; not every time.
    peaks = {
        count: min(peak_to_the_register(made, count, date(year, 1, 1)) for year in years)
        for count, years in ((100, (1930, 1932, 1934)), (400, (1940, 1944, 1948)))
    }
    assert (peaks[400] - peaks[100]) / 300 < 500, peaks


def resident_peak(job: Callable[[], None]) -> int:
    """The most bytes of this process that were resident while a job ran, apart from what was free before it began."""
    CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the high-water mark begins anew
    job()
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def peak_of_deaths(made: County, count: int, since: date) -> int:
    """The same for a list of deaths, which is counted, shown and held as well."""
    import_id = send_only(made, Kind.DEATHS, as_csv(deaths(count, since)))
    peak = max(resident_peak(read), resident_peak(apply_touching))
    digest = Import.objects.values_list("shown_digest", flat=True).get(id=import_id)
    decide_touching(actor=made.founder(), import_id=import_id, digest=digest, mark=NOTHING, now=NOW)
    peak = max(peak, resident_peak(apply_touching))
    assert Import.objects.get(id=import_id).state == "applied"
    return peak


# Committed batch by batch, as in earnest: within one transaction PostgreSQL would go on planning for empty tables.
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", FORMS)
def test_a_hundred_thousand_rows_take_the_memory_of_twenty_thousand(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In real batches, as the operating system sees it; what is written no longer knows in what form it came."""
    monkeypatch.setattr("settlement.tasks.now", lambda: NOW)
    made = county()
    at_first = [*made.here.elders, *made.there.elders]
    peaks: list[int] = []
    for count, since in ((20_000, date(1920, 1, 1)), (100_000, date(1930, 1, 1))):
        content, before = FORMS[form](people(count, since)), Elder.objects.count()
        size, import_id = len(content), send_only(made, Kind.ELDERS, content)
        del content
        peaks.append(resident_peak(read))
        assert Import.objects.get(id=import_id).rows_new == count
        if form == "csv":
            decide(import_id, made.founder())
            peaks[-1] = max(peaks[-1], resident_peak(write))
            assert Elder.objects.count() == before + count
            peaks[-1] = max(peaks[-1], peak_of_deaths(made, count, since))
            assert Fact.objects.filter(kind="state").count() == before + count - len(at_first)
        print(f"{form}: {count} rows, {size / 1e6:.1f} MB; with it at most {peaks[-1] / 1e6:.1f} MB resident")
    assert (peaks[1] - peaks[0]) / 80_000 < 150
