"""The chain over deeds: linked once; what is changed, deleted, inserted, reordered or cut off is found (S6)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from canteen.core.identity import mask_id_number
from canteen.core.scope import Actor, OutOfScope, Role
from canteen.models import Deed, DeedLink, Duty
from canteen.models.ids import new_id
from canteen.models.triggers import Immutable
from canteen.operations.deed_chain import link_deeds
from canteen.operations.deeds import do
from canteen.queries.deeds import Break, Head, deeds, head, verify
from canteen.tasks import link_deeds as link_deeds_task
from tests.county import NOW, SINCE, County, county, id_number

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=1)


def act(number: int, at: Any = NOW) -> None:
    do(
        staff_id=None,
        verb="test",
        subject_kind="thing",
        subject_id=new_id(),
        detail={"number": number, "名": "值"},
        now=at,
    )


@pytest.fixture
def chain() -> None:
    """Five deeds, linked."""
    for number in range(1, 6):
        act(number)
    assert link_deeds(now=LATER) == 5


@contextmanager
def unguarded() -> Iterator[Any]:
    """Lift the triggers, as somebody with the database's own password could."""
    guards = [Immutable("canteen_deed"), Immutable("canteen_deedlink")]
    with connection.cursor() as cursor:
        for guard in guards:
            for statement in guard.statements(connection.vendor)[0]:
                cursor.execute(statement)
        yield cursor
        for guard in guards:
            for statement in guard.statements(connection.vendor)[1]:
                cursor.execute(statement)


def broken() -> list[tuple[int | None, str]]:
    return [(found.sequence, found.what.value) for found in verify(now=LATER)]


def test_a_reason_keeps_no_id_number(db: None) -> None:
    number = id_number(5)
    do(staff_id=None, verb="x", subject_kind="staff", subject_id=new_id(), reason=f"看过{number}本人", now=NOW)
    assert [deed.reason for deed in Deed.objects.filter(verb="x")] == [f"看过{mask_id_number(number)}本人"]


def test_deeds_are_linked_once_in_bounded_batches() -> None:
    for number in range(5):
        act(number)
    assert [link_deeds(now=LATER, at_most=3) for _ in range(3)] == [3, 2, 0]
    assert list(DeedLink.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]
    before = list(DeedLink.objects.order_by("sequence").values_list("digest", flat=True))
    assert link_deeds(now=LATER + timedelta(days=7)) == 0
    assert list(DeedLink.objects.order_by("sequence").values_list("digest", flat=True)) == before
    assert verify(now=LATER) == ()


def test_the_task_links_what_there_is() -> None:
    act(1)
    assert (link_deeds_task(), link_deeds_task()) == (1, 0)


