"""One payment at a drawer as it was made: what lay on the table, what was taken, what went back."""

from dataclasses import dataclass
from uuid import UUID

from canteen.core.scope import Actor
from settlement.core import chart
from settlement.models import Entry
from settlement.queries.shifts import CASHIERS


@dataclass(frozen=True, slots=True)
class TenderSeen:
    """Cash in fen; `taken_fen` below zero was handed back."""

    given_fen: int
    taken_fen: int

    @property
    def change_fen(self) -> int:
        """What went back of what lay on the table."""
        return max(0, self.given_fen - self.taken_fen) if self.taken_fen > 0 else 0


def tender_seen(*, actor: Actor, tender_id: UUID) -> TenderSeen | None:
    """Return a payment taken at a canteen of the actor's; None for any other id; one statement."""
    found = Entry.objects.filter(
        id=tender_id, kind=Entry.Kind.TENDER, shift__canteen_id__in=actor.canteens(*CASHIERS)
    ).values_list("explanation", "postings__debit__address", "postings__fen")
    for explanation, debit, fen in found:
        taken_fen = fen if chart.kind_of(debit) is chart.Kind.CASH else -fen
        return TenderSeen(int(explanation.get("given_fen", 0)), taken_fen)
    return None
