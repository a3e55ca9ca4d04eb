"""Lists from outside as clerks see them: where they stand, what their rows come to, how their columns are proposed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from canteen.core.errors import NotFound
from canteen.core.intake.cells import Cell
from canteen.core.intake.header import DEEPEST, Header, find_header, guess, header_at, recalled
from canteen.core.intake.kinds import SHAPES, Kind
from canteen.core.intake.known import STANDING, Plan
from canteen.core.intake.rows import Values
from canteen.core.scope import Actor
from canteen.gateways import writing_notes
from canteen.gateways.staging import LayoutChosen, Staged, open_layout, open_piece, open_row
from canteen.gateways.tables import Sheet, Table, open_table
from canteen.models import ColumnMap, Import, ImportPart, ImportRow
from canteen.queries.intake import IMPORTERS

SIGN_ABOVE: Final = 50  # rows written by one list, or by several small ones; more take a second person (S4)
ADDED_UP: Final = timedelta(days=7)  # how long small lists of one person are added up
ROWS_AT_ONCE: Final = 500
HEAD_ROWS: Final = DEEPEST


class NoSuchImport(NotFound):
    """This list was never sent in, or lies outside what you may see."""

    code = "no-such-import"
    zh = "没有这份名单，或不在您的职责范围内"


@dataclass(frozen=True, slots=True)
class RowSeen:
    """One row with its number, opened."""

    number: int
    staged: Staged


@dataclass(frozen=True, slots=True)
class Told:
    """What one row says, as the rows below it are held against it."""

    number: int
    content: str
    values: Values
    plan: Plan


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a file may be read: its sheets, the first rows of one, where the header seems to stand, what columns mean.

    `unread` are the names of the other sheets that hold anything: each of them is a list of its own.
    """

    sheets: tuple[Sheet, ...]
    sheet: int
    unread: tuple[str, ...]
    head: tuple[tuple[int, tuple[Cell, ...]], ...]
    header: Header | None
    mapping: Mapping[int, str]
    is_remembered: bool


def imports_of(*, actor: Actor) -> QuerySet[Import]:
    """Return the lists of the regions and kinds that the actor reads in."""
    found = Q()
    for kind, roles in IMPORTERS.items():
        if actor.holds(*roles):
            found |= Q(kind=kind.value, region_id__in=actor.regions(*roles))
    return Import.objects.filter(found) if found else Import.objects.none()


def import_seen(*, actor: Actor, import_id: UUID) -> Import:
    """Return one list; NoSuchImport."""
    found = (
        imports_of(actor=actor).select_related("sender", "made_by", "signed_by", "region").filter(id=import_id).first()
    )
    if found is None:
        raise NoSuchImport()
    return found


def lock_import(*, import_id: UUID) -> Import:
    """Lock a list and return it as it is now."""
    return Import.objects.select_for_update(no_key=True).get(id=import_id)


def lock_waiting(*, seen: Import) -> Import:
    """Lock a list with all lists of its kind and sender that nobody has decided about, and return it as it is now.

    Two of them decided about at once are added up one after the other.
    """
    waiting = Q(kind=seen.kind, made_by_id=seen.made_by_id, state=Import.State.CHECKED) | Q(id=seen.id)
    locked = Import.objects.select_for_update(no_key=True).filter(waiting).order_by("id")
    found = {row.id: row for row in locked}
    return found[seen.id]


def same_before(*, actor: Actor, seen: Import) -> Import | None:
    """Return the latest list with exactly this content that took effect before this one was sent, if any.

    Among those that the actor may read: what another town sent in, and when, is not for everybody.
    """
    found = imports_of(actor=actor).filter(
        content_lookup=seen.content_lookup, kind=seen.kind, state=Import.State.APPLIED, made_at__lt=seen.made_at
    )
    return found.order_by("-ended_at").first()


def to_write(*, seen: Import) -> int:
    """Return how many rows would change the register."""
    return seen.rows_new + seen.rows_changed


def rows_written(*, seen: Import) -> int:
    """Return how many rows of a list that is being written are there so far, though none of them counts yet."""
    noted = writing_notes.written(import_id=seen.id)
    return seen.rows_written if noted is None else noted


def is_large(*, seen: Import) -> bool:
    """Say whether a list by itself takes a second person."""
    return seen.kind == Kind.STAFF or to_write(seen=seen) > SIGN_ABOVE


def needs_signature(*, seen: Import, now: datetime) -> bool:
    """Say whether a second person has to sign before this list takes effect, as for every list of staff (S4).

    Small lists are added up: what one person has sent in of a kind and had written unsigned within a week counts, so
    that a long list is not signed the less for being sent in pieces.
    """
    return is_large(seen=seen) or to_write(seen=seen) + written_unsigned(seen=seen, now=now) > SIGN_ABOVE


def written_unsigned(*, seen: Import, now: datetime) -> int:
    """Return how many rows of other lists of this kind and sender were decided about unsigned in the last week."""
    lately = Q(state=Import.State.APPLYING) | Q(state=Import.State.APPLIED, ended_at__gt=now - ADDED_UP)
    others = Import.objects.filter(lately, kind=seen.kind, made_by_id=seen.made_by_id, signed_by__isnull=True)
    counted = others.exclude(id=seen.id).aggregate(rows=Sum(F("rows_new") + F("rows_changed")))
    return counted["rows"] or 0


