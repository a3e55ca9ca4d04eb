"""Staged lists sealed and opened again: files in pieces, layouts and rows as JSON; none of it lies in plain (S1)."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from canteen.core.intake.cells import Wrong
from canteen.core.intake.known import Change, Plan
from canteen.core.intake.rows import Values
from canteen.gateways import vault

PIECE_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class LayoutChosen:
    """Which sheet, where its header stands (row numbers as the sheet counts), and which column means what."""

    sheet: int
    header_row: int
    header_height: int
    mapping: dict[int, str]
    headings: tuple[str, ...]
    year: int
    sheet_name: str = ""
    unread: tuple[str, ...] = ()  # what the other sheets are called that hold anything


@dataclass(frozen=True, slots=True)
class Staged:
    """One row as it is kept: its cells as texts, what they say, and what it comes to."""

    cells: tuple[str, ...]
    values: Values
    plan: Plan


def sealed_pieces(content: bytes, ids: Sequence[UUID]) -> Iterator[bytes]:
    """Yield a file in sealed pieces, each for its own row."""
    for row_id, start in zip(ids, range(0, len(content), PIECE_BYTES), strict=True):
        text = b64encode(content[start : start + PIECE_BYTES]).decode()
        yield vault.seal(text, table="canteen_importpart", column="sealed", row_id=row_id)


def pieces_of(content: bytes) -> int:
    """Return how many pieces a file takes."""
    return -(-len(content) // PIECE_BYTES)


def open_piece(sealed: bytes, row_id: UUID) -> bytes:
    """Return a piece of a file; SealBroken."""
    return b64decode(vault.open(sealed, table="canteen_importpart", column="sealed", row_id=row_id))


def content_lookup(content: bytes) -> str:
    """Return the keyed hash of a whole file."""
    return vault.lookup(hashlib.sha256(content).hexdigest(), purpose="import content")


def key_lookup(text: str) -> str:
    """Return the keyed hash of what a row is about."""
    return vault.lookup(text, purpose="import row")


def seal_layout(layout: LayoutChosen, import_id: UUID) -> bytes:
    """Seal a layout for its import."""
    return vault.seal(_json(asdict(layout)), table="canteen_import", column="layout_sealed", row_id=import_id)


def open_layout(sealed: bytes, import_id: UUID) -> LayoutChosen:
    """Return a layout; SealBroken."""
    found = json.loads(vault.open(sealed, table="canteen_import", column="layout_sealed", row_id=import_id))
    mapping = {int(at): key for at, key in found.pop("mapping").items()}
    texts = {key: tuple(found.get(key, ())) for key in ("headings", "unread")}
    return LayoutChosen(**(found | {"mapping": mapping} | texts))


def seal_row(staged: Staged, row_id: UUID) -> bytes:
    """Seal a row for its own place."""
    plan = staged.plan
    text = _json([staged.cells, staged.values, plan.outcome, plan.changes, plan.wrongs, _id(plan.elder_id)])
    return vault.seal(text, table="canteen_importrow", column="sealed", row_id=row_id)


def open_row(sealed: bytes, row_id: UUID) -> Staged:
    """Return a row; SealBroken."""
    text = vault.open(sealed, table="canteen_importrow", column="sealed", row_id=row_id)
    cells, values, outcome, changes, wrongs, elder_id = json.loads(text)
    plan = Plan(
        outcome,
        tuple(Change(*each) for each in changes),
        tuple(Wrong(*each) for each in wrongs),
        UUID(elder_id) if elder_id else None,
    )
    return Staged(tuple(cells), values, plan)


def plan_lookup(values: Values, plan: Plan) -> str:
    """Return the keyed hash of what a row says and what would be written of it: what a signature covers."""
    changes = [[each.field, each.before, each.after] for each in plan.changes]
    return key_lookup(_json([sorted(values.items()), plan.outcome, changes, _id(plan.elder_id)]))


def _id(elder_id: UUID | None) -> str:
    return str(elder_id) if elder_id else ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Change):
        return [value.field, value.before, value.after]
    raise TypeError
