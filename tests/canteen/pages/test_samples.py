"""Every kind of list in every kind of file, with every trouble towns put into them, through the clerk's pages (S8)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from django.test import Client

from canteen.core.intake.kinds import Kind
from canteen.core.region import Level
from canteen.core.scope import Role
from canteen.models.sql import is_postgres
from canteen.operations.places import register_region
from tests.canteen.imports.browser import signed_in, words
from tests.canteen.imports.desk import applied, write
from tests.canteen.samples.every import SAMPLES
from tests.canteen.samples.page import decided, mistakes_taken_home, rows_of, sent
from tests.canteen.samples.register import register
from tests.canteen.samples.sample import Sample, Told
from tests.canteen.samples.table import FORMS, Table, filled_down
from tests.county import NOW, SINCE, County, county

pytestmark = pytest.mark.django_db
Send = Callable[[bytes], str]


@pytest.fixture(autouse=True)
def _a_morning_that_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    minutes = count()

    def now() -> datetime:
        return NOW + timedelta(seconds=next(minutes))

    for module in ("imports", "import_acts"):
        monkeypatch.setattr(f"canteen.views.{module}.now", now)


def forms() -> Mapping[str, Callable[[Table], bytes]]:
    """Every form where the tests are quicker; what a text is decoded to does not depend on the database."""
    return {"xlsx": FORMS["xlsx"]} if is_postgres() else FORMS


def ground(sample: Sample) -> County:
    """Two towns with villages, one of which has a namesake, and what took effect before this list was sent."""
    made = county()
    for name, town in (("花林村", made.here), ("东明村", made.here), ("东明村", made.there)):
        register_region(
            actor=made.founder(),
            name=name,
            level=Level.VILLAGE,
            parent_id=town.region_id,
            from_on=SINCE,
            now=NOW,
        )
    for kind, rows in sample.ground:
        applied(made, kind, rows)
    return made


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def unnumbered(told: Iterable[Told]) -> list[object]:
    """Rows without their numbers, and without those that only repeat another."""
    return [row[1:] for row in told if row.outcome != "重复行"]


@pytest.mark.parametrize("kind", SAMPLES)
def test_what_towns_send_is_told_mended_and_written_once(kind: Kind) -> None:
    """Every form of a sample says the same: mistakes, differences; what is written is what the clean one says."""
    sample = SAMPLES[kind]
    made = ground(sample)
    clerk = signed_in(made.here.staff[Role.CLERK])
    decides = signed_in(made.founder_id) if kind is Kind.STAFF else clerk

    def send(content: bytes) -> str:
        return sent(clerk, kind=kind, region_id=made.here.region_id, content=content)

    before = register()
    after = before + Counter(sample.adds) - Counter(sample.ends)
    for form, made_of in forms().items():
        _troubles_are_told(sample, form, send(made_of(sample.troubled)), clerk)
        assert register() == before, form
    with taken_back():
        _takes_effect(sample, unnumbered, send(FORMS["CSV UTF-8"](sample.clean)), clerk, decides)
        assert register() == after
    mended = {
        form: made_of(sample.mended if form == "xlsx" else filled_down(sample.mended))
        for form, made_of in forms().items()
    }
    address = send(mended["xlsx"])
    assert told_of(sample.mended, clerk, address) == list(sample.difference)
    _takes_effect(sample, list, address, clerk, decides)
    assert register() == after
    _changes_nothing_again(sample, mended, send, clerk)
    assert register() == after


def told_of(table: Table, clerk: Client, address: str) -> list[Told]:
    """What the rows of a table come to; whatever else stands below its header is shown as passed over."""
    told, passed = entries(clerk, address), rows_of(words(clerk, f"{address}?outcome=passed"))
    filled = {number for number, row in enumerate(table.rows, start=1) if any(str(cell or "").strip() for cell in row)}
    assert {row.number for row in passed} == {number for number in filled if number > told[0].number} - {
        row.number for row in told
    }
    assert {row.outcome for row in passed} == {"跳过"}
    return told


def entries(clerk: Client, address: str) -> list[Told]:
    """The rows of a list without those that are passed over."""
    return [row for row in rows_of(words(clerk, f"{address}?outcome=all")) if row.outcome != "跳过"]


def _troubles_are_told(sample: Sample, form: str, address: str, clerk: Client) -> None:
    """On the page, row by row, and in the table of mistakes that is taken home, whatever the file was."""
    in_text = {} if form == "xlsx" else sample.outcome_in_text
    expected = [in_text.get(row.number, row) for row in sample.outcome]
    assert told_of(sample.troubled, clerk, address) == expected, form
    if form == "xlsx":
        wrong = [(row.number, "；".join(row.words).replace("：", ": ")) for row in expected if row.outcome == "有误"]
        at_home = [(number, words.replace("：", ": ")) for number, words in mistakes_taken_home(clerk, address)]
        assert at_home == wrong


def _takes_effect(
    sample: Sample, seen: Callable[[Iterable[Told]], list[object]], address: str, clerk: Client, decides: Client
) -> None:
    assert seen(entries(clerk, address)) == seen(sample.difference)
    decided(decides, address)
    write()
    assert "整份生效" in words(clerk, address)


def _changes_nothing_again(sample: Sample, mended: Mapping[str, bytes], send: Send, clerk: Client) -> None:
    """Neither the same file nor what says the same in another form, mended or clean, has anything to write."""
    for form, content in mended.items():
        address = send(content)
        same = [(row.number, "重复行" if row.outcome == "重复行" else "无变化") for row in sample.difference]
        page = words(clerk, f"{address}?outcome=all")
        assert [(row.number, row.outcome) for row in entries(clerk, address)] == same, form
        assert "与现有登记一致，没有需要写入的内容" in page, form
        assert "确认生效" not in page, form
        assert ("完全相同的文件已于" in page) is (form == "xlsx"), form
    clean = send(FORMS["CSV GB18030"](sample.clean))
    assert {row.outcome for row in rows_of(words(clerk, f"{clean}?outcome=all"))} == {"无变化"}