def may_decide(*, seen: Import, staff_id: UUID, signs: bool) -> bool:
    """Say whether this person may: what has to be signed is not signed by who sent it in or named its columns."""
    return not signs or staff_id not in (seen.made_by_id, seen.laid_out_by_id)


def content_of(*, import_id: UUID) -> bytes:
    """Return the file of a list; SealBroken. What is sealed is several times as much, so one piece of it is held."""
    parts = ImportPart.objects.filter(of_id=import_id).order_by("number").values_list("id", "sealed")
    return b"".join(open_piece(bytes(sealed), row_id) for row_id, sealed in parts.iterator(chunk_size=1))


def layout_of(*, seen: Import) -> LayoutChosen | None:
    """Return how a list is read, once somebody has said so."""
    return None if seen.layout_sealed is None else open_layout(bytes(seen.layout_sealed), seen.id)


def rows_of(
    *, import_id: UUID, outcomes: tuple[str, ...] = (), after: int = 0, most: int | None = None
) -> Iterator[RowSeen]:
    """Return the rows of a list in their order, or so many of them, opened one by one; memory does not grow."""
    found = ImportRow.objects.filter(of_id=import_id, number__gt=after).order_by("number")
    if outcomes:
        found = found.filter(outcome__in=outcomes)
    lines = found.values_list("id", "number", "sealed")
    for row_id, number, sealed in lines[:most] if most else lines.iterator(chunk_size=ROWS_AT_ONCE):
        yield RowSeen(number, open_row(bytes(sealed), row_id))


def rows_about(*, import_id: UUID, keys: set[str]) -> dict[str, list[Told]]:
    """Return the rows of a list that stand and are about each of these, in their order; nothing where none is."""
    return _told(import_id, "key_lookup", keys)


def rows_naming(*, import_id: UUID, names: set[str]) -> dict[str, list[Told]]:
    """Return the rows of a list that stand and name each of these cards or codes, likewise."""
    return _told(import_id, "named_lookup", names) if names else {}


def _told(import_id: UUID, column: str, words: set[str]) -> dict[str, list[Told]]:
    rows = ImportRow.objects.filter(of_id=import_id, outcome__in=STANDING, **{f"{column}__in": words})
    found: dict[str, list[Told]] = {}
    for row_id, number, word, content, sealed in rows.order_by("number").values_list(
        "id", "number", column, "content_lookup", "sealed"
    ):
        opened = open_row(bytes(sealed), row_id)
        found.setdefault(word, []).append(Told(number, content, opened.values, opened.plan))
    return found


def proposal_of(
    *, seen: Import, sheet: int | None = None, header_row: int | None = None, header_height: int = 1
) -> Proposal:
    """Return how a list may be read: as asked, as its sender was read before, or as guessed. UnfitTable."""
    table = open_table(content_of(import_id=seen.id))
    shape = SHAPES[Kind(seen.kind)]
    sheets = table.sheets()
    if sheet is None or not 0 <= sheet < len(sheets):
        sheet = _likeliest(table, sheets, Kind(seen.kind))
    head, unread = _head(table, sheet), _unread(table, sheet)
    rows = [cells for _, cells in head]
    if header_row is None:
        header = find_header(rows, shape) or header_at(rows, 0, 1)
    else:
        first = next((at for at, (number, _) in enumerate(head) if number == header_row), 0)
        header = header_at(rows, first, header_height) or header_at(rows, first, 1)
    if header is None:
        return Proposal(sheets, sheet, unread, head, None, {}, is_remembered=False)
    found = ColumnMap.objects.filter(sender_id=seen.sender_id, kind=seen.kind, signature=header.signature)
    remembered = found.values_list("columns", flat=True).first()
    mapping = guess(header, shape) if remembered is None else recalled(remembered, header, shape)
    return Proposal(sheets, sheet, unread, head, header, mapping, is_remembered=remembered is not None)


def _likeliest(table: Table, sheets: tuple[Sheet, ...], kind: Kind) -> int:
    """The visible sheet whose header names most columns; the first of equals."""
    if len(sheets) == 1:
        return 0
    best, most = 0, -1
    for at, sheet in enumerate(sheets):
        if sheet.hidden:
            continue
        header = find_header([cells for _, cells in _head(table, at)], SHAPES[kind])
        named = len(guess(header, SHAPES[kind])) if header else 0
        if named > most:
            best, most = at, named
    return best


def _unread(table: Table, sheet: int) -> tuple[str, ...]:
    others = ((at, each.name) for at, each in enumerate(table.sheets()) if at != sheet)
    return tuple(name for at, name in others if next(table.rows(at), None) is not None)


def _head(table: Table, sheet: int) -> tuple[tuple[int, tuple[Cell, ...]], ...]:
    found = []
    for line in table.rows(sheet):
        found.append(line)
        if len(found) >= HEAD_ROWS:
            break
    return tuple(found)


def waiting_import(*, state: str, kinds: frozenset[str], now: datetime) -> UUID | None:
    """Return a list that waits in a state and that nobody works on, the longest waiting first."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    found = Import.objects.filter(free, state=state, kind__in=kinds).order_by("made_at", "id")
    return found.values_list("id", flat=True).first()
