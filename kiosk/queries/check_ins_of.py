"""How a portion was taken: at which device, when, by whose hand, and what was promised; voids too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk.models import CheckIn


@dataclass(frozen=True, slots=True)
class CheckInOfMeal:
    """One attempt about the portion, as it was decided."""

    id: UUID
    order_id: UUID | None
    kind: str
    decision: str
    device: str
    sequence: int | None
    staff: str
    presented_at: datetime
    received_at: datetime
    promised_fen: int | None
    decided_fen: int | None

    @property
    def told_fen(self) -> int:
        """What she was told she would pay, in fen: as promised, else as decided then (K3)."""
        return (self.promised_fen if self.promised_fen is not None else self.decided_fen) or 0


def served_by(*, check_ins: Iterable[CheckInOfMeal], order_id: UUID) -> CheckInOfMeal | None:
    """Return the attempt by which an order was served; None where a person wrote it down otherwise."""
    return next(
        (one for one in check_ins if one.order_id == order_id and one.decision == CheckIn.Decision.SERVED), None
    )


def check_ins_of(*, order_ids: Iterable[UUID]) -> tuple[CheckInOfMeal, ...]:
    """Return the attempts about some orders, the first one first; one statement. The caller asked who may see."""
    found = CheckIn.objects.filter(order_id__in=list(order_ids)).select_related("kiosk", "staff").defer("evidence")
    return tuple(
        CheckInOfMeal(
            id=row.id,
            order_id=row.order_id,
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