def test_who_comes_second_links_nothing(chain: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers at once: the slower one read the same head, and the place it wants is taken."""
    act(6)
    act(7)
    stale = Head(5, DeedLink.objects.get(sequence=5).digest)
    assert link_deeds(now=LATER, at_most=1) == 1
    monkeypatch.setattr("canteen.operations.deed_chain.head", lambda: stale)
    with transaction.atomic():
        assert link_deeds(now=LATER) == 0
    monkeypatch.undo()
    assert link_deeds(now=LATER) == 1
    assert verify(now=LATER) == ()


@pytest.mark.parametrize(
    ("column", "value"),
    [("verb", "other"), ("reason", "x"), ("detail", '{"number": 3}'), ("subject_kind", "y"), ("address", "z")],
)
def test_a_changed_deed_is_found(chain: None, column: str, value: str) -> None:
    deed_id = DeedLink.objects.get(sequence=3).deed_id
    with unguarded() as cursor:
        cursor.execute(
            f"UPDATE canteen_deed SET {column} = %s WHERE id = %s",
            [value, deed_id if connection.vendor == "postgresql" else deed_id.hex],
        )
    assert broken() == [(3, "changed")]


def test_a_deleted_deed_is_found(chain: None) -> None:
    link = DeedLink.objects.get(sequence=3)
    with unguarded():
        DeedLink.objects.filter(id=link.id)._raw_delete("default")
        Deed.objects.filter(id=link.deed_id)._raw_delete("default")
    assert broken() == [(3, "missing"), (4, "changed")]


def test_an_inserted_deed_is_found(chain: None) -> None:
    act(99)
    forged = Deed.objects.order_by("-id")[0]
    with unguarded() as cursor:
        for sequence in (5, 4, 3):
            cursor.execute("UPDATE canteen_deedlink SET sequence = %s WHERE sequence = %s", [sequence + 1, sequence])
    DeedLink.objects.create(deed=forged, sequence=3, digest="f" * 64, linked_at=LATER)
    assert broken() == [(3, "changed"), (4, "changed"), (5, "changed"), (6, "changed")]


def test_reordered_deeds_are_found(chain: None) -> None:
    with unguarded() as cursor:
        for old, new in ((2, 99), (4, 2), (99, 4)):
            cursor.execute("UPDATE canteen_deedlink SET sequence = %s WHERE sequence = %s", [new, old])
    assert broken() == [(2, "changed"), (3, "changed"), (4, "changed"), (5, "changed")]


def test_links_cut_off_are_found_by_the_exported_head(chain: None) -> None:
    exported = head()
    assert exported is not None
    with unguarded():
        for sequence in (5, 4):
            DeedLink.objects.filter(sequence=sequence)._raw_delete("default")
    assert broken() == []
    found = verify(now=LATER, exported=exported)
    assert [(each.sequence, each.what) for each in found] == [(4, Break.MISSING), (5, Break.MISSING)]


def test_a_chain_written_anew_is_found_by_the_exported_head(chain: None) -> None:
    exported = Head(3, "0" * 64)
    assert [(each.sequence, each.what) for each in verify(now=LATER, exported=exported)] == [(3, Break.CHANGED)]


def test_a_deed_dated_back_is_found(chain: None) -> None:
    act(6, at=NOW - timedelta(days=30))
    assert [found.what for found in verify(now=LATER)] == [Break.UNLINKED]
    link_deeds(now=LATER)
    assert broken() == [(6, "late")]


def _auditor_of_all(made: County) -> Actor:
    staff_id = made.here.staff[Role.AUDITOR]
    Duty.objects.create(staff_id=staff_id, role="auditor", region_id=made.region_id, from_on=SINCE)
    return made.here.actor(Role.AUDITOR)


def test_an_auditor_of_a_town_reads_the_deeds_of_those_who_work_there() -> None:
    made = county()
    do(staff_id=None, verb="sweep", subject_kind="test", subject_id=new_id(), now=NOW)
    for town in (made.here, made.there):
        do(staff_id=town.staff[Role.CLERK], verb="act", subject_kind="test", subject_id=town.region_id, now=NOW)
    assert [deed.subject_id for deed in deeds(actor=made.here.actor(Role.AUDITOR))] == [made.here.region_id]
    assert deeds(actor=made.here.actor(Role.AUDITOR), subject_id=made.there.region_id) == ()
    everything = deeds(actor=_auditor_of_all(made))
    assert [deed.verb for deed in everything[:3]] == ["act", "act", "sweep"]
    assert len(everything) == Deed.objects.count()


def test_only_an_auditor_reads_deeds() -> None:
    made = county()
    auditor = _auditor_of_all(made)
    newest = deeds(actor=auditor)
    assert [deed.id for deed in newest] == list(Deed.objects.order_by("-id").values_list("id", flat=True))
    assert [deed.verb for deed in deeds(actor=auditor, subject_id=made.here.canteen_id)] == ["register"]
    assert [deed.id for deed in deeds(actor=auditor, before=newest[0].id)] == [deed.id for deed in newest[1:]]
    for role in Role:
        if role is not Role.AUDITOR:
            with pytest.raises(OutOfScope):
                deeds(actor=made.here.actor(role))
