"""Cash shifts: the drawer's sums, open ones, and the lock of one (D13, D18)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from canteen.core.errors import NotFound
from canteen.core.scope import Actor, Role
from settlement.core import chart
from settlement.models import Posting, Shift
from settlement.queries.balances import balance_of

CASHIERS = (Role.COUNTER, Role.MANAGER)
SHIFT_READERS = (Role.COUNTER, Role.MANAGER, Role.FINANCE, Role.AUDITOR)

# What came into the drawer and went out of it: every entry of a shift moves its own drawer, and no other.
_MOVED = {
    "taken_fen": Sum("entries__postings__fen", filter=Q(entries__postings__debit__address__startswith="shift/")),
    "handed_back_fen": Sum("entries__postings__fen", filter=Q(entries__postings__credit__address__startswith="shift/")),
}


class NoSuchShift(NotFound):
    """This shift does not exist, or lies outside what you may see."""

    code = "no-such-shift"
    zh = "没有这个班次，或不在您的职责范围内"


@dataclass(frozen=True, slots=True)
class ShiftSums:
    """The drawer of a shift, in fen: what was in it, came in, went out, should be in it now and was counted."""

    id: UUID
    canteen_id: UUID
    staff_id: UUID
    opened_at: datetime
    closed_at: datetime | None
    float_fen: int
    taken_fen: int
    handed_back_fen: int
    expected_fen: int
    counted_fen: int | None

    @property
    def difference_fen(self) -> int | None:
        """What was counted less what should be there; below zero it is missing."""
        return None if self.counted_fen is None else self.counted_fen - self.expected_fen


def shift_sums(*, actor: Actor, shift_id: UUID) -> ShiftSums:
    """Return the sums of one shift; NoSuchShift."""
    row = Shift.objects.filter(id=shift_id, canteen_id__in=actor.canteens(*SHIFT_READERS)).first()
    if row is None:
        raise NoSuchShift()
    return sums_of(row)


def open_shift_of(*, actor: Actor, canteen_id: UUID) -> ShiftSums | None:
    """Return the actor's own open shift at a canteen; one statement. OutOfScope."""
    actor.require(*CASHIERS, canteen_id=canteen_id)
    own = Shift.objects.filter(canteen_id=canteen_id, staff_id=actor.staff_id, closed_at=None)
    row = own.annotate(**_MOVED).first()
    return None if row is None else _sums(row, row.taken_fen or 0, row.handed_back_fen or 0)  # type: ignore[attr-defined]  # annotated above


def drawer_fen(row: Shift) -> int:
    """Return what should be in the drawer now."""
    return row.float_fen + balance_of(address=chart.cash(row.id))


def lock_shift(*, shift_id: UUID) -> Shift:
    """Lock a shift, after the elder (D18), and return it as it is under the lock; NoSuchShift."""
    row = Shift.objects.select_for_update(no_key=True).filter(id=shift_id).first()
    if row is None:
        raise NoSuchShift()
    return row


def sums_of(row: Shift) -> ShiftSums:
    """Return the sums of a shift from the postings on its drawer; one statement."""
    address = chart.cash(row.id)
    sides = Posting.objects.filter(entry__shift_id=row.id).values_list("debit__address", "credit__address", "fen")
    moved = list(sides)
    taken = sum(fen for debit, _credit, fen in moved if debit == address)
    handed_back = sum(fen for _debit, credit, fen in moved if credit == address)
    return _sums(row, taken, handed_back)


def _sums(row: Shift, taken: int, handed_back: int) -> ShiftSums:
    return ShiftSums(
        id=row.id,
        canteen_id=row.canteen_id,
        staff_id=row.staff_id,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        float_fen=row.float_fen,
        taken_fen=taken,
        handed_back_fen=handed_back,
        expected_fen=row.float_fen + taken - handed_back,
        counted_fen=row.counted_fen,
    )
