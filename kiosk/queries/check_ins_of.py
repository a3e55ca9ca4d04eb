"""How one portion was taken: at which device, when, by whose hand, and what was promised; voids too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk.models import CheckIn


@dataclass(frozen=True, slots=True)
class CheckInOfMeal:
    """One attempt about the portion, as it was decided."""

    id: UUID
    kind: str
    decision: str
    device: str
    sequence: int | None
    staff: str
    presented_at: datetime
    received_at: datetime
    promised_fen: int | None
    decided_fen: int | None


def told_fen(check_ins: Iterable[CheckInOfMeal]) -> int:
    """Return what she was told she would pay when she was served, in fen: as promised, else as decided then (K3)."""
    served = (one for one in check_ins if one.decision == CheckIn.Decision.SERVED)
    told = ((one.promised_fen if one.promised_fen is not None else one.decided_fen) or 0 for one in served)
    return next(told, 0)


def check_ins_of(*, order_id: UUID) -> tuple[CheckInOfMeal, ...]:
    """Return the attempts about one order, the first one first; one statement. The caller asked who may see."""
    found = CheckIn.objects.filter(order_id=order_id).select_related("kiosk", "staff").defer("evidence")
    return tuple(
        CheckInOfMeal(
            id=row.id,
            kind=row.kind,
            decision=row.decision,
            device=row.kiosk.name,
            sequence=row.sequence,
            staff=row.staff.name if row.staff else "",
            presented_at=row.presented_at,
            received_at=row.received_at,
            promised_fen=row.promised_fen,
            decided_fen=row.decided_fen,
        )
        for row in found.order_by("received_at", "id")
    )
