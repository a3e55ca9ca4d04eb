"""The work on a list: killed and resumed, run twice, cancelled in between."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Role
from canteen.models import Elder, Import, ImportPart, ImportRow
from canteen.operations.imports import apply, check
from canteen.operations.imports import write as write_module
from canteen.operations.imports.check import check_import
from canteen.operations.imports.claims import LEASE, Claimed, claim_import
from canteen.operations.imports.decide import cancel_import
from canteen.operations.imports.forget import KEPT, forget_imports
from canteen.operations.imports.receive import receive_import
from canteen.queries import imports as asked
from tests.canteen.imports.desk import SENDER, confirm, decide, outcomes, read, send, write
from tests.canteen.sheets import xlsx
from tests.county import NOW, County, county, id_number

pytestmark = pytest.mark.django_db
HEAD = ("姓名", "身份证号", "村社区")
KINDS = frozenset(kind.value for kind in Kind)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> County:
    for module in (check, apply, asked):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", 5)
    return county()


def people(count: int) -> list[tuple[Any, ...]]:
    return [HEAD, *[("王桂英", id_number(100 + number), "here镇") for number in range(count)]]


def sent(made: County, count: int) -> UUID:
    """A list whose columns are confirmed, not read yet."""
    actor = made.here.actor(Role.CLERK)
    import_id = receive_import(
        actor=actor,
        kind=Kind.ELDERS,
        region_id=made.here.region_id,
        sender=SENDER,
        file_name="名册.xlsx",
        content=xlsx(people(count)),
        now=NOW,
    )
    confirm(actor, import_id)
    return import_id


def claimed(now: datetime = NOW, state: str = "reading") -> Claimed:
    claim = claim_import(state=state, kinds=KINDS, now=now)
    assert claim is not None
    return claim


class Killed(BaseException):
    """What no `except Exception` stops, as a kill."""


def kill_after(batches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker die when it begins its next batch."""
    real, done = check._write_batch, iter(range(batches))

    def dying(*given: Any) -> None:
        if next(done, None) is None:
            raise Killed()
        real(*given)

    monkeypatch.setattr(check, "_write_batch", dying)


def test_a_killed_reading_goes_on_where_it_stopped(made: County, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = sent(made, 23)
    with monkeypatch.context() as patch:
        kill_after(2, patch)
        with pytest.raises(Killed):
            check_import(claim=claimed(), clock=lambda: NOW)
    assert (ImportRow.objects.count(), Import.objects.get().rows_read) == (10, 10)
    first = set(ImportRow.objects.values_list("id", flat=True))
    assert claim_import(state="reading", kinds=KINDS, now=NOW) is None  # the dead one's claim still holds
    later = NOW + LEASE + timedelta(seconds=1)
    check_import(claim=claimed(later), clock=lambda: later)
    seen = Import.objects.get()
    assert (seen.state, seen.rows_read, seen.rows_new) == ("checked", 23, 23)
    assert first < set(ImportRow.objects.values_list("id", flat=True))
    assert [number for number, _ in outcomes(import_id)] == list(range(2, 25))
    fresh = check.digest_of(import_id=import_id)
    assert seen.shown_digest == fresh


def test_two_workers_on_one_list_write_each_row_once(made: County) -> None:
    sent(made, 12)
    slow = claimed()
    later = NOW + LEASE + timedelta(seconds=1)
    quick = claimed(later)
    check_import(claim=slow, clock=lambda: later)  # has lost its claim: writes nothing
    assert ImportRow.objects.count() == 0
    check_import(claim=quick, clock=lambda: later)
    check_import(claim=quick, clock=lambda: later)
    assert (Import.objects.get().state, ImportRow.objects.count()) == ("checked", 12)


def test_a_list_cancelled_while_it_is_read_stays_cancelled(made: County, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = sent(made, 12)
    real = check._write_batch

    def then_cancelled(*given: Any) -> None:
        real(*given)
        if Import.objects.get().state == "reading":
            cancel_import(actor=made.here.actor(Role.CLERK), import_id=import_id, now=NOW)

    monkeypatch.setattr(check, "_write_batch", then_cancelled)
    read()
    assert (Import.objects.get().state, ImportRow.objects.count()) == ("cancelled", 5)


def test_a_writing_that_dies_or_is_cancelled_leaves_nothing(made: County, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = send(made, Kind.ELDERS, xlsx(people(12)))
    actor = made.here.actor(Role.CLERK)
    decide(import_id, actor)
    real, calls = write_module.write_rows, iter(range(9))

    def dying(**given: Any) -> None:
        real(**given)
        if next(calls) == 1:
            raise Killed()

    with monkeypatch.context() as patch:
        patch.setattr(apply, "write_rows", dying)
        with pytest.raises(Killed):
            write()
    assert (Import.objects.get().state, Elder.objects.count()) == ("applying", 4)

    def cancelling(**given: Any) -> None:
        real(**given)
        Import.objects.filter(id=import_id).update(state="cancelled")

    later = NOW + LEASE + timedelta(seconds=1)
    with monkeypatch.context() as patch:
        patch.setattr(apply, "write_rows", cancelling)
        write(later)
    assert Elder.objects.count() == 4
    Import.objects.filter(id=import_id).update(state="applying", claimed_until=None)
    write(later)
    write(later)
    assert (Import.objects.get().state, Elder.objects.count()) == ("applied", 16)


def test_a_row_changed_after_it_was_shown_is_not_written(made: County) -> None:
    import_id = send(made, Kind.ELDERS, xlsx(people(3)))
    decide(import_id, made.here.actor(Role.CLERK))
    ImportRow.objects.filter(of_id=import_id, number=3).update(outcome="same")
    write()
    assert (Import.objects.get().state, Import.objects.get().notice) == ("reading", "register-changed")
    assert Elder.objects.count() == 4


def test_ended_lists_are_emptied(made: County) -> None:
    import_id = send(made, Kind.ELDERS, xlsx(people(3)))
    assert forget_imports(now=NOW) == 0
    decide(import_id, made.here.actor(Role.CLERK))
    write()
    assert forget_imports(now=NOW + timedelta(days=1)) == 0
    assert forget_imports(now=NOW + KEPT + timedelta(days=1)) == 1
    assert (ImportRow.objects.count(), ImportPart.objects.count(), Import.objects.get().rows_new) == (0, 0, 3)
    other = send(made, Kind.ELDERS, xlsx(people(4)))
    cancel_import(actor=made.here.actor(Role.CLERK), import_id=other, now=NOW)
    assert (forget_imports(now=NOW), ImportRow.objects.count()) == (1, 0)
