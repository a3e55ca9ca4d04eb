"""A clerk's desk for tests of lists: sends one in, confirms what was proposed, lets the sweeps run."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from canteen.core.intake.kinds import Kind
from canteen.core.scope import Actor, Role
from canteen.models import Import, ImportRow
from canteen.operations.imports.apply import Beside, apply_import
from canteen.operations.imports.check import check_import
from canteen.operations.imports.claims import Clock, claim_import
from canteen.operations.imports.decide import decide_import
from canteen.operations.imports.receive import confirm_layout, receive_import
from canteen.queries.imports import RowSeen, import_seen, proposal_of, rows_of
from tests.canteen.sheets import xlsx
from tests.county import NOW, County

SENDER = "here镇民政办"


def send(made: County, kind: Kind, content: bytes, actor: Actor | None = None, now: datetime = NOW) -> UUID:
    """Send a file in, have it read as proposed, and compared."""
    import_id = send_only(made, kind, content, actor, now)
    read(now)
    return import_id


def send_only(made: County, kind: Kind, content: bytes, actor: Actor | None = None, now: datetime = NOW) -> UUID:
    """Send a file in and confirm its columns as proposed; it is not read yet."""
    acting = actor or made.here.actor(Role.CLERK)
    import_id = receive_import(
        actor=acting,
        kind=kind,
        region_id=made.here.region_id,
        sender=SENDER,
        file_name="名册.xlsx",
        content=content,
        now=now,
    )
    confirm(acting, import_id, now)
    return import_id


def confirm(actor: Actor, import_id: UUID, now: datetime = NOW) -> None:
    """Confirm the columns as they are proposed."""
    seen = import_seen(actor=actor, import_id=import_id)
    found = proposal_of(seen=seen)
    assert found.header is not None
    confirm_layout(
        actor=actor,
        import_id=import_id,
        sheet=found.sheet,
        header_row=found.head[found.header.first][0],
        header_height=found.header.height,
        mapping=found.mapping,
        year=2026,
        now=now,
    )


def read(now: datetime = NOW, clock: Clock | None = None) -> None:
    """Run the sweep that reads; `clock`, if there is one, is asked before each batch."""
    kinds = frozenset(kind.value for kind in Kind)
    while claim := claim_import(state=Import.State.READING, kinds=kinds, now=now):
        check_import(claim=claim, clock=clock or (lambda: now))


def write(now: datetime = NOW, afterwards: Beside | None = None, clock: Clock | None = None) -> None:
    """Run the sweep that writes; `clock` likewise."""
    kinds = frozenset(kind.value for kind in Kind)
    while claim := claim_import(state=Import.State.APPLYING, kinds=kinds, now=now):
        apply_import(claim=claim, clock=clock or (lambda: now), afterwards=afterwards)


def decide(import_id: UUID, actor: Actor, now: datetime = NOW) -> None:
    """Decide about a list as its page shows it."""
    digest = Import.objects.values_list("shown_digest", flat=True).get(id=import_id)
    decide_import(actor=actor, import_id=import_id, digest=digest, now=now)


def applied(made: County, kind: Kind, rows: Iterable[Sequence[Any]], now: datetime = NOW, **given: Any) -> UUID:
    """Send rows in and let them take effect."""
    import_id = send(made, kind, xlsx(rows, **given), now=now)
    decide(import_id, made.founder() if kind is Kind.STAFF else made.here.actor(Role.CLERK), now)
    write(now)
    seen = Import.objects.get(id=import_id)
    assert (seen.state, seen.notice) == ("applied", "")
    return import_id


def rows(import_id: UUID) -> list[RowSeen]:
    """All rows of a list, opened."""
    return list(rows_of(import_id=import_id))


def outcomes(import_id: UUID) -> list[tuple[int, str]]:
    """Row numbers and what they came to."""
    return list(ImportRow.objects.filter(of_id=import_id).order_by("number").values_list("number", "outcome"))


def mistakes(import_id: UUID) -> list[tuple[int, str, str]]:
    """Row, column and code of every mistake."""
    return [(row.number, wrong.column, wrong.code) for row in rows(import_id) for wrong in row.staged.plan.wrongs]


def changes(import_id: UUID) -> list[tuple[int, str, str, str]]:
    """Row, field, before and after of everything that would change."""
    return [
        (row.number, each.field, each.before, each.after) for row in rows(import_id) for each in row.staged.plan.changes
    ]
