"""Reads a list row by row and compares it with the register: the dry run, in batches that survive a kill (S8)."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Problem
from canteen.core.intake.cells import Cell, Unreadable, Wrong, plain
from canteen.core.intake.compare import compare
from canteen.core.intake.forms import Layout, Reading
from canteen.core.intake.kinds import SHAPES, Kind
from canteen.core.intake.known import PASSED, REPEATED, STANDING, WRONG, Plan, columns_of
from canteen.core.intake.merged import Line, joined
from canteen.core.intake.rows import Nature, Row, Values, passed_over, read_row
from canteen.core.intake.twice import given_twice, held_against, is_told_above, key_of, named_by
from canteen.core.sitting import service_day
from canteen.gateways.staging import LayoutChosen, Staged, key_lookup, plan_lookup, seal_row
from canteen.gateways.tables import Table, open_table
from canteen.models import Import, ImportRow
from canteen.models.ids import new_id
from canteen.models.sql import insert_many
from canteen.operations.imports.claims import Claimed, ClaimLost, Clock, renew
from canteen.queries.imports import ROWS_AT_ONCE, Told, content_of, layout_of, rows_about, rows_naming
from canteen.queries.intake import Ground, ground_of, known_of
from canteen.queries.staff import actor_by_id

NOTHING_TO_READ: Final = "nothing-to-read"
_COUNTED: Final = {"new": "rows_new", "changed": "rows_changed", "same": "rows_same"}
_SAYING: Final = {**_COUNTED, REPEATED: "rows_repeated", WRONG: "rows_wrong"}
_COUNTS: Final = {**_SAYING, PASSED: "rows_passed"}


def check_import(*, claim: Claimed, clock: Clock) -> None:
    """Read a claimed list to its end and leave it checked; begin where an earlier, killed reading stopped.

    A list that cannot be read after all is left failed, with the code of why. Each batch is written in a
    transaction of its own, under the claim; a list cancelled in the meantime is left as it is.
    """
    try:
        _read(claim, clock)
    except ClaimLost:
        return
    except Problem as problem:
        _fail(claim, problem.code, clock())


def _read(claim: Claimed, clock: Clock) -> None:
    seen = Import.objects.get(id=claim.import_id)
    layout = layout_of(seen=seen)
    if layout is None:
        raise ClaimLost()
    kind, today = Kind(seen.kind), service_day(clock())
    actor = actor_by_id(staff_id=seen.made_by_id, on=today)
    ground = ground_of(actor=actor, kind=kind, region_id=seen.region_id, on=today)
    table = open_table(content_of(import_id=seen.id))
    reading = Reading(ground.places, layout.year, table.since_1904)
    done = ImportRow.objects.filter(of_id=seen.id).order_by("-number").values_list("number", flat=True).first() or 0
    _expect(claim, table, layout, clock())
    read_as = Layout(SHAPES[kind], layout.mapping, layout.headings)
    lines = joined(_below_header(table, layout), read_as)
    for batch in _batches(line for line in lines if line.number > done):
        _write_batch(claim, batch, read_as, reading, ground, clock())
    _finish(claim, clock())


def _expect(claim: Claimed, table: Table, layout: LayoutChosen, now: datetime) -> None:
    with transaction.atomic():
        row = renew(claim, now=now)
        row.rows_expected = table.expected(layout.sheet)
        row.save(update_fields=["rows_expected"])


def _below_header(table: Table, layout: LayoutChosen) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    below = False
    left = layout.header_height
    for number, cells in table.rows(layout.sheet):
        if not below:
            left -= number >= layout.header_row
            below = left == 0
            continue
        yield number, cells


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    waiting = iter(lines)
    while batch := list(islice(waiting, ROWS_AT_ONCE)):
        yield batch


def _write_batch(
    claim: Claimed, batch: Sequence[Line], layout: Layout, reading: Reading, ground: Ground, now: datetime
) -> None:
    read = [(line.number, line.cells, _row(line, layout, reading, ground)) for line in batch]
    filled = [each for each in read if each[2].nature is not Nature.BLANK]
    plans = plans_of(ground=ground, rows=[row for _, _, row in filled])
    with transaction.atomic():
        counted = renew(claim, now=now)
        rows = _staged(counted.id, filled, plans, ground.kind)
        insert_many(rows)
        for row in rows:
            name = _COUNTS[row.outcome]
            setattr(counted, name, getattr(counted, name) + 1)
        counted.rows_read += len(batch)
        counted.rows_hidden += sum(any(cell.hidden for cell in cells) for _, cells, _ in filled)
        counted.save(update_fields=["rows_read", "rows_hidden", *_COUNTS.values()])


def _row(line: Line, layout: Layout, reading: Reading, ground: Ground) -> Row:
    if line.part_of:
        return passed_over(line.cells, Wrong("", "part-of-row", {"row": line.part_of}))
    return read_row(line.cells, layout, reading, ground.today)


def plans_of(*, ground: Ground, rows: Sequence[Row]) -> list[Plan]:
    """Return what each row comes to when compared with the register as it is now; notes come to nothing."""
    good = [row.values for row in rows if not row.wrongs]
    known = known_of(ground=ground, rows=good)
    return [
        Plan(PASSED if row.nature is Nature.NOTE else WRONG, (), row.wrongs)
        if row.wrongs
        else compare(ground.kind, row.values, known)
        for row in rows
    ]


def _staged(
    import_id: UUID, entries: Sequence[tuple[int, Sequence[Cell], Row]], plans: Sequence[Plan], kind: Kind
) -> list[ImportRow]:
    keys = [
        "" if row.wrongs else key_lookup(key_of(kind, row.values, plan.elder_id))
        for (_, _, row), plan in zip(entries, plans, strict=True)
    ]
    names = [
        key_lookup(named) if key and (named := named_by(kind, row.values)) else ""
        for (_, _, row), key in zip(entries, keys, strict=True)
    ]
    above = rows_about(import_id=import_id, keys={key for key in keys if key})
    having = rows_naming(import_id=import_id, names={name for name in names if name})
    found = []
    for (number, cells, row), plan, key, name in zip(entries, plans, keys, names, strict=True):
        content = key_lookup(repr(sorted(row.values.items())))
        if key:
            told, had = above.setdefault(key, []), having.setdefault(name, []) if name else []
            plan = _given_once(kind, row.values, _beside(kind, row.values, plan, content, told), had)
            if plan.outcome in STANDING:
                told.append(Told(number, content, row.values, plan))
                had.append(told[-1])
        row_id = new_id()
        staged = Staged(tuple(_shown(cell) for cell in cells), row.values, plan)
        found.append(
            ImportRow(
                id=row_id,
                of_id=import_id,
                number=number,
                outcome=plan.outcome,
                key_lookup=key,
                content_lookup=content,
                plan_lookup=plan_lookup(row.values, plan),
                named_lookup=name,
                columns=columns_of(plan, is_hidden=any(cell.hidden for cell in cells)),
                elder_id=plan.elder_id,
                sealed=seal_row(staged, row_id),
            )
        )
    return found


def _beside(kind: Kind, values: Values, plan: Plan, content: str, above: Sequence[Told]) -> Plan:
    """A row that adds nothing to one above is passed over; one that cannot stand beside it is a mistake."""
    for row in above:
        if row.content == content:
            return Plan(REPEATED, (), (Wrong("", "repeated", {"row": row.number}),), plan.elder_id)
    for row in above:
        if no := held_against(kind, values, plan, row.values, row.plan):
            return Plan(WRONG, (), (*plan.wrongs, no._replace(values={"row": row.number})), plan.elder_id)
    for row in above:
        if is_told_above(kind, values, plan, row.values):
            return Plan(REPEATED, (), (Wrong("", "gone-already", {"row": row.number}),), plan.elder_id)
    return plan


def _given_once(kind: Kind, values: Values, plan: Plan, having: Sequence[Told]) -> Plan:
    """A row that names what one above has, and may not have it too, is a mistake."""
    if plan.outcome not in STANDING:
        return plan
    for row in having:
        if no := given_twice(kind, values, row.values):
            return Plan(WRONG, (), (no._replace(values={"row": row.number}),), plan.elder_id)
    return plan


def _shown(cell: Cell) -> str:
    try:
        return plain(cell.text)
    except Unreadable:
        return cell.text[:200].encode("utf-8", errors="replace").decode().replace("\x00", "")


def digest_of(*, import_id: UUID) -> str:
    """Return the digest over all rows of a list and what would be written of each: what a person is shown and signs."""
    digest = hashlib.sha256(import_id.bytes)
    rows = ImportRow.objects.filter(of_id=import_id).order_by("number").values_list("number", "outcome", "plan_lookup")
    for number, outcome, plan in rows.iterator(chunk_size=2000):
        digest.update(f"{number}|{outcome}|{plan}\n".encode())
    return digest.hexdigest()


def _finish(claim: Claimed, now: datetime) -> None:
    with transaction.atomic():
        row = renew(claim, now=now)
        row.shown_digest = digest_of(import_id=row.id)
        row.state, row.checked_at = Import.State.CHECKED.value, now
        row.claim_id = row.claimed_until = None
        if not any(getattr(row, name) for name in _SAYING.values()):
            row.notice = NOTHING_TO_READ
        row.save()


def _fail(claim: Claimed, code: str, now: datetime) -> None:
    with transaction.atomic():
        try:
            row = renew(claim, now=now)
        except ClaimLost:
            return
        row.state, row.notice, row.ended_at = Import.State.FAILED.value, code[:40], now
        row.claim_id = row.claimed_until = None
        row.save()
