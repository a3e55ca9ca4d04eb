"""Records entries and reverses them: the only writers of the ledger (R1, R2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from canteen.core.errors import Conflict
from canteen.models.ids import new_id
from canteen.models.sql import Statement, insert
from settlement.core.journal import Transfer
from settlement.core.journal import reversal as reversed_transfers
from settlement.models import Entry, Posting
from settlement.operations.accounts import account_ids
from settlement.operations.lock_books import BooksLocked


class EntryReversed(Conflict):
    """This entry has been reversed already."""

    code = "entry-reversed"
    zh = "这笔凭证已经冲销过"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an entry says beside its money: the order, the day, the policy, the shift; all of it may be empty."""

    order_id: UUID | None = None
    revision: int = 0
    service_on: date | None = None
    policy_id: UUID | None = None
    reverses_id: UUID | None = None
    shift_id: UUID | None = None
    entry_id: UUID | None = None  # one made by who asked, so that asking twice is one event (R7)
    explanation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry and the statements that write it and its postings, not sent yet."""

    entry_id: UUID
    statements: tuple[Statement, ...]


def record(
    *,
    kind: Entry.Kind,
    transfers: Sequence[Transfer],
    books: BooksLocked | None,
    circumstances: Circumstances,
    now: datetime,
) -> Recorded:
    """Write down one entry; an entry without postings is a meal that cost nobody anything.

    `books` is empty for what belongs to no canteen-month (an appropriation). The caller holds its lock.
    """
    entry = Entry(
        id=circumstances.entry_id or new_id(),
        kind=kind,
        books_id=books.id if books else None,
        for_month=books.for_month if books else None,
        service_on=circumstances.service_on,
        order_id=circumstances.order_id,
        revision=circumstances.revision,
        policy_id=circumstances.policy_id,
        reverses_id=circumstances.reverses_id,
        shift_id=circumstances.shift_id,
        recorded_at=now,
        explanation=dict(circumstances.explanation),
    )
    accounts = account_ids(address for transfer in transfers for address in (transfer.debit, transfer.credit))
    postings = [
        Posting(
            entry_id=entry.id,
            position=position,
            debit_id=accounts[transfer.debit],
            credit_id=accounts[transfer.credit],
            fen=transfer.fen,
            month=books.month if books else None,
            canteen_id=books.canteen_id if books else None,
        )
        for position, transfer in enumerate(transfers)
    ]
    return Recorded(entry.id, tuple(insert([entry, *postings])))


def transfers_of(*, entry_id: UUID) -> tuple[Transfer, ...]:
    """Return what an entry moved, in its order."""
    found = Posting.objects.filter(entry_id=entry_id).order_by("position")
    return tuple(
        Transfer(debit, credit, fen)
        for debit, credit, fen in found.values_list("debit__address", "credit__address", "fen")
    )


def reverse(*, entry_id: UUID, books: BooksLocked, now: datetime) -> tuple[Recorded, tuple[Transfer, ...]]:
    """Undo one entry exactly; EntryReversed when that was done before (one reversal an entry, by UNIQUE).

    Returns what is recorded, and the transfers of the entry undone.
    """
    entry = Entry.objects.only("order_id", "service_on", "policy_id").get(id=entry_id)
    if Entry.objects.filter(reverses_id=entry_id).exists():
        raise EntryReversed()
    original = transfers_of(entry_id=entry_id)
    recorded = record(
        kind=Entry.Kind.REVERSAL,
        transfers=reversed_transfers(original),
        books=books,
        circumstances=Circumstances(
            order_id=entry.order_id, service_on=entry.service_on, policy_id=entry.policy_id, reverses_id=entry_id
        ),
        now=now,
    )
    return recorded, original
