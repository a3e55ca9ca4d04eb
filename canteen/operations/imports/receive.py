"""Receives a list: the file is looked at, sealed and kept; how its columns are read is confirmed by a person."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from canteen.core.errors import Conflict, Invalid
from canteen.core.identity import holds_persons_number, without_persons_numbers
from canteen.core.intake.header import header_at
from canteen.core.intake.kinds import SHAPES, Kind
from canteen.core.scope import Actor
from canteen.gateways.staging import LayoutChosen, content_lookup, pieces_of, seal_layout, sealed_pieces
from canteen.gateways.tables import open_table
from canteen.models import ColumnMap, Import, ImportPart, ImportRow, Sender
from canteen.models.ids import new_id
from canteen.operations.deeds import do
from canteen.queries.imports import import_seen, lock_import, proposal_of
from canteen.queries.intake import IMPORTERS

LONGEST_SENDER: Final = 80
LONGEST_FILE_NAME: Final = 120
YEARS: Final = range(1990, 2100)


class BadImport(Invalid):
    """The sender's name, or how the columns are to be read, is not valid."""

    code = "bad-import"
    zh = "来源名称或列的对应有误"


class ImportMovedOn(Conflict):
    """This list has moved on in the meantime; look at it again."""

    code = "import-moved-on"
    zh = "这份名单的状态已经变化，请刷新后再看"


def receive_import(
    *, actor: Actor, kind: Kind, region_id: UUID, sender: str, file_name: str, content: bytes, now: datetime
) -> UUID:
    """Keep a file, sealed, for one region and from one sender, and return the import's id.

    OutOfScope, BadImport; UnfitTable and its kinds for a file that cannot be read or is too large (S8).
    """
    actor.require_region(*IMPORTERS[kind], region_id=region_id)
    name = " ".join(sender.split())
    if not 0 < len(name) <= LONGEST_SENDER or holds_persons_number(name):
        raise BadImport([("sender", f"must be 1 to {LONGEST_SENDER} characters")])
    table = open_table(content)
    for sheet in range(len(table.sheets())):
        next(table.rows(sheet), None)  # a file that cannot be read is refused while its sender still holds it
    with transaction.atomic():
        source, _ = Sender.objects.get_or_create(region_id=region_id, name=name, defaults={"recorded_at": now})
        row = Import(
            kind=kind.value,
            sender=source,
            region_id=region_id,
            file_name=_file_name(file_name),
            byte_count=len(content),
            content_lookup=content_lookup(content),
            made_by_id=actor.staff_id,
            made_at=now,
        )
        row.save(force_insert=True)
        ids = [new_id() for _ in range(pieces_of(content))]
        ImportPart.objects.bulk_create(
            [
                ImportPart(id=part_id, of=row, number=number, sealed=sealed)
                for number, (part_id, sealed) in enumerate(zip(ids, sealed_pieces(content, ids), strict=True))
            ],
            batch_size=20,
        )
        do(
            staff_id=actor.staff_id,
            verb="send in",
            subject_kind="import",
            subject_id=row.id,
            detail={"kind": kind.value, "region": str(region_id), "bytes": len(content)},
            now=now,
        )
    return row.id


def confirm_layout(
    *,
    actor: Actor,
    import_id: UUID,
    sheet: int,
    header_row: int,
    header_height: int,
    mapping: Mapping[int, str],
    year: int,
    now: datetime,
) -> None:
    """Say how a list is read, remember it for its sender, and have it read; also again, after it was checked.

    NoSuchImport, ImportMovedOn; BadImport names the columns that are missing or stand twice.
    """
    seen = import_seen(actor=actor, import_id=import_id)
    shape = SHAPES[Kind(seen.kind)]
    proposal = proposal_of(seen=seen, sheet=sheet, header_row=header_row, header_height=header_height)
    rows = [cells for _, cells in proposal.head]
    at = next((at for at, (number, _) in enumerate(proposal.head) if number == header_row), None)
    header = None if at is None else header_at(rows, at, header_height)
    if header is None or proposal.sheet != sheet or year not in YEARS:
        raise BadImport([("header_row", "must be one of the first rows")])
    keys = [key for position, key in mapping.items() if shape.column(key) and 0 <= position < len(header.headings)]
    mistakes = [("twice", key) for key in dict.fromkeys(keys) if keys.count(key) > 1]
    mistakes += [("missing", group[0][0]) for group in shape.missing(frozenset(keys))]
    if mistakes or len(keys) < len(mapping):
        raise BadImport(mistakes or [("mapping", "names a column that is not there")])
    names = proposal.sheets[sheet].name, proposal.unread
    layout = LayoutChosen(sheet, header_row, header_height, dict(mapping), header.headings, year, *names)
    with transaction.atomic():
        row = lock_import(import_id=import_id)
        if row.state not in (Import.State.SENT, Import.State.CHECKED):
            raise ImportMovedOn()
        ColumnMap.objects.update_or_create(
            sender_id=row.sender_id,
            kind=row.kind,
            signature=header.signature,
            defaults={
                "columns": {str(position): key for position, key in mapping.items()},
                "confirmed_by_id": actor.staff_id,
                "confirmed_at": now,
            },
        )
        row.laid_out_by_id = actor.staff_id
        begin_reading(row, layout=layout)


def begin_reading(row: Import, *, layout: LayoutChosen | None = None, notice: str = "") -> None:
    """Have a list read, or read again, from its first row; rows of an earlier reading go. The caller locks it."""
    ImportRow.objects.filter(of=row).delete()
    if layout is not None:
        row.layout_sealed = seal_layout(layout, row.id)
    row.state, row.notice, row.shown_digest = Import.State.READING.value, notice, ""
    row.rows_expected = row.rows_read = row.rows_written = 0
    row.rows_new = row.rows_changed = row.rows_same = row.rows_repeated = row.rows_wrong = 0
    row.rows_passed = row.rows_hidden = 0
    row.claim_id = row.claimed_until = row.checked_at = None
    row.decided_by = row.signed_by = row.signed_at = None
    row.save()


def _file_name(name: str) -> str:
    """What a file is called, without folders; long numbers in it are hidden, for names of people's files hold them."""
    plain = re.split(r"[\\/]", name)[-1].strip() or "?"
    hidden = re.sub(r"\d{11,}[xX]?", lambda found: "*" * len(found[0]), without_persons_numbers(plain))
    return hidden[-LONGEST_FILE_NAME:]
